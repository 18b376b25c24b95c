package simulator

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func (c *Customer) primaryEmail() string {
	if len(c.Emails) == 0 {
		return ""
	}
	return c.Emails[0].Value
}

func (c *Customer) name() string { return strings.TrimSpace(c.First + " " + c.Last) }

// customerOr finds a customer, or a nameless one in the place of somebody who was deleted.
func (s *Store) customerOr(id int64) *Customer { return cmp.Or(s.customer[id], &Customer{}) }

// listCustomers answers GET /v2/customers.
func listCustomers(rq *request) *answer {
	conditions, bad := rq.customerFilters()
	if bad != nil {
		return badRequest(*bad)
	}
	list := cached(rq, rq.listKey(), func() []*Customer {
		return rq.sortCustomers(filter(rq.store.listedCustomers(), conditions))
	})
	return listPage(rq, "customers", pageSize, list, rq.writeCustomer)
}

// customerFilters holds the filters of both versions: each route has declared which of them it takes.
func (rq *request) customerFilters() ([]func(*Customer) bool, *problem) {
	var all []func(*Customer) bool
	add := func(f func(*Customer) bool) { all = append(all, f) }
	if rq.has("mailbox") {
		id, in := rq.num("mailbox"), map[int64]bool{}
		for _, c := range rq.store.conversations {
			if c.MailboxID == id {
				in[c.CustomerID] = true
			}
		}
		add(func(c *Customer) bool { return in[c.ID] })
	}
	if rq.has("firstName") {
		ok := nameMatches(rq.get("firstName"))
		add(func(c *Customer) bool { return ok(c.First) })
	}
	if rq.has("lastName") {
		ok := nameMatches(rq.get("lastName"))
		add(func(c *Customer) bool { return ok(c.Last) })
	}
	if rq.has("email") {
		email := rq.get("email")
		add(func(c *Customer) bool { return c.hasEmail(email) })
	}
	if rq.has("createdSince") {
		since := rq.date("createdSince")
		add(func(c *Customer) bool { return c.CreatedAt > since })
	}
	if rq.has("modifiedSince") {
		since := rq.date("modifiedSince")
		add(func(c *Customer) bool { return c.UpdatedAt > since })
	}
	if rq.has("query") {
		f, err := parseQuery(rq.get("query"), customerFields, rq.store.now)
		if err != nil {
			return nil, &problem{"query", err.Error(), rq.get("query"), "Query"}
		}
		add(f)
	}
	return all, nil
}

func (c *Customer) hasEmail(email string) bool {
	return slices.ContainsFunc(c.Emails, func(e Entry) bool { return strings.EqualFold(e.Value, email) })
}

func (rq *request) sortCustomers(list []*Customer) []*Customer {
	desc := rq.descending()
	switch rq.get("sortField") {
	case "firstName":
		return order(list, desc, func(c *Customer) string { return strings.ToLower(c.First) })
	case "lastName":
		return order(list, desc, func(c *Customer) string { return strings.ToLower(c.Last) })
	case "modifiedAt":
		return order(list, desc, func(c *Customer) int64 { return int64(c.UpdatedAt) })
	}
	if desc { // createdAt; and score, which is the same for all
		slices.Reverse(list)
	}
	return list
}

// listCustomersV3 answers GET /v3/customers: newest first, paged by cursor, without totals.
func listCustomersV3(rq *request) *answer {
	conditions, bad := rq.customerFilters()
	if bad != nil {
		return badRequest(*bad)
	}
	list := cached(rq, rq.listKey(), func() []*Customer {
		l := filter(rq.store.listedCustomers(), conditions)
		slices.Reverse(l)
		return l
	})
	if cursor := rq.get("cursor"); cursor != "" {
		last, ok := decodeCursor(cursor)
		if !ok {
			return badRequest(problem{"cursor", "not a cursor of this list", cursor, "Cursor"})
		}
		at, found := slices.BinarySearchFunc(list, last, func(c, l *Customer) int { return customerByCreation(l, c) })
		if found {
			at++
		}
		list = list[max(at-rq.repeat, 0):]
	}
	return rq.cursorPage(list)
}

func (rq *request) cursorPage(list []*Customer) *answer {
	page := list[:min(len(list), pageSize)]
	w := &writer{}
	w.open('{')
	w.embedded("customers", len(page), func(i int) { rq.writeCustomer(w, page[i]) })
	q := rq.query
	at := func(cursor string) string {
		q.Del("cursor")
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		return strings.TrimSuffix(rq.base+rq.path+"?"+q.Encode(), "?")
	}
	w.object("_links")
	w.link("self", at(rq.get("cursor")))
	w.link("first", at(""))
	if len(page) < len(list) {
		w.link("next", at(encodeCursor(page[len(page)-1])))
	}
	w.close('}')
	w.close('}')
	return reply(http.StatusOK, halJSON, w.buf, len(page))
}

// A cursor names the last customer seen, so rows that come or go cannot shift the next page.
func encodeCursor(c *Customer) string {
	return base64.URLEncoding.EncodeToString(fmt.Appendf(nil, "%d,%d", c.CreatedAt, c.ID))
}

func decodeCursor(s string) (*Customer, bool) {
	b, err := base64.URLEncoding.DecodeString(s)
	if err != nil {
		return nil, false
	}
	var c Customer
	_, err = fmt.Sscanf(string(b), "%d,%d", &c.CreatedAt, &c.ID)
	return &c, err == nil
}

func getCustomer(rq *request) *answer {
	c := rq.store.customer[rq.id()]
	if c == nil {
		return notFound()
	}
	return entity(func(w *writer) { rq.writeCustomer(w, c) })
}

func getCustomerAddress(rq *request) *answer {
	c := rq.store.customer[rq.id()]
	if c == nil || c.Address == nil {
		return notFound()
	}
	return entity(func(w *writer) {
		w.open('{')
		c.Address.write(w)
		w.object("_links")
		w.linkID("customer", rq.base, "/v2/customers/", c.ID, "")
		w.link("self", rq.base+rq.path)
		w.close('}')
		w.close('}')
	})
}

// entryList is one kind of contact detail: its name in lists and in paths, its name inside a customer, where it is kept, and
// what a body of it has.
type entryList struct {
	key, inner string
	in         func(*Customer) *[]Entry
	body       *Schema
}

func (l *entryList) of(c *Customer) []Entry { return *l.in(c) }

var (
	emails         = entryList{"emails", "emails", func(c *Customer) *[]Entry { return &c.Emails }, emailBody}
	phones         = entryList{"phones", "phones", func(c *Customer) *[]Entry { return &c.Phones }, phoneBody}
	chats          = entryList{"chats", "chats", func(c *Customer) *[]Entry { return &c.Chats }, chatterBody}
	socialProfiles = entryList{"social-profiles", "social_profiles", func(c *Customer) *[]Entry { return &c.Social }, socialBody}
	websites       = entryList{"websites", "websites", func(c *Customer) *[]Entry { return &c.Websites }, websiteBody}
	entryLists     = []entryList{emails, phones, chats, socialProfiles, websites}
)

// listEntries answers the five entry lists of a customer, none of which is paged.
func listEntries(kind entryList) func(*request) *answer {
	return func(rq *request) *answer {
		c := rq.store.customer[rq.id()]
		if c == nil {
			return notFound()
		}
		return unpaged(rq, kind.key, kind.of(c), writeEntry)
	}
}

func listCustomerProperties(rq *request) *answer {
	return unpaged(rq, "customer-properties", rq.store.customerProps, rq.writeCustomerProperty)
}
