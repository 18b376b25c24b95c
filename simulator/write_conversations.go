package simulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

type fieldInput struct {
	ID    int64
	Value string
}

type conversationInput struct {
	Subject, Type, Status string
	Customer              *customerInput
	MailboxID             int64
	Threads               []threadInput
	Imported              bool
	AssignTo              given[int64]
	User                  int64
	CreatedAt, ClosedAt   string
	Tags                  []string
	Fields                []fieldInput
}

// createConversation answers POST /v2/conversations. The threads are given oldest first, which the reference does not say.
func createConversation(rq *request) *answer {
	in := decode[conversationInput](rq)
	if wrong := rq.checkConversation(&in); wrong != nil {
		return refuse(wrong...)
	}
	s := rq.store
	customer := rq.customerOf(in.Customer)
	c := &Conversation{
		ID: s.nextConversation(), Number: s.nextNumber(), Type: in.Type, Status: in.Status, State: "published", Subject: in.Subject,
		MailboxID: in.MailboxID, CustomerID: customer, CreatedAt: s.now, ModifiedAt: s.now, UserUpdatedAt: s.now,
		CreatedBy: rq.writer(in.User), SourceType: "api", SourceVia: KindUser, CustomFields: fieldValues(in.Fields), threads: []Thread{},
	}
	if at, err := parseDate(in.CreatedAt); err == nil {
		c.CreatedAt, c.UserUpdatedAt = at, at
	}
	if in.AssignTo.There { // absent, the inbox's settings decide: these inboxes leave a new conversation unassigned
		c.Assignee = s.assignee(in.AssignTo.Value)
	}
	if first := in.Threads[0].Type; first == "customer" || first == "chat" {
		c.CreatedBy, c.SourceVia = Ref{KindCustomer, customer}, KindCustomer
	}
	c.Tags = s.tagIDs(in.Tags)
	for i := range in.Threads {
		rq.openingThread(c, &in, &in.Threads[i], customer)
	}
	if c.Published == 0 {
		c.State = "draft"
	}
	c.Status = "" // so that the status below is set whatever the threads say
	s.setStatus(c, in.Status, c.CreatedBy)
	if at, err := parseDate(in.ClosedAt); err == nil && in.Status == "closed" {
		c.ClosedAt = at
	}
	if in.Status == "closed" && c.ClosedBy.Kind == KindCustomer {
		c.ClosedBy = s.owner
	}
	c.lastThreadAt = c.ModifiedAt
	c.FolderID = s.folderOf(c)
	s.insertConversation(c)
	return rq.created(c.ID, "/v2/conversations/"+itoa(c.ID))
}

func (rq *request) checkConversation(in *conversationInput) (wrong []problem) {
	m := rq.store.mailbox(in.MailboxID)
	if m == nil {
		wrong = append(wrong, unknownID("mailboxId", "Mailbox", in.MailboxID))
	} else {
		wrong = append(wrong, m.checkFields(in.Fields)...)
	}
	if in.User != 0 && rq.store.user(in.User) == nil {
		wrong = append(wrong, unknownID("user", "User", in.User))
	}
	if in.AssignTo.There && !in.AssignTo.Null && rq.store.assignee(in.AssignTo.Value).ID == 0 {
		wrong = append(wrong, unknownID("assignTo", "User", in.AssignTo.Value))
	}
	if in.ClosedAt != "" && !in.Imported {
		wrong = append(wrong, bad("closedAt", "is only allowed together with imported", in.ClosedAt, "NotSupported"))
	}
	wrong = append(wrong, rq.checkCustomerRef("customer", in.Customer)...)
	for i := range in.Threads {
		t := &in.Threads[i]
		t.Imported = t.Imported || in.Imported
		wrong = append(wrong, rq.checkThread("threads["+strconv.Itoa(i)+"]", t)...)
	}
	return wrong
}

// openingThread adds a thread of a new conversation. Its own status is not the conversation's, which the body names.
func (rq *request) openingThread(c *Conversation, in *conversationInput, t *threadInput, customer int64) {
	if t.User == 0 {
		t.User = in.User
	}
	if t.Customer != nil { // the reference wants one in all but notes, its description does not
		customer = rq.customerOf(t.Customer)
	}
	made := rq.makeThread(t, customer)
	if t.CreatedAt == "" {
		made.CreatedAt = c.CreatedAt
	}
	made.AssignedTo = c.Assignee
	e := effectsOf(t)
	e.status, e.assignTo = "", given[int64]{}
	rq.addThread(c, made, e)
	c.UserUpdatedAt = max(c.UserUpdatedAt, made.CreatedAt)
}

func fieldValues(in []fieldInput) []FieldValue {
	out := make([]FieldValue, len(in))
	for i, f := range in {
		out[i] = FieldValue{f.ID, f.Value}
	}
	return out
}

