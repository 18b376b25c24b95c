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
func patchProcedure(p Procedure, column, member string, change func(conversationArgs) operation) Procedure {
	p.Table, p.Result = "Conversations", outcome
	p.Calls = "PATCH /v2/conversations/{id}"
	return define(p, func(ctx context.Context, c call, a conversationArgs) ([]any, error) {
		body := change(a)
		says, err := c.says(ctx, a.ConversationID, column, member, body.Value)
		if err != nil {
			return nil, err
		}
		return c.set(ctx, key("conversationId", a.ConversationID), writes.Change{
			Request: request("updateConversation", http.MethodPatch, body, "/v2/conversations/%d", a.ConversationID),
			Says:    says, Columns: []string{column},
			Look:  conversationHolds(a.ConversationID, func(c gjson.Result) bool { return shown(c.Get(member)) == quoted(body.Value) }),
			Check: fmt.Sprintf("SELECT %s FROM Conversations WHERE Id = %d", column, a.ConversationID),
		})
	})
}

// says is a change as people read it; the old value costs a call, which only a
// dry run makes.
func (c *call) says(ctx context.Context, id int64, column, member string, value any) (string, error) {
	if !c.DryRun {
		return column + ": -> " + quoted(value), nil
	}
	conversation, err := c.conversation(ctx, id)
	return column + ": " + shown(conversation.Get(member)) + " -> " + quoted(value), err
}

// quoted and shown are a value as SQL has it, one of ours and one of the API's.
func quoted(value any) string {
	switch v := value.(type) {
	case nil:
		return "NULL"
	case string:
		return "'" + v + "'"
	}
	return fmt.Sprint(value)
}

func shown(member gjson.Result) string {
	switch {
	case !member.Exists() || member.Type == gjson.Null:
		return "NULL"
	case member.Type == gjson.String:
		return quoted(member.String())
	}
	return member.Raw
}

var conversationProcedures = []Procedure{
	patchProcedure(Procedure{
		Name: "AssignConversation", Doc: "Gives a conversation to a user or team.",
		Params:  []Param{conversationID, {Name: "userId", Doc: "User or team."}},
		Example: "CALL AssignConversation(101, 5)",
	}, "Assignee_Id", "assignee.id", func(a conversationArgs) operation { return operation{"replace", "/assignTo", a.UserID} }),
	patchProcedure(Procedure{
		Name: "UnassignConversation", Doc: "Takes a conversation from whoever has it.",
		Params: []Param{conversationID}, Example: "CALL UnassignConversation(101)",
	}, "Assignee_Id", "assignee.id", func(conversationArgs) operation { return operation{Op: "remove", Path: "/assignTo"} }),
	patchProcedure(Procedure{
		Name: "SetConversationStatus", Doc: "Opens, closes or parks a conversation.",
		Params:  []Param{conversationID, status("New status.", "active", "closed", "open", "pending", "spam")},
		Example: "CALL SetConversationStatus(101, 'closed')",
	}, "Status", "status", func(a conversationArgs) operation { return operation{"replace", "/status", a.Status} }),
	patchProcedure(Procedure{
		Name: "MoveConversation", Doc: "Moves a conversation to another inbox.",
		Params:  []Param{conversationID, {Name: "mailboxId", Doc: "Inbox."}},
		Example: "CALL MoveConversation(101, 3)",
	}, "MailboxId", "mailboxId", func(a conversationArgs) operation { return operation{"move", "/mailboxId", a.MailboxID} }),
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
		says, err := c.says(ctx, a.ConversationID, "Snooze_SnoozedUntil", "snooze.snoozedUntil", nil)
		if err != nil {
			return nil, err
		}
		return c.set(ctx, key("conversationId", a.ConversationID), writes.Change{
			Request: request("unsnoozeConversation", http.MethodDelete, nil, "/v2/conversations/%d/snooze", a.ConversationID),
			Says:    says, Columns: snoozeColumns,
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
	says, err := c.says(ctx, a.ConversationID, "Snooze_SnoozedUntil", "snooze.snoozedUntil", body.Until)
	if err != nil {
		return nil, err
	}
	return c.set(ctx, key("conversationId", a.ConversationID), writes.Change{
		Request: request("snoozeConversation", http.MethodPut, body, "/v2/conversations/%d/snooze", a.ConversationID),
		Says:    says, Columns: snoozeColumns,
		Look: conversationHolds(a.ConversationID, func(c gjson.Result) bool {
			return c.Get("snooze.snoozedUntil").String() == body.Until && c.Get("snooze.unsnoozeOnCustomerReply").Bool() == body.Ends
		}),
		Check: checkSnooze(a.ConversationID),
	})
}
