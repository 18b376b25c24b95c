package simulator

import (
	"slices"
	"strings"
)

type organizationInput struct {
	Name, Website, Description, Location, Note, BrandColor, Domain string
	Domains, Phones                                                []string
}

func (s *Store) organizationNamed(name string) int {
	return slices.IndexFunc(s.organizations, func(o *Organization) bool { return name != "" && strings.EqualFold(o.Name, name) })
}

// fill replaces everything that can be written; the logo cannot. The singular domain of one example counts as one more.
func (in *organizationInput) fill(o *Organization) {
	o.Name, o.Website, o.Description, o.Location = in.Name, in.Website, in.Description, in.Location
	o.Note, o.BrandColor, o.Domains, o.Phones = in.Note, in.BrandColor, in.Domains, in.Phones
	if in.Domain != "" && !slices.Contains(o.Domains, in.Domain) {
		o.Domains = append(slices.Clone(o.Domains), in.Domain)
	}
}

// taken answers 409 when another organization has the name or a domain.
func (in *organizationInput) taken(s *Store, self *Organization) *answer {
	for _, o := range s.organizations {
		if o == self {
			continue
		}
		if strings.EqualFold(o.Name, in.Name) {
			return conflict("name", "an organization with this name already exists", in.Name)
		}
		for _, d := range append(slices.Clone(in.Domains), in.Domain) {
			if d != "" && slices.ContainsFunc(o.Domains, func(other string) bool { return strings.EqualFold(d, other) }) {
				return conflict("domains", "an organization with this domain already exists", d)
			}
		}
	}
	return nil
}

func createOrganization(rq *request) *answer {
	in := decode[organizationInput](rq)
	s := rq.store
	if wrong := in.taken(s, nil); wrong != nil {
		return wrong
	}
	o := &Organization{ID: s.nextOther(), CreatedAt: s.now, UpdatedAt: s.now, LastInteractionAt: s.now}
	in.fill(o)
	s.organizations = append(s.organizations, o)
	return rq.created(o.ID, "/v2/organizations/"+itoa(o.ID)+"?includeCounts=false&includeProperties=false")
}

func updateOrganization(rq *request) *answer {
	in := decode[organizationInput](rq)
	return withOrganization(rq, func(o *Organization) *answer {
		if wrong := in.taken(rq.store, o); wrong != nil {
			return wrong
		}
		in.fill(o)
		o.UpdatedAt = rq.store.now
		return noContent()
	})
}

// deleteOrganization leaves its customers without one, which counts as a change of them.
func deleteOrganization(rq *request) *answer {
	return withOrganization(rq, func(o *Organization) *answer {
		s := rq.store
		for _, c := range slices.Clone(s.customers) {
			if c.OrganizationID == o.ID {
				s.editCustomer(c, func(next *Customer) { next.OrganizationID, next.Organization = 0, "" })
			}
		}
		at := slices.Index(s.organizations, o)
		s.organizations = slices.Delete(slices.Clone(s.organizations), at, at+1)
		return noContent()
	})
}

func createOrganizationProperty(rq *request) *answer {
	in := decode[definitionInput](rq)
	s := rq.store
	if s.organizationProperty(in.Slug) >= 0 {
		return conflict("slug", "a property with this slug already exists", in.Slug)
	}
	if wrong := in.check(len(s.organizProps)); wrong != nil {
		return wrong
	}
	d := PropertyDefinition{ID: s.nextOther(), Type: in.Type, Slug: in.Slug, Name: in.Name, Options: in.Options}
	s.organizProps = append(slices.Clone(s.organizProps), &d)
	return rq.createdAs(in.Slug, "/v2/organizations/properties/"+in.Slug)
}

// updateOrganizationProperty renames a property and, when options are given, replaces them: values of options that are gone
// are dropped.
func updateOrganizationProperty(rq *request) *answer {
	in := decode[definitionInput](rq)
	s := rq.store
	at := s.organizationProperty(rq.slug)
	if at < 0 {
		return notFound()
	}
	next := *s.organizProps[at]
	if len(in.Options) > 0 && next.Type != "dropdown" {
		return refuse(bad("options", "only a dropdown has options", nil, "NotSupported"))
	}
	if wrong := checkLabels(in.Options); wrong != nil {
		return wrong
	}
	next.Name = in.Name
	if in.Options != nil {
		next.Options = in.Options
		s.dropValues(next.Slug, func(v string) bool { _, ok := next.parse(v); return !ok })
	}
	s.organizProps = slices.Clone(s.organizProps)
	s.organizProps[at] = &next
	return noContent()
}

// dropValues removes those values of a property of organizations that are gone.
func (s *Store) dropValues(slug string, gone func(string) bool) {
	for _, o := range s.organizations {
		o.Properties = slices.DeleteFunc(slices.Clone(o.Properties), func(v PropertyValue) bool { return v.Slug == slug && gone(v.Value) })
	}
}

func deleteOrganizationProperty(rq *request) *answer {
	s := rq.store
	at := s.organizationProperty(rq.slug)
	if at < 0 {
		return notFound()
	}
	s.organizProps = slices.Delete(slices.Clone(s.organizProps), at, at+1)
	s.dropValues(rq.slug, func(string) bool { return true })
	return noContent()
}

func setOrganizationValue(rq *request) *answer {
	in := decode[struct{ Value string }](rq)
	return withOrganization(rq, func(o *Organization) *answer {
		at := rq.store.organizationProperty(rq.slug)
		if at < 0 {
			return notFound()
		}
		d := rq.store.organizProps[at]
		value, ok := d.parse(in.Value)
		if !ok {
			return refuse(bad("value", "is no value of a property of type "+d.Type, in.Value, "InvalidValue"))
		}
		o.Properties = append(without(o.Properties, d.Slug), PropertyValue{d.Slug, value})
		o.UpdatedAt = rq.store.now
		return noContent()
	})
}
