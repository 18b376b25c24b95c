package simulator

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxDefinitions is how many properties an account may define, of customers and of organizations each.
const maxDefinitions = 50

func (s *Store) customerProperty(slug string) int { return definitionAt(s.customerProps, slug) }

func (s *Store) organizationProperty(slug string) int { return definitionAt(s.organizProps, slug) }

func definitionAt(list []*PropertyDefinition, slug string) int {
	return slices.IndexFunc(list, func(d *PropertyDefinition) bool { return d.Slug == slug })
}

// updateCustomerProperties sets and removes values, all or none.
func updateCustomerProperties(rq *request) *answer {
	ops := decode[[]patchInput](rq)
	return withCustomer(rq, func(c *Customer) *answer {
		values := slices.Clone(c.Properties)
		for i, op := range ops {
			path := "[" + strconv.Itoa(i) + "]"
			at := rq.store.customerProperty(op.Path[1:])
			if at < 0 {
				return refuse(bad(path+".path", "no such property", op.Path, "InvalidIdentifier"))
			}
			d := rq.store.customerProps[at]
			values = slices.DeleteFunc(values, func(v PropertyValue) bool { return v.Slug == d.Slug })
			if op.Op == "remove" {
				continue
			}
			value, ok := d.parse(textOf(op.Value))
			if !ok || len(op.Value) == 0 {
				return refuse(bad(path+".value", "is no value of a property of type "+d.Type, op.Value, "InvalidValue"))
			}
			values = append(values, PropertyValue{d.Slug, value})
		}
		rq.store.editCustomer(c, func(next *Customer) { next.Properties = values })
		return noContent()
	})
}

// textOf is a value as text: properties take numbers as such and as text.
func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// parse holds the value formats of sections 5.8 and 6.1. A customer's dropdown takes the id or the label of an option and keeps
// the id; an organization's takes and keeps the label.
func (d *PropertyDefinition) parse(v string) (string, bool) {
	switch d.Type {
	case "number":
		_, err := strconv.ParseInt(v, 10, 64)
		return v, err == nil
	case "date":
		return v, isDate(v)
	case "url":
		u, err := url.Parse(v)
		return v, err == nil && v != "" && !strings.ContainsAny(v, " \t\n") && strings.Contains(u.Host+u.Path, ".")
	case "dropdown":
		for _, o := range d.Options {
			if o.ID != "" && o.ID == v || o.Label == v {
				if o.ID != "" {
					return o.ID, true
				}
				return o.Label, true
			}
		}
		return "", false
	}
	return v, len([]rune(v)) <= 255
}

type definitionInput struct {
	Type, Slug, Name string
	Options          []PropertyOption
}

// reserved slugs cannot be those of customer properties.
var reserved = []string{"email", "name", "company", "jobTitle"}

func createCustomerProperty(rq *request) *answer {
	in := decode[definitionInput](rq)
	s := rq.store
	switch {
	case slices.Contains(reserved, in.Slug):
		return refuse(bad("slug", "is reserved", in.Slug, "Reserved"))
	case s.customerProperty(in.Slug) >= 0:
		return conflict("slug", "a property with this slug already exists", in.Slug)
	}
	if wrong := in.check(len(s.customerProps)); wrong != nil {
		return wrong
	}
	d := PropertyDefinition{Type: in.Type, Slug: in.Slug, Name: in.Name, Options: in.Options}
	for i := range d.Options {
		if d.Options[i].ID == "" {
			d.Options[i].ID = fmt.Sprintf("6ba7b810-9dad-41d1-80b4-%012x", s.nextOther())
		}
	}
	s.customerProps = append(slices.Clone(s.customerProps), &d)
	return rq.createdAs(in.Slug, "/v2/customer-properties/"+in.Slug)
}

// check counts the definitions and wants options in dropdowns only, with labels of their own.
func (in *definitionInput) check(defined int) *answer {
	if defined >= maxDefinitions {
		return refuse(bad("slug", "there are "+strconv.Itoa(maxDefinitions)+" properties already", in.Slug, "Limit"))
	}
	if len(in.Options) > 0 && in.Type != "dropdown" {
		return refuse(bad("options", "only a dropdown has options", nil, "NotSupported"))
	}
	return checkLabels(in.Options)
}

func checkLabels(options []PropertyOption) *answer {
	for i, o := range options {
		if slices.ContainsFunc(options[:i], func(p PropertyOption) bool { return p.Label == o.Label }) {
			return refuse(bad("options["+strconv.Itoa(i)+"].label", "is there twice", o.Label, "Duplicate"))
		}
	}
	return nil
}

// deleteCustomerProperty takes the values with it. The customers do not count as changed by that.
func deleteCustomerProperty(rq *request) *answer {
	s := rq.store
	at := s.customerProperty(rq.slug)
	if at < 0 {
		return notFound()
	}
	s.customerProps = slices.Delete(slices.Clone(s.customerProps), at, at+1)
	for _, c := range slices.Clone(s.customers) {
		if values := without(c.Properties, rq.slug); len(values) < len(c.Properties) {
			next := c.copy()
			next.Properties = values
			s.replaceCustomer(c, next)
		}
	}
	return noContent()
}

func without(values []PropertyValue, slug string) []PropertyValue {
	return slices.DeleteFunc(slices.Clone(values), func(v PropertyValue) bool { return v.Slug == slug })
}
