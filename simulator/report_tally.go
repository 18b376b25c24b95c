package simulator

import (
	"slices"
	"strings"
)

// scope is what a report looks at: the conversations its filters leave and, in user reports, the work of some people only.
type scope struct {
	rq     *request
	accept func(*Conversation) bool
	users  map[int64]bool // nil is everybody
}

// scope reads the filters. kind narrows to one channel. A user parameter that names nobody is a 404, the harder one of the
// two answers that the reference holds possible.
func (rq *request) scope(kind string) (*scope, *answer) {
	sc := &scope{rq: rq}
	if rq.has("user") {
		sc.users = rq.store.crew(rq.num("user"))
		if sc.users == nil {
			return nil, notFound()
		}
	}
	s := rq.store
	var all []func(*Conversation) bool
	add := func(f func(*Conversation) bool) { all = append(all, f) }
	if kind != "" {
		add(func(c *Conversation) bool { return c.Type == kind })
	}
	if rq.has("types") {
		kinds := strings.Split(rq.get("types"), ",")
		add(func(c *Conversation) bool { return slices.Contains(kinds, c.Type) })
	}
	if rq.has("mailboxes") {
		ids := splitIDs(rq.get("mailboxes"))
		add(func(c *Conversation) bool { return slices.Contains(ids, c.MailboxID) })
	}
	if rq.has("tags") {
		ids := splitIDs(rq.get("tags"))
		add(func(c *Conversation) bool {
			return slices.ContainsFunc(s.tagKeys(c), func(id int64) bool { return slices.Contains(ids, id) })
		})
	}
	if rq.has("folders") {
		ids := splitIDs(rq.get("folders"))
		add(func(c *Conversation) bool {
			return slices.ContainsFunc(ids, func(id int64) bool { return s.inFolder(c, id) })
		})
	}
	sc.accept = func(c *Conversation) bool {
		for _, ok := range all {
			if !ok(c) {
				return false
			}
		}
		return true
	}
	return sc, nil
}

// crew is the set of people that the user parameter stands for: one user, or the members of a team. v2 shows system users as
// users, so they have reports, too.
func (s *Store) crew(id int64) map[int64]bool {
	if t := s.team(id); t != nil {
		members := map[int64]bool{}
		for _, m := range t.Members {
			members[m] = true
		}
		return members
	}
	if s.user(id) == nil && s.systemUser(id) == nil {
		return nil
	}
	return map[int64]bool{id: true}
}

func (sc *scope) within(sp period) []*facts { return sc.rq.store.factsWithin(sp, sc.accept) }

func (sc *scope) counts(user int64) bool { return sc.users == nil || sc.users[user] }

// tally counts a range. Its definitions are those of all reports:
//
//   - A conversation is any that the conversation list has with status=all, spam and drafts included.
//   - A reply is a published thread of type message that no customer wrote, the opening one of a user's own mail included.
//   - It is answered when the customer wrote since the reply before it; its response time runs from the first such message.
//   - The first response time runs from the creation of a conversation that a customer began to its first reply.
//   - Replies and their times count when the reply was sent; a customer that got one, its thread's, was helped.
//   - Closed are conversations with status closed, at closedAt; a conversation that was opened again has no memory of it.
//   - Resolved is closed with a reply in it. The resolution time runs from creation to closing.
//   - A rating counts when it was given, for who wrote the rated thread.
//   - A conversation is active in the range if it was created or has a published entry, no line item, in it.
//   - In a user's or team's report replies, ratings and calls are those they wrote, closed and created is what they closed and
//     created, and active is a conversation in which they replied.
type tally struct {
	period
	active, created []*facts
	begun           int64 // created by users
	received        int64
	closed          int64
	resolved        []*facts
	onFirst         int64
	helped          map[int64]bool
	responses       []float64
	firsts          []float64
	handles         []float64
	people          map[int64]*replier // who replied
	ratings         []verdict
	replyDays       [8]int64 // replies by day of the week
}

// replier is one user's part of a tally.
type replier struct {
	replies int64
	handle  float64
	helped  map[int64]bool
	happy   happiness
}

// verdict is a rating and where it belongs.
type verdict struct {
	*facts
	*event
}

