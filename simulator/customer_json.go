package simulator

import "slices"

// writeCustomer writes the object of section 5.3 of the reference, in lists and alone: all entries come embedded.
func (rq *request) writeCustomer(w *writer, c *Customer) {
	null := c.ID%7 == 0
	w.open('{')
	w.num("id", c.ID)
	w.optStr("firstName", c.First, null)
	w.optStr("lastName", c.Last, null)
	w.optStr("gender", c.Gender, null)
	w.optStr("jobTitle", c.JobTitle, null)
	w.optStr("location", c.Location, null)
	w.optStr("organization", c.Organization, null)
	w.optNum("organizationId", c.OrganizationID, null)
	w.optStr("photoType", c.PhotoType, null)
	w.optStr("photoUrl", c.PhotoURL, null)
	w.optStr("age", c.Age, null)
	w.optStr("background", c.Background, null)
	if !rq.v3 { // conversationCount belongs to the v2 get and list
		w.num("conversationCount", rq.store.perCustomer[c.ID])
	}
	w.time("createdAt", c.CreatedAt)
	w.optTime("updatedAt", c.UpdatedAt, false)
	w.boolean("draft", c.Draft)
	rq.embedEntries(w, c)
	rq.customerLinks(w, c)
	w.close('}')
}

func (rq *request) embedEntries(w *writer, c *Customer) {
	w.object("_embedded")
	for _, kind := range entryLists {
		w.array(kind.inner)
		for _, e := range kind.of(c) {
			writeEntry(w, e)
		}
		w.close(']')
	}
	w.array("properties")
	for _, v := range c.Properties {
		i := slices.IndexFunc(rq.store.customerProps, func(d *PropertyDefinition) bool { return d.Slug == v.Slug })
		if i < 0 {
			continue
		}
		d := rq.store.customerProps[i]
		w.open('{')
		w.str("type", d.Type)
		w.str("slug", d.Slug)
		w.str("name", d.Name)
		w.str("value", v.Value)
		w.str("text", d.label(v.Value))
		if d.SourceName != "" {
			w.object("source")
			w.str("name", d.SourceName)
			w.close('}')
		}
		w.close('}')
	}
	w.close(']')
	if c.Address != nil {
		w.object("address")
		c.Address.write(w)
		w.close('}')
	}
	w.close('}')
}

func (rq *request) customerLinks(w *writer, c *Customer) {
	const path = "/v2/customers/"
	w.object("_links")
	w.linkID("address", rq.base, path, c.ID, "/address")
	for _, kind := range entryLists {
		w.linkID(kind.key, rq.base, path, c.ID, "/"+kind.key)
	}
	if c.OrganizationID != 0 {
		w.linkID("organization", rq.base, "/v2/organizations/", c.OrganizationID, "")
	}
	w.linkID("self", rq.base, path, c.ID, "")
	w.close('}')
}

func writeEntry(w *writer, e Entry) {
	w.open('{')
	w.num("id", e.ID)
	w.str("value", e.Value)
	w.optStr("type", e.Type, false)
	w.close('}')
}

func (a *Address) write(w *writer) {
	null := len(a.Lines) == 0
	w.optStr("city", a.City, null)
	w.optStr("state", a.State, null)
	w.optStr("postalCode", a.PostalCode, null)
	w.optStr("country", a.Country, null)
	w.strs("lines", a.Lines)
}

func (rq *request) writeCustomerProperty(w *writer, d *PropertyDefinition) {
	w.open('{')
	w.str("type", d.Type)
	w.str("slug", d.Slug)
	w.str("name", d.Name)
	if d.Type == "dropdown" {
		w.array("options")
		for _, o := range d.Options {
			w.open('{')
			w.str("id", o.ID)
			w.str("label", o.Label)
			w.close('}')
		}
		w.close(']')
	}
	w.object("_links")
	w.link("self", rq.base+"/v2/customer-properties/"+d.Slug)
	w.close('}')
	w.close('}')
}

// label is the text of a dropdown's option and the value itself for every other type.
func (d *PropertyDefinition) label(value string) string {
	for _, o := range d.Options {
		if o.ID == value {
			return o.Label
		}
	}
	return value
}
