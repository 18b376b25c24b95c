package procs

import (
	"context"
	"fmt"
	"net/http"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/writes"
)

// The conversation procedures: one operation a request (core.md sections 2.5 and 2.9).

type conversationArgs struct {
	ConversationID          int64
	UserID, MailboxID       int64
	Status                  string
	SnoozedUntil            string
	UnsnoozeOnCustomerReply *bool
}

// operation is the body of a PATCH of one thing.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// patchProcedure declares a procedure that changes one thing of a conversation
// to what the arguments say.
func patchProcedure(p Procedure, column string, change func(conversationArgs) operation, check func(conversationArgs, gjson.Result) bool) Procedure {
	p.Table, p.Result = "Conversations", outcome
	p.Calls = "PATCH /v2/conversations/{id}"
	return define(p, func(ctx context.Context, c call, a conversationArgs) ([]any, error) {
		body := change(a)
		says := fmt.Sprintf("%s: -> %v", column, body.Value)
		if body.Op == "remove" {
			says = column + ": -> NULL"
		}
		return c.set(ctx, key("conversationId", a.ConversationID), writes.Change{
			Request: request("updateConversation", http.MethodPatch, body, "/v2/conversations/%d", a.ConversationID),
			Says:    says, Columns: []string{column},
			Look:  conversationHolds(a.ConversationID, func(c gjson.Result) bool { return check(a, c) }),
			Check: fmt.Sprintf("SELECT %s FROM Conversations WHERE Id = %d", column, a.ConversationID),
		})
	})
}

var conversationProcedures = []Procedure{
	patchProcedure(Procedure{
		Name: "AssignConversation", Doc: "Gives a conversation to a user or team.",
		Params:  []Param{conversationID, {Name: "userId", Doc: "User or team."}},
		Example: "CALL AssignConversation(101, 5)",
	}, "Assignee_Id",
		func(a conversationArgs) operation { return operation{"replace", "/assignTo", a.UserID} },
		func(a conversationArgs, c gjson.Result) bool { return c.Get("assignee.id").Int() == a.UserID }),
	patchProcedure(Procedure{
		Name: "UnassignConversation", Doc: "Takes a conversation from whoever has it.",
		Params: []Param{conversationID}, Example: "CALL UnassignConversation(101)",
	}, "Assignee_Id",
		func(conversationArgs) operation { return operation{Op: "remove", Path: "/assignTo"} },
		func(_ conversationArgs, c gjson.Result) bool { return !c.Get("assignee.id").Exists() }),
	patchProcedure(Procedure{
		Name: "SetConversationStatus", Doc: "Opens, closes or parks a conversation.",
		Params:  []Param{conversationID, status("New status.", "active", "closed", "open", "pending", "spam")},
		Example: "CALL SetConversationStatus(101, 'closed')",
	}, "Status",
		func(a conversationArgs) operation { return operation{"replace", "/status", a.Status} },
		func(a conversationArgs, c gjson.Result) bool { return c.Get("status").String() == a.Status }),
	patchProcedure(Procedure{
		Name: "MoveConversation", Doc: "Moves a conversation to another inbox.",
		Params:  []Param{conversationID, {Name: "mailboxId", Doc: "Inbox."}},
		Example: "CALL MoveConversation(101, 3)",
	}, "MailboxId",
		func(a conversationArgs) operation { return operation{"move", "/mailboxId", a.MailboxID} },
		func(a conversationArgs, c gjson.Result) bool { return c.Get("mailboxId").Int() == a.MailboxID }),
	define(Procedure{
		Name: "SnoozeConversation", Table: "Conversations", Result: outcome,
		Doc:   "Puts a conversation aside until a time; an earlier snooze is overridden.",
		Calls: "PUT /v2/conversations/{id}/snooze",
		Params: append([]Param{conversationID, {Name: "snoozedUntil", Kind: Moment, Doc: "When it comes back, UTC; in the future."}}, optional(
			Param{Name: "unsnoozeOnCustomerReply", Kind: Flag, Doc: "true brings it back when the customer writes; true when left out."})...),
		Example: "CALL SnoozeConversation(101, '2027-01-31 09:00:00')",
	}, snooze),
	define(Procedure{
		Name: "UnsnoozeConversation", Table: "Conversations", Result: outcome,
		Doc:    "Brings a snoozed conversation back; its status and folder may change with that.",
		Calls:  "DELETE /v2/conversations/{id}/snooze",
		Params: []Param{conversationID}, Example: "CALL UnsnoozeConversation(101)",
	}, func(ctx context.Context, c call, a conversationArgs) ([]any, error) {
		return c.set(ctx, key("conversationId", a.ConversationID), writes.Change{
			Request: request("unsnoozeConversation", http.MethodDelete, nil, "/v2/conversations/%d/snooze", a.ConversationID),
			Says:    "Snooze_SnoozedUntil: -> NULL", Columns: snoozeColumns,
			Look:  conversationHolds(a.ConversationID, func(c gjson.Result) bool { return !c.Get("snooze").Exists() }),
			Check: checkSnooze(a.ConversationID),
		})
	}),
}

var snoozeColumns = []string{"Snooze_SnoozedUntil", "Snooze_UnsnoozeOnCustomerReply"}

func checkSnooze(id int64) string {
	return fmt.Sprintf("SELECT Snooze_SnoozedUntil FROM Conversations WHERE Id = %d", id)
}

func snooze(ctx context.Context, c call, a conversationArgs) ([]any, error) {
	body := struct {
		Until string `json:"snoozedUntil"`
		Ends  bool   `json:"unsnoozeOnCustomerReply"`
	}{a.SnoozedUntil, a.UnsnoozeOnCustomerReply == nil || *a.UnsnoozeOnCustomerReply}
	return c.set(ctx, key("conversationId", a.ConversationID), writes.Change{
		Request: request("snoozeConversation", http.MethodPut, body, "/v2/conversations/%d/snooze", a.ConversationID),
		Says:    "Snooze_SnoozedUntil: -> " + body.Until, Columns: snoozeColumns,
		Look: conversationHolds(a.ConversationID, func(c gjson.Result) bool {
			return c.Get("snooze.snoozedUntil").String() == body.Until && c.Get("snooze.unsnoozeOnCustomerReply").Bool() == body.Ends
		}),
		Check: checkSnooze(a.ConversationID),
	})
}
