package simulator

import (
	"slices"
	"strings"
)

// listOrganizations answers GET /v2/organizations. Unlike other lists it sorts by "sort=field,direction", by default by the
// last interaction, and a field without direction sorts downwards.
func listOrganizations(rq *request) *answer {
	list := cached(rq, rq.listKey(), func() []*Organization {
		list := slices.Clone(rq.store.organizations)
		field, direction, _ := strings.Cut(rq.get("sort"), ",")
		desc := direction != "asc"
		counts := rq.store.organizationCounts()
		switch field {
		case "name":
			return order(list, desc, func(o *Organization) string { return strings.ToLower(o.Name) })
		case "customerCount":
			return order(list, desc, func(o *Organization) int64 { return counts[o.ID][0] })
		case "conversationCount":
			return order(list, desc, func(o *Organization) int64 { return counts[o.ID][1] })
		}
		return order(list, desc, func(o *Organization) int64 { return int64(o.LastInteractionAt) })
	})
	return listPage(rq, "organizations", pageSize, list, func(w *writer, o *Organization) {
		rq.writeOrganization(w, o, false, false) // whether rows of the list carry counts is unverified: these do not
	})
}

// organizationCounts counts the customers and the conversations of each organization.
func (s *Store) organizationCounts() map[int64][2]int64 {
	counts := map[int64][2]int64{}
	for _, c := range s.customers {
		if c.OrganizationID != 0 {
			n := counts[c.OrganizationID]
			counts[c.OrganizationID] = [2]int64{n[0] + 1, n[1] + s.perCustomer[c.ID]}
		}
	}
	return counts
}

func withOrganization(rq *request, f func(*Organization) *answer) *answer {
	o := rq.store.organization(rq.id())
	if o == nil {
		return notFound()
	}
	return f(o)
}

func getOrganization(rq *request) *answer {
	return withOrganization(rq, func(o *Organization) *answer {
		return entity(func(w *writer) {
			rq.writeOrganization(w, o, rq.is("includeCounts"), rq.is("includeProperties"))
		})
	})
}

func (rq *request) writeOrganization(w *writer, o *Organization, counts, properties bool) {
	null := o.ID%3 == 0
	w.open('{')
	w.num("id", o.ID)
	w.str("name", o.Name)
	w.optStr("website", o.Website, null)
	w.optStr("description", o.Description, null)
	w.optStr("location", o.Location, null)
	w.optStr("logoUrl", o.Logo, null)
	w.optStr("note", o.Note, null)
	w.strs("domains", o.Domains)
	w.strs("phones", o.Phones)
	w.optStr("brandColor", o.BrandColor, null)
	if counts {
		n := rq.store.organizationCounts()[o.ID]
		w.num("customerCount", n[0])
		w.num("conversationCount", n[1])
	}
	if properties {
		rq.writeOrganizationValues(w, o)
	}
	rq.selfLink(w, "/v2/organizations/", o.ID)
	w.close('}')
}

func (rq *request) writeOrganizationValues(w *writer, o *Organization) {
	w.array("properties")
	for _, v := range o.Properties {
		i := slices.IndexFunc(rq.store.organizProps, func(d *PropertyDefinition) bool { return d.Slug == v.Slug })
		if i < 0 {
			continue
		}
		d := rq.store.organizProps[i]
		w.open('{')
		w.num("definitionId", d.ID)
		w.str("slug", d.Slug)
		w.str("name", d.Name)
		w.str("type", d.Type)
		w.str("value", v.Value)
		writeLabels(w, d)
		w.close('}')
	}
	w.close(']')
}

// writeLabels writes a dropdown's options. Those of organizations have no ids.
func writeLabels(w *writer, d *PropertyDefinition) {
	if d.Type != "dropdown" {
		return
	}
	w.array("options")
	for _, o := range d.Options {
		w.open('{')
		w.str("label", o.Label)
		w.close('}')
	}
	w.close(']')
}

func listOrganizationCustomers(rq *request) *answer {
	return withOrganization(rq, func(o *Organization) *answer {
		list := cached(rq, rq.listKey(), func() []*Customer {
			return filter(rq.store.listedCustomers(), []func(*Customer) bool{
				func(c *Customer) bool { return c.OrganizationID == o.ID },
			})
		})
		return listPage(rq, "customers", pageSize, list, rq.writeCustomer)
	})
}

// listOrganizationConversations pages by 50: the general rule, which one live client confirms.
func listOrganizationConversations(rq *request) *answer {
	return withOrganization(rq, func(o *Organization) *answer {
		list := cached(rq, rq.listKey(), func() []*Conversation {
			return filter(rq.store.listedConversations(), []func(*Conversation) bool{
				func(c *Conversation) bool { return rq.store.customerOr(c.CustomerID).OrganizationID == o.ID },
			})
		})
		return listPage(rq, "conversations", pageSize, list, func(w *writer, c *Conversation) {
			rq.writeConversation(w, c, false)
		})
	})
}

func listOrganizationProperties(rq *request) *answer {
	return unpaged(rq, "organization-properties", rq.store.organizProps, rq.writeOrganizationProperty)
}

func getOrganizationProperty(rq *request) *answer {
	i := slices.IndexFunc(rq.store.organizProps, func(d *PropertyDefinition) bool { return d.Slug == rq.slug })
	if i < 0 {
		return notFound()
	}
	return entity(func(w *writer) { rq.writeOrganizationProperty(w, rq.store.organizProps[i]) })
}

func (rq *request) writeOrganizationProperty(w *writer, d *PropertyDefinition) {
	w.open('{')
	w.str("type", d.Type)
	w.str("slug", d.Slug)
	w.str("name", d.Name)
	writeLabels(w, d)
	w.object("_links")
	w.link("self", rq.base+"/v2/organizations/properties/"+d.Slug)
	w.close('}')
	w.close('}')
}
