package schema

import "github.com/scoutql/scoutql/simulator"

// propertyColumns are the columns of the seeded account's customer properties.
var propertyColumns = map[string]string{
	"plan": "Property_Plan", "seats": "Property_Seats", "nick_name": "Property_Nickname", "crm-link": "Property_CRM_link", "renewal": "Property_Renewal_Date",
}

func (x *shared) customerRows() (rows []row) {
	definitions := map[string]simulator.PropertyDefinition{}
	for _, d := range x.store.CustomerProperties() {
		definitions[d.Slug] = d
	}
	for _, c := range x.store.Customers() {
		r := row{
			"Id": num(c.ID), "FirstName": opt(c.First), "LastName": opt(c.Last), "Gender": opt(c.Gender), "JobTitle": opt(c.JobTitle),
			"Location": opt(c.Location), "Organization": opt(c.Organization), "OrganizationId": optNum(c.OrganizationID),
			"PhotoType": opt(c.PhotoType), "PhotoUrl": opt(c.PhotoURL), "Age": opt(c.Age), "Background": opt(c.Background),
			"CreatedDate": date(c.CreatedAt), "UpdatedDate": date(c.UpdatedAt), "ConversationCount": num(x.perPerson[c.ID]), "Draft": oneOrZero(c.Draft),
			"Emails": list(entries(c.Emails)), "Phones": list(entries(c.Phones)), "Chats": list(entries(c.Chats)),
			"SocialProfiles": list(entries(c.Social)), "Websites": list(entries(c.Websites)),
			"Addresses": nil, "Address_Lines": nil, "Address_City": nil, "Address_State": nil, "Address_PostalCode": nil, "Address_Country": nil,
			"Properties": nil, "MailboxId": nil, "Query": nil,
		}
		if a := c.Address; a != nil {
			address := member{"lines": append([]string{}, a.Lines...), "city": opt(a.City), "state": opt(a.State), "postalCode": opt(a.PostalCode), "country": opt(a.Country)}
			r["Addresses"], r["Address_Lines"] = list([]member{address}), list(a.Lines)
			r["Address_City"], r["Address_State"] = opt(a.City), opt(a.State)
			r["Address_PostalCode"], r["Address_Country"] = opt(a.PostalCode), opt(a.Country)
		}
		for _, column := range propertyColumns {
			r[column] = nil
		}
		var properties []member
		for _, v := range c.Properties {
			d := definitions[v.Slug]
			p := member{"type": d.Type, "slug": d.Slug, "name": d.Name, "value": v.Value, "text": optionLabel(d, v.Value)}
			if d.SourceName != "" {
				p["source"] = member{"name": d.SourceName}
			}
			properties = append(properties, p)
			r[propertyColumns[v.Slug]] = v.Value
			if d.Type == "dropdown" {
				r[propertyColumns[v.Slug]] = optionLabel(d, v.Value)
			}
		}
		r["Properties"] = list(properties)
		rows = append(rows, r)
	}
	return rows
}

func optionLabel(d simulator.PropertyDefinition, value string) string {
	for _, o := range d.Options {
		if o.ID == value {
			return o.Label
		}
	}
	return value
}

func entries(of []simulator.Entry) []member {
	var out []member
	for _, e := range of {
		out = append(out, member{"id": e.ID, "type": opt(e.Type), "value": e.Value})
	}
	return out
}

// contacts are the rows of one kind of contact entry.
func contacts(of func(simulator.Customer) []simulator.Entry, typed bool) func(*shared) []row {
	return func(x *shared) (rows []row) {
		for _, c := range x.store.Customers() {
			for _, e := range of(c) {
				r := row{"Id": num(e.ID), "CustomerId": num(c.ID), "Value": e.Value}
				if typed {
					r["Type"] = opt(e.Type)
				}
				rows = append(rows, r)
			}
		}
		return rows
	}
}

func (x *shared) addresses() (rows []row) {
	for _, c := range x.store.Customers() {
		a := c.Address
		if a == nil || a.City+a.State+a.PostalCode+a.Country == "" && len(a.Lines) == 0 {
			continue // an address that was deleted is one without any member
		}
		rows = append(rows, row{
			"CustomerId": num(c.ID), "Lines": list(a.Lines), "City": opt(a.City), "State": opt(a.State),
			"PostalCode": opt(a.PostalCode), "Country": opt(a.Country),
		})
	}
	return rows
}

func (x *shared) customerProperties() (rows []row) {
	definitions := x.store.CustomerProperties()
	for _, c := range x.store.Customers() {
		for _, v := range c.Properties {
			for _, d := range definitions {
				if d.Slug == v.Slug {
					rows = append(rows, row{
						"CustomerId": num(c.ID), "Slug": d.Slug, "Name": d.Name, "Type": d.Type,
						"Value": v.Value, "Text": optionLabel(d, v.Value), "Source_Name": opt(d.SourceName),
					})
				}
			}
		}
	}
	return rows
}

func (x *shared) customerPropertyDefinitions() (rows []row) {
	for _, d := range x.store.CustomerProperties() {
		var options []member
		for _, o := range d.Options {
			options = append(options, member{"id": o.ID, "label": o.Label})
		}
		rows = append(rows, definition(d, options))
	}
	return rows
}

func (x *shared) organizationPropertyDefinitions() (rows []row) {
	for _, d := range x.store.OrganizationProperties() {
		rows = append(rows, definition(d, labels(d)))
	}
	return rows
}

// labels are the options of an organization's dropdown, which have no ids.
func labels(d simulator.PropertyDefinition) []member {
	var options []member
	for _, o := range d.Options {
		options = append(options, member{"label": o.Label})
	}
	return options
}

func definition(d simulator.PropertyDefinition, options []member) row {
	r := row{"Slug": d.Slug, "Name": d.Name, "Type": d.Type, "Options": nil}
	if d.Type == "dropdown" {
		r["Options"] = list(options)
	}
	return r
}

func (x *shared) organizations() (rows []row) {
	customers, conversations := map[int64]int{}, map[int64]int{}
	for _, c := range x.store.Customers() {
		customers[c.OrganizationID]++
		conversations[c.OrganizationID] += x.perPerson[c.ID]
	}
	for _, o := range x.store.Organizations() {
		var values []member
		for _, v := range o.Properties {
			for _, d := range x.store.OrganizationProperties() {
				if d.Slug != v.Slug {
					continue
				}
				p := member{"definitionId": d.ID, "slug": d.Slug, "name": d.Name, "type": d.Type, "value": v.Value}
				if d.Type == "dropdown" {
					p["options"] = labels(d)
				}
				values = append(values, p)
			}
		}
		rows = append(rows, row{
			"Id": num(o.ID), "Name": o.Name, "Website": opt(o.Website), "Description": opt(o.Description), "Location": opt(o.Location),
			"LogoUrl": opt(o.Logo), "Note": opt(o.Note), "Domains": list(o.Domains), "Phones": list(o.Phones), "BrandColor": opt(o.BrandColor),
			"CustomerCount": num(customers[o.ID]), "ConversationCount": num(conversations[o.ID]), "Properties": list(values),
			// Not in the reference's object; the simulator never sends them.
			"CreatedDate": nil, "UpdatedDate": nil,
		})
	}
	return rows
}

func (x *shared) organizationCustomers() (rows []row) {
	for _, c := range x.store.Customers() {
		if c.OrganizationID != 0 {
			rows = append(rows, row{"OrganizationId": num(c.OrganizationID), "CustomerId": num(c.ID)})
		}
	}
	return rows
}
