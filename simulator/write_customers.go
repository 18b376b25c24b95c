package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// customerInput is a customer in a body: a reference, or all of a new one.
type customerInput struct {
	ID                                             int64
	Email                                          string
	FirstName, LastName, Phone, PhotoURL, JobTitle string
	PhotoType, Background, Location, Organization  string
	OrganizationID                                 int64
	Gender, Age                                    string

	Emails, Phones, Chats, SocialProfiles, Websites []entryInput
	Address                                         *addressInput
}

type entryInput struct{ Type, Value string }

type addressInput struct {
	City, State, PostalCode, Country string
	Lines                            []string
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
	c := s.newCustomer(in)
	c.Emails = []Entry{{s.nextEntry(), "work", in.Email}} // which type it gets is not documented
	s.insertCustomer(c)
	return c.ID
}

// newCustomer makes a customer of a body, save for the lists of entries. Under which type the flat phone is kept is not
// documented.
func (s *Store) newCustomer(in *customerInput) *Customer {
	c := &Customer{ID: s.nextCustomer(), CreatedAt: s.now, UpdatedAt: s.now}
	s.fill(c, in)
	if in.Phone != "" {
		c.Phones = []Entry{{s.nextEntry(), "other", in.Phone}}
	}
	return c
}

// fill sets the flat members, those that are left out to nothing.
func (s *Store) fill(c *Customer, in *customerInput) {
	c.First, c.Last, c.PhotoURL, c.JobTitle = in.FirstName, in.LastName, in.PhotoURL, in.JobTitle
	c.PhotoType, c.Background, c.Location = in.PhotoType, in.Background, in.Location
	c.Gender, c.Age = in.Gender, in.Age
	s.employ(c, in.Organization, in.OrganizationID)
}

// employ links a customer to an organization by id or, as one client has seen, by the deprecated name. A name that no
// organization has stays text.
func (s *Store) employ(c *Customer, name string, id int64) {
	c.Organization, c.OrganizationID = name, id
	if o := s.organization(id); o != nil {
		c.Organization = o.Name
	} else if i := s.organizationNamed(name); i >= 0 {
		c.OrganizationID = s.organizations[i].ID
	}
}

func createCustomer(rq *request) *answer {
	in := decode[customerInput](rq)
	s := rq.store
	wrong := rq.checkOrganization("organizationId", in.OrganizationID)
	if in.Address != nil {
		wrong = append(wrong, in.Address.check("address.")...)
	}
	lists := [][]entryInput{in.Emails, in.Phones, in.Chats, in.SocialProfiles, in.Websites}
	for i, e := range in.Emails {
		wrong = append(wrong, checkEmail("emails["+strconv.Itoa(i)+"].value", e.Value)...)
	}
	if wrong != nil {
		return refuse(wrong...)
	}
	for i, e := range in.Emails {
		if s.customerByEmail(e.Value) != nil || slices.ContainsFunc(in.Emails[:i], func(o entryInput) bool { return strings.EqualFold(o.Value, e.Value) }) {
			return emailTaken("emails["+strconv.Itoa(i)+"].value", e.Value)
		}
	}
	c := s.newCustomer(&in)
	for i, kind := range entryLists {
		for _, e := range lists[i] {
			*kind.in(c) = append(*kind.in(c), Entry{s.nextEntry(), e.Type, e.Value})
		}
	}
	c.Address = in.Address.made()
	s.insertCustomer(c)
	return rq.created(c.ID, "/v2/customers/"+itoa(c.ID))
}

func (rq *request) checkOrganization(path string, id int64) []problem {
	if id != 0 && rq.store.organization(id) == nil {
		return []problem{unknownID(path, "Organization", id)}
	}
	return nil
}

func checkEmail(path, value string) []problem {
	if emailPattern.MatchString(value) {
		return nil
	}
	return []problem{bad(path, "must be a well-formed email address", value, "Email")}
}

// emailTaken is the answer to an address that belongs to another customer.
func emailTaken(path, value string) *answer {
	return conflict(path, "a customer with this email already exists", value)
}

func withCustomer(rq *request, f func(*Customer) *answer) *answer {
	c := rq.store.customer[rq.id()]
	if c == nil {
		return notFound()
	}
	return f(c)
}

// editCustomer changes a customer through a copy whose lists are its own.
func (s *Store) editCustomer(c *Customer, f func(*Customer)) {
	next := c.copy()
	next.UpdatedAt = s.now
	f(next)
	s.replaceCustomer(c, next)
}

func (c *Customer) copy() *Customer {
	next := *c
	for _, kind := range entryLists {
		*kind.in(&next) = slices.Clone(*kind.in(&next))
	}
	if c.Address != nil {
		a := *c.Address
		next.Address = &a
	}
	next.Properties = slices.Clone(c.Properties)
	return &next
}

// overwriteCustomer sets all flat members; entries are not touched, and so neither is a phone.
func overwriteCustomer(rq *request) *answer {
	in := decode[customerInput](rq)
	if wrong := rq.checkOrganization("organizationId", in.OrganizationID); wrong != nil {
		return refuse(wrong...)
	}
	return withCustomer(rq, func(c *Customer) *answer {
		rq.store.editCustomer(c, func(next *Customer) { rq.store.fill(next, &in) })
		return noContent()
	})
}

// eraseLimit is how many conversations a customer may have to be deleted while the client waits.
const eraseLimit = 100

// asyncDelay is how many requests later a deletion with async=true happens.
const asyncDelay = 3

// deleteCustomer erases a customer with all conversations.
func deleteCustomer(rq *request) *answer {
	return withCustomer(rq, func(c *Customer) *answer {
		s := rq.store
		switch {
		case rq.is("async"):
			rq.sim.later.after(asyncDelay, func() { s.change(func() { s.erase(c.ID) }) })
			return &answer{status: http.StatusAccepted}
		case s.perCustomer[c.ID] > eraseLimit:
			return accessDenied("the customer has more than " + strconv.Itoa(eraseLimit) + " conversations")
		}
		s.erase(c.ID)
		return noContent()
	})
}

func (s *Store) erase(id int64) {
	if !s.removeCustomer(id) {
		return
	}
	var theirs []int64
	for _, c := range s.conversations {
		if c.CustomerID == id {
			theirs = append(theirs, c.ID)
		}
	}
	for _, c := range theirs {
		s.removeConversation(c)
	}
}
