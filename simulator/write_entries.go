package simulator

import (
	"slices"
	"strings"
)

// createEntry, updateEntry and deleteEntry serve the five lists of contact entries.
func createEntry(kind entryList) func(*request) *answer {
	return func(rq *request) *answer {
		in := decode[entryInput](rq)
		return withCustomer(rq, func(c *Customer) *answer {
			if wrong := rq.checkEntry(&kind, c, "value", 0, in.Value); wrong != nil {
				return wrong
			}
			id := rq.store.nextEntry()
			rq.store.editCustomer(c, func(next *Customer) {
				list := kind.in(next)
				*list = append(*list, Entry{id, in.Type, in.Value})
			})
			return rq.created(id, "")
		})
	}
}

func updateEntry(kind entryList) func(*request) *answer {
	return func(rq *request) *answer {
		in := decode[entryInput](rq)
		return withEntry(rq, &kind, func(c *Customer, at int) *answer {
			if wrong := rq.checkEntry(&kind, c, "value", rq.ids[1], in.Value); wrong != nil {
				return wrong
			}
			rq.store.editCustomer(c, func(next *Customer) {
				e := &(*kind.in(next))[at]
				e.Type, e.Value = in.Type, in.Value
			})
			return noContent()
		})
	}
}

func deleteEntry(kind entryList) func(*request) *answer {
	return func(rq *request) *answer {
		return withEntry(rq, &kind, func(c *Customer, at int) *answer {
			rq.store.editCustomer(c, func(next *Customer) {
				list := kind.in(next)
				*list = slices.Delete(*list, at, at+1)
			})
			return noContent()
		})
	}
}

func withEntry(rq *request, kind *entryList, f func(c *Customer, at int) *answer) *answer {
	return withCustomer(rq, func(c *Customer) *answer {
		at := entryAt(kind.of(c), rq.ids[1])
		if at < 0 {
			return notFound()
		}
		return f(c, at)
	})
}

func entryAt(list []Entry, id int64) int {
	return slices.IndexFunc(list, func(e Entry) bool { return e.ID == id })
}

// checkEntry wants e-mail addresses well formed and nobody else's. id is the entry that the value is for, 0 for a new one.
func (rq *request) checkEntry(kind *entryList, c *Customer, path string, id int64, value string) *answer {
	if kind.key != emails.key {
		return nil
	}
	if wrong := checkEmail(path, value); wrong != nil {
		return refuse(wrong...)
	}
	owner := rq.store.customerByEmail(value)
	if owner != nil && owner.ID != c.ID || slices.ContainsFunc(c.Emails, func(e Entry) bool { return e.ID != id && strings.EqualFold(e.Value, value) }) {
		return emailTaken(path, value)
	}
	return nil
}

// check wants the country as two letters, as the description says. Which members are required beyond it is unverified.
func (in *addressInput) check(path string) []problem {
	if len(in.Country) == 2 && strings.Trim(strings.ToUpper(in.Country), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return nil
	}
	return []problem{bad(path+"country", "must be an ISO 3166 alpha-2 code", in.Country, "Country")}
}

func (in *addressInput) made() *Address {
	if in == nil {
		return nil
	}
	return &Address{in.City, in.State, in.PostalCode, in.Country, in.Lines}
}

// createAddress takes the first address only: there can be one. It is unverified whether the answer names an id; this one does
// not, since an address has none.
func createAddress(rq *request) *answer {
	return setAddress(rq, func(c *Customer) *answer {
		if c.Address != nil {
			return conflict("", "the customer already has an address", nil)
		}
		return nil
	}, func() *answer { return &answer{status: 201} })
}

func updateAddress(rq *request) *answer {
	return setAddress(rq, func(c *Customer) *answer {
		if c.Address == nil {
			return notFound()
		}
		return nil
	}, noContent)
}

func setAddress(rq *request, check func(*Customer) *answer, done func() *answer) *answer {
	in := decode[addressInput](rq)
	if wrong := in.check(""); wrong != nil {
		return refuse(wrong...)
	}
	return withCustomer(rq, func(c *Customer) *answer {
		if wrong := check(c); wrong != nil {
			return wrong
		}
		rq.store.editCustomer(c, func(next *Customer) { next.Address = in.made() })
		return done()
	})
}

// deleteAddress leaves no address: the get is a 404 then. One client reports blank members instead.
func deleteAddress(rq *request) *answer {
	return withCustomer(rq, func(c *Customer) *answer {
		if c.Address == nil {
			return notFound()
		}
		rq.store.editCustomer(c, func(next *Customer) { next.Address = nil })
		return noContent()
	})
}
