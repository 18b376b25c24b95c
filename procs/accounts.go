package procs

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

// The procedures for organizations and customers as a whole.

type accountArgs struct {
	OrganizationID int64
	Slug           string
	Value          string
	ID             int64
	Confirm        string
	Async          *bool
}

var accountProcedures = []Procedure{
	define(Procedure{
		Name: "SetOrganizationProperty", Table: "Organizations", Result: outcome,
		Doc:   "Sets a property of an organization.",
		Calls: "PUT /v2/organizations/{id}/properties/{slug}",
		Params: []Param{
			{Name: "organizationId", Doc: "Organization."},
			{Name: "slug", Kind: Line, Max: 120, Doc: "Property, by Slug of OrganizationPropertyDefinitions."},
			{Name: "value", Kind: Text, Doc: "Value, always as text: a date is YYYY-MM-DD, a dropdown takes the option's label."},
		},
		Example: "CALL SetOrganizationProperty(31, 'plan', 'Gold')",
	}, func(ctx context.Context, c call, a accountArgs) ([]any, error) {
		return c.set(ctx, fmt.Sprintf("organizationId = %d, slug = '%s'", a.OrganizationID, a.Slug), writes.Change{
			Request: request("setOrganizationPropertyValue", http.MethodPut, map[string]string{"value": a.Value},
				"/v2/organizations/%d/properties/%s", a.OrganizationID, url.PathEscape(a.Slug)),
			Says: "property " + a.Slug + " set", Columns: []string{"Properties"},
			Look:  lookForProperty(a),
			Check: fmt.Sprintf("SELECT Properties FROM Organizations WHERE Id = %d", a.OrganizationID),
		})
	}),
	define(Procedure{
		Name: "DeleteCustomer", Table: "Customers", Result: outcome,
		Doc: "Erases a customer, with all conversations and survey answers, for good. confirm must be one of the customer's " +
			"e-mail addresses, or the id again where there is none. With more than 100 conversations it must be asynchronous.",
		Calls: "GET /v2/customers/{id}, DELETE /v2/customers/{id}",
		Params: append([]Param{
			{Name: "id", Doc: "Customer."},
			{Name: "confirm", Kind: Line, Doc: "One of the customer's e-mail addresses; the id again where there is none."},
		}, optional(Param{Name: "async", Kind: Flag, Doc: "true lets Help Scout erase in its own time, however many conversations there are."})...),
		Example: "CALL DeleteCustomer(7, 'ann@example.com')",
	}, deleteCustomer),
}

func deleteCustomer(ctx context.Context, c call, a accountArgs) ([]any, error) {
	address := path("/v2/customers/%d", a.ID)
	body, err := c.Client.Get(ctx, "getCustomer", address, nil)
	if err != nil {
		return nil, err
	}
	if err := confirmed(gjson.ParseBytes(body), a); err != nil {
		return nil, err
	}
	change := writes.Change{
		Request: request("deleteCustomer", http.MethodDelete, nil, "/v2/customers/%d", a.ID),
		Says:    "erased for good, with all conversations",
		Look:    isGone("getCustomer", address),
		Check:   fmt.Sprintf("SELECT Id FROM Customers WHERE Id = %d", a.ID),
	}
	if is(a.Async) {
		change.Query = url.Values{"async": {"true"}}
	}
	return c.set(ctx, key("id", a.ID), change)
}

// confirmed says whether the caller knows whom he erases. The addresses stay
// out of the error: whoever does not know them should not read them there.
func confirmed(customer gjson.Result, a accountArgs) error {
	emails := customer.Get("_embedded.emails.#.value").Array()
	for _, e := range emails {
		if strings.EqualFold(strings.TrimSpace(a.Confirm), e.String()) {
			return nil
		}
	}
	confirm := Param{Name: "confirm"}
	if len(emails) > 0 {
		return confirm.wrong(Refused, "is none of the e-mail addresses of customer %d, so nothing was deleted", a.ID)
	}
	if strings.TrimSpace(a.Confirm) != fmt.Sprint(a.ID) {
		return confirm.wrong(Refused, "must be %d: this customer has no e-mail address, so the id confirms; nothing was deleted", a.ID)
	}
	return nil
}

func lookForProperty(a accountArgs) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (found writes.Found, err error) {
		body, err := client.Get(ctx, "getOrganization", path("/v2/organizations/%d", a.OrganizationID), url.Values{"includeProperties": {"true"}})
		for _, p := range gjson.GetBytes(body, "properties").Array() {
			found.Holds = found.Holds || p.Get("slug").String() == a.Slug && p.Get("value").String() == a.Value
		}
		return found, err
	}
}
