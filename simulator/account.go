package simulator

import "slices"

func listTags(rq *request) *answer {
	return listPage(rq, "tags", pageSize, rq.store.tags, rq.writeTag)
}

func getTag(rq *request) *answer {
	t := rq.store.tag[rq.id()]
	if t == nil {
		return notFound()
	}
	return entity(func(w *writer) { rq.writeTag(w, t) })
}

func (rq *request) writeTag(w *writer, t *Tag) {
	w.open('{')
	w.num("id", t.ID)
	w.str("slug", t.Slug)
	w.str("name", t.Name)
	w.str("color", t.Color)
	w.time("createdAt", t.CreatedAt)
	w.optTime("updatedAt", t.UpdatedAt, false) // missing if never changed
	w.num("ticketCount", t.Tickets)
	w.close('}')
}

func listWorkflows(rq *request) *answer {
	var conditions []func(*Workflow) bool
	if rq.has("mailboxId") {
		conditions = append(conditions, func(f *Workflow) bool { return f.MailboxID == rq.num("mailboxId") })
	}
	if rq.has("type") {
		conditions = append(conditions, func(f *Workflow) bool { return f.Type == rq.get("type") })
	}
	list := filter(rq.store.workflows, conditions)
	return listPage(rq, "workflows", pageSize, list, func(w *writer, f *Workflow) {
		w.open('{')
		w.num("id", f.ID)
		w.num("mailboxId", f.MailboxID)
		w.str("type", f.Type)
		w.str("status", f.Status)
		w.num("order", f.Order)
		w.str("name", f.Name)
		w.time("createdAt", f.CreatedAt)
		w.time("modifiedAt", f.ModifiedAt)
		w.close('}')
	})
}

func listWebhooks(rq *request) *answer {
	return listPage(rq, "webhooks", pageSize, rq.store.webhooks, rq.writeWebhook)
}

func getWebhook(rq *request) *answer {
	i := slices.IndexFunc(rq.store.webhooks, func(h *Webhook) bool { return h.ID == rq.id() })
	if i < 0 {
		return notFound()
	}
	return entity(func(w *writer) { rq.writeWebhook(w, rq.store.webhooks[i]) })
}

func (rq *request) writeWebhook(w *writer, h *Webhook) {
	w.open('{')
	w.num("id", h.ID)
	w.str("url", h.URL)
	w.str("state", h.State)
	w.strs("events", h.Events)
	w.boolean("notification", h.Notification)
	w.str("payloadVersion", h.PayloadVersion)
	w.optStr("label", h.Label, true)
	w.nums("mailboxIds", h.MailboxIDs)
	rq.selfLink(w, "/v2/webhooks/", h.ID)
	w.close('}')
}

// getRating answers the only call for ratings outside the reports: one rating by its id.
func getRating(rq *request) *answer {
	c, t := rq.store.ratedThread(rq.id())
	if t == nil {
		return notFound()
	}
	return entity(func(w *writer) { rq.writeRating(w, c, t) })
}

func (rq *request) writeRating(w *writer, c *Conversation, t *Thread) {
	r := t.Rating
	w.open('{')
	w.num("id", r.ID)
	w.num("threadId", t.ID)
	w.num("conversationId", c.ID)
	w.num("conversationNumber", c.Number)
	w.num("mailboxId", c.MailboxID)
	w.str("rating", r.Rating)
	w.optStr("comments", r.Comments, true)
	// The documentation's example has no zone; both spellings occur here.
	at := r.At.String()
	if r.ID%2 == 0 {
		at = at[:len(at)-1]
	}
	w.str("createdAt", at)
	w.str("modifiedAt", at)
	if u := rq.store.user(t.CreatedBy.ID); u != nil {
		w.object("user")
		w.num("id", u.ID)
		w.str("email", u.Email)
		w.str("firstName", u.First)
		w.str("lastName", u.Last)
		w.close('}')
	}
	cust := rq.store.customerOr(t.CustomerID)
	w.object("customer")
	w.num("id", t.CustomerID)
	w.optStr("email", cust.primaryEmail(), true)
	w.optStr("firstName", cust.First, true)
	w.optStr("lastName", cust.Last, true)
	w.optStr("photoUrl", cust.PhotoURL, true)
	w.close('}')
	w.object("_links")
	w.linkID("conversation", rq.base, "/v2/conversations/", c.ID, "")
	w.linkID("mailbox", rq.base, "/v2/mailboxes/", c.MailboxID, "")
	w.linkID("customer", rq.base, "/v2/customers/", t.CustomerID, "")
	w.linkID("user", rq.base, "/v2/users/", t.CreatedBy.ID, "")
	w.link("self", rq.base+rq.path)
	w.close('}')
	w.close('}')
}