// measure tallies those of the listed conversations that have something in the range.
func (sc *scope) measure(sp period, list []*facts) *tally {
	t := &tally{period: sp, helped: map[int64]bool{}, people: map[int64]*replier{}}
	for _, f := range list {
		if f.from >= sp.to || f.to < sp.from {
			continue
		}
		active := t.life(sc, f)
		for i := range f.events {
			e := &f.events[i]
			if sp.holds(e.at) && t.thread(sc, f, e) {
				active = true
			}
			if e.rating != nil && sp.holds(e.rating.At) && sc.counts(e.by) {
				t.ratings = append(t.ratings, verdict{f, e})
			}
		}
		if active {
			t.active = append(t.active, f)
		}
	}
	for _, v := range t.ratings {
		if p := t.people[v.by]; p != nil {
			p.happy.add(v.rating.Rating)
		}
	}
	return t
}

// life counts a conversation's beginning and end, and says whether that makes it active.
func (t *tally) life(sc *scope, f *facts) (active bool) {
	if t.holds(f.CreatedAt) && (sc.users == nil || f.begunByUser() && sc.users[f.CreatedBy.ID]) {
		t.created = append(t.created, f)
		active = sc.users == nil
		if f.begunByUser() {
			t.begun++
		}
	}
	if f.Status == "closed" && f.ClosedAt != 0 && t.holds(f.ClosedAt) && sc.counts(f.ClosedBy.ID) {
		t.closed++
		if f.resolved() {
			t.resolved = append(t.resolved, f)
			if f.replies == 1 {
				t.onFirst++
			}
		}
	}
	return active
}

// thread counts a thread in the range, and says whether that makes its conversation active.
func (t *tally) thread(sc *scope, f *facts, e *event) bool {
	switch e.sort {
	case eventReceived:
		t.received++
		return sc.users == nil
	case eventOther:
		return sc.users == nil
	case eventReply:
	default:
		return false
	}
	if !sc.counts(e.by) {
		return false
	}
	p := t.people[e.by]
	if p == nil {
		p = &replier{helped: map[int64]bool{}}
		t.people[e.by] = p
	}
	p.replies++
	p.helped[e.customer] = true
	p.handle += e.handleTime()
	t.helped[e.customer] = true
	t.handles = append(t.handles, e.handleTime())
	t.replyDays[isoDay(e.at.Time())]++
	if e.answers {
		t.responses = append(t.responses, sc.rq.seconds(e.asked, e.at))
	}
	if e.first {
		t.firsts = append(t.firsts, sc.rq.seconds(f.CreatedAt, e.at))
	}
	return true
}

func (t *tally) replies() int64 { return int64(len(t.handles)) }

func (t *tally) perDay(n int64) float64 { return float64(n) / float64(t.days()) }

// customers counts the primary customers of the active conversations.
func (t *tally) customers() int64 {
	return distinct(t.active, func(f *facts) int64 { return f.CustomerID })
}

// resolutionTimes and repliesToResolve are one number for each resolved conversation, in the same order.
func (t *tally) resolutionTimes(rq *request) []float64 {
	return each(t.resolved, func(f *facts) float64 { return rq.seconds(f.CreatedAt, f.ClosedAt) })
}

func (t *tally) repliesToResolve() []float64 {
	return each(t.resolved, func(f *facts) float64 { return float64(f.replies) })
}

// onFirstShare is a fraction despite the names of the members that show it.
func (t *tally) onFirstShare() float64 { return ratio(float64(t.onFirst), float64(len(t.resolved))) }

// busiestDay is the day of the week with most replies, the earlier one of equals; NaN without replies.
func (t *tally) busiestDay() float64 {
	best := 0
	for d := 1; d <= 7; d++ {
		if t.replyDays[d] > t.replyDays[best] {
			best = d
		}
	}
	if best == 0 {
		return nothing
	}
	return float64(best)
}

func each[T any](list []T, value func(T) float64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = value(v)
	}
	return out
}

func distinct[T any](list []T, key func(T) int64) int64 {
	seen := make(map[int64]bool, len(list))
	for _, v := range list {
		seen[key(v)] = true
	}
	return int64(len(seen))
}

// mean is NaN, and so null, for nothing.
func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return ratio(sum, float64(len(list)))
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return nothing
	}
	return a / b
}
