package simulator

import "slices"

// withThread finds a thread of a conversation by the path's two ids, written out in a slice of its own.
func withThread(rq *request, f func(c *Conversation, threads []Thread, at int) *answer) *answer {
	return withConversation(rq, func(c *Conversation) *answer {
		threads := rq.store.ownThreads(c)
		at := slices.IndexFunc(threads, func(t Thread) bool { return t.ID == rq.ids[1] })
		if at < 0 {
			return notFound()
		}
		return f(c, threads, at)
	})
}

// updateThread changes the text of a thread or hides it. Line items are taken for what the API calls locked.
func updateThread(rq *request) *answer {
	in := decode[patchInput](rq)
	return withThread(rq, func(c *Conversation, threads []Thread, at int) *answer {
		t := &threads[at]
		switch {
		case t.Type == "lineitem":
			return plainError(412, errorJSON, "The thread is locked")
		case in.Path == "/text":
			rq.store.edit(c, func(next *Conversation) { next.threads[at].Body = valueOf[string](in) })
			return noContent()
		case t.State == "draft" || t.Type != "customer" && t.Type != "message":
			return refuse(bad("path", "only a customer's thread or a reply that is no draft can be hidden", in.Path, "NotSupported"))
		}
		rq.store.edit(c, func(next *Conversation) { next.hide(at, valueOf[bool](in)) })
		return noContent()
	})
}

func (c *Conversation) hide(at int, hidden bool) {
	t := &c.threads[at]
	switch {
	case hidden && t.State == "published":
		t.State = "hidden"
		c.Published--
	case !hidden && t.State == "hidden":
		t.State = "published"
		c.Published++
	}
}

// send publishes a draft: what its creation would have done happens now.
func (rq *request) send(c *Conversation, at int) {
	t := &c.threads[at]
	e := effects{status: "active", mail: true} // of a draft of the seed
	if t.onSend != nil {
		e = *t.onSend
	}
	t.State, t.Scheduled, t.onSend = "published", nil, nil
	rq.takeEffect(c, t, e)
	c.State = "published"
	c.Draft = slices.ContainsFunc(c.threads, func(t Thread) bool { return t.State == "draft" })
	c.planNext()
	for i := range rq.store.written {
		if rq.store.written[i].ID == t.ID {
			rq.store.written[i].Thread, rq.store.written[i].Mailed = *t, e.mail
		}
	}
}

// withDraft refuses to schedule what is no draft of a reply or forward.
func withDraft(rq *request, f func(c *Conversation, t *Thread, at int) *answer) *answer {
	return withThread(rq, func(c *Conversation, threads []Thread, at int) *answer {
		if t := &threads[at]; t.State == "draft" && t.Type != "note" {
			return f(c, t, at)
		}
		return refuse(bad("state", "only a draft can be scheduled", threads[at].State, "NotSupported"))
	})
}

func scheduleThread(rq *request) *answer {
	in := decode[struct {
		ScheduledFor                             string
		UnscheduleOnCustomerReply, SendAsCreator bool
	}](rq)
	at, wrong := rq.future("scheduledFor", in.ScheduledFor)
	if wrong != nil {
		return wrong
	}
	return withDraft(rq, func(c *Conversation, t *Thread, i int) *answer {
		s := rq.store
		p := &Scheduled{By: s.owner.ID, CreatedAt: s.now, For: at, UnscheduleOnCustomerReply: in.UnscheduleOnCustomerReply}
		if in.SendAsCreator {
			p.SendAs = t.CreatedBy.ID
		}
		s.edit(c, func(next *Conversation) {
			next.threads[i].Scheduled = p
			next.planNext()
		})
		return noContent()
	})
}

// publishScheduledThread sends a scheduled draft now. One that is not scheduled is refused.
func publishScheduledThread(rq *request) *answer {
	return withDraft(rq, func(c *Conversation, t *Thread, i int) *answer {
		if t.Scheduled == nil {
			return refuse(bad("path", "the thread is not scheduled", "/state", "NotSupported"))
		}
		rq.store.edit(c, func(next *Conversation) { rq.send(next, i) })
		return noContent()
	})
}

func unscheduleThread(rq *request) *answer {
	return withDraft(rq, func(c *Conversation, _ *Thread, i int) *answer {
		rq.store.edit(c, func(next *Conversation) {
			next.threads[i].Scheduled = nil
			next.planNext()
		})
		return noContent()
	})
}

// uploadAttachment adds a file to any thread but a line item. It is unverified that the answer names its id.
func uploadAttachment(rq *request) *answer {
	in := decode[attachmentInput](rq)
	if wrong := checkAttachment("", &in); wrong != nil {
		if wrong[0].kind == "TooLarge" {
			return plainError(413, errorJSON, "Request entity too large")
		}
		return refuse(wrong...)
	}
	return withThread(rq, func(c *Conversation, threads []Thread, at int) *answer {
		if threads[at].Type == "lineitem" {
			return refuse(bad("threadId", "a line item has no attachments", threads[at].ID, "NotSupported"))
		}
		a := rq.store.newAttachment(&in)
		rq.store.edit(c, func(next *Conversation) {
			t := &next.threads[at]
			t.Attachments = append(slices.Clone(t.Attachments), a)
			next.Attachments = true
		})
		return rq.created(a.ID, "")
	})
}

// deleteAttachment works on drafts only, as one client reports.
func deleteAttachment(rq *request) *answer {
	return withConversation(rq, func(c *Conversation) *answer {
		threads := rq.store.ownThreads(c)
		for i, t := range threads {
			at := slices.IndexFunc(t.Attachments, func(a Attachment) bool { return a.ID == rq.ids[1] })
			switch {
			case at < 0:
				continue
			case t.State != "draft":
				return refuse(bad("attachmentId", "only a draft's attachments can be deleted", rq.ids[1], "NotSupported"))
			}
			rq.store.edit(c, func(next *Conversation) {
				next.threads[i].Attachments = slices.Delete(slices.Clone(t.Attachments), at, at+1)
			})
			return noContent()
		}
		return notFound()
	})
}
