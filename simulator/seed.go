package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Each kind of object has its own random numbers, so that more of one does not change the others.
const (
	kindAccount = iota + 1
	kindCustomer
	kindOrganization
	kindConversation
	kindPlan
	kindThread
	kindText
	kindDocs
	kindReshape
)

const (
	day       = Time(86400)
	history   = 730 * day      // conversations go back two years
	beyond32  = int64(1) << 32 // ids must not fit 32 bits everywhere
	deletedID = int64(100_099) // a user who has left: conversations still name them
	firstUser = int64(100_001)
)

// seedStore makes the account in the order of its references.
func seedStore(o Options) *Store {
	s := &Store{
		seed: o.Seed, now: TimeOf(o.Now),
		conversation: make(map[int64]*Conversation, o.Conversations), byNumber: make(map[int64]*Conversation, o.Conversations),
		merged: map[int64]merge{}, perCustomer: make(map[int64]int64, o.Customers),
		customer: make(map[int64]*Customer, o.Customers), tag: map[int64]*Tag{}, origin: map[int64]*Customer{},
	}
	r := s.rng(kindAccount, 0)
	s.seedMailboxes(r)
	s.seedPeople(r)
	s.seedFolders()
	s.seedTags(r)
	s.seedAutomation(r)
	s.seedProperties()
	s.seedOrganizations(max(60, o.Customers/50))
	s.seedCustomers(o.Customers)
	s.seedConversations(o.Conversations)
	s.seedUsers, s.seedReplies, s.owner = s.users, s.mailboxes[0].SavedReplies, Ref{KindUser, s.users[0].ID}
	return s
}

func (s *Store) start() Time { return s.now - history }

func (s *Store) seedMailboxes(r *rng) {
	for i, name := range []string{"Support", "Orders", "Rechnungen & Zahlung", "Sales", "Old Beta Inbox"} {
		id := 200_000 + int64(i)*17
		if i == 3 {
			id = beyond32 + 77
		}
		slug := fmt.Sprintf("%016x", r.next())
		m := &Mailbox{
			ID: id, Name: name, Slug: slug, Email: strings.ToLower(strings.Fields(name)[0]) + "@support.example",
			CreatedAt: s.start() - 400*day + Time(i)*day, UpdatedAt: s.now - Time(1+r.n(90))*day,
			Fields: seedFields(i), SavedReplies: seedReplies(i),
		}
		s.mailboxes = append(s.mailboxes, m)
	}
}

// seedFields gives each inbox other fields. Names repeat between inboxes under other ids, one looks like a column of its own,
// and the last inbox has none.
func seedFields(mailbox int) []Field {
	base := int64(300_000 + mailbox*100)
	options := func(labels ...string) (out []FieldOption) {
		for i, l := range labels {
			out = append(out, FieldOption{base*10 + int64(i), int64(i + 1), l})
		}
		return out
	}
	priority := Field{ID: base + 1, Type: FieldDropdown, Name: "Priority", Required: true, Options: options("Low", "Normal", "High", "Höchste!")}
	all := [][]Field{
		{
			priority,
			{ID: base + 2, Type: FieldNumber, Name: "Order Number"},
			{ID: base + 3, Type: FieldDate, Name: "Due Date"},
			{ID: base + 4, Type: FieldSingleLine, Name: "Product"},
			{ID: base + 5, Type: FieldMultiLine, Name: "Steps to reproduce"},
		},
		{
			{ID: base + 2, Type: FieldNumber, Name: "Order Number"},
			{ID: base + 6, Type: FieldSingleLine, Name: "Carrier / Tracking #"},
			{ID: base + 7, Type: FieldDate, Name: "Shipped on"},
		},
		{
			priority,
			{ID: base + 8, Type: FieldSingleLine, Name: "Subject"},
			{ID: base + 9, Type: FieldDropdown, Name: "Währung", Options: options("EUR", "USD", "¥")},
		},
		{{ID: base + 10, Type: FieldNumber, Name: "Deal size"}, {ID: base + 11, Type: FieldMultiLine, Name: "Notes"}},
		nil,
	}
	fields := all[mailbox]
	for i := range fields {
		fields[i].Order = int64(i + 1)
	}
	return fields
}

func seedReplies(mailbox int) []SavedReply {
	id := int64(400_000 + mailbox*10)
	return []SavedReply{
		{id, "Thanks", "<p>Thanks for getting in touch!</p>", "Thanks for getting in touch!"},
		{id + 1, "Refund 50% & \"sorry\"", "<p>We refund <b>50%</b> &amp; apologise.</p>", ""},
		{id + 2, "Chat: one moment", "", "One moment, please 🙂"},
	}
}

