package simulator

import (
	"cmp"
	"slices"
)

// change runs a mutation under the write lock and makes every cached list stale.
func (s *Store) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	s.now += s.tick
	f()
}

// AddConversation inserts a conversation and returns its id. Members left zero are filled in: the next id and number, the
// first inbox and customer, active, published, one thread, created now.
func (s *Store) AddConversation(c Conversation) int64 {
	s.change(func() {
		s.fillConversation(&c)
		s.insertConversation(&c)
	})
	return c.ID
}

func (s *Store) fillConversation(c *Conversation) {
	if c.ID == 0 || s.conversation[c.ID] != nil {
		c.ID = s.nextConversation()
	}
	if c.Number == 0 || s.byNumber[c.Number] != nil {
		c.Number = s.nextNumber()
	}
	c.Type = cmp.Or(c.Type, "email")
	c.Status = cmp.Or(c.Status, "active")
	c.State = cmp.Or(c.State, "published")
	c.MailboxID = cmp.Or(c.MailboxID, s.mailboxes[0].ID)
	c.CustomerID = cmp.Or(c.CustomerID, s.customers[0].ID)
	c.CreatedAt = cmp.Or(c.CreatedAt, s.now)
	c.ModifiedAt = cmp.Or(c.ModifiedAt, c.CreatedAt)
	c.UserUpdatedAt = cmp.Or(c.UserUpdatedAt, c.CreatedAt)
	c.SourceType = cmp.Or(c.SourceType, "email")
	c.SourceVia = cmp.Or(c.SourceVia, KindCustomer)
	c.CreatedBy = cmp.Or(c.CreatedBy, Ref{KindCustomer, c.CustomerID})
	c.Published = max(c.Published, 1)
	c.lastThreadAt = c.ModifiedAt
	c.FolderID = cmp.Or(c.FolderID, s.folderOf(c))
}

func (s *Store) insertConversation(c *Conversation) {
	s.lag.conversations.hold(&s.lag, c.ID, nil)
	at, _ := slices.BinarySearchFunc(s.conversations, c, byCreation)
	s.conversations = slices.Insert(s.conversations, at, c)
	s.enrol(c, 1)
	s.ids.sawConversation(c)
}

// enrol enters a conversation in the registers that lead to it, or with -1 takes it out.
func (s *Store) enrol(c *Conversation, by int64) {
	if by > 0 {
		s.conversation[c.ID], s.byNumber[c.Number] = c, c
	} else {
		delete(s.conversation, c.ID)
		delete(s.byNumber, c.Number)
	}
	s.perCustomer[c.CustomerID] += by
	s.countTags(c, by)
}

// replaceConversation puts a changed copy in the place of a conversation. Only one that was created at another time moves.
func (s *Store) replaceConversation(c, next *Conversation) {
	at, found := slices.BinarySearchFunc(s.conversations, c, byCreation)
	if !found || byCreation(c, next) != 0 {
		s.removeConversation(c.ID)
		s.insertConversation(next)
		return
	}
	s.lag.conversations.hold(&s.lag, c.ID, c)
	s.conversations[at] = next
	s.enrol(c, -1)
	s.enrol(next, 1)
}

func byCreation(a, b *Conversation) int {
	return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
}

func (s *Store) countTags(c *Conversation, by int64) {
	for _, id := range c.Tags {
		if t := s.tag[id]; t != nil {
			t.Tickets += by
		}
	}
}

// DeleteConversation removes a conversation and says whether there was one.
func (s *Store) DeleteConversation(id int64) (found bool) {
	s.change(func() { found = s.removeConversation(id) })
	return found
}

func (s *Store) removeConversation(id int64) bool {
	c := s.conversation[id]
	if c == nil {
		return false
	}
	s.lag.conversations.hold(&s.lag, id, c)
	if at, found := slices.BinarySearchFunc(s.conversations, c, byCreation); found {
		s.conversations = slices.Delete(s.conversations, at, at+1)
	}
	s.enrol(c, -1)
	return true
}

// MergeConversation merges one conversation into another: the first then answers 301 for 60 days.
func (s *Store) MergeConversation(from, into int64) (done bool) {
	s.change(func() {
		if from == into || s.conversation[into] == nil || !s.removeConversation(from) {
			return
		}
		s.merged[from] = merge{into, s.now}
		done = true
	})
	return done
}

// UpdateConversation changes a conversation in place. It also counts as a modification now.
func (s *Store) UpdateConversation(id int64, f func(*Conversation)) (found bool) {
	s.change(func() {
		c := s.conversation[id]
		if c == nil {
			return
		}
		found = true
		next := *c
		next.ModifiedAt = s.now
		f(&next)
		next.FolderID = s.folderOf(&next)
		s.replaceConversation(c, &next)
	})
	return found
}

// SetStatus gives a conversation another status, with the closing facts that belong to it.
func (s *Store) SetStatus(id int64, status string) bool {
	return s.UpdateConversation(id, func(c *Conversation) {
		c.Status = status
		c.ClosedAt, c.ClosedBy = 0, Ref{}
		if status == "closed" {
			c.ClosedAt, c.ClosedBy = s.now, Ref{KindUser, s.users[0].ID}
		}
	})
}

