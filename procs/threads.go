package procs

import (
	"context"
	"fmt"
	"net/http"

	"github.com/scoutql/scoutql/writes"
)

// The thread procedures (core.md section 4.2): one POST each. A parameter that
// is left out is not sent, so that Help Scout's own default holds.

// threadArgs are the parameters of all of them.
type threadArgs struct {
	ConversationID int64    `json:"conversationId"`
	CustomerID     *int64   `json:"customerId"`
	Text           string   `json:"text"`
	Status         *string  `json:"status"`
	Draft          *bool    `json:"draft"`
	Imported       *bool    `json:"imported"`
	CC             []string `json:"cc"`
	BCC            []string `json:"bcc"`
	Attachments    []File   `json:"attachments"`
	User           *int64   `json:"user"`
	AssignTo       *int64   `json:"assignTo"`
	CreatedAt      *string  `json:"createdAt"`
}

var (
	conversationID = Param{Name: "conversationId", Doc: "Conversation, by Id (not by Number)."}
	customerID     = Param{Name: "customerId", Doc: "Customer."}
	threadText     = Param{Name: "text", Kind: Text, Doc: "The message; HTML is allowed."}
	imported       = Param{Name: "imported", Kind: Flag, Doc: "true records history: no e-mail, no notification."}
	attachments    = Param{Name: "attachments", Kind: Files, Doc: `Files, as [{"fileName": "a.txt", "mimeType": "text/plain", "data": "<base64>"}].`}
	cc             = Param{Name: "cc", Kind: Emails, Doc: `Addresses, as ["a@example.com"].`}
	bcc            = Param{Name: "bcc", Kind: Emails, Doc: `Addresses, as ["a@example.com"].`}
	author         = Param{Name: "user", Doc: "Author; the token's own user when left out."}
	createdAt      = Param{Name: "createdAt", Kind: Moment, Doc: "When it was written, UTC; only with imported = true."}
)

func status(doc string, words ...string) Param {
	return Param{Name: "status", Kind: Word, Words: words, Doc: doc}
}

// threadProcedure declares one of them. kind is the type that its threads read
// back as, suffix the end of its path.
func threadProcedure(p Procedure, operation, suffix, kind string) Procedure {
	p.Table = "ConversationThreads"
	p.Calls = "POST /v2/conversations/{id}/" + suffix
	if p.Result == nil {
		p.Result = newID
	}
	return define(p, func(ctx context.Context, c call, a threadArgs) ([]any, error) {
		if a.CreatedAt != nil && !is(a.Imported) {
			return nil, createdAt.wrong(Refused, "is only for imported threads: give imported = true, too")
		}
		result, err := c.write(ctx, key("conversationId", a.ConversationID), writes.Change{
			Request: request(operation, http.MethodPost, a.body(), "/v2/conversations/%d/%s", a.ConversationID, suffix),
			Says:    a.says(kind), Kin: kin(a.ConversationID, kind, a.Text), Look: lookForThread(a, kind),
			Check: fmt.Sprintf("SELECT Id, Type, State, CreatedDate FROM ConversationThreads WHERE ConversationId = %d ORDER BY CreatedDate DESC", a.ConversationID),
		})
		row := []any{orNull(result.ID)}
		if len(p.Result) > 1 {
			row = append(row, result.Outcome == writes.Done && !is(a.Draft) && !is(a.Imported))
		}
		return row, err
	})
}

// says tells what a thread does, without its text.
func (a *threadArgs) says(kind string) string {
	what := "new " + kind + " thread"
	switch {
	case kind != "message":
	case is(a.Draft):
		what = "new draft of a reply"
	case is(a.Imported):
		what = "new reply, imported: no e-mail"
	default:
		what = "new reply, sent by e-mail"
	}
	if a.Status != nil {
		what += ", status '" + *a.Status + "'"
	}
	if n := len(a.Attachments); n > 0 {
		what += fmt.Sprintf(", attachments: %d", n)
	}
	return what
}

