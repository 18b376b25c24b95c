package simulator

import "strings"

// reshape lets a list change under the client's eyes: before the call is served rows come, rows go, or the page shows some of
// the rows before it again. Rows come and go anywhere in the account's history, as imports and deletions do.
func (s *Simulator) reshape(in *incoming, f *Fault) {
	if f == nil {
		return
	}
	customers := strings.Contains(in.http.URL.Path, "/customers")
	switch f.Kind {
	case FaultRepeat:
		in.repeat = f.Rows
	case FaultGrow:
		for range f.Rows {
			s.store.grow(customers)
		}
	case FaultShrink:
		for range f.Rows {
			s.store.shrink(customers)
		}
	case FaultStatus, FaultReset, FaultRefuse, FaultTruncate, FaultGarbage, FaultDrip, FaultHang, FaultToken, FaultRateLimit:
	}
}

// grow adds a closed conversation or a customer of some day of the account's history.
func (s *Store) grow(customer bool) {
	s.mu.RLock()
	r := s.rng(kindReshape, s.version)
	at := s.start() + Time(r.n(int(history)))
	s.mu.RUnlock()
	if customer {
		s.AddCustomer(Customer{First: "Imported", CreatedAt: at})
		return
	}
	s.AddConversation(Conversation{Subject: "Imported", Status: "closed", CreatedAt: at})
}

// shrink deletes a conversation or a customer, never the last one.
func (s *Store) shrink(customer bool) {
	s.change(func() {
		r := s.rng(kindReshape, s.version)
		switch {
		case customer && len(s.customers) > 1:
			s.removeCustomer(pick(r, s.customers).ID)
		case !customer && len(s.conversations) > 1:
			s.removeConversation(pick(r, s.conversations).ID)
		}
	})
}
