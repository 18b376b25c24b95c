package simulator

import "fmt"

// writeConversation writes the object of section 2.3 of the reference. Unset members are mostly absent and, by the
// conversation's number, sometimes null: the documentation says neither.
func (rq *request) writeConversation(w *writer, c *Conversation, embed bool) {
	s := rq.store
	null := c.Number%7 == 0
	w.open('{')
	w.num("id", c.ID)
	w.num("number", c.Number)
	w.num("threads", int64(c.Published))
	w.str("type", c.Type)
	w.num("folderId", c.FolderID)
	w.str("status", c.Status)
	w.str("state", c.State)
	w.optStr("subject", c.Subject, null)
	w.optStr("preview", s.previewOf(c), null)
	w.num("mailboxId", c.MailboxID)
	rq.optPerson(w, "assignee", c.Assignee, null)
	rq.optPerson(w, "createdBy", c.CreatedBy, null)
	w.time("createdAt", c.CreatedAt)
	if c.ClosedBy.ID != 0 || c.Number%5 == 0 { // an open conversation's closedBy is absent or 0
		w.num("closedBy", c.ClosedBy.ID)
	}
	rq.optPerson(w, "closedByUser", c.ClosedBy, null)
	w.optTime("closedAt", c.ClosedAt, null)
	w.optTime("userUpdatedAt", c.UserUpdatedAt, null)
	if c.WaitingSince != 0 {
		w.object("customerWaitingSince")
		w.time("time", c.WaitingSince)
		w.str("friendly", ago(s.now-c.WaitingSince))
		w.optStr("latestReplyFrom", c.LatestReplyFrom, false)
		w.close('}')
	}
	writeSource(w, c.SourceType, c.SourceVia)
	rq.writeTags(w, c)
	w.strs("cc", c.CC)
	w.strs("bcc", c.BCC)
	rq.optPerson(w, "primaryCustomer", Ref{KindCustomer, c.CustomerID}, null)
	if c.Snooze != nil {
		w.object("snooze")
		w.num("snoozedBy", c.Snooze.By)
		w.time("snoozedUntil", c.Snooze.Until)
		w.boolean("unsnoozeOnCustomerReply", c.Snooze.UnsnoozeOnCustomerReply)
		w.close('}')
	}
	if c.NextEvent != nil {
		w.object("nextEvent")
		w.time("time", c.NextEvent.At)
		w.str("eventType", c.NextEvent.Type)
		w.num("userId", c.NextEvent.UserID)
		w.boolean("cancelOnCustomerReply", c.NextEvent.CancelOnCustomerReply)
		w.close('}')
	}
	rq.writeFieldValues(w, c)
	if embed {
		rq.embedThreads(w, c)
	}
	rq.conversationLinks(w, c)
	w.close('}')
}

func (rq *request) writeTags(w *writer, c *Conversation) {
	w.array("tags")
	for _, id := range c.Tags {
		if t := rq.store.tag[id]; t != nil {
			w.open('{')
			w.num("id", t.ID)
			w.str("color", t.Color)
			w.str("tag", t.Name) // the tags resource calls it name
			w.close('}')
		}
	}
	w.close(']')
}

func (rq *request) writeFieldValues(w *writer, c *Conversation) {
	w.array("customFields")
	for _, v := range c.CustomFields {
		f := rq.store.fieldIn(c.MailboxID, v.FieldID)
		if f == nil {
			continue
		}
		w.open('{')
		w.num("id", f.ID)
		w.str("name", f.Name)
		w.str("value", v.Value)
		w.str("text", f.label(v.Value))
		w.close('}')
	}
	w.close(']')
}

// embedThreads embeds no more than one page, the newest, and cuts chats short, both by design of the API.
func (rq *request) embedThreads(w *writer, c *Conversation) {
	threads := rq.store.threadsOf(c)
	threads = threads[:min(len(threads), threadPageSize)]
	w.embedded("threads", len(threads), func(i int) { rq.writeThread(w, c, &threads[i], true) })
}

func (rq *request) conversationLinks(w *writer, c *Conversation) {
	self := "/v2/conversations/"
	if rq.v3 {
		self = "/v3/conversations/"
	}
	w.object("_links")
	w.linkID("self", rq.base, self, c.ID, "")
	w.linkID("mailbox", rq.base, "/v2/mailboxes/", c.MailboxID, "")
	w.linkID("primaryCustomer", rq.base, "/v2/customers/", c.CustomerID, "")
	rq.creatorLink(w, c.CreatedBy)
	if c.ClosedBy.ID != 0 {
		w.linkID("closedBy", rq.base, "/v2/users/", c.ClosedBy.ID, "")
	}
	w.linkID("threads", rq.base, self, c.ID, "/threads/")
	if c.Assignee.ID != 0 {
		w.linkID("assignee", rq.base, "/v2/users/", c.Assignee.ID, "")
	}
	w.linkID("web", "https://secure.helpscout.net", "/conversation/", c.ID, "/"+itoa(c.Number))
	w.close('}')
}

func (rq *request) creatorLink(w *writer, by Ref) {
	switch by.Kind {
	case "":
	case KindCustomer:
		w.linkID("createdByCustomer", rq.base, "/v2/customers/", by.ID, "")
	default:
		w.linkID("createdByUser", rq.base, "/v2/users/", by.ID, "")
	}
}

func writeSource(w *writer, kind, via string) {
	if kind == "" {
		return
	}
	w.object("source")
	w.str("type", kind)
	w.optStr("via", via, false)
	w.close('}')
}

// optPerson writes a person as conversations and threads show one. Somebody who is gone keeps id and kind.
func (rq *request) optPerson(w *writer, key string, who Ref, null bool) {
	if who.ID == 0 {
		if null {
			w.null(key)
		}
		return
	}
	w.object(key)
	w.num("id", who.ID)
	kind := who.Kind
	if kind == KindSystemUser && !rq.v3 {
		kind = KindUser // v2 does not know system users
	}
	w.str("type", kind)
	s, odd := rq.store, who.ID%3 == 0
	switch who.Kind {
	case KindCustomer:
		if c := s.customer[who.ID]; c != nil {
			writeNames(w, c.First, c.Last, c.PhotoURL, c.primaryEmail(), odd)
		}
	case KindUser:
		if u := s.user(who.ID); u != nil {
			writeNames(w, u.First, u.Last, u.PhotoURL, u.Email, odd)
		}
	case KindSystemUser:
		if u := s.systemUser(who.ID); u != nil {
			writeNames(w, u.First, u.Last, u.PhotoURL, u.Email, odd)
		}
	case KindTeam:
		if t := s.team(who.ID); t != nil {
			writeNames(w, t.Name, "", t.PhotoURL, "", odd)
		}
	}
	w.close('}')
}

func writeNames(w *writer, first, last, photo, email string, null bool) {
	w.optStr("first", first, null)
	w.optStr("last", last, null)
	w.optStr("photoUrl", photo, null)
	w.optStr("email", email, null)
}

// ago is the prose of customerWaitingSince.friendly.
func ago(seconds Time) string {
	for _, u := range []struct {
		name string
		size Time
	}{{"year", 365 * 86400}, {"month", 30 * 86400}, {"week", 7 * 86400}, {"day", 86400}, {"hour", 3600}, {"min", 60}} {
		if n := seconds / u.size; n == 1 {
			return "1 " + u.name + " ago"
		} else if n > 1 {
			return fmt.Sprintf("%d %ss ago", n, u.name)
		}
	}
	return "just now"
}
