package replicate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/scoutql/scoutql/simulator"
)

// mover changes an account at random: conversations come, change, get threads,
// are merged and deleted; customers change. Each change has a time of its own.
//
// A customer changes together with the number of conversations: Help Scout
// tells that number, and whether it moves the customer's date is not known.
// Names that other objects show are left alone: only --reconcile follows them.
type mover struct {
	mu    sync.Mutex
	store *simulator.Store
	rand  *rand.Rand
	ids   []int64
	made  int
	busy  bool // columns come, too
	extra int
}

func newMover(sim *simulator.Simulator, seed uint64) *mover {
	m := &mover{store: sim.Store(), rand: rand.New(rand.NewPCG(seed, 7))}
	for _, c := range m.store.Conversations() {
		m.ids = append(m.ids, c.ID)
	}
	return m
}

// some makes up to n changes, often none.
func (m *mover) some(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for range m.rand.IntN(n + 1) {
		m.one()
	}
}

func (m *mover) one() {
	m.store.SetNow(m.store.Now().Add(time.Duration(m.rand.IntN(200)) * time.Second))
	at := m.rand.IntN(len(m.ids))
	id := m.ids[at]
	c, ok := m.store.Conversation(id)
	if !ok {
		return
	}
	m.made++
	if m.busy && m.rand.IntN(10) == 0 {
		m.small()
		return
	}
	touch := func(customer int64) {
		m.store.UpdateCustomer(customer, func(c *simulator.Customer) { c.Background = fmt.Sprint("touched ", m.made) })
	}
	drop := func() {
		m.ids[at] = m.ids[len(m.ids)-1]
		m.ids = m.ids[:len(m.ids)-1]
	}
	switch kind := m.rand.IntN(12); {
	case kind < 4:
		m.store.UpdateConversation(id, func(c *simulator.Conversation) { c.Subject = fmt.Sprint("changed ", m.made) })
	case kind == 4:
		m.store.SetStatus(id, []string{"active", "pending", "closed"}[m.rand.IntN(3)])
	case kind == 5:
		tags := m.store.Tags()
		m.store.UpdateConversation(id, func(c *simulator.Conversation) { c.Tags = []int64{tags[m.rand.IntN(len(tags))].ID} })
	case kind == 6:
		threads := m.store.Threads(id)
		if len(threads) < 2 {
			return
		}
		for i, j := 0, len(threads)-1; i < j; i, j = i+1, j-1 {
			threads[i], threads[j] = threads[j], threads[i]
		}
		m.store.SetThreads(id, threads[:len(threads)-1])
		m.store.UpdateConversation(id, func(*simulator.Conversation) {})
	case kind == 7 && len(m.ids) > 100:
		m.store.DeleteConversation(id)
		drop()
		touch(c.CustomerID)
	case kind == 8 && len(m.ids) > 100:
		into := m.ids[m.rand.IntN(len(m.ids))]
		if m.store.MergeConversation(id, into) {
			drop()
			m.store.UpdateConversation(into, func(c *simulator.Conversation) { c.Subject = fmt.Sprint("merged ", m.made) })
			touch(c.CustomerID)
		}
	case kind == 9:
		m.ids = append(m.ids, m.store.AddConversation(simulator.Conversation{CustomerID: c.CustomerID, Subject: fmt.Sprint("new ", m.made)}))
		touch(c.CustomerID)
	default:
		customers := m.store.Customers()
		m.store.UpdateCustomer(customers[m.rand.IntN(len(customers))].ID, func(c *simulator.Customer) { c.JobTitle = fmt.Sprint("job ", m.made) })
	}
}

// small adds definitions, which become columns, with a first value: of a
// customer property, or of an inbox's custom field.
func (m *mover) small() {
	name := fmt.Sprint("Extra ", m.extra)
	if m.extra++; m.extra > 8 {
		return
	}
	if m.extra%2 == 0 {
		defs := append(m.store.CustomerProperties(), simulator.PropertyDefinition{Type: "text", Slug: fmt.Sprint("extra", m.extra), Name: name})
		m.store.SetCustomerProperties(defs)
		m.store.UpdateCustomer(m.store.Customers()[m.extra].ID, func(c *simulator.Customer) {
			c.Properties = append(slices.Clone(c.Properties), simulator.PropertyValue{Slug: fmt.Sprint("extra", m.extra), Value: "value"})
		})
		return
	}
	c, _ := m.store.Conversation(m.ids[m.extra])
	boxes := m.store.Mailboxes()
	box := boxes[slices.IndexFunc(boxes, func(b simulator.Mailbox) bool { return b.ID == c.MailboxID })]
	id := int64(990_000 + m.extra)
	m.store.SetFields(box.ID, append(slices.Clone(box.Fields), simulator.Field{ID: id, Name: name, Type: simulator.FieldSingleLine}))
	m.store.UpdateConversation(c.ID, func(c *simulator.Conversation) {
		c.CustomFields = append(slices.Clone(c.CustomFields), simulator.FieldValue{FieldID: id, Value: "value"})
	})
}
