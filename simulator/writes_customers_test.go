package simulator_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func (f *fake) customer(id int64) simulator.Customer {
	f.t.Helper()
	c, ok := f.Store().Customer(id)
	require.True(f.t, ok)
	return c
}

func customerPath(id int64, tail string) string { return fmt.Sprintf("/v2/customers/%d%s", id, tail) }

func TestCustomersAreCreatedOnce(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	o := f.Store().Organizations()[0]
	id := f.write(201, http.MethodPost, "/v2/customers", object{
		"firstName": "Zoë", "organizationId": o.ID, "phone": "7",
		"emails":  []object{{"type": "work", "value": "Zoe@new.example"}, {"type": "home", "value": "z@home.example"}},
		"address": object{"country": "IT", "city": "Rome"},
	})
	c := f.customer(id)
	require.Equal(t, []any{"Zoë", o.Name, 2, "7", "Rome"}, []any{c.First, c.Organization, len(c.Emails), c.Phones[0].Value, c.Address.City})
	require.Equal(t, f.Store().Now(), c.CreatedAt.Time())
	require.NotEqual(t, c.Emails[0].ID, c.Emails[1].ID)
	rows, _ := f.list("customers", "/v2/customers", "query", `(email:"zoe@new.example")`)
	require.Len(t, rows, 1)

	same := object{"emails": []object{{"type": "work", "value": "zoe@NEW.example"}}}
	f.write(409, http.MethodPost, "/v2/customers", same)
	f.write(409, http.MethodPost, "/v2/customers", object{"emails": []object{{"type": "work", "value": "a@b.example"}, {"type": "home", "value": "A@b.example"}}})
	other := f.write(201, http.MethodPost, "/v2/customers", object{"lastName": "Empty"})
	f.write(409, http.MethodPost, customerPath(other, "/emails"), object{"type": "work", "value": "z@home.example"})
	f.write(409, http.MethodPatch, customerPath(other, ""), []object{patch("add", "/emails", object{"type": "work", "value": "z@home.example"})})
	f.write(204, http.MethodDelete, customerPath(id, fmt.Sprintf("/emails/%d", c.Emails[1].ID)), nil)
	entry := f.write(201, http.MethodPost, customerPath(other, "/emails"), object{"type": "work", "value": "z@home.example"})
	f.write(409, http.MethodPut, customerPath(other, fmt.Sprintf("/emails/%d", entry)), object{"type": "work", "value": "zoe@new.example"})
	f.write(204, http.MethodPut, customerPath(other, fmt.Sprintf("/emails/%d", entry)), object{"type": "home", "value": "Z@home.example"})
	f.write(204, http.MethodDelete, customerPath(id, ""), nil)
	f.write(201, http.MethodPost, "/v2/customers", same)
	f.write(400, http.MethodPost, "/v2/customers", object{"emails": []object{{"type": "work", "value": "no address"}}})
	f.write(400, http.MethodPost, "/v2/customers", object{"organizationId": 1})
	f.write(400, http.MethodPost, "/v2/customers", object{"properties": []object{}})
}

