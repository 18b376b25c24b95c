package simulator

// customerInput is a customer in a body: a reference, or all of a new one.
type customerInput struct {
	ID                                             int64
	Email                                          string
	FirstName, LastName, Phone, PhotoURL, JobTitle string
	PhotoType, Background, Location, Organization  string
	OrganizationID                                 int64
	Gender, Age                                    string
}

// checkCustomerRef wants a customer that exists, or an address that one can be created for.
func (rq *request) checkCustomerRef(path string, in *customerInput) []problem {
	switch {
	case in.ID != 0 && rq.store.customer[in.ID] == nil:
		return []problem{unknownID(path+".id", "Customer", in.ID)}
	case in.ID == 0 && !emailPattern.MatchString(in.Email):
		return []problem{bad(path+".email", "must be a well-formed email address", in.Email, "Email")}
	}
	return nil
}

// customerOf finds the customer that a checked reference means: by id, by address, or a new one. The other members only serve
// a new one.
func (rq *request) customerOf(in *customerInput) int64 {
	s := rq.store
	if in.ID != 0 {
		return in.ID
	}
	if c := s.customerByEmail(in.Email); c != nil {
		return c.ID
	}
	c := &Customer{ID: s.nextCustomer(), CreatedAt: s.now, UpdatedAt: s.now}
	in.fill(c)
	c.Emails = []Entry{{s.nextEntry(), "work", in.Email}} // which type it gets is not documented
	s.addPhone(c, in.Phone)
	s.insertCustomer(c)
	return c.ID
}

// fill sets the flat members, those that are left out to nothing.
func (in *customerInput) fill(c *Customer) {
	c.First, c.Last, c.PhotoURL, c.JobTitle = in.FirstName, in.LastName, in.PhotoURL, in.JobTitle
	c.PhotoType, c.Background, c.Location, c.Organization = in.PhotoType, in.Background, in.Location, in.Organization
	c.Gender, c.Age = in.Gender, in.Age
}

// addPhone enters the flat phone of a body beside the phones; under which type is not documented.
func (s *Store) addPhone(c *Customer, phone string) {
	if phone != "" {
		c.Phones = append(c.Phones, Entry{s.nextEntry(), "other", phone})
	}
}
