package simulator

import "strings"

// Ids of what is written later. New threads and attachments lie beyond those that the seed makes from numbers.
const (
	newThreads     = int64(1) << 43
	newAttachments = int64(1) << 46
)

// ids numbers what is created and finds customers by e-mail. It reads the account when it is first needed, so that an account
// that nobody writes to starts without it, and is kept up to date from then on. No id is given twice.
type ids struct {
	ready                               bool
	conversation, number                int64
	customer, entry, thread, attachment int64
	other                               int64
	byEmail                             map[string]int64 // lower case; the oldest customer of those who share one
}

func (s *Store) numbers() *ids {
	n := &s.ids
	if n.ready {
		return n
	}
	*n = ids{ready: true, thread: newThreads, attachment: newAttachments, other: beyond32 + 10_000_000, byEmail: map[string]int64{}}
	for _, c := range s.conversations {
		n.sawConversation(c)
	}
	for _, c := range s.customers {
		n.sawCustomer(c)
	}
	return n
}

func next(n *int64) int64 {
	*n++
	return *n
}

func (s *Store) nextConversation() int64 { return next(&s.numbers().conversation) }
func (s *Store) nextNumber() int64       { return next(&s.numbers().number) }
func (s *Store) nextCustomer() int64     { return next(&s.numbers().customer) }
func (s *Store) nextEntry() int64        { return next(&s.numbers().entry) }
func (s *Store) nextThread() int64       { return next(&s.numbers().thread) }
func (s *Store) nextAttachment() int64   { return next(&s.numbers().attachment) }

// nextOther numbers everything of which there is little: tags, organizations, users, saved replies, webhooks.
func (s *Store) nextOther() int64 { return next(&s.numbers().other) }

func (n *ids) sawConversation(c *Conversation) {
	if n.ready {
		n.conversation, n.number = max(n.conversation, c.ID), max(n.number, c.Number)
	}
}

func (n *ids) sawCustomer(c *Customer) {
	if !n.ready {
		return
	}
	n.customer = max(n.customer, c.ID)
	for _, kind := range entryLists {
		for _, e := range kind.of(c) {
			n.entry = max(n.entry, e.ID)
		}
	}
	for _, e := range c.Emails {
		key := strings.ToLower(e.Value)
		if _, taken := n.byEmail[key]; !taken {
			n.byEmail[key] = c.ID
		}
	}
}

// lostCustomer forgets the addresses of a customer who is gone or about to be replaced.
func (n *ids) lostCustomer(c *Customer) {
	for _, e := range c.Emails {
		if key := strings.ToLower(e.Value); n.byEmail[key] == c.ID {
			delete(n.byEmail, key)
		}
	}
}

// customerByEmail finds whose address it is, whatever its case.
func (s *Store) customerByEmail(email string) *Customer {
	return s.customer[s.numbers().byEmail[strings.ToLower(email)]]
}