func TestCustomerPatchIsAllOrNothing(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	c := f.Store().Customers()[5]
	require.NotEmpty(t, c.Emails)
	path := customerPath(c.ID, "")
	f.write(204, http.MethodPatch, path, []object{
		patch("replace", "/firstName", "New"), patch("replace", "/lastName", nil),
		{"op": "remove", "path": "/jobTitle"},
		patch("add", "/phones", object{"type": "fax", "value": "99"}), patch("replace", "/address", object{"country": "DE"}),
		patch("replace", "/address/lines", []string{"a", "b"}), patch("replace", fmt.Sprintf("/emails/%d/type", c.Emails[0].ID), "home"),
		patch("replace", "/organization", f.Store().Organizations()[2].Name),
	})
	after := f.customer(c.ID)
	require.Equal(t, []any{"New", "", "", "99", "DE", 2, "home", f.Store().Organizations()[2].ID}, []any{
		after.First, after.Last, after.JobTitle, after.Phones[len(after.Phones)-1].Value, after.Address.Country, len(after.Address.Lines),
		after.Emails[0].Type, after.OrganizationID,
	})
	require.Equal(t, f.Store().Now(), after.UpdatedAt.Time())
	for _, wrong := range []any{
		patch("replace", "/firstName", "object, no array"),
		[]object{},
		[]object{patch("replace", "/firstName", "x"), patch("replace", "/lastName", 7)},
		[]object{patch("replace", "/firstName", "x"), {"op": "remove", "path": "/emails"}},
		[]object{patch("replace", "/firstName", "x"), patch("add", "/lastName", "y")},
		[]object{patch("replace", "/firstName", "x"), patch("replace", "/emails/1/value", "x@y.example")},
		[]object{patch("replace", "/firstName", "x"), patch("replace", "/gender", "robot")},
		[]object{patch("replace", "/firstName", "x"), {"op": "replace", "path": "/lastName"}},
	} {
		f.write(400, http.MethodPatch, path, wrong)
	}
	require.Equal(t, after, f.customer(c.ID))
	f.write(204, http.MethodPut, path, object{"lastName": "Alone"})
	over := f.customer(c.ID)
	require.Equal(t, []any{"", "Alone", int64(0), after.Emails}, []any{over.First, over.Last, over.OrganizationID, over.Emails})
}

func TestDeletingACustomerErasesTheConversations(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 200})
	c := f.closed()
	f.write(204, http.MethodDelete, customerPath(c.CustomerID, ""), nil)
	for _, other := range f.Store().Conversations() {
		require.NotEqual(t, c.CustomerID, other.CustomerID)
	}
	status, _, _ := f.get(pathOf(c, ""))
	require.Equal(t, 404, status)

	busy := f.Store().AddCustomer(simulator.Customer{First: "Busy"})
	for range 101 {
		f.Store().AddConversation(simulator.Conversation{CustomerID: busy})
	}
	f.write(403, http.MethodDelete, customerPath(busy, ""), nil)
	f.write(202, http.MethodDelete, customerPath(busy, "")+"?async=true", nil)
	gone := 0
	for status := 200; status == 200 && gone < 10; gone++ {
		status, _, _ = f.get(customerPath(busy, ""))
	}
	require.Equal(t, 4, gone, "three requests later")
}

func TestSeededThreadsOutliveRenaming(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 300})
	before := map[int64][]simulator.Thread{}
	for _, c := range f.Store().Conversations() {
		before[c.ID] = f.Store().Threads(c.ID)
	}
	for _, c := range f.Store().Customers()[:40] {
		f.write(204, http.MethodPatch, customerPath(c.ID, ""), []object{patch("replace", "/firstName", "Renamed")})
		for _, e := range c.Emails {
			f.write(204, http.MethodDelete, customerPath(c.ID, fmt.Sprintf("/emails/%d", e.ID)), nil)
		}
	}
	f.Store().DeleteUser(f.Store().Users()[3].ID)
	for id, threads := range before {
		require.Equal(t, threads, f.Store().Threads(id))
	}
}

