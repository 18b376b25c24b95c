package simulator

import (
	"encoding/json"
)

// patchInput is the one operation of a conversation, thread, schedule or workflow patch.
type patchInput struct {
	Op, Path string
	Value    json.RawMessage
}

// valueOf reads a value whose type the schema has checked; null is zero.
func valueOf[T any](in patchInput) (v T) {
	if err := json.Unmarshal(in.Value, &v); err != nil && len(in.Value) > 0 {
		panic("simulator: a schema lets through what its handler cannot read: " + err.Error())
	}
	return v
}

// updateConversation answers PATCH with one change. What the app notes as a line item is noted here, too.
func updateConversation(rq *request) *answer {
	in := decode[patchInput](rq)
	return withConversation(rq, func(c *Conversation) *answer {
		change, wrong := rq.conversationChange(c, in)
		if wrong != nil {
			return refuse(*wrong)
		}
		rq.store.edit(c, func(next *Conversation) {
			change(next)
			next.UserUpdatedAt = rq.store.now
		})
		return noContent()
	})
}

func (rq *request) conversationChange(c *Conversation, in patchInput) (func(*Conversation), *problem) {
	s := rq.store
	unknown := func(what string, id int64) (func(*Conversation), *problem) {
		p := unknownID("value", what, id)
		return nil, &p
	}
	switch in.Path {
	case "/subject":
		return func(next *Conversation) { next.Subject = valueOf[string](in) }, nil
	case "/status":
		return func(next *Conversation) { rq.changeStatus(next, valueOf[string](in)) }, nil
	case "/primaryCustomer.id":
		id := valueOf[int64](in)
		if s.customer[id] == nil {
			return unknown("Customer", id)
		}
		return func(next *Conversation) { next.CustomerID = id }, nil
	case "/mailboxId":
		id := valueOf[int64](in)
		if s.mailbox(id) == nil {
			return unknown("Mailbox", id)
		}
		return func(next *Conversation) { rq.move(next, id) }, nil
	case "/assignTo":
		id := valueOf[int64](in)
		who := s.assignee(id)
		if in.Op == "remove" {
			who = Ref{}
		} else if who.ID == 0 {
			return unknown("User", id)
		}
		return func(next *Conversation) { rq.assign(next, who) }, nil
	}
	return rq.publishing(c, valueOf[bool](in))
}

// publishing is the patch of /draft. What true does is not documented: it is refused here, so that nobody leans on it.
func (rq *request) publishing(c *Conversation, draft bool) (func(*Conversation), *problem) {
	if draft {
		p := bad("value", "a conversation cannot be made a draft", true, "NotSupported")
		return nil, &p
	}
	if c.State != "draft" {
		return func(*Conversation) {}, nil
	}
	return func(next *Conversation) {
		next.State = "published"
		for i := range next.threads {
			if next.threads[i].State == "draft" {
				rq.send(next, i)
			}
		}
	}, nil
}

func (rq *request) changeStatus(c *Conversation, status string) {
	was := c.Status
	rq.store.setStatus(c, status, rq.store.owner)
	if c.Status != was {
		rq.noteChange(c, "change-status", "marked as "+c.Status)
	}
}

// move keeps the values of custom fields, which only show in the inbox that has the fields.
func (rq *request) move(c *Conversation, mailbox int64) {
	if c.MailboxID != mailbox {
		c.MailboxID = mailbox
		rq.noteChange(c, "moved-from-mailbox", "moved to another inbox")
	}
}

func (rq *request) assign(c *Conversation, who Ref) {
	if c.Assignee != who {
		c.Assignee = who
		rq.noteChange(c, "assigned", "changed the owner")
	}
}