// SetThreads replaces the threads of a conversation, given oldest first.
func (s *Store) SetThreads(id int64, threads []Thread) (found bool) {
	s.change(func() {
		c := s.conversation[id]
		if c == nil {
			return
		}
		found = true
		next := *c
		next.threads = slices.Clone(threads)
		next.Published = 0
		for _, t := range threads {
			if t.State == "published" && t.Type != "lineitem" {
				next.Published++
			}
		}
		s.replaceConversation(c, &next)
	})
	return found
}

// AddCustomer inserts a customer and returns its id; a zero id and dates are filled in.
func (s *Store) AddCustomer(c Customer) int64 {
	s.change(func() {
		if c.ID == 0 || s.customer[c.ID] != nil {
			c.ID = s.nextCustomer()
		}
		c.CreatedAt = cmp.Or(c.CreatedAt, s.now)
		c.UpdatedAt = cmp.Or(c.UpdatedAt, c.CreatedAt)
		s.insertCustomer(&c)
	})
	return c.ID
}

func (s *Store) insertCustomer(c *Customer) {
	s.lag.customers.hold(&s.lag, c.ID, nil)
	at, _ := slices.BinarySearchFunc(s.customers, c, customerByCreation)
	s.customers = slices.Insert(s.customers, at, c)
	s.customer[c.ID] = c
	s.ids.sawCustomer(c)
}

// replaceCustomer puts a changed copy in the place of a customer.
func (s *Store) replaceCustomer(c, next *Customer) {
	at, found := slices.BinarySearchFunc(s.customers, c, customerByCreation)
	if !found || customerByCreation(c, next) != 0 {
		s.removeCustomer(c.ID)
		s.insertCustomer(next)
		return
	}
	s.keepOrigin(c)
	s.lag.customers.hold(&s.lag, c.ID, c)
	s.ids.lostCustomer(c)
	s.customers[at], s.customer[c.ID] = next, next
	s.ids.sawCustomer(next)
}

// keepOrigin remembers a customer as the threads of the seed knew it.
func (s *Store) keepOrigin(c *Customer) {
	if s.origin[c.ID] == nil {
		s.origin[c.ID] = c
	}
}

func (s *Store) originOf(id int64) *Customer { return cmp.Or(s.origin[id], s.customerOr(id)) }

func customerByCreation(a, b *Customer) int {
	return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
}

// UpdateCustomer changes a customer in place. It also counts as a modification now.
func (s *Store) UpdateCustomer(id int64, f func(*Customer)) (found bool) {
	s.change(func() {
		c := s.customer[id]
		if c == nil {
			return
		}
		found = true
		next := *c
		next.UpdatedAt = s.now
		f(&next)
		s.replaceCustomer(c, &next)
	})
	return found
}

// DeleteCustomer removes a customer but, unlike the API, leaves the conversations: they then name somebody who is gone.
func (s *Store) DeleteCustomer(id int64) (found bool) {
	s.change(func() { found = s.removeCustomer(id) })
	return found
}

func (s *Store) removeCustomer(id int64) bool {
	c := s.customer[id]
	if c == nil {
		return false
	}
	s.keepOrigin(c)
	s.lag.customers.hold(&s.lag, id, c)
	s.ids.lostCustomer(c)
	if at, found := slices.BinarySearchFunc(s.customers, c, customerByCreation); found {
		s.customers = slices.Delete(s.customers, at, at+1)
	}
	delete(s.customer, id)
	return true
}

// SetCustomerProperties replaces the definitions of customer properties; values without a definition disappear from answers.
func (s *Store) SetCustomerProperties(defs []PropertyDefinition) {
	s.change(func() { s.customerProps = pointers(defs) })
}

// SetOrganizationProperties replaces the definitions of organization properties.
func (s *Store) SetOrganizationProperties(defs []PropertyDefinition) {
	s.change(func() { s.organizProps = pointers(defs) })
}

// SetFields replaces the custom field definitions of an inbox; values without a definition disappear from answers.
func (s *Store) SetFields(mailboxID int64, fields []Field) (found bool) {
	s.change(func() {
		if m := s.mailbox(mailboxID); m != nil {
			next := *m
			next.Fields = slices.Clone(fields)
			i := slices.Index(s.mailboxes, m)
			s.mailboxes = slices.Clone(s.mailboxes)
			s.mailboxes[i] = &next
			found = true
		}
	})
	return found
}

// DeleteUser removes a user; conversations assigned to them keep the id.
func (s *Store) DeleteUser(id int64) (found bool) {
	s.change(func() {
		n := len(s.users)
		s.users = slices.DeleteFunc(slices.Clone(s.users), func(u *User) bool { return u.ID == id })
		found = len(s.users) < n
	})
	return found
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		v := list[i]
		out[i] = &v
	}
	return out
}
