package contract_test

import (
	"fmt"

	"github.com/scoutql/scoutql/simulator"
)

// whole makes a customer with one entry of each kind and an address, and gives its path.
func whole(tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		entry := func(id int64, kind, value string) []simulator.Entry {
			return []simulator.Entry{{ID: id, Type: kind, Value: value}}
		}
		id := s.Store().AddCustomer(simulator.Customer{
			First: "Ann", Emails: entry(11, "work", "ann@whole.example"), Phones: entry(12, "work", "1"), Chats: entry(13, "skype", "ann"),
			Social: entry(14, "twitter", "ann"), Websites: entry(15, "", "https://ann.example"),
			Address: &simulator.Address{City: "Rome", Country: "IT"},
		})
		return fmt.Sprintf("/v2/customers/%d%s", id, tail)
	}
}

// homeless makes a customer without an address.
func homeless(s *simulator.Simulator) string {
	return fmt.Sprintf("/v2/customers/%d/address", s.Store().AddCustomer(simulator.Customer{First: "Bob"}))
}

func onOrganization(tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		return fmt.Sprintf("/v2/organizations/%d%s", s.Store().Organizations()[0].ID, tail)
	}
}

func ops(list ...any) func(*simulator.Simulator) any { return plain(list) }

func op(kind, path string, value any) members {
	return members{"op": kind, "path": path, "value": value}
}

var (
	address = members{"city": "Rome", "state": "RM", "postalCode": "00100", "country": "IT", "lines": list{"1 Via Uno", "c/o Due"}}

	flat = members{
		"firstName": "Ann", "lastName": "Lee", "phone": "1", "photoUrl": "https://x.example/p.png", "jobTitle": "Chef",
		"photoType": "gravatar", "background": "VIP", "location": "Rome", "organization": "Acme", "gender": "female", "age": "30-35",
	}
	organization = members{
		"name": "Brand New Ltd", "website": "https://new.example", "description": "d", "location": "Rome", "note": "n",
		"domains": list{"new.example"}, "domain": "newer.example", "phones": list{"1"}, "brandColor": "#00FFaa",
	}
)

func entryOf(kind, value string) members { return members{"type": kind, "value": value} }

// customer is a whole new customer, or with a nil list the flat members and an organization.
func customer(more members) func(*simulator.Simulator) any {
	return func(s *simulator.Simulator) any {
		body := members{"organizationId": s.Store().Organizations()[1].ID}
		for _, from := range []members{flat, more} {
			for k, v := range from {
				body[k] = v
			}
		}
		return body
	}
}

func init() {
	samples = append(samples, []sample{
		{"createCustomer", at("/v2/customers"), customer(members{
			"emails": list{entryOf("work", "ann@new.example")}, "phones": list{entryOf("mobile", "1")}, "chats": list{entryOf("skype", "ann")},
			"socialProfiles": list{entryOf("twitter", "ann")}, "websites": list{members{"value": "https://ann.example"}}, "address": address,
		})},
		{"createCustomer", at("/v2/customers"), plain(members{})},
		{"overwriteCustomer", whole(""), customer(nil)},
		{"overwriteCustomer", whole(""), plain(members{"firstName": "Only", "lastName": nil})},
		{"updateCustomer", whole(""), ops(
			op("replace", "/firstName", "Bea"), op("replace", "/lastName", nil), members{"op": "remove", "path": "/age"},
			op("replace", "/address", address), op("replace", "/address/city", "Milan"), op("replace", "/address/lines", list{"x"}),
			op("add", "/emails", entryOf("home", "bea@new.example")), op("replace", "/emails/11/value", "ann@newer.example"),
			op("replace", "/phones/12/type", "fax"), members{"op": "remove", "path": "/chats/13"}, op("add", "/websites", members{"value": "x"}),
			op("replace", "/gender", "Female"), op("replace", "/photoType", "twitter"), op("add", "/social-profiles", entryOf("quora", "bea")),
		)},
		{"deleteCustomer", whole(""), plain(nil)},
		{"deleteCustomer", whole("?async=true"), plain(nil)},
		{"createCustomerAddress", homeless, plain(address)},
		{"updateCustomerAddress", whole("/address"), plain(address)},
		{"deleteCustomerAddress", whole("/address"), plain(nil)},
		{"createCustomerEmail", whole("/emails"), plain(entryOf("home", "bea@new.example"))},
		{"updateCustomerEmail", whole("/emails/11"), plain(entryOf("home", "ann@newer.example"))},
		{"deleteCustomerEmail", whole("/emails/11"), plain(nil)},
		{"createCustomerPhone", whole("/phones"), plain(entryOf("fax", "2"))},
		{"updateCustomerPhone", whole("/phones/12"), plain(entryOf("pager", "2"))},
		{"deleteCustomerPhone", whole("/phones/12"), plain(nil)},
		{"createCustomerChat", whole("/chats"), plain(entryOf("qq", "2"))},
		{"updateCustomerChat", whole("/chats/13"), plain(entryOf("icq", "2"))},
		{"deleteCustomerChat", whole("/chats/13"), plain(nil)},
		{"createCustomerSocialProfile", whole("/social-profiles"), plain(entryOf("foursquare", "2"))},
		{"updateCustomerSocialProfile", whole("/social-profiles/14"), plain(entryOf("forsquare", "2"))},
		{"deleteCustomerSocialProfile", whole("/social-profiles/14"), plain(nil)},
		{"createCustomerWebsite", whole("/websites"), plain(members{"value": "https://x.example"})},
		{"updateCustomerWebsite", whole("/websites/15"), plain(members{"value": "https://x.example"})},
		{"deleteCustomerWebsite", whole("/websites/15"), plain(nil)},
		{"updateCustomerProperties", whole("/properties"), ops(
			op("replace", "/plan", "Pro"), op("replace", "/seats", 12), op("replace", "/nick_name", "Bea"), op("replace", "/crm-link", "google.com"),
			op("replace", "/renewal", "2027-01-31"), members{"op": "remove", "path": "/plan"},
		)},
		{"createCustomerPropertyDefinition", at("/v2/customer-properties"), plain(members{
			"type": "dropdown", "slug": "size_1", "name": "Size",
			"options": list{members{"label": "S", "id": "6ba7b814-9dad-11d1-80b4-00c04fd430c8"}, members{"label": "M"}},
		})},
		{"deleteCustomerPropertyDefinition", at("/v2/customer-properties/plan"), plain(nil)},
		{"createOrganization", at("/v2/organizations"), plain(organization)},
		{"updateOrganization", onOrganization(""), plain(organization)},
		{"updateOrganization", onOrganization(""), plain(members{"name": "Only a name"})},
		{"deleteOrganization", onOrganization(""), plain(nil)},
		{"createOrganizationPropertyDefinition", at("/v2/organizations/properties"), plain(members{
			"type": "dropdown", "slug": "size", "name": "Size", "options": list{members{"label": "S"}, members{"label": "M"}},
		})},
		{"updateOrganizationPropertyDefinition", at("/v2/organizations/properties/tier"), plain(members{
			"name": "Rank", "options": list{members{"label": "Gold"}},
		})},
		{"deleteOrganizationPropertyDefinition", at("/v2/organizations/properties/tier"), plain(nil)},
		{"setOrganizationPropertyValue", onOrganization("/properties/tier"), plain(members{"value": "Gold"})},
	}...)
}
