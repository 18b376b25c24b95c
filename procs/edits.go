package procs

import (
	"context"
	"fmt"
	"net/http"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/writes"
)

// The procedures that change a thread that is there (core.md sections 4.3 and
// 4.5), and the one that sends a draft (2.5).

type editArgs struct {
	ConversationID            int64
	ThreadID                  *int64
	Text                      string
	Hidden                    *bool
	ScheduledFor              string
	UnscheduleOnCustomerReply *bool
	SendAsCreator             *bool
}

var (
	threadID  = Param{Name: "threadId", Doc: "Thread."}
	emailSent = append(append([]Column{}, outcome...), Column{"EmailSent", "BOOLEAN", "1 when Help Scout took the draft to send it by e-mail."})
)

// edit is a change of one thread.
func (a *editArgs) edit(operation, method string, body any, suffix, says, column string, check func(gjson.Result) bool) writes.Change {
	return writes.Change{
		Request: request(operation, method, body, "/v2/conversations/%d/threads/%d%s", a.ConversationID, *a.ThreadID, suffix),
		Says:    says, Columns: []string{column},
		Look:  threadHolds(a.ConversationID, *a.ThreadID, check),
		Check: fmt.Sprintf("SELECT State, %s FROM ConversationThreads WHERE ConversationId = %d AND Id = %d", column, a.ConversationID, *a.ThreadID),
	}
}

func (a *editArgs) key() string {
	return fmt.Sprintf("conversationId = %d, threadId = %d", a.ConversationID, *a.ThreadID)
}

// editProcedure declares a procedure that changes one thread.
func editProcedure(p Procedure, change func(editArgs) writes.Change) Procedure {
	p.Table, p.Result = "ConversationThreads", outcome
	p.Params = append([]Param{conversationID, threadID}, p.Params...)
	return define(p, func(ctx context.Context, c call, a editArgs) ([]any, error) {
		return c.set(ctx, a.key(), change(a))
	})
}

const patchThread = "PATCH /v2/conversations/{id}/threads/{threadId}"

var editProcedures = []Procedure{
	editProcedure(Procedure{
		Name: "UpdateThreadText", Calls: patchThread,
		Doc:     "Changes the text of a thread; Help Scout keeps showing the original beside it. Needs an administrator, or thread editing switched on.",
		Params:  []Param{threadText},
		Example: "CALL UpdateThreadText(101, 1001, 'Corrected.')",
	}, func(a editArgs) writes.Change {
		return a.edit("updateThread", http.MethodPatch, operation{"replace", "/text", a.Text}, "", "Body: new text", "Body",
			func(t gjson.Result) bool {
				return plain(a.Text) != "" && plain(t.Get("body").String()) == plain(a.Text)
			})
	}),
	editProcedure(Procedure{
		Name: "HideThread", Calls: patchThread,
		Doc:     "Hides a customer's or a user's message in the conversation, or shows it again.",
		Params:  optional(Param{Name: "hidden", Kind: Flag, Doc: "false shows it again; true when left out."}),
		Example: "CALL HideThread(101, 1001)",
	}, func(a editArgs) writes.Change {
		hide := a.Hidden == nil || *a.Hidden
		return a.edit("updateThread", http.MethodPatch, hiding{"replace", "/hidden", hide}, "", fmt.Sprintf("hidden: -> %t", hide), "State",
			func(t gjson.Result) bool { return (t.Get("state").String() == "hidden") == hide })
	}),
	editProcedure(Procedure{
		Name: "ScheduleThread", Calls: "PUT /v2/conversations/{id}/threads/{threadId}/schedule",
		Doc: "Has a draft sent at a time; an earlier schedule is overridden.",
		Params: append([]Param{{Name: "scheduledFor", Kind: Moment, Doc: "When it is sent, UTC; in the future."}}, optional(
			Param{Name: "unscheduleOnCustomerReply", Kind: Flag, Doc: "true keeps it back when the customer writes before; true when left out."},
			Param{Name: "sendAsCreator", Kind: Flag, Doc: "true sends it in the name of who wrote it; false when left out."})...),
		Example: "CALL ScheduleThread(101, 1001, '2027-01-31 09:00:00')",
	}, func(a editArgs) writes.Change {
		body := struct {
			For       string `json:"scheduledFor"`
			KeptBack  bool   `json:"unscheduleOnCustomerReply"`
			AsCreator *bool  `json:"sendAsCreator,omitempty"`
		}{a.ScheduledFor, a.UnscheduleOnCustomerReply == nil || *a.UnscheduleOnCustomerReply, a.SendAsCreator}
		return a.edit("scheduleThread", http.MethodPut, body, "/schedule", "Scheduled: -> "+a.ScheduledFor, "Scheduled",
			func(t gjson.Result) bool { return t.Get("scheduled.scheduledFor").String() == a.ScheduledFor })
	}),
	editProcedure(Procedure{
		Name: "UnscheduleThread", Calls: "DELETE /v2/conversations/{id}/threads/{threadId}/schedule",
		Doc:     "Makes a scheduled reply a plain draft again.",
		Example: "CALL UnscheduleThread(101, 1001)",
	}, func(a editArgs) writes.Change {
		return a.edit("unscheduleThread", http.MethodDelete, nil, "/schedule", "Scheduled: -> NULL", "Scheduled",
			func(t gjson.Result) bool { return t.Get("state").String() == "draft" && !t.Get("scheduled").Exists() })
	}),
	define(Procedure{
		Name: "PublishDraft", Table: "ConversationThreads", Result: emailSent,
		Doc:     "Publishes a conversation that is a draft, or, with a threadId, sends a scheduled reply now. Help Scout sends an e-mail.",
		Calls:   "PATCH /v2/conversations/{id}, or PATCH /v2/conversations/{id}/threads/{threadId}/schedule",
		Params:  append([]Param{conversationID}, optional(Param{Name: "threadId", Doc: "Scheduled reply to send now."})...),
		Example: "CALL PublishDraft(101)",
	}, publish),
}

// hiding is an operation whose value may be false.
type hiding struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value bool   `json:"value"`
}

func publish(ctx context.Context, c call, a editArgs) ([]any, error) {
	name, change := key("conversationId", a.ConversationID), writes.Change{
		Request: request("updateConversation", http.MethodPatch, hiding{"replace", "/draft", false}, "/v2/conversations/%d", a.ConversationID),
		Says:    "State: 'draft' -> 'published', sent by e-mail", Columns: []string{"State"},
		Look:  conversationHolds(a.ConversationID, func(c gjson.Result) bool { return c.Get("state").String() == "published" }),
		Check: fmt.Sprintf("SELECT State FROM Conversations WHERE Id = %d", a.ConversationID),
	}
	if a.ThreadID != nil {
		name = a.key()
		change = a.edit("publishScheduledThread", http.MethodPatch, operation{"replace", "/state", "published"}, "/schedule",
			"State: 'draft' -> 'published', sent by e-mail", "Scheduled",
			func(t gjson.Result) bool { return t.Get("state").String() == "published" })
	}
	result, err := c.write(ctx, name, change)
	return []any{string(result.Outcome), result.Outcome == writes.Done}, err
}
