package tables

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/tidwall/gjson"
)

// threadsShape is the first threads of a new conversation (core.md 2.4).
var threadsShape = Objects(
	Member{Name: "type", Words: []string{"chat", "customer", "note", "phone", "reply"}, Needed: true},
	Member{Name: "text", Needed: true},
	Member{Name: "customer", Inner: ObjectOf(
		Member{Name: "id", Number: true}, Member{Name: "email"}, Member{Name: "firstName"}, Member{Name: "lastName"}, Member{Name: "phone"},
		Member{Name: "photoUrl"}, Member{Name: "jobTitle"}, Member{Name: "photoType"}, Member{Name: "background"}, Member{Name: "location"},
		Member{Name: "organization"}, Member{Name: "gender"}, Member{Name: "age"},
	)},
	Member{Name: "imported", Flag: true}, Member{Name: "draft", Flag: true}, Member{Name: "createdAt"}, Member{Name: "user", Number: true},
	Member{Name: "cc", Inner: Strings()}, Member{Name: "bcc", Inner: Strings()},
	Member{Name: "status", Words: []string{"active", "all", "closed", "open", "pending", "spam"}},
	Member{Name: "attachments", Inner: Objects(
		Member{Name: "fileName", Needed: true}, Member{Name: "mimeType", Needed: true}, Member{Name: "data", Needed: true},
	)},
)

// fieldsShape is values of custom fields; names and labels are only read.
var fieldsShape = Objects(
	Member{Name: "id", Number: true, Needed: true}, Member{Name: "value", Needed: true},
	Member{Name: "name", Drop: true}, Member{Name: "text", Drop: true},
)

const maxThreads = 100 // of a conversation (core.md 1.4, status 412)

// newConversation refuses what the API would: no customer, no thread. A thread
// that names no customer is with the conversation's.
func newConversation(_ Change, body map[string]any) error {
	fault := func(column string, kind Fault, message string) error {
		return &ValueError{"Conversations", column, kind, message}
	}
	customer := body["customer"]
	if customer == nil {
		return fault("PrimaryCustomer_Id", Missing, "a conversation is with a customer; give PrimaryCustomer_Id, or PrimaryCustomer_Email, which creates the customer if need be")
	}
	threads, _ := body["threads"].([]any)
	if len(threads) == 0 || len(threads) > maxThreads {
		return fault("Threads", BadValue, "a conversation starts with 1 to "+strconv.Itoa(maxThreads)+" threads, not "+strconv.Itoa(len(threads)))
	}
	for _, one := range threads {
		if thread, ok := one.(map[string]any); ok && thread["customer"] == nil && thread["type"] != "note" {
			thread["customer"] = customer
		}
	}
	if body["status"] == "spam" {
		return fault("Status", NotOneOf, "a new conversation is active, closed or pending")
	}
	if body["closedAt"] != nil && body["imported"] != true {
		return fault("ClosedDate", BadValue, "only an imported conversation has a date of closing; give Imported = 1 too")
	}
	return nil
}

// snoozing is PUT for a time and DELETE for none (core.md 2.9).
var snoozing = Edit{
	Operation: "snoozeConversation", Method: http.MethodPut, Path: "/v2/conversations/{Id}/snooze",
	Columns: []string{"Snooze_SnoozedUntil", "Snooze_UnsnoozeOnCustomerReply"},
	build:   snooze,
}

func snooze(t *Table, columns []int, c Change) ([]body, error) {
	until, reply := t.Index("Snooze_SnoozedUntil"), t.Index("Snooze_UnsnoozeOnCustomerReply")
	if c.New[until] == nil {
		if !slices.Contains(columns, until) {
			return nil, &ValueError{t.Name, "Snooze_SnoozedUntil", Missing, "the conversation is not snoozed; SET Snooze_SnoozedUntil too"}
		}
		return []body{{method: http.MethodDelete, operation: "unsnoozeConversation", columns: columns}}, nil
	}
	ends := c.New[reply] != int8(0) // a reply ends a snooze unless told otherwise, as in the app
	return []body{{value: map[string]any{
		"snoozedUntil": t.Columns[until].sent(c.New[until]), "unsnoozeOnCustomerReply": ends,
	}, columns: columns}}, nil
}

// mailGoesOut says that a new conversation sends mail: a reply does, unless it is
// a draft or imported (core.md 2.4).
func mailGoesOut(cell func(column string) any) string {
	text, _ := cell("Threads").(string)
	if cell("Imported") == int8(1) {
		return ""
	}
	for _, thread := range gjson.Parse(text).Array() {
		if thread.Get("type").Str == "reply" && !thread.Get("draft").Bool() && !thread.Get("imported").Bool() {
			return "the reply of the new conversation goes out to the customer by e-mail"
		}
	}
	return ""
}
