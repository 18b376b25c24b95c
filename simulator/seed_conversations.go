package simulator

import (
	"slices"
	"strconv"
	"strings"
)

// seedConversations spreads n conversations over two years, in the order of their numbers.
func (s *Store) seedConversations(n int) {
	list := make([]Conversation, n)
	s.conversations = make([]*Conversation, 0, n)
	for i := range list {
		r := s.rng(kindConversation, uint64(i))
		c := &list[i]
		c.Number = int64(i) + 1
		c.ID = 3_000_000_000 + int64(i)*7 + int64(r.n(7))
		if i >= n*2/3 {
			c.ID += beyond32 / 2 // past 2^32
		}
		slot := history / Time(n)
		c.CreatedAt = s.start() + history*Time(i)/Time(n) + Time(r.n(int(max(slot, 1))))
		if i > 0 && r.chance(10) { // imported or sent in one go: ties down to the second
			c.CreatedAt = list[i-1].CreatedAt
		}
		s.seedConversation(c, i, r)
		s.conversations = append(s.conversations, c)
		s.conversation[c.ID] = c
		s.byNumber[c.Number] = c
		s.perCustomer[c.CustomerID]++
		s.countTags(c, 1)
	}
	s.seedMerged(list)
}

// seedMerged adds ids that no longer exist: two that redirect, one through the other, and one whose 60 days are over.
func (s *Store) seedMerged(list []Conversation) {
	into := list[len(list)/2].ID
	s.merged[2_999_999_001] = merge{into, s.now - 10*day}
	s.merged[2_999_999_002] = merge{2_999_999_001, s.now - 5*day}
	s.merged[2_999_999_003] = merge{into, s.now - 90*day}
}

func (s *Store) seedConversation(c *Conversation, i int, r *rng) {
	c.Subject = subject(i, r)
	c.CustomerID = s.customers[min(r.n(len(s.customers)), r.n(len(s.customers)))].ID // early customers write more
	c.MailboxID = s.mailboxes[min(r.n(5), r.n(5))].ID
	s.seedKind(c, r)
	s.seedLife(c, i, r)
	s.seedAssignee(c, r)
	s.seedShape(c, i, r)
	s.seedEvents(c, r)
	for range max(0, r.n(6)-2) {
		if t := pick(r, s.tags).ID; !slices.Contains(c.Tags, t) {
			c.Tags = append(c.Tags, t)
		}
	}
	if r.chance(10) {
		c.CC = []string{"boss@example.com", "Copy.To@Example.org"}[:1+r.n(2)]
	}
	if r.chance(4) {
		c.BCC = []string{"archive@example.net"}
	}
	if r.chance(5) {
		c.OtherCustomerID = pick(r, s.customers).ID
	}
	s.seedFieldValues(c, r)
	c.FolderID = s.folderOf(c)
}

// subject uses every template once before it starts to repeat them.
func subject(i int, r *rng) string {
	t := subjects[r.n(len(subjects))]
	if i < len(subjects) {
		t = subjects[i]
	} else if r.chance(1) {
		return ""
	}
	if before, after, ok := strings.Cut(t, "%d"); ok {
		t = before + strconv.Itoa(1000+r.n(90000)) + after
	}
	return t
}

func (s *Store) seedKind(c *Conversation, r *rng) {
	c.SourceVia, c.CreatedBy = KindCustomer, Ref{KindCustomer, c.CustomerID}
	switch n := r.n(100); {
	case n < 70:
		c.Type, c.SourceType = "email", "email"
	case n < 80:
		c.Type, c.SourceType = "email", pick(r, []string{"web", "beacon", "api", "mobile", "emailfwd"})
	case n < 92:
		c.Type, c.SourceType = "chat", pick(r, []string{"chat", "beacon"})
	default:
		c.Type, c.SourceType = "phone", "web"
	}
	if c.Type == "phone" || r.chance(8) {
		c.SourceVia, c.CreatedBy = KindUser, s.author(r)
		if r.chance(10) {
			c.CreatedBy = Ref{KindSystemUser, s.systemUsers[0].ID}
		}
	}
}

