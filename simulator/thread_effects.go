package simulator

import "strings"

// effects are what a thread does to its conversation once it is published.
type effects struct {
	status   string // empty leaves it alone
	assignTo given[int64]
	mail     bool
	imported bool
}

// effectsOf reads the reference: without a status a reply re-activates the conversation, and so, by its page, does a note,
// which nobody has verified. What a customer writes re-opens it unless it is imported; that this holds for chats and phone
// calls, too, one client reports. inbox_predefined is taken for active, all for no change.
func effectsOf(in *threadInput) effects {
	e := effects{status: in.Status, assignTo: in.AssignTo, mail: in.Type == "reply" && !in.Imported, imported: in.Imported}
	written := in.Type == "reply" || in.Type == "note"
	switch {
	case in.Status == "open" || in.Status == "inbox_predefined" || in.Status == "" && (written || !in.Imported):
		e.status = "active"
	case in.Status == "all":
		e.status = ""
	}
	return e
}

// addThread adds a thread to a copy of a conversation and lets it take effect, at once or, for a draft, when it is sent.
func (rq *request) addThread(c *Conversation, t Thread, e effects) {
	t.Status = c.Status // a draft keeps the status of its creation
	if t.State == "draft" {
		t.onSend = &e
		c.Draft = true
	} else {
		rq.takeEffect(c, &t, e)
	}
	c.threads = append(c.threads, t)
	rq.store.written = append(rq.store.written, Written{c.ID, t, e.mail && t.State == "published"})
}

// takeEffect is what a published thread does. Who wrote last and since when the customer waits is not defined in the
// reference: here it is the time and the side of the latest message, and notes do not count.
func (rq *request) takeEffect(c *Conversation, t *Thread, e effects) {
	s := rq.store
	c.Published++
	t.Status = "nochange"
	if e.status != "" && e.status != c.Status {
		t.Status = e.status
		s.setStatus(c, e.status, t.CreatedBy)
	}
	if t.Type == "note" {
		t.Status = ""
	}
	if e.assignTo.There {
		c.Assignee = s.assignee(e.assignTo.Value)
		t.AssignedTo = c.Assignee
	}
	byCustomer := t.CreatedBy.Kind == KindCustomer
	switch {
	case byCustomer:
		c.WaitingSince, c.LatestReplyFrom = t.CreatedAt, KindCustomer
		if c.UserUpdatedAt == 0 {
			c.UserUpdatedAt = t.CreatedAt
		}
	case t.Type == "note":
		c.UserUpdatedAt = s.now
	default:
		c.UserUpdatedAt, c.WaitingSince, c.LatestReplyFrom = s.now, t.CreatedAt, KindUser
	}
	if byCustomer && !e.imported {
		c.wake()
	}
	if t.CustomerID != c.CustomerID && t.CustomerID != 0 && c.OtherCustomerID == 0 {
		c.OtherCustomerID = t.CustomerID
	}
}

// wake ends what a customer's reply ends: a snooze and scheduled replies that say so.
func (c *Conversation) wake() {
	if c.Snooze != nil && c.Snooze.UnsnoozeOnCustomerReply {
		c.Snooze = nil
	}
	for i := range c.threads {
		if p := c.threads[i].Scheduled; p != nil && p.UnscheduleOnCustomerReply {
			c.threads[i].Scheduled = nil
		}
	}
	c.planNext()
}

// planNext works out what will happen to the conversation by itself.
func (c *Conversation) planNext() {
	c.NextEvent = nil
	if z := c.Snooze; z != nil {
		c.NextEvent = &NextEvent{z.Until, "snooze", z.By, z.UnsnoozeOnCustomerReply}
	}
	for _, t := range c.threads {
		if p := t.Scheduled; p != nil && (c.NextEvent == nil || p.For < c.NextEvent.At) {
			c.NextEvent = &NextEvent{p.For, "scheduled", p.By, p.UnscheduleOnCustomerReply}
		}
	}
}

// setStatus changes a copy's status with the closing facts that belong to it. open is a word of requests only.
func (s *Store) setStatus(c *Conversation, status string, by Ref) {
	if status == "open" {
		status = "active"
	}
	c.Status, c.ClosedAt, c.ClosedBy = status, 0, Ref{}
	if status == "closed" {
		c.ClosedAt, c.ClosedBy = s.now, by
	}
}

// edit changes a conversation through a copy that has its threads written out, so that those of the seed stay as they were.
func (s *Store) edit(c *Conversation, f func(*Conversation)) {
	next := *c
	next.threads = s.ownThreads(c)
	next.ModifiedAt = s.now
	f(&next)
	next.FolderID = s.folderOf(&next)
	s.replaceConversation(c, &next)
}

// noteChange adds the line item that the app shows for a change. Its words are not documented.
func (rq *request) noteChange(c *Conversation, action, text string) {
	who := rq.store.nameOf(rq.store.owner)
	c.threads = append(c.threads, Thread{
		ID: rq.store.nextThread(), Type: "lineitem", State: "published", Status: "nochange", CreatedAt: rq.store.now,
		ActionType: action, ActionText: strings.TrimSpace(who + " " + text), ActionEntities: []Ref{rq.store.owner},
		SourceType: "api", SourceVia: KindUser, CreatedBy: rq.store.owner, CustomerID: c.CustomerID, AssignedTo: c.Assignee,
	})
	c.LineItems++
}
