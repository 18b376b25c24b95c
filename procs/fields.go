package procs

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/writes"
)

// The API knows only the whole set of custom fields (core.md section 2.8):
// setting one reads the set, and writes it back with that one changed.

type fieldArgs struct {
	ConversationID int64
	FieldID        int64
	Value          *string
	Fields         []Field
}

var fieldProcedures = []Procedure{
	define(Procedure{
		Name: "UpdateConversationField", Table: "ConversationCustomFields", Result: outcome,
		Doc:   "Replaces all custom fields of a conversation; fields that are left out are emptied, [] empties all.",
		Calls: "PUT /v2/conversations/{id}/fields",
		Params: []Param{conversationID, {
			Name: "fields", Kind: Fields,
			Doc: `The whole set, as [{"id": 104, "value": "168"}]: a dropdown takes the option's id, a date is YYYY-MM-DD.`,
		}},
		Example: `CALL UpdateConversationField(101, '[{"id": 104, "value": "168"}]')`,
	}, func(ctx context.Context, c call, a fieldArgs) ([]any, error) {
		return c.set(ctx, key("conversationId", a.ConversationID), putFields(a.ConversationID, a.Fields, "Fields: -> "+fieldIDs(a.Fields)))
	}),
	define(Procedure{
		Name: "SetConversationField", Table: "ConversationCustomFields", Result: outcome,
		Doc:   "Sets one custom field of a conversation and keeps the others. A field that somebody changes at the same moment may get lost.",
		Calls: "GET /v2/conversations/{id}, PUT /v2/conversations/{id}/fields unless it holds already",
		Params: append([]Param{conversationID, {Name: "fieldId", Doc: "Field, by Id of MailboxFields."}}, optional(
			Param{Name: "value", Kind: Text, Max: maxFieldValue, Doc: "Value: a dropdown takes the option's id, a date is YYYY-MM-DD; NULL empties the field."})...),
		Example: "CALL SetConversationField(101, 104, '168')",
	}, setField),
}

func setField(ctx context.Context, c call, a fieldArgs) ([]any, error) {
	conversation, err := c.conversation(ctx, a.ConversationID)
	if err != nil {
		return nil, err
	}
	before := conversationFields(conversation)
	after := slices.DeleteFunc(slices.Clone(before), func(f Field) bool { return f.ID == a.FieldID })
	if a.Value != nil {
		after = append(after, Field{a.FieldID, *a.Value})
	}
	if sameFields(before, after) {
		return c.set(ctx, key("conversationId", a.ConversationID))
	}
	says := fmt.Sprintf("field %d set", a.FieldID)
	if a.Value == nil {
		says = fmt.Sprintf("field %d emptied", a.FieldID)
	}
	return c.set(ctx, key("conversationId", a.ConversationID), putFields(a.ConversationID, after, says))
}

func conversationFields(c gjson.Result) []Field {
	fields := []Field{}
	for _, f := range c.Get("customFields").Array() {
		if value := f.Get("value").String(); value != "" { // the API takes no empty ones
			fields = append(fields, Field{f.Get("id").Int(), value})
		}
	}
	return fields
}

func fieldIDs(fields []Field) string {
	ids := make([]string, len(fields))
	for i, f := range fields {
		ids[i] = fmt.Sprint(f.ID)
	}
	return "[" + strings.Join(ids, ", ") + "]"
}

func putFields(id int64, fields []Field, says string) writes.Change {
	return writes.Change{
		Request: request("updateConversationCustomFields", http.MethodPut, map[string][]Field{"fields": fields}, "/v2/conversations/%d/fields", id),
		Says:    says, Columns: []string{"CustomFields"},
		Look:  conversationHolds(id, func(c gjson.Result) bool { return sameFields(conversationFields(c), fields) }),
		Check: fmt.Sprintf("SELECT CustomFields FROM Conversations WHERE Id = %d", id),
	}
}

func sameFields(a, b []Field) bool {
	order := func(x, y Field) int { return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Value, y.Value)) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), order), slices.SortedFunc(slices.Values(b), order))
}