func (s *Store) seedPeople(r *rng) {
	names := []string{
		"Grace Hopper", "Ada Lovelace", "José Ruiz", "Łucja Nowak", "Mr. Spock", "Ana O'Neil", "山本 健", "Zoë Kravitz", "Sam Reyes",
		"Ingrid Bergström", "Omar Haddad", "Invited Person",
	}
	zones := []string{"America/New_York", "Europe/Berlin", "Asia/Tokyo", "UTC"}
	for i, name := range names {
		first, last, _ := strings.Cut(name, " ")
		u := &User{
			ID: firstUser + int64(i), First: first, Last: last, Email: fmt.Sprintf("agent%d@support.example", i+1), Role: "user",
			Timezone: pick(r, zones), CreatedAt: s.start() - Time(300-i)*day, UpdatedAt: s.now - Time(r.n(200))*day,
			Initials: string([]rune(first)[:1]) + string([]rune(last)[:1]), Reassignment: Reassignment{i%3 == 0, int64(i), int64(i * 4 % 60)},
		}
		for m, box := range s.mailboxes {
			if i < 2 || (i+m)%3 > 0 && i < 11 {
				u.Mailboxes = append(u.Mailboxes, box.ID)
			}
		}
		if r.chance(60) {
			u.PhotoURL, u.JobTitle = fmt.Sprintf("https://photos.example/users/%d.png", i), pick(r, jobTitles)
			u.Mention = strings.ToLower(first)
		}
		if i%4 == 1 {
			u.Phone, u.AlternateEmails = "+1 415 555 0100", []string{fmt.Sprintf("alt%d@support.example", i), "two@support.example"}
		}
		s.seedStatus(u, i)
		s.users = append(s.users, u)
		s.authors = append(s.authors, u.ID)
	}
	s.users[0].Role, s.users[1].Role, s.users[10].ID = "owner", "admin", beyond32+5
	s.authors = append(s.authors[:10], beyond32+5, deletedID)
	for i, name := range []string{"AI Answers", "Workflow Bot"} {
		su := &SystemUser{
			ID: 900_001 + int64(i), First: name, Last: "Agent", Initials: "AI", Timezone: "UTC", Role: "system",
			CreatedAt: s.start(), UpdatedAt: s.start() + day,
		}
		if i == 1 {
			su.Email, su.Mention, su.PhotoURL = "bot@support.example", "bot", "https://photos.example/bot.png"
		}
		s.systemUsers = append(s.systemUsers, su)
	}
	for i, name := range []string{"Tier 1", "Café Crew", "Escalations"} {
		t := &Team{
			ID: 800_001 + int64(i), Name: name, Timezone: "UTC", Mention: strings.ToLower(strings.Fields(name)[0]), Initials: name[:1],
			CreatedAt: s.start() + Time(i)*day, UpdatedAt: s.now - Time(i+1)*day,
		}
		for j, u := range s.users {
			if i < 2 && j%(i+2) == 0 { // the last team has nobody
				t.Members = append(t.Members, u.ID)
			}
		}
		s.teams = append(s.teams, t)
	}
}

func (s *Store) seedStatus(u *User, i int) {
	u.Status = UserStatus{Email: "active", EmailSource: "ui", EmailBy: u.ID, EmailUpdatedAt: s.now - Time(i)*3600, Chat: "available"}
	switch i % 4 {
	case 1:
		u.Status.Email, u.Status.EmailSource, u.Status.Chat = "away", "presence_detection", "unavailable"
	case 2:
		u.Status.Chat = "assign"
	case 3:
		u.Status.Chat, u.Status.EmailBy, u.Status.EmailUpdatedAt = "custom", 0, 0
		for j, m := range s.mailboxes[:2] {
			u.Status.ChatMailboxes = append(u.Status.ChatMailboxes, MailboxStatus{m.ID, []string{"available", "unavailable"}[j]})
		}
	}
}

