package simulator

import (
	"maps"
	"slices"
)

// Lag says how late lists and searches of conversations and customers are. A get by id is never late.
type Lag struct {
	// Requests is how many requests after a change still see the lists without it; 0 leaves them behind until Control.Settle.
	Requests int
	// Threads lets the thread lists of conversations lag, too.
	Threads bool
}

// SetLag lets lists lag behind what changes from now on. nil ends it and shows everything.
func (c *Control) SetLag(l *Lag) {
	s := c.sim.store
	s.change(func() {
		s.lag = lag{Lag: l}
		if l != nil {
			s.lag.conversations = held[Conversation]{}
			s.lag.customers = held[Customer]{}
			if l.Requests > 0 {
				s.lag.later = func(f func()) { c.sim.later.after(l.Requests, func() { s.change(f) }) }
			}
		}
	})
}

// lag is what lists do not know yet.
type lag struct {
	*Lag
	later         func(func()) // nil when only Settle ends it
	conversations held[Conversation]
	customers     held[Customer]
}

// held keeps, by id, what lists show instead of the truth: an object as it was, or nil for one that they have not got.
type held[T any] map[int64]*outdated[T]

type outdated[T any] struct {
	was     *T
	changes int // that lists do not know yet
}

// hold notes that an object is about to change from what it was.
func (h held[T]) hold(l *lag, id int64, was *T) {
	if h == nil {
		return
	}
	if h[id] == nil {
		h[id] = &outdated[T]{was: was}
	}
	o := h[id]
	o.changes++
	if l.later == nil {
		return
	}
	l.later(func() {
		if o.changes--; o.changes == 0 && h[id] == o {
			delete(h, id)
		}
	})
}

// catchUp lets lists show everything.
func (s *Store) catchUp() {
	s.change(func() {
		clear(s.lag.conversations)
		clear(s.lag.customers)
	})
}

func (s *Store) listedConversations() []*Conversation {
	return listed(s.conversations, s.lag.conversations, byCreation, func(c *Conversation) int64 { return c.ID })
}

func (s *Store) listedCustomers() []*Customer {
	return listed(s.customers, s.lag.customers, customerByCreation, func(c *Customer) int64 { return c.ID })
}

// listedThreads is the conversation as its thread list knows it.
func (s *Store) listedThreads(c *Conversation) *Conversation {
	if o := s.lag.conversations[c.ID]; o != nil && s.lag.Threads && o.was != nil {
		return o.was
	}
	return c
}

// listed is a list in its order with the outdated objects in the place of the true ones.
func listed[T any](list []*T, h held[T], order func(a, b *T) int, idOf func(*T) int64) []*T {
	if len(h) == 0 {
		return list
	}
	out := slices.DeleteFunc(slices.Clone(list), func(v *T) bool { return h[idOf(v)] != nil })
	for _, id := range slices.Sorted(maps.Keys(h)) {
		if was := h[id].was; was != nil {
			at, _ := slices.BinarySearchFunc(out, was, order)
			out = slices.Insert(out, at, was)
		}
	}
	return out
}
