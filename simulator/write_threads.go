package simulator

import (
	"encoding/base64"
	"slices"
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
