package procs

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

// The contact procedures (core.md section 5.7): one POST each, below a customer.

type entryArgs struct {
	CustomerID int64   `json:"customerId"`
	Type       *string `json:"type"`
	Value      string  `json:"value"`
}

type entryBody struct {
	Type  *string `json:"type,omitempty"`
	Value string  `json:"value"`
}

// contactProcedure declares one of them; suffix is the end of its path.
func contactProcedure(name, table, what, operation, suffix, example string, look func(entryArgs) writes.Look, types ...string) Procedure {
	p := Procedure{
		Name: name, Table: table, Doc: "Adds " + what + " to a customer.",
		Calls: "POST /v2/customers/{id}/" + suffix, Result: newID, Example: example,
		Params: []Param{customerID},
	}
	if len(types) > 0 {
		p.Params = append(p.Params, Param{Name: "type", Kind: Word, Words: types, Doc: "Kind of entry."})
	}
	p.Params = append(p.Params, Param{Name: "value", Kind: Line, Doc: "The entry itself."})
	return define(p, func(ctx context.Context, c call, a entryArgs) ([]any, error) {
		change := writes.Change{
			Request: request(operation, http.MethodPost, entryBody{a.Type, a.Value}, "/v2/customers/%d/%s", a.CustomerID, suffix),
			Says:    "new entry in " + table,
			Check:   "SELECT * FROM " + table + " WHERE " + key("CustomerId", a.CustomerID),
		}
		if look != nil {
			change.Look = look(a)
		}
		return c.create(ctx, key("customerId", a.CustomerID), change)
	})
}

var contactProcedures = []Procedure{
	contactProcedure("CreateCustomerEmails", "CustomerEmails", "an e-mail address", "createCustomerEmail", "emails",
		"CALL CreateCustomerEmails(7, 'Work', 'ann@example.com')", lookForEmail, "home", "other", "work"),
	contactProcedure("CreateCustomerPhones", "CustomerPhones", "a telephone number", "createCustomerPhone", "phones",
		"CALL CreateCustomerPhones(7, 'Mobile', '+49 30 1234')", nil, "fax", "home", "mobile", "other", "pager", "work"),
	contactProcedure("CreateCustomerChats", "CustomerChats", "a chat handle", "createCustomerChat", "chats",
		"CALL CreateCustomerChats(7, 'xmpp', 'ann@chat.example')", nil, "aim", "gtalk", "icq", "msn", "other", "qq", "skype", "xmpp", "yahoo"),
	contactProcedure("CreateCustomerSocialProfiles", "CustomerSocialProfiles", "a social profile", "createCustomerSocialProfile", "social-profiles",
		"CALL CreateCustomerSocialProfiles(7, 'linkedin', 'https://linkedin.example/ann')", nil,
		"aboutme", "facebook", "flickr", "forsquare", "foursquare", "google", "googleplus", "linkedin", "other", "quora", "tungleme", "twitter", "youtube"),
	contactProcedure("CreateCustomerWebsites", "CustomerWebsites", "a web address", "createCustomerWebsite", "websites",
		"CALL CreateCustomerWebsites(7, 'https://ann.example')", nil),
}

// lookForEmail finds the address with the customer. An address belongs to one
// customer only and is there once, so that it need not be shown to be new; the
// other entries may repeat and bear no date, so that nothing can tell.
func lookForEmail(a entryArgs) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, left time.Time) (found writes.Found, err error) {
		body, err := client.Get(ctx, "listCustomerEmails", path("/v2/customers/%d/emails", a.CustomerID), nil)
		if err != nil {
			return found, err
		}
		now, _ := client.ServerTime(left)
		for _, e := range gjson.GetBytes(body, "_embedded.emails").Array() {
			if strings.EqualFold(e.Get("value").String(), a.Value) && e.Get("type").String() == *a.Type {
				found.Created = append(found.Created, writes.Created{ID: e.Get("id").Int(), At: now})
			}
		}
		return found, nil
	}
}
