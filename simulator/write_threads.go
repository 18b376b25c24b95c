package simulator

import (
	"encoding/base64"
	"slices"
	"strings"
)

// maxThreads is how many threads, line items apart, a conversation may have. The texts disagree on one more or less.
const maxThreads = 100

// maxAttachment is the limit of the retired v1, in bytes before base64.
const maxAttachment = 10 << 20

// Written is a thread that the API was told to create, in the order in which that happened.
type Written struct {
	ConversationID int64
	Thread
	Mailed bool // an e-mail went out to the customer
}

// Written lists every thread that came through the API, the oldest first, those of new conversations included. It tells how
// often a text was really sent, whatever was answered.
func (s *Store) Written() []Written {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.written)
}

type attachmentInput struct{ FileName, MimeType, Data string }

// threadInput is the body of all calls that create a thread, and a thread of a new conversation.
type threadInput struct {
	Type        string
	Text        string
	Imported    bool
	CreatedAt   string
	Attachments []attachmentInput
	Customer    *customerInput
	Draft       bool
	Status      string
	User        int64
	AssignTo    given[int64]
	CC, BCC     []string
}

// createThread serves the five calls that add a thread of one kind.
func createThread(kind string) func(*request) *answer {
	return func(rq *request) *answer {
		c := rq.store.conversation[rq.id()]
		if c == nil {
			return notFound()
		}
		in := decode[threadInput](rq)
		in.Type = kind
		if wrong := rq.checkThread("", &in); wrong != nil {
			return refuse(wrong...)
		}
		if c.count() >= maxThreads {
			return tooManyThreads()
		}
		customer := c.CustomerID
		if in.Customer != nil {
			customer = rq.customerOf(in.Customer)
		}
		t := rq.makeThread(&in, customer)
		t.AssignedTo = c.Assignee
		rq.store.edit(c, func(next *Conversation) { rq.addThread(next, t, effectsOf(&in)) })
		return rq.created(t.ID, "")
	}
}

// count is the number of threads that the limit is about.
func (c *Conversation) count() int {
	if c.threads == nil {
		n := c.Published
		for _, more := range []bool{c.Hidden, c.Draft} {
			if more {
				n++
			}
		}
		return n
	}
	n := 0
	for _, t := range c.threads {
		if t.Type != "lineitem" {
			n++
		}
	}
	return n
}

// checkThread finds what the schema cannot say.
func (rq *request) checkThread(path string, in *threadInput) (wrong []problem) {
	if path != "" {
		path += "."
	}
	if in.CreatedAt != "" && !in.Imported {
		wrong = append(wrong, bad(path+"createdAt", "is only allowed together with imported", in.CreatedAt, "NotSupported"))
	}
	if in.Draft && in.Type != "reply" {
		wrong = append(wrong, bad(path+"draft", "only a reply can be a draft", true, "NotSupported"))
	}
	if in.User != 0 && rq.store.user(in.User) == nil {
		wrong = append(wrong, unknownID(path+"user", "User", in.User))
	}
	if in.AssignTo.There && !in.AssignTo.Null && rq.store.assignee(in.AssignTo.Value).ID == 0 {
		wrong = append(wrong, unknownID(path+"assignTo", "User", in.AssignTo.Value))
	}
	if in.Customer != nil {
		wrong = append(wrong, rq.checkCustomerRef(path+"customer", in.Customer)...)
	}
	for i, a := range in.Attachments {
		wrong = append(wrong, checkAttachment(path+"attachments["+itoa(int64(i))+"].", &a)...)
	}
	return wrong
}

func checkAttachment(path string, a *attachmentInput) []problem {
	data, err := base64.StdEncoding.DecodeString(a.Data)
	switch {
	case err != nil:
		return []problem{bad(path+"data", "must be base64", cut(a.Data, 40), "Base64")}
	case len(data) > maxAttachment:
		return []problem{bad(path+"data", "must not be larger than 10 MB", nil, "TooLarge")}
	}
	return nil
}

// unknownID is the refusal of an id in a body, worded as clients have seen it for customers.
func unknownID(path, what string, id int64) problem {
	return bad(path, what+" with ID "+itoa(id)+" does not belong to company with ID 1", id, "InvalidIdentifier")
}

// assignee is the user or team that an id stands for, or nobody. Whether team ids work everywhere is unverified.
func (s *Store) assignee(id int64) Ref {
	switch {
	case s.user(id) != nil:
		return Ref{KindUser, id}
	case s.team(id) != nil:
		return Ref{KindTeam, id}
	}
	return Ref{}
}

// writer is who the API takes for the writer: the user named, by default the token's owner.
func (rq *request) writer(user int64) Ref {
	if user != 0 {
		return Ref{KindUser, user}
	}
	return rq.store.owner
}

// makeThread makes the object. A reply reads back as a message; what comes through the API has the source api.
func (rq *request) makeThread(in *threadInput, customer int64) Thread {
	s := rq.store
	t := Thread{
		ID: s.nextThread(), State: "published", Body: in.Text, CustomerID: customer, CreatedAt: s.now,
		SourceType: "api", SourceVia: KindUser, CreatedBy: rq.writer(in.User), CC: in.CC, BCC: in.BCC,
		Type: map[string]string{"reply": "message"}[in.Type],
	}
	if t.Type == "" {
		t.Type = in.Type
	}
	if at, err := parseDate(in.CreatedAt); err == nil {
		t.CreatedAt = at
	}
	if in.Type == "customer" || in.Type == "chat" {
		t.CreatedBy, t.SourceVia = Ref{KindCustomer, customer}, KindCustomer
	}
	if email := s.customerOr(customer).primaryEmail(); in.Type == "reply" && email != "" {
		t.To = []string{email}
	}
	if in.Draft {
		t.State = "draft"
	}
	for _, a := range in.Attachments {
		t.Attachments = append(t.Attachments, s.newAttachment(&a))
	}
	return t
}

func (s *Store) newAttachment(in *attachmentInput) Attachment {
	data, _ := base64.StdEncoding.DecodeString(in.Data)
	return Attachment{
		ID: s.nextAttachment(), Filename: in.FileName, MimeType: in.MimeType, State: "valid", Data: data, Size: int64(len(data)),
	}
}

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
