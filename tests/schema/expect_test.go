package schema

import (
	"encoding/json"
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/scoutql/scoutql/simulator"
)

// The expected rows are written from the account's Go structs and from what
// the API's reference says of each member: neither from the definitions in
// tables nor from the JSON that the simulator sends. Values by column name.

// row is an expected row: nil is NULL, jsonText a value in JSON, everything
// else the text that MySQL shows.
type row map[string]any

// jsonText is a value that is compared as JSON, not letter by letter. Members
// that are null and members that are absent say the same.
type jsonText struct{ value any }

// shared is what several tables look up.
type shared struct {
	store     *simulator.Store
	customers map[int64]simulator.Customer
	users     map[int64]simulator.User
	system    map[int64]simulator.SystemUser
	teams     map[int64]simulator.Team
	tags      map[int64]simulator.Tag
	boxes     map[int64]simulator.Mailbox
	perPerson map[int64]int // conversations by primary customer
}

func share(s *simulator.Store) *shared {
	perPerson := map[int64]int{}
	for _, c := range s.Conversations() {
		perPerson[c.CustomerID]++
	}
	return &shared{
		store:     s,
		customers: byID(s.Customers(), func(c simulator.Customer) int64 { return c.ID }),
		users:     byID(s.Users(), func(u simulator.User) int64 { return u.ID }),
		system:    byID(s.SystemUsers(), func(u simulator.SystemUser) int64 { return u.ID }),
		teams:     byID(s.Teams(), func(t simulator.Team) int64 { return t.ID }),
		tags:      byID(s.Tags(), func(t simulator.Tag) int64 { return t.ID }),
		boxes:     byID(s.Mailboxes(), func(m simulator.Mailbox) int64 { return m.ID }),
		perPerson: perPerson,
	}
}

func byID[T any](list []T, id func(T) int64) map[int64]T {
	m := make(map[int64]T, len(list))
	for _, v := range list {
		m[id(v)] = v
	}
	return m
}

// opt is a text, or NULL for a member that is not set.
func opt(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// num is a number.
func num[T ~int | ~int64](n T) any { return strconv.FormatInt(int64(n), 10) }

// optNum is a number, or NULL for 0.
func optNum(n int64) any {
	if n == 0 {
		return nil
	}
	return num(n)
}

func oneOrZero(b bool) any {
	if b {
		return "1"
	}
	return "0"
}

// date is a moment, or NULL for one that is not set.
func date(t simulator.Time) any {
	if t == 0 {
		return nil
	}
	return t.Time().Format(time.DateTime)
}

// list is a JSON array; one of nothing is an empty array.
func list[T any](values []T) any {
	if values == nil {
		values = []T{}
	}
	return jsonText{values}
}

// member is a JSON object's members; those that are not set are left out.
type member = map[string]any

func iso(t simulator.Time) any { return t.Time().Format("2006-01-02T15:04:05Z") }

// plain is the JSON of a value, decoded, without null members.
func plain(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return decodeJSON(string(raw))
}

func decodeJSON(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber() // ids beyond 2^53 must not be rounded
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return "not JSON: " + text
	}
	return withoutNulls(v)
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			if m == nil {
				delete(v, k)
			} else {
				v[k] = withoutNulls(m)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}

var tag = regexp.MustCompile(`<[^>]*>`)

// stripped is HTML's text in one line.
func stripped(body string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(body, " "))), " ")
}

// start is the beginning of a text, at most n bytes of whole characters.
func start(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// person is what a conversation or a thread shows of somebody. Who is gone
// keeps id and kind. Version 2 of the API calls system users users.
type person struct{ id, kind, first, last, email, photo any }

func (x *shared) person(who simulator.Ref) person {
	if who.ID == 0 {
		return person{}
	}
	p := person{id: num(who.ID), kind: who.Kind}
	set := func(first, last, email, photo string) {
		p.first, p.last, p.email, p.photo = opt(first), opt(last), opt(email), opt(photo)
	}
	switch who.Kind {
	case simulator.KindCustomer:
		if c, ok := x.customers[who.ID]; ok {
			set(c.First, c.Last, firstMail(c), c.PhotoURL)
		}
	case simulator.KindUser:
		if u, ok := x.users[who.ID]; ok {
			set(u.First, u.Last, u.Email, u.PhotoURL)
		}
	case simulator.KindSystemUser:
		p.kind = simulator.KindUser
		if u, ok := x.system[who.ID]; ok {
			set(u.First, u.Last, u.Email, u.PhotoURL)
		}
	case simulator.KindTeam:
		if t, ok := x.teams[who.ID]; ok {
			set(t.Name, "", "", t.PhotoURL)
		}
	}
	return p
}

// put writes a person's columns.
func (p person) put(r row, prefix string, withType bool) {
	r[prefix+"_Id"], r[prefix+"_First"], r[prefix+"_Last"] = p.id, p.first, p.last
	r[prefix+"_Email"], r[prefix+"_PhotoUrl"] = p.email, p.photo
	if withType {
		r[prefix+"_Type"] = p.kind
	}
}

func firstMail(c simulator.Customer) string {
	if len(c.Emails) == 0 {
		return ""
	}
	return c.Emails[0].Value
}
