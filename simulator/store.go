package simulator

import (
	"slices"
	"sync"
	"time"
)

// Store is the fake account. Methods with exported names lock and hand out copies; handlers, which hold the read lock,
// use the fields.
type Store struct {
	mu      sync.RWMutex
	version uint64 // counts changes; sorted lists of an older version are stale
	seed    uint64
	now     Time
	tick    Time // by how much each change moves now

	conversations []*Conversation // by (CreatedAt, ID)
	conversation  map[int64]*Conversation
	byNumber      map[int64]*Conversation
	merged        map[int64]merge
	authors       []int64         // users of the seed and one who left, who write threads
	perCustomer   map[int64]int64 // conversations of each primary customer

	customers []*Customer // by (CreatedAt, ID)
	customer  map[int64]*Customer

	organizations []*Organization
	mailboxes     []*Mailbox
	users         []*User
	systemUsers   []*SystemUser
	teams         []*Team
	tags          []*Tag
	tag           map[int64]*Tag
	workflows     []*Workflow
	webhooks      []*Webhook
	customerProps []*PropertyDefinition
	organizProps  []*PropertyDefinition

	facts factCache // of the reports
	lag   lag
	ids   ids

	// Threads of the seed are made when asked for. What they name must not change with what has been renamed or deleted since.
	seedUsers   []*User
	seedReplies []SavedReply
	origin      map[int64]*Customer // customers of the seed that have changed, as they were

	owner   Ref       // of every token
	written []Written // what the API has been told to write, in that order
}

type merge struct {
	into int64
	at   Time
}

// Merged conversations redirect for 60 days, then they are gone.
const mergeKept = 60 * 24 * 3600

// Now is the moment the account is looked at, and the date of what is written. It stands still unless a test moves it.
func (s *Store) Now() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.now.Time()
}

// SetNow moves the account's clock, which need not agree with the client's. Answers carry it in their Date header.
func (s *Store) SetNow(t time.Time) { s.change(func() { s.now = TimeOf(t) }) }

// SetTick lets the account's clock move on by so many whole seconds before each change; 0 stops it.
func (s *Store) SetTick(d time.Duration) {
	s.change(func() { s.tick = Time(d / time.Second) })
}

// read returns copies of every element under the read lock.
func read[T any](s *Store, list func() []*T) []T {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ps := list()
	out := make([]T, len(ps))
	for i, p := range ps {
		out[i] = *p
	}
	return out
}

// Conversations lists all conversations that exist, oldest first.
func (s *Store) Conversations() []Conversation {
	return read(s, func() []*Conversation { return s.conversations })
}

// Customers lists all customers, oldest first.
func (s *Store) Customers() []Customer { return read(s, func() []*Customer { return s.customers }) }

// Organizations lists all organizations.
func (s *Store) Organizations() []Organization {
	return read(s, func() []*Organization { return s.organizations })
}

// Mailboxes lists all inboxes with their fields, folders, saved replies and routing.
func (s *Store) Mailboxes() []Mailbox { return read(s, func() []*Mailbox { return s.mailboxes }) }

// Users lists all users of the account.
func (s *Store) Users() []User { return read(s, func() []*User { return s.users }) }

// SystemUsers lists the non-human users, which only v3 tells apart.
func (s *Store) SystemUsers() []SystemUser {
	return read(s, func() []*SystemUser { return s.systemUsers })
}

// Teams lists all teams.
func (s *Store) Teams() []Team { return read(s, func() []*Team { return s.teams }) }

// Tags lists all tags in alphabetical order.
func (s *Store) Tags() []Tag { return read(s, func() []*Tag { return s.tags }) }

// Workflows lists all workflows.
func (s *Store) Workflows() []Workflow { return read(s, func() []*Workflow { return s.workflows }) }

// Webhooks lists all webhooks.
func (s *Store) Webhooks() []Webhook { return read(s, func() []*Webhook { return s.webhooks }) }

// CustomerProperties lists the definitions of customer properties.
func (s *Store) CustomerProperties() []PropertyDefinition {
	return read(s, func() []*PropertyDefinition { return s.customerProps })
}

// OrganizationProperties lists the definitions of organization properties.
func (s *Store) OrganizationProperties() []PropertyDefinition {
	return read(s, func() []*PropertyDefinition { return s.organizProps })
}

// Conversation finds one conversation by its id.
func (s *Store) Conversation(id int64) (Conversation, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if c := s.conversation[id]; c != nil {
		return *c, true
	}
	return Conversation{}, false
}

// Customer finds one customer by its id.
func (s *Store) Customer(id int64) (Customer, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if c := s.customer[id]; c != nil {
		return *c, true
	}
	return Customer{}, false
}

// Threads lists all threads of a conversation, newest first, with full bodies.
func (s *Store) Threads(conversationID int64) []Thread {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := s.conversation[conversationID]
	if c == nil {
		return nil
	}
	return s.threadsOf(c)
}

// Merged maps the ids of merged conversations, those past their 60 days included, to the survivors.
func (s *Store) Merged() map[int64]int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make(map[int64]int64, len(s.merged))
	for id, m := range s.merged {
		out[id] = m.into
	}
	return out
}

// survivor follows merges, and merges of merges, for as long as the API remembers them.
func (s *Store) survivor(id int64) (int64, bool) {
	found := false
	for range len(s.merged) {
		m, ok := s.merged[id]
		if !ok || int64(s.now-m.at) > mergeKept {
			break
		}
		id, found = m.into, true
	}
	return id, found && s.conversation[id] != nil
}

func findID[T any](list []*T, id int64, idOf func(*T) int64) *T {
	i := slices.IndexFunc(list, func(t *T) bool { return idOf(t) == id })
	if i < 0 {
		return nil
	}
	return list[i]
}

func (s *Store) mailbox(id int64) *Mailbox {
	return findID(s.mailboxes, id, func(m *Mailbox) int64 { return m.ID })
}

func (s *Store) user(id int64) *User {
	return findID(s.users, id, func(u *User) int64 { return u.ID })
}

func (s *Store) systemUser(id int64) *SystemUser {
	return findID(s.systemUsers, id, func(u *SystemUser) int64 { return u.ID })
}

func (s *Store) team(id int64) *Team {
	return findID(s.teams, id, func(t *Team) int64 { return t.ID })
}

func (s *Store) organization(id int64) *Organization {
	return findID(s.organizations, id, func(o *Organization) int64 { return o.ID })
}

// Rating is a thread's rating with where it was given.
type Rating struct {
	ThreadRating
	ConversationID, ThreadID, CustomerID int64
	User                                 Ref
}

// Ratings collects the ratings of all threads. The API has no such list; it makes every thread, so it is for small accounts.
func (s *Store) Ratings() []Rating {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Rating
	for _, c := range s.conversations {
		for _, t := range s.threadsOf(c) {
			if t.Rating != nil {
				out = append(out, Rating{*t.Rating, c.ID, t.ID, t.CustomerID, t.CreatedBy})
			}
		}
	}
	return out
}