// checkFields holds the value formats of section 2.8. That required fields are there is left to the app.
func (m *Mailbox) checkFields(in []fieldInput) (wrong []problem) {
	for i, v := range in {
		path := "fields[" + strconv.Itoa(i) + "]"
		f := m.field(v.ID)
		switch {
		case f == nil:
			wrong = append(wrong, bad(path+".id", "no custom field of this inbox has this id", v.ID, "InvalidIdentifier"))
		case slices.ContainsFunc(in[:i], func(o fieldInput) bool { return o.ID == v.ID }):
			wrong = append(wrong, bad(path+".id", "is there twice", v.ID, "Duplicate"))
		case !f.takes(v.Value):
			wrong = append(wrong, bad(path+".value", "is no value of a field of type "+f.Type, v.Value, "InvalidValue"))
		}
	}
	return wrong
}

func (f *Field) takes(value string) bool {
	switch f.Type {
	case FieldNumber:
		return len(value) <= 255 && isWholeNumber(value)
	case FieldDate:
		return isDate(value)
	case FieldDropdown:
		return slices.ContainsFunc(f.Options, func(o FieldOption) bool { return itoa(o.ID) == value })
	case FieldSingleLine:
		return len([]rune(value)) <= 255
	}
	return true
}

func isWholeNumber(v string) bool {
	digits := strings.TrimPrefix(v, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

func isDate(v string) bool {
	_, err := time.Parse(time.DateOnly, v)
	return err == nil
}

// withConversation answers 404 for a conversation that does not exist, or that was merged into another one.
func withConversation(rq *request, f func(*Conversation) *answer) *answer {
	c := rq.store.conversation[rq.id()]
	if c == nil {
		return notFound()
	}
	return f(c)
}

// editConversation serves a write that answers 204.
func editConversation(rq *request, f func(next *Conversation)) *answer {
	return withConversation(rq, func(c *Conversation) *answer {
		rq.store.edit(c, f)
		return noContent()
	})
}

// deleteConversation removes the conversation for good. The state deleted suggests a trash that could show it again; whether
// and where is not documented.
func deleteConversation(rq *request) *answer {
	if !rq.store.removeConversation(rq.id()) {
		return notFound()
	}
	return noContent()
}

func updateTags(rq *request) *answer {
	in := decode[struct{ Tags []string }](rq)
	return editConversation(rq, func(next *Conversation) { next.Tags = rq.store.tagIDs(in.Tags) })
}

// tagIDs finds tags by name, whatever its case, and creates those that do not exist.
func (s *Store) tagIDs(names []string) (ids []int64) {
	for _, name := range names {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(s.tags, func(t *Tag) bool { return strings.EqualFold(t.Name, name) })
		if i < 0 {
			i = s.newTag(name)
		}
		if id := s.tags[i].ID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// newTag adds a tag in its place of the alphabet and tells which that is.
func (s *Store) newTag(name string) int {
	t := &Tag{
		ID: s.nextOther(), Name: name, Slug: strings.ReplaceAll(strings.ToLower(name), " ", "-"), Color: tagColors[0], CreatedAt: s.now,
	}
	at, _ := slices.BinarySearchFunc(s.tags, t, func(a, b *Tag) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	s.tags = slices.Insert(s.tags, at, t)
	s.tag[t.ID] = t
	return at
}

func updateFields(rq *request) *answer {
	in := decode[struct{ Fields []fieldInput }](rq)
	return withConversation(rq, func(c *Conversation) *answer {
		m := rq.store.mailbox(c.MailboxID)
		if m == nil {
			return notFound()
		}
		if wrong := m.checkFields(in.Fields); wrong != nil {
			return refuse(wrong...)
		}
		rq.store.edit(c, func(next *Conversation) { next.CustomFields = fieldValues(in.Fields) })
		return noContent()
	})
}

// lastMoment is the end of the year 2100, up to which snoozes and schedules may go.
var lastMoment = TimeOf(time.Date(2100, 12, 31, 23, 59, 59, 0, time.UTC))

// future reads a date of a body that has to lie ahead.
func (rq *request) future(path, value string) (Time, *answer) {
	at, _ := parseDate(value)
	if at <= rq.store.now || at > lastMoment {
		return 0, refuse(bad(path, "must be in the future and not after 2100", value, "Future"))
	}
	return at, nil
}

func snoozeConversation(rq *request) *answer {
	in := decode[struct {
		SnoozedUntil            string
		UnsnoozeOnCustomerReply bool
	}](rq)
	until, wrong := rq.future("snoozedUntil", in.SnoozedUntil)
	if wrong != nil {
		return wrong
	}
	return editConversation(rq, func(next *Conversation) {
		next.Snooze = &Snooze{rq.store.owner.ID, until, in.UnsnoozeOnCustomerReply}
		next.planNext()
		next.UserUpdatedAt = rq.store.now
	})
}

// unsnoozeConversation also reactivates the conversation; of one that is not snoozed nothing changes.
func unsnoozeConversation(rq *request) *answer {
	return withConversation(rq, func(c *Conversation) *answer {
		if c.Snooze == nil {
			return noContent()
		}
		return editConversation(rq, func(next *Conversation) {
			next.Snooze = nil
			next.planNext()
			if next.Status != "active" {
				rq.store.setStatus(next, "active", rq.store.owner)
			}
			next.UserUpdatedAt = rq.store.now
		})
	})
}
