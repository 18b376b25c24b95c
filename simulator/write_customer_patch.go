package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// updateCustomer applies an array of operations, all or none. Only the combinations of section 5.5 are taken, and two more
// that JSON Patch suggests and nothing contradicts: remove of a flat member, and null as its value, which both clear it.
func updateCustomer(rq *request) *answer {
	ops := decode[[]patchInput](rq)
	return withCustomer(rq, func(c *Customer) *answer {
		next := c.copy()
		for i, op := range ops {
			p := customerPatcher{rq, next, op, "[" + strconv.Itoa(i) + "]"}
			if wrong := p.apply(); wrong != nil {
				return wrong
			}
		}
		next.UpdatedAt = rq.store.now
		rq.store.replaceCustomer(c, next)
		return noContent()
	})
}

// customerPatcher applies one operation to a copy of a customer.
type customerPatcher struct {
	rq   *request
	c    *Customer
	op   patchInput
	path string // of the operation in the body
}

func (p *customerPatcher) apply() *answer {
	parts := strings.Split(p.op.Path, "/")[1:]
	if i := slices.IndexFunc(entryLists, func(l entryList) bool { return l.key == parts[0] }); i >= 0 {
		return p.entry(&entryLists[i], parts)
	}
	switch {
	case p.op.Op == "add":
		return p.unsupported()
	case parts[0] == "address":
		return p.address(parts)
	case parts[0] == "organizationId":
		return p.organization()
	}
	return p.flat(parts[0])
}

func (p *customerPatcher) unsupported() *answer {
	return refuse(bad(p.path+".op", "cannot "+p.op.Op+" "+p.op.Path, p.op.Op, "NotSupported"))
}

// value checks the operation's value against a schema. Problems are those of the value, so that their kind is told apart from
// those of the operation.
func (p *customerPatcher) value(s *Schema) *answer {
	if len(p.op.Value) == 0 {
		if p.op.Op == "remove" {
			return nil
		}
		return refuse(bad(p.path+".value", "may not be empty", nil, "InvalidValue"))
	}
	v, err := decodeJSON(p.op.Value)
	if err != nil {
		return malformedBody()
	}
	wrong := s.check(p.path+".value", v)
	for i := range wrong {
		wrong[i].kind = "InvalidValue"
	}
	if wrong != nil {
		return refuse(wrong...)
	}
	return nil
}

// set reads a checked value; remove and null leave zero.
func set[T any](p *customerPatcher, to *T) *answer {
	var v T
	if p.op.Op == "replace" {
		_ = json.Unmarshal(p.op.Value, &v)
	}
	*to = v
	return nil
}

func (p *customerPatcher) flat(name string) *answer {
	i := slices.IndexFunc(flatMembers, func(m Member) bool { return m.Name == name })
	if wrong := p.value(orNull(flatMembers[i].Schema)); wrong != nil {
		return wrong
	}
	if name == "organization" {
		var text string
		set(p, &text)
		p.rq.store.employ(p.c, text, 0)
		return nil
	}
	return set(p, map[string]*string{
		"firstName": &p.c.First, "lastName": &p.c.Last, "age": &p.c.Age, "gender": &p.c.Gender, "photoType": &p.c.PhotoType,
		"photoUrl": &p.c.PhotoURL, "jobTitle": &p.c.JobTitle, "background": &p.c.Background, "location": &p.c.Location,
	}[name])
}

// organization patches organizationId, which one client could not; the description has it.
func (p *customerPatcher) organization() *answer {
	if wrong := p.value(orNull(anInteger)); wrong != nil {
		return wrong
	}
	var id int64
	set(p, &id)
	if wrong := p.rq.checkOrganization(p.path+".value", id); wrong != nil {
		return refuse(wrong...)
	}
	p.rq.store.employ(p.c, "", id)
	return nil
}

func (p *customerPatcher) address(parts []string) *answer {
	if len(parts) == 1 {
		if wrong := p.value(orNull(addressBody)); wrong != nil {
			return wrong
		}
		var in *addressInput
		set(p, &in)
		if in != nil {
			if wrong := in.check(p.path + ".value."); wrong != nil {
				return refuse(wrong...)
			}
		}
		p.c.Address = in.made()
		return nil
	}
	if p.c.Address == nil {
		p.c.Address = &Address{}
	}
	a := p.c.Address
	if parts[1] == "lines" {
		if wrong := p.value(orNull(texts)); wrong != nil {
			return wrong
		}
		return set(p, &a.Lines)
	}
	if wrong := p.value(orNull(aString)); wrong != nil {
		return wrong
	}
	return set(p, map[string]*string{"city": &a.City, "state": &a.State, "postalCode": &a.PostalCode, "country": &a.Country}[parts[1]])
}

// entry adds an entry to a list, removes one, or replaces its value or type.
func (p *customerPatcher) entry(kind *entryList, parts []string) *answer {
	list := kind.in(p.c)
	if len(parts) == 1 {
		if p.op.Op != "add" { // also the removal of a whole list, which is refused
			return p.unsupported()
		}
		if wrong := p.value(kind.body); wrong != nil {
			return wrong
		}
		in := valueOf[entryInput](p.op)
		if wrong := p.rq.checkEntry(kind, p.c, p.path+".value.value", 0, in.Value); wrong != nil {
			return wrong
		}
		*list = append(*list, Entry{p.rq.store.nextEntry(), in.Type, in.Value})
		return nil
	}
	id, _ := strconv.ParseInt(parts[1], 10, 64)
	at := entryAt(*list, id)
	switch {
	case at < 0:
		return refuse(bad(p.path+".path", "the customer has no such entry", p.op.Path, "InvalidIdentifier"))
	case len(parts) == 2 && p.op.Op == "remove":
		*list = slices.Delete(*list, at, at+1)
		return nil
	case len(parts) == 2 || p.op.Op != "replace":
		return p.unsupported()
	}
	return p.entryMember(kind, &(*list)[at], parts[2])
}

func (p *customerPatcher) entryMember(kind *entryList, e *Entry, name string) *answer {
	i := slices.IndexFunc(kind.body.Members, func(m Member) bool { return m.Name == name })
	if i < 0 {
		return p.unsupported() // the type of a website
	}
	if wrong := p.value(kind.body.Members[i].Schema); wrong != nil {
		return wrong
	}
	if name == "type" {
		return set(p, &e.Type)
	}
	if wrong := p.rq.checkEntry(kind, p.c, p.path+".value", e.ID, valueOf[string](p.op)); wrong != nil {
		return wrong
	}
	return set(p, &e.Value)
}