// seedLife decides status, state and the dates. Most conversations are closed; the old ones nearly all.
func (s *Store) seedLife(c *Conversation, i int, r *rng) {
	age := s.now - c.CreatedAt
	life := Time(r.n(int(min(age, 20*day)) + 1))
	switch n := r.n(100); {
	case n < 4:
		c.Status, life = "spam", life/100
	case n < 14 || age < 20*day && n < 50:
		c.Status = "active"
	case n < 22:
		c.Status = "pending"
	default:
		c.Status = "closed"
	}
	c.State = "published"
	if c.Status == "active" && r.chance(4) {
		c.State = "draft"
	}
	if i%97 == 96 {
		life = 0 // everything within one second
	}
	c.ModifiedAt = c.CreatedAt + life
	c.lastThreadAt = c.ModifiedAt
	c.UserUpdatedAt = c.CreatedAt + life*Time(50+r.n(51))/100
	if c.Status == "closed" {
		c.ClosedAt, c.ClosedBy = c.ModifiedAt, s.author(r)
		if r.chance(5) {
			c.ClosedBy = Ref{KindSystemUser, pick(r, s.systemUsers).ID}
		}
	}
	if c.Status != "closed" || r.chance(30) {
		c.WaitingSince = c.CreatedAt + life*Time(r.n(101))/100
		c.LatestReplyFrom = pick(r, []string{"", "customer", "user"})
	}
}

func (s *Store) seedAssignee(c *Conversation, r *rng) {
	switch n := r.n(100); {
	case n < 30 || c.Status == "spam":
	case n < 82:
		c.Assignee = s.author(r)
	case n < 94:
		c.Assignee = Ref{KindTeam, pick(r, s.teams).ID}
	default:
		c.Assignee = Ref{KindSystemUser, pick(r, s.systemUsers).ID}
	}
}

// seedShape decides how many threads there are. Every so many conversations are longer than one page, or than two.
func (s *Store) seedShape(c *Conversation, i int, r *rng) {
	if c.State == "draft" && r.chance(70) {
		c.Draft = true // a conversation that was never sent
		return
	}
	c.Published = 1 + min(r.n(8), r.n(8))
	c.LineItems = r.n(4)
	switch {
	case i%200 == 60:
		c.Published, c.LineItems = 52, 8
	case i%90 == 44:
		c.Published, c.LineItems = 22+r.n(12), 4
	case i%90 == 45:
		c.Published, c.LineItems = 25, 0 // exactly a page
	}
	c.Hidden, c.Draft = r.chance(3), c.State == "draft" || r.chance(4)
	c.Attachments = r.chance(15)
}

func (s *Store) seedEvents(c *Conversation, r *rng) {
	if c.Status != "active" && c.Status != "pending" {
		return
	}
	switch {
	case c.Draft && r.chance(50):
		c.NextEvent = &NextEvent{s.now + Time(1+r.n(20))*3600, "scheduled", pick(r, s.users).ID, r.chance(50)}
	case r.chance(15):
		until := s.now + Time(1+r.n(30))*day
		c.Snooze = &Snooze{pick(r, s.users).ID, until, r.chance(50)}
		c.NextEvent = &NextEvent{until, "snooze", c.Snooze.By, c.Snooze.UnsnoozeOnCustomerReply}
	}
}

func (s *Store) seedFieldValues(c *Conversation, r *rng) {
	m := s.mailbox(c.MailboxID)
	for i := range m.Fields {
		if r.chance(45) {
			continue
		}
		f := &m.Fields[i]
		value := ""
		switch f.Type {
		case FieldDropdown:
			value = strconv.FormatInt(pick(r, f.Options).ID, 10)
		case FieldNumber:
			value = strconv.Itoa(1000 + r.n(90000))
		case FieldDate:
			value = s.someDate(r)
		case FieldMultiLine:
			value = "1. Open 100% of the \"rows\"\n2. Wait\n3. " + pick(r, subjects[:20])
		default:
			value = pick(r, []string{"Blue Widget", "blue widget XL", "Größe 42", "DHL", "_underscore_", "50% Wolle", "O'Ring"})
		}
		c.CustomFields = append(c.CustomFields, FieldValue{f.ID, value})
	}
}
