package tables

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// row is a row of a table by column name, and the columns that it names.
func row(t *testing.T, def *Table, cells map[string]any) (values []any, set []int) {
	t.Helper()
	values = make([]any, len(def.Columns))
	for name, v := range cells {
		i := def.Index(name)
		if i < 0 {
			t.Fatalf("%s has no column %s", def.Name, name)
		}
		canonical, err := def.Value(i, v)
		if err != nil {
			t.Fatal(err)
		}
		values[i] = canonical
		set = append(set, i)
	}
	slices.Sort(set)
	return values, set
}

// shown is "PATCH /v2/... {json}", a line a call.
func shown(t *testing.T, calls []Call) string {
	t.Helper()
	var lines []string
	for _, c := range calls {
		line := c.Method + " " + c.Path
		if c.Body != nil {
			text, err := json.Marshal(c.Body)
			if err != nil {
				t.Fatal(err)
			}
			line += " " + string(text)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestInsertCalls(t *testing.T) {
	withSeats := Customers.WithFields([]Field{{Key: "seats", Name: "Seats", Type: "number"}})
	for _, test := range []struct {
		what  string
		def   *Table
		cells map[string]any
		want  string
	}{
		{"NULL is left out", Customers, map[string]any{"FirstName": "Ada", "JobTitle": nil}, `POST /v2/customers {"firstName":"Ada"}`},
		{
			"nested and renamed members", Customers,
			map[string]any{"SocialProfiles": `[{"id":5,"type":"Twitter","value":"a"}]`, "Addresses": `[{"city":"London"}]`},
			`POST /v2/customers {"address":{"city":"London"},"socialProfiles":[{"type":"twitter","value":"a"}]}`,
		},
		{
			"properties follow", withSeats,
			map[string]any{"FirstName": "Ada", "Property_Seats": int64(5)},
			"POST /v2/customers {\"firstName\":\"Ada\"}\n" + `PATCH /v2/customers/{Id}/properties [{"op":"replace","path":"/seats","value":"5"}]`,
		},
		{"presets", CustomerEmails, map[string]any{"CustomerId": int64(7), "Value": "a@b.c"}, `POST /v2/customers/7/emails {"type":"other","value":"a@b.c"}`},
		{"an explicit NULL where it means something", Conversations, map[string]any{
			"Subject": "x", "MailboxId": int64(1), "PrimaryCustomer_Id": int64(2), "Threads": `[{"type":"REPLY","text":"x"}]`, "Assignee_Id": nil, "Imported": int8(0),
		}, `POST /v2/conversations {"assignTo":null,"customer":{"id":2},"imported":false,"mailboxId":1,"status":"active","subject":"x","threads":[{"customer":{"id":2},"text":"x","type":"reply"}],"type":"email"}`},
		{"times", Conversations, map[string]any{
			"Subject": "x", "MailboxId": int64(1), "PrimaryCustomer_Email": "a@b.c", "Threads": `[{"type":"note","text":"x"}]`, "Imported": int8(1),
			"ClosedDate": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		}, `POST /v2/conversations {"closedAt":"2026-01-02T03:04:05Z","customer":{"email":"a@b.c"},"imported":true,"mailboxId":1,"status":"active","subject":"x","threads":[{"text":"x","type":"note"}],"type":"email"}`},
		{"a member of a team", TeamMembers, map[string]any{"TeamId": int64(1), "UserId": int64(2)}, `PUT /v2/teams/1/members {"addedUserIds":[2],"deletedUserIds":[]}`},
	} {
		t.Run(test.what, func(t *testing.T) {
			values, set := row(t, test.def, test.cells)
			calls, err := test.def.InsertCalls(Change{New: values, Set: set})
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(t, calls); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestUpdateCalls(t *testing.T) {
	withFields := Conversations.WithFields([]Field{
		{Key: "7", Name: "Size", Type: "number"}, {Key: "8", Name: "Level", Type: "dropdown", Options: []Option{{"80", "Low"}, {"81", "High"}}},
	})
	fields := `[{"id":7,"name":"Size","value":"1","text":"1"},{"id":9,"name":"Other","value":"kept","text":"kept"}]`
	for _, test := range []struct {
		what     string
		def      *Table
		old, new map[string]any
		want     string
	}{
		{
			"one call a column, the status last", Conversations,
			map[string]any{"Id": int64(5)},
			map[string]any{"Status": "CLOSED", "Subject": "x", "MailboxId": int64(3), "Assignee_Id": nil, "Tags": `["a"]`},
			`PATCH /v2/conversations/5 {"op":"move","path":"/mailboxId","value":3}` + "\n" + `PATCH /v2/conversations/5 {"op":"replace","path":"/subject","value":"x"}` + "\n" +
				`PATCH /v2/conversations/5 {"op":"remove","path":"/assignTo"}` + "\n" + `PUT /v2/conversations/5/tags {"tags":["a"]}` + "\n" +
				`PATCH /v2/conversations/5 {"op":"replace","path":"/status","value":"closed"}`,
		},
		{"tags are emptied with an empty list", Conversations, map[string]any{"Id": int64(5)}, map[string]any{"Tags": nil}, `PUT /v2/conversations/5/tags {"tags":[]}`},
		{
			"fields that are not named stay, labels become ids", withFields,
			map[string]any{"Id": int64(5), "CustomFields": fields},
			map[string]any{"Field_Size": int64(2), "Field_Level": "high"},
			`PUT /v2/conversations/5/fields {"fields":[{"id":9,"value":"kept"},{"id":7,"value":"2"},{"id":8,"value":"81"}]}`,
		},
		{
			"a field is removed by NULL", withFields,
			map[string]any{"Id": int64(5), "CustomFields": fields},
			map[string]any{"Field_Size": nil},
			`PUT /v2/conversations/5/fields {"fields":[{"id":9,"value":"kept"}]}`,
		},
		{
			"one call for all columns", Customers,
			map[string]any{"Id": int64(5)},
			map[string]any{"FirstName": "Ada", "Age": nil},
			`PATCH /v2/customers/5 [{"op":"replace","path":"/firstName","value":"Ada"},{"op":"remove","path":"/age"}]`,
		},
		{
			"properties: what is gone is removed, what is alike stays", Customers,
			map[string]any{"Id": int64(5), "Properties": `[{"slug":"a","value":"1"},{"slug":"b","value":"2"}]`},
			map[string]any{"Properties": `[{"slug":"b","value":"2"},{"slug":"c","value":3}]`},
			`PATCH /v2/customers/5/properties [{"op":"replace","path":"/c","value":"3"},{"op":"remove","path":"/a"}]`,
		},
		{
			"the whole is put", CustomerPhones,
			map[string]any{"Id": int64(9), "CustomerId": int64(5), "Type": "fax", "Value": "1"},
			map[string]any{"Value": "2"},
			`PUT /v2/customers/5/phones/9 {"type":"fax","value":"2"}`,
		},
		{
			"a snooze", Conversations,
			map[string]any{"Id": int64(5)},
			map[string]any{"Snooze_SnoozedUntil": time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC)},
			`PUT /v2/conversations/5/snooze {"snoozedUntil":"2099-01-02T03:04:05Z","unsnoozeOnCustomerReply":true}`,
		},
		{
			"its end", Conversations,
			map[string]any{"Id": int64(5), "Snooze_SnoozedUntil": time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC)},
			map[string]any{"Snooze_SnoozedUntil": nil},
			`DELETE /v2/conversations/5/snooze`,
		},
		{
			"words that mean something else", ConversationThreads,
			map[string]any{"Id": int64(9), "ConversationId": int64(5)},
			map[string]any{"State": "Hidden"},
			`PATCH /v2/conversations/5/threads/9 {"op":"replace","path":"/hidden","value":true}`,
		},
	} {
		t.Run(test.what, func(t *testing.T) {
			old := make([]any, len(test.def.Columns))
			for name, v := range test.old {
				old[test.def.Index(name)] = v
			}
			values, set := row(t, test.def, test.new)
			after := slices.Clone(old)
			for _, i := range set {
				after[i] = values[i]
			}
			calls, err := test.def.UpdateCalls(Change{Old: old, New: after, Set: set})
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(t, calls); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRefusedValues(t *testing.T) {
	for _, test := range []struct {
		def    *Table
		column string
		value  any
		fault  Fault
	}{
		{Customers, "FirstName", strings.Repeat("ä", 41), TooLong},
		{Customers, "Gender", "none", NotOneOf},
		{Customers, "Emails", "{", BadJSON},
		{Customers, "Emails", `{"value":"x"}`, BadJSON},
		{Customers, "Emails", `[{"value":"x","typ":"work"}]`, BadJSON},
		{Customers, "Emails", `[{"type":"work","value":""}]`, BadJSON},
		{Conversations, "Tags", `["a",5]`, BadJSON},
		{Conversations, "CustomFields", `[{"id":"x","value":"1"}]`, BadJSON},
		{Conversations, "Threads", `[{"type":"note","text":"x","attachments":[{"fileName":"a"}]}]`, BadJSON},
		{Conversations, "State", "draft", NotOneOf},
		{Webhooks, "MailboxIds", `["x"]`, BadJSON},
	} {
		_, err := test.def.Value(test.def.Index(test.column), test.value)
		var v *ValueError
		if !errors.As(err, &v) || v.Fault != test.fault {
			t.Errorf("%s.%s = %v: %v", test.def.Name, test.column, test.value, err)
		}
	}
	if v, err := Customers.Value(Customers.Index("FirstName"), strings.Repeat("ä", 40)); err != nil {
		t.Errorf("40 characters fit: %v, %v", v, err)
	}
}

// TestNothingQuietIsSaid: what a dry run or the write log says holds no secret
// and no message text.
func TestNothingQuietIsSaid(t *testing.T) {
	for _, def := range All() {
		for i := range def.Columns {
			c := &def.Columns[i]
			quiet := slices.Contains([]string{"Secret", "Body", "Text", "ChatText", "Data", "Threads"}, c.Name) && c.Write != 0
			if quiet != c.Quiet {
				t.Errorf("%s.%s: quiet is %v", def.Name, c.Name, c.Quiet)
			}
			if c.Quiet && strings.Contains(c.said("hidden words"), "hidden") {
				t.Errorf("%s.%s is said", def.Name, c.Name)
			}
		}
	}
}

func TestDefineRefusesWrites(t *testing.T) {
	plain := func(change func(*Table)) Table {
		def := Table{
			Name: "Things", Doc: "x", Key: []string{"Id"}, List: List{Operation: "listThings", Path: "/v2/things"},
			Insert: Post("createThing", "/v2/things"), Update: []Edit{PatchEach("updateThing", "/v2/things/{Id}")},
			Columns: []Column{
				{Name: "Id", Type: BIGINT, From: "id", Doc: "x"},
				{Name: "Name", Type: Text(10), From: "name", Doc: "x", Write: Create | Patch},
			},
		}
		change(&def)
		return def
	}
	good := plain(func(*Table) {})
	if err := good.prepare(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Table){
		"Create without an Insert":               func(d *Table) { d.Insert = nil },
		"Patch without an Update":                func(d *Table) { d.Update = nil },
		"it names a missing column":              func(d *Table) { d.Insert.Path = "/v2/{Nope}" },
		"it needs its operationId":               func(d *Table) { d.Insert.Operation = "" },
		"not declared Write: Patch":              func(d *Table) { d.Update[0].Columns = []string{"Id"} },
		"no Update operation writes it":          func(d *Table) { d.Columns[0].Write = Patch; d.Update[0].Columns = []string{"Name"} },
		"INSERT cannot give it":                  func(d *Table) { d.Columns[0].Needed = true },
		"so INSERT needs it":                     func(d *Table) { d.Insert.Path = "/v2/things/{Name}" },
		"but cannot be written":                  func(d *Table) { d.Columns[0].To = "x" },
		"write-only, but no statement writes it": func(d *Table) { d.Columns[1] = Column{Name: "S", Type: Text(1), WriteOnly: true, Null: true, Doc: "x"} },
		"a shape is for JSON":                    func(d *Table) { d.Columns[1].Shape = Strings() },
		"no member of the body": func(d *Table) {
			d.Columns[1] = Column{Name: "Name", Type: Text(1), WriteOnly: true, Null: true, Doc: "x", Write: Create | Patch}
		},
	} {
		def := plain(change)
		if err := def.prepare(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