func (s *Store) seedFolders() {
	shared := []struct{ kind, name string }{
		{folderUnassigned, "Unassigned"}, {folderDrafts, "Drafts"}, {folderAssigned, "Assigned"}, {folderClosed, "Closed"}, {folderSpam, "Spam"},
	}
	for i, m := range s.mailboxes {
		next := int64(500_000 + i*100)
		add := func(name, kind string, user int64) {
			next++
			m.Folders = append(m.Folders, Folder{next, name, kind, user, m.UpdatedAt})
		}
		for _, f := range shared {
			add(f.name, f.kind, 0)
		}
		for _, u := range s.users {
			if slices.Contains(u.Mailboxes, m.ID) {
				add("Mine", folderMine, u.ID)
			}
		}
		if i%2 == 0 {
			m.Routing = Routing{Enabled: true, Limit: int64(10 + i), Method: []string{"round_robin", "balanced"}[i/2%2]}
			for j, u := range s.users[:4] {
				m.Routing.UserIDs = append(m.Routing.UserIDs, u.ID)
				reason := []string{"", "at_capacity", "away", "not_in_rotation"}[j]
				m.Routing.Rotation = append(m.Routing.Rotation, Rotation{u.ID, int64(j * 3), reason == "", reason})
			}
		}
	}
}

func (s *Store) seedTags(r *rng) {
	slugs := strings.NewReplacer(" ", "-", "&", "-", "'", "", "?", "", "ï", "i", "ö", "o", "ß", "ss", "🎁", "")
	for i, name := range tagNames {
		t := &Tag{
			ID: 700_000 + int64(i)*3, Slug: strings.Trim(slugs.Replace(name), "-"), Name: name, Color: pick(r, tagColors),
			CreatedAt: s.start() + Time(r.n(int(history))),
		}
		if i == 20 {
			t.ID = beyond32 + 20
		}
		if r.chance(40) {
			t.UpdatedAt = t.CreatedAt + day
		}
		s.tags = append(s.tags, t)
		s.tag[t.ID] = t
	}
	slices.SortFunc(s.tags, func(a, b *Tag) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
}

func (s *Store) seedAutomation(r *rng) {
	for i, name := range []string{"Tag refunds", "Close after 30 days", "Escalate \"VIP\"", "Spam > 90%", "Assign Café Crew", "Broken one"} {
		s.workflows = append(s.workflows, &Workflow{
			ID: 600_001 + int64(i), MailboxID: s.mailboxes[i%4].ID, Order: int64(i/4 + 1), Name: name,
			Type: []string{"manual", "automatic"}[i%2], Status: []string{"active", "active", "inactive", "invalid"}[i%4],
			CreatedAt: s.start() + Time(i)*day, ModifiedAt: s.now - Time(1+r.n(300))*day,
		})
	}
	s.webhooks = []*Webhook{
		{
			ID: 610_001, URL: "https://hooks.example/helpscout?x=1&y=2", State: "enabled", PayloadVersion: "V2", Label: "Warehouse \"A\"",
			Events: []string{"convo.created", "convo.status"}, MailboxIDs: []int64{s.mailboxes[0].ID, s.mailboxes[3].ID},
		},
		{
			ID: beyond32 + 9, URL: "https://hooks.example/all", State: "disabled", PayloadVersion: "V2", Notification: true,
			Events: []string{"customer.created", "customer.deleted", "satisfaction.ratings"},
		},
	}
}

func (s *Store) seedProperties() {
	s.customerProps = []*PropertyDefinition{
		{Type: "dropdown", Slug: "plan", Name: "Plan", SourceName: "Billing", Options: []PropertyOption{
			{"6ba7b810-9dad-41d1-80b4-00c04fd430c8", "Free"},
			{"6ba7b811-9dad-41d1-80b4-00c04fd430c8", "Pro"},
			{"6ba7b812-9dad-41d1-80b4-00c04fd430c8", "Enterprise (50%+)"},
		}},
		{Type: "number", Slug: "seats", Name: "Seats"},
		{Type: "text", Slug: "nick_name", Name: "Nickname"},
		{Type: "url", Slug: "crm-link", Name: "CRM link", SourceName: "CRM"},
		{Type: "date", Slug: "renewal", Name: "Renewal Date"},
	}
	s.organizProps = []*PropertyDefinition{
		{ID: 620_001, Type: "dropdown", Slug: "tier", Name: "Tier", Options: []PropertyOption{{"", "Gold"}, {"", "Silver"}, {"", "Brön\"ze\""}}},
		{ID: 620_002, Type: "number", Slug: "employees", Name: "Employees"},
		{ID: 620_003, Type: "text", Slug: "account-owner", Name: "Account owner"},
		{ID: 620_004, Type: "url", Slug: "portal", Name: "Portal"},
		{ID: 620_005, Type: "date", Slug: "since", Name: "Customer since"},
	}
}