func TestProperties(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	c := f.Store().Customers()[5]
	set := func(want int, slug string, value any) {
		t.Helper()
		f.write(want, http.MethodPatch, customerPath(c.ID, "/properties"), []object{patch("replace", "/"+slug, value)})
	}
	set(204, "plan", "Pro")
	set(204, "seats", 9007199254740993)
	set(204, "renewal", "2027-01-31")
	set(204, "crm-link", "google.com")
	for slug, value := range map[string]any{"plan": "Gold", "seats": 1.5, "renewal": "31.1.2027", "crm-link": "a b", "nothing": "x"} {
		set(400, slug, value)
	}
	_, _, body := f.get(customerPath(c.ID, ""))
	values := map[any]any{}
	for _, p := range body["_embedded"].(object)["properties"].([]any) {
		values[p.(object)["slug"]] = p.(object)["text"]
	}
	require.Equal(t, "Pro", values["plan"])
	require.Equal(t, "9007199254740993", values["seats"])
	f.write(204, http.MethodPatch, customerPath(c.ID, "/properties"), []object{{"op": "remove", "path": "/seats"}})

	definition := object{"type": "text", "slug": "plan", "name": "Again"}
	post := func(want int, path string) {
		t.Helper()
		status, header, answer, err := f.try(t.Context(), http.MethodPost, path, definition)
		require.NoError(t, err)
		require.Equal(t, want, status, "%s", answer)
		if want == 201 {
			require.Equal(t, base+path+"/plan", header.Get("Location"))
		}
	}
	post(409, "/v2/customer-properties")
	f.write(204, http.MethodDelete, "/v2/customer-properties/plan", nil)
	post(201, "/v2/customer-properties")
	for _, other := range f.Store().Customers() {
		for _, p := range other.Properties {
			require.NotEqual(t, "plan", p.Slug, "old values do not come back")
		}
	}
	definition["slug"] = "jobTitle"
	post(400, "/v2/customer-properties")
	definition["slug"] = "tier"
	post(409, "/v2/organizations/properties")

	o := f.Store().Organizations()[0]
	value := fmt.Sprintf("/v2/organizations/%d/properties/", o.ID)
	f.write(204, http.MethodPut, value+"tier", object{"value": "Gold"})
	f.write(204, http.MethodPut, value+"employees", object{"value": "100"})
	f.write(400, http.MethodPut, value+"tier", object{"value": "gold"})
	f.write(400, http.MethodPut, value+"employees", object{"value": 100})
	f.write(404, http.MethodPut, value+"none", object{"value": "x"})
	f.write(204, http.MethodPut, "/v2/organizations/properties/tier", object{"name": "Rank", "options": []object{{"label": "Platinum"}}})
	for _, p := range f.Store().Organizations()[0].Properties {
		require.NotEqual(t, "tier", p.Slug, "its option is gone")
	}
}

func TestOrganizationsAreReplacedWhole(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	o := f.Store().Organizations()[3]
	status, header, _, err := f.try(t.Context(), http.MethodPost, "/v2/organizations", object{"name": "Fresh", "domains": []string{"fresh.example"}, "note": "n"})
	require.NoError(t, err)
	require.Equal(t, 201, status)
	require.Contains(t, header.Get("Location"), "?includeCounts=false&includeProperties=false")
	path := "/v2/organizations/" + header.Get("Resource-ID")
	f.write(409, http.MethodPost, "/v2/organizations", object{"name": "fresh"})
	f.write(409, http.MethodPut, path, object{"name": o.Name})
	f.write(409, http.MethodPut, path, object{"name": "Fresh", "domains": o.Domains})
	f.write(204, http.MethodPut, path, object{"name": "Fresh 2"})
	_, _, body := f.get(path)
	require.Equal(t, "Fresh 2", body["name"])
	require.Empty(t, body["domains"])
	f.write(204, http.MethodDelete, fmt.Sprintf("/v2/organizations/%d", o.ID), nil)
	for _, c := range f.Store().Customers() {
		require.NotEqual(t, o.ID, c.OrganizationID)
	}
}

func TestOneAddress(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	id := f.Store().AddCustomer(simulator.Customer{First: "Ann"})
	path, rome := customerPath(id, "/address"), object{"country": "IT", "city": "Rome"}
	f.write(404, http.MethodPut, path, rome)
	f.write(404, http.MethodDelete, path, nil)
	status, header, _, err := f.try(t.Context(), http.MethodPost, path, rome)
	require.NoError(t, err)
	require.Equal(t, 201, status)
	require.Empty(t, header.Get("Resource-ID"))
	f.write(409, http.MethodPost, path, rome)
	f.write(400, http.MethodPut, path, object{"country": "Italy"})
	f.write(204, http.MethodPut, path, object{"country": "FR"})
	require.Empty(t, f.customer(id).Address.City)
	f.write(204, http.MethodDelete, path, nil)
	status, _, _ = f.get(path)
	require.Equal(t, 404, status)
}
