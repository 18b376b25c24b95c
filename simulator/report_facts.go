package simulator

import "sync"

// Sorts of events that reports count.
const (
	eventReply    = iota // a published message that a user or system user sent
	eventReceived        // a published thread that a customer wrote: mail or chat
	eventOther           // another published entry: note, phone call, forward
	eventWorkflow        // a line item that says that a manual workflow ran
	eventSilent          // not published, there for its rating only
)

// event is what a report needs to know of a thread.
type event struct {
	sort     byte
	answers  bool // a reply to something: asked is set
	first    bool // the first reply in a conversation that a customer began
	at       Time
	asked    Time // when the customer wrote the first message that this reply answers
	thread   int64
	by       int64 // the user who wrote it
	customer int64
	with     int64 // the saved reply in a reply, or the workflow
	rating   *ThreadRating
}

// facts are a conversation as reports see it. from and to embrace everything that is dated in it.
type facts struct {
	*Conversation
	from, to Time
	replies  int
	events   []event
}

// handleTime is how long a user worked on a reply. Threads have nothing to compute it from, so it follows from the id:
// between 15 and 1,167 seconds, short ones more often.
func (e *event) handleTime() float64 { return float64(15 + e.thread%97*(e.thread%13)) }

// resolved says that a conversation is closed and a user replied in it, whenever that was.
func (f *facts) resolved() bool { return f.Status == "closed" && f.ClosedAt != 0 && f.replies > 0 }

// begunByUser tells the conversations that users started, not customers.
func (f *facts) begunByUser() bool { return f.CreatedBy.Kind != KindCustomer }

// factCache keeps the facts of conversations that reports have looked at. A changed conversation is a new object, so that
// entries never get stale; those of objects that are gone are dropped when there are too many.
type factCache struct {
	mu sync.Mutex
	of map[*Conversation]*facts
}

// ratingDelay is more than customers of the seed take to rate a reply.
const ratingDelay = 2 * day

// factsWithin lists the facts of all conversations that a filter accepts and in which something is dated in the range. The
// threads of the others are not made.
func (s *Store) factsWithin(sp period, accept func(*Conversation) bool) []*facts {
	s.facts.mu.Lock()
	defer s.facts.mu.Unlock()
	if s.facts.of == nil || len(s.facts.of) > 2*len(s.conversations)+1000 {
		s.facts.of = map[*Conversation]*facts{}
	}
	var out []*facts
	for _, c := range s.conversations {
		if c.threads == nil && (c.CreatedAt >= sp.to || max(c.lastThreadAt+ratingDelay, c.ClosedAt) < sp.from) || !accept(c) {
			continue
		}
		f := s.facts.of[c]
		if f == nil {
			f = s.factsOf(c)
			s.facts.of[c] = f
		}
		if f.from < sp.to && f.to >= sp.from {
			out = append(out, f)
		}
	}
	return out
}

// factsOf reads a conversation's threads from the oldest to the newest.
func (s *Store) factsOf(c *Conversation) *facts {
	f := &facts{Conversation: c, from: c.CreatedAt, to: max(c.CreatedAt, c.ClosedAt)}
	threads := s.bareThreads(c)
	f.events = make([]event, 0, len(threads))
	waiting, asked := false, Time(0)
	for i := range threads {
		e, ok := s.eventOf(c, &threads[i])
		if !ok {
			continue
		}
		switch {
		case e.sort == eventReceived && !waiting:
			waiting, asked = true, e.at
		case e.sort == eventReply:
			e.answers, e.asked, waiting = waiting, asked, false
			e.first = f.replies == 0 && !f.begunByUser()
			f.replies++
		}
		f.from, f.to = min(f.from, e.at), max(f.to, e.at)
		if e.rating != nil {
			f.from, f.to = min(f.from, e.rating.At), max(f.to, e.rating.At)
		}
		f.events = append(f.events, e)
	}
	return f
}

func (s *Store) eventOf(c *Conversation, t *Thread) (e event, ok bool) {
	e = event{at: t.CreatedAt, thread: t.ID, customer: t.CustomerID, rating: t.Rating}
	if t.CreatedBy.Kind != KindCustomer {
		e.by = t.CreatedBy.ID
	}
	switch {
	case t.State != "published":
		e.sort = eventSilent
		return e, e.rating != nil
	case t.Type == "lineitem":
		e.sort, e.with = eventWorkflow, s.workflowOf(c, t)
		return e, e.with != 0
	case e.by == 0:
		e.sort = eventReceived
	case t.Type == "message":
		e.sort, e.with = eventReply, t.SavedReplyID
	default:
		e.sort = eventOther
	}
	return e, true
}

// workflowOf is the workflow that a line item tells of. Line items name none, so it is one of the inbox's, by the thread's id.
func (s *Store) workflowOf(c *Conversation, t *Thread) int64 {
	if t.ActionType != "manual-workflow" {
		return 0
	}
	var ids []int64
	for _, w := range s.workflows {
		if w.MailboxID == c.MailboxID {
			ids = append(ids, w.ID)
		}
	}
	if ids == nil {
		return 0
	}
	return ids[t.ID%int64(len(ids))]
}
