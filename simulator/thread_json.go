package simulator

import (
	"encoding/base64"
	"mime"
	"net/http"
	"strings"
)

// chatCut is where embedded chats end. The API cuts them without saying where.
const chatCut = 160

// writeThread writes the object of section 4.1 of the reference.
func (rq *request) writeThread(w *writer, c *Conversation, t *Thread, embedded bool) {
	null := t.ID%7 == 0
	w.open('{')
	w.num("id", t.ID)
	w.str("type", t.Type)
	w.optStr("status", t.Status, null)
	w.optStr("state", t.State, null)
	if t.ActionType != "" {
		w.object("action")
		w.str("type", t.ActionType)
		w.optStr("text", t.ActionText, null)
		w.object("associatedEntities")
		for _, e := range t.ActionEntities {
			w.num(e.Kind, e.ID)
		}
		w.close('}')
		w.close('}')
	}
	body := t.Body
	if embedded && t.isChat() {
		body = cut(body, chatCut)
	}
	w.optStr("body", body, null)
	writeSource(w, t.SourceType, t.SourceVia)
	rq.optPerson(w, "customer", Ref{KindCustomer, t.CustomerID}, null)
	rq.optPerson(w, "createdBy", t.CreatedBy, null)
	rq.optPerson(w, "assignedTo", t.AssignedTo, null)
	if t.Type != "lineitem" {
		w.num("savedReplyId", t.SavedReplyID) // 0 for none
	}
	w.strs("to", t.To)
	w.strs("cc", t.CC)
	w.strs("bcc", t.BCC)
	w.time("createdAt", t.CreatedAt)
	w.optTime("openedAt", t.OpenedAt, null)
	if t.LinkedConversationID != 0 {
		w.str("linkedConversationId", itoa(t.LinkedConversationID)) // documented as a string
	}
	rq.writeThreadEvents(w, t)
	w.embedded("attachments", len(t.Attachments), func(i int) { rq.writeAttachment(w, c, &t.Attachments[i]) })
	w.object("_links")
	if t.AssignedTo.ID != 0 {
		w.linkID("assignedTo", rq.base, "/v2/users/", t.AssignedTo.ID, "")
	}
	rq.creatorLink(w, t.CreatedBy)
	if t.CustomerID != 0 {
		w.linkID("customer", rq.base, "/v2/customers/", t.CustomerID, "")
	}
	w.close('}')
	w.close('}')
}

func (rq *request) writeThreadEvents(w *writer, t *Thread) {
	if r := t.Rating; r != nil {
		w.object("rating")
		w.num("customerId", t.CustomerID)
		w.str("rating", r.Rating)
		w.optStr("comments", r.Comments, t.ID%2 == 0)
		w.close('}')
	}
	if p := t.Scheduled; p != nil {
		w.object("scheduled")
		w.num("scheduledBy", p.By)
		w.optNum("sendAsId", p.SendAs, true)
		w.time("createdAt", p.CreatedAt)
		w.time("scheduledFor", p.For)
		w.boolean("unscheduleOnCustomerReply", p.UnscheduleOnCustomerReply)
		w.close('}')
	}
}

func (rq *request) writeAttachment(w *writer, c *Conversation, a *Attachment) {
	null := a.ID%2 == 0
	w.open('{')
	w.num("id", a.ID)
	w.str("filename", a.Filename)
	w.str("mimeType", a.MimeType)
	w.optNum("width", a.Width, null)
	w.optNum("height", a.Height, null)
	w.optNum("size", a.Size, null)
	w.str("state", a.State)
	w.object("_links")
	prefix := "/v2/conversations/" + itoa(c.ID) + "/attachments/"
	w.linkID("data", rq.base, prefix, a.ID, "/data")
	w.linkID("self", rq.base, prefix, a.ID, "/file")
	w.close('}')
	w.close('}')
}

func (t *Thread) isChat() bool { return t.Type == "chat" || t.Type == "beaconchat" }

// cut shortens text to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

func (rq *request) attachment() *Attachment {
	c := rq.store.conversation[rq.ids[0]]
	if c == nil {
		return nil
	}
	for _, t := range rq.store.threadsOf(c) {
		for i := range t.Attachments {
			if t.Attachments[i].ID == rq.ids[1] {
				return &t.Attachments[i]
			}
		}
	}
	return nil
}

func getAttachmentData(rq *request) *answer {
	a := rq.attachment()
	if a == nil {
		return notFound()
	}
	return entity(func(w *writer) {
		w.open('{')
		w.str("data", base64.StdEncoding.EncodeToString(a.Data))
		w.close('}')
	})
}

func downloadAttachmentFile(rq *request) *answer {
	a := rq.attachment()
	if a == nil {
		return notFound()
	}
	out := reply(http.StatusOK, a.MimeType, a.Data, 1)
	out.header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Filename}))
	return out
}

// getOriginalSource serves the mail a thread came in as, raw when the caller asks for message/rfc822.
func getOriginalSource(rq *request) *answer {
	c := rq.store.conversation[rq.ids[0]]
	if c == nil {
		return notFound()
	}
	for _, t := range rq.store.threadsOf(c) {
		if t.ID != rq.ids[1] || t.Type != "customer" || t.SourceType != "email" {
			continue
		}
		raw := rq.store.rawMail(c, &t)
		if strings.Contains(rq.http.Header.Get("Accept"), "message/rfc822") {
			return reply(http.StatusOK, "message/rfc822", []byte(raw), 1)
		}
		return entity(func(w *writer) {
			w.open('{')
			w.str("original", raw)
			w.close('}')
		})
	}
	return notFound()
}