// threadBody is the body of the request.
type threadBody struct {
	Text        string   `json:"text"`
	Customer    *ref     `json:"customer,omitempty"`
	Status      *string  `json:"status,omitempty"`
	Draft       *bool    `json:"draft,omitempty"`
	Imported    *bool    `json:"imported,omitempty"`
	CC          []string `json:"cc,omitempty"`
	BCC         []string `json:"bcc,omitempty"`
	Attachments []File   `json:"attachments,omitempty"`
	User        *int64   `json:"user,omitempty"`
	AssignTo    *int64   `json:"assignTo,omitempty"`
	CreatedAt   *string  `json:"createdAt,omitempty"`
}

type ref struct {
	ID int64 `json:"id"`
}

func (a *threadArgs) body() threadBody {
	b := threadBody{
		Text: a.Text, Status: a.Status, Draft: a.Draft, Imported: a.Imported, CC: a.CC, BCC: a.BCC,
		Attachments: a.Attachments, User: a.User, AssignTo: a.AssignTo, CreatedAt: a.CreatedAt,
	}
	if a.CustomerID != nil {
		b.Customer = &ref{*a.CustomerID}
	}
	return b
}

var threadProcedures = []Procedure{
	threadProcedure(Procedure{
		Name: "CreateThreadReply",
		Doc: "Replies to the customer. Without draft and imported Help Scout sends an e-mail, and without a status it makes the " +
			"conversation active again. EmailSent says whether an e-mail went out.",
		Params: append([]Param{conversationID, customerID, threadText}, optional(
			Param{Name: "draft", Kind: Flag, Doc: "true saves a draft: no e-mail."}, imported, cc, bcc, attachments,
			status("Of the conversation after the reply.", "active", "all", "closed", "open", "pending", "spam"),
			author, Param{Name: "assignTo", Doc: "User who gets the conversation."}, createdAt)...),
		Result: []Column{
			newID[0],
			{"EmailSent", "BOOLEAN", "1 when Help Scout took the reply to send it by e-mail, 0 for drafts, imports and dry runs."},
		},
		Example: "CALL CreateThreadReply(conversationId=101, customerId=7, text='On it!', draft=true)",
	}, "createReplyThread", "reply", "message"),
	threadProcedure(Procedure{
		Name: "CreateThreadNote",
		Doc:  "Adds a note that only users see. Without a status Help Scout may make the conversation active again.",
		Params: append([]Param{conversationID, threadText}, optional(
			status("Of the conversation after the note.", "active", "all", "closed", "inbox_predefined", "open", "pending", "spam"),
			imported, attachments, author, createdAt)...),
		Example: "CALL CreateThreadNote(101, 'Called back.', 'pending')",
	}, "createNoteThread", "notes", "note"),
	threadProcedure(Procedure{
		Name:    "CreateThreadCustomer",
		Doc:     "Adds a message of the customer. The conversation opens again unless imported is true.",
		Params:  append([]Param{conversationID, customerID, threadText}, optional(imported, cc, bcc, attachments, createdAt)...),
		Example: "CALL CreateThreadCustomer(101, 7, 'Any news?', true)",
	}, "createCustomerThread", "customer", "customer"),
	threadProcedure(Procedure{
		Name:    "CreateThreadChat",
		Doc:     "Adds a chat message.",
		Params:  append([]Param{conversationID, customerID, threadText}, optional(imported, attachments, createdAt)...),
		Example: "CALL CreateThreadChat(101, 7, 'Hello!', true)",
	}, "createChatThread", "chats", "chat"),
	threadProcedure(Procedure{
		Name:    "CreateThreadPhone",
		Doc:     "Records a phone call.",
		Params:  append([]Param{conversationID, customerID, threadText}, optional(imported, attachments, createdAt)...),
		Example: "CALL CreateThreadPhone(101, 7, 'Asked for an invoice.', true)",
	}, "createPhoneThread", "phones", "phone"),
}
