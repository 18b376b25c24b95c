package tables

import "github.com/tidwall/gjson"

// ConversationThreads is the messages, notes and events of conversations.
var ConversationThreads = define(Table{
	Name: "ConversationThreads",
	Doc: "One row per thread of a conversation: customer messages, replies, notes, chats, calls and line items (events). " +
		"Filter by ConversationId or join Conversations: otherwise every conversation in the account is read.",
	Key: []string{"Id"},
	List: List{
		Operation: "listThreads", Path: "/v2/conversations/{ConversationId}/threads", Items: "_embedded.threads", Pages: ByNumber, Size: 25,
	},
	Under: &Under{
		Table: "Conversations", Column: "ConversationId",
		Embed: Params{"embed": "threads"}, Items: "_embedded.threads", Whole: threadsWhole,
	},
	Update: []Edit{PatchEach("updateThread", "/v2/conversations/{ConversationId}/threads/{Id}")},
	Instead: Instead{
		Insert: "CALL CreateThreadReply, CreateThreadNote, CreateThreadCustomer, CreateThreadChat or CreateThreadPhone writes one",
		Delete: "the API has no such call; CALL HideThread, or UPDATE ... SET State = 'hidden', hides one",
	},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Thread id."},
		{Name: "ConversationId", Type: BIGINT, From: "^id", Doc: "Conversation that the thread belongs to."},
		{Name: "Type", Type: Word(16, "customer", "message", "note", "lineitem", "chat", "beaconchat", "phone", "forwardparent", "forwardchild"), From: "type", Doc: "Kind of thread. A reply of a user is a message; a lineitem is an event, such as a change of status."},
		{Name: "Status", Type: Word(16, "active", "closed", "nochange", "pending", "spam"), From: "status", Null: true, Doc: "Status that this thread gave the conversation; nochange when it changed nothing."},
		{Name: "State", Type: Word(16, "draft", "hidden", "published", "review", "underreview"), From: "state", Null: true, Write: Patch, Patch: "/hidden", Means: map[string]any{"hidden": true, "published": false}, Doc: "Whether the thread is published. A draft reply is Type message with State draft."},
		{Name: "Body", Type: LONGTEXT, From: "body", Null: true, Write: Patch, Patch: "/text", Quiet: true, Doc: "Text of the thread, as HTML; NULL for line items."},
		{Name: "Action_Type", Type: Text(64), From: "action.type", Null: true, Doc: "What caused the thread, such as default or manual-workflow."},
		{Name: "Action_Text", Type: TEXT, From: "action.text", Null: true, Doc: "What happened, in words; line items only."},
		{Name: "Action_AssociatedEntities", Type: JSONTEXT, From: "action.associatedEntities", Null: true, Doc: `What the event is about, as a JSON object of kind to id: {"user":1}.`},
		{Name: "Source_Type", Type: Word(32, sources...), From: "source.type", Null: true, Doc: "How the thread came in."},
		{Name: "Source_Via", Type: Word(16, "customer", "user"), From: "source.via", Null: true, Doc: "Which side the thread came from."},

		{Name: "Customer_Id", Type: BIGINT, From: "customer.id", Null: true, Doc: "Customer whom the thread is from or to, see Customers."},
		{Name: "Customer_First", Type: Text(100), From: "customer.first", Null: true, Doc: "First name of that customer."},
		{Name: "Customer_Last", Type: Text(100), From: "customer.last", Null: true, Doc: "Last name of that customer."},
		{Name: "Customer_Email", Type: Text(255), From: "customer.email", Null: true, Doc: "E-mail address of that customer."},
		{Name: "Customer_PhotoUrl", Type: Text(500), From: "customer.photoUrl", Null: true, Doc: "Web address of that customer's photo."},

		{Name: "CreatedBy_Id", Type: BIGINT, From: "createdBy.id", Null: true, Doc: "Id of the author: of a customer or of a user, see CreatedBy_Type."},
		{Name: "CreatedBy_Type", Type: Word(32, "customer", "user"), From: "createdBy.type", Null: true, Doc: "Whether the author is a customer or a user."},
		{Name: "CreatedBy_First", Type: Text(100), From: "createdBy.first", Null: true, Doc: "First name of the author."},
		{Name: "CreatedBy_Last", Type: Text(100), From: "createdBy.last", Null: true, Doc: "Last name of the author."},
		{Name: "CreatedBy_Email", Type: Text(255), From: "createdBy.email", Null: true, Doc: "E-mail address of the author."},
		{Name: "CreatedBy_PhotoUrl", Type: Text(500), From: "createdBy.photoUrl", Null: true, Doc: "Web address of the author's photo."},

		{Name: "AssignedTo_Id", Type: BIGINT, From: "assignedTo.id", Null: true, Doc: "User or team that the thread assigned the conversation to."},
		{Name: "AssignedTo_Type", Type: Word(32, "user", "team"), From: "assignedTo.type", Null: true, Doc: "Whether that is a user or a team."},
		{Name: "AssignedTo_First", Type: Text(100), From: "assignedTo.first", Null: true, Doc: "First name of that user, or the team's name."},
		{Name: "AssignedTo_Last", Type: Text(100), From: "assignedTo.last", Null: true, Doc: "Last name of that user."},
		{Name: "AssignedTo_Email", Type: Text(255), From: "assignedTo.email", Null: true, Doc: "E-mail address of that user."},
		{Name: "AssignedTo_PhotoUrl", Type: Text(500), From: "assignedTo.photoUrl", Null: true, Doc: "Web address of that user's photo."},

		{Name: "SavedReplyId", Type: BIGINT, From: "savedReplyId", Null: true, ZeroNull: true, Doc: "Saved reply that the text was made from, see SavedReplies."},
		{Name: "To", Twin: "ToList", Type: JSONTEXT, From: "to", Null: true, Doc: "To addresses, as a JSON array of strings."},
		{Name: "Cc", Type: JSONTEXT, From: "cc", Null: true, Doc: "Cc addresses, as a JSON array of strings."},
		{Name: "Bcc", Type: JSONTEXT, From: "bcc", Null: true, Doc: "Bcc addresses, as a JSON array of strings."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Doc: "When the thread was created, UTC."},
		{Name: "OpenedDate", Type: DATETIME, From: "openedAt", Null: true, Doc: "When the customer opened the message, UTC; Type message only."},
		{Name: "Attachments", Type: JSONTEXT, From: "_embedded.attachments", Null: true, Doc: "Attachments, as a JSON array of {id, filename, mimeType, width, height, size, state}; one row each in ThreadAttachments."},
		{Name: "Rating", Type: JSONTEXT, From: "rating", Null: true, Doc: "The customer's rating of this message, as JSON {customerId, rating, comments}; rating is great, okay or not_good."},
		{Name: "Scheduled", Type: JSONTEXT, From: "scheduled", Null: true, Doc: "Planned sending of a draft, as JSON {scheduledBy, sendAsId, createdAt, scheduledFor, unscheduleOnCustomerReply}."},
		{Name: "LinkedConversationId", Type: BIGINT, From: "linkedConversationId", Null: true, Doc: "Conversation at the other end of a forward; forwards only."},
	},
	Foreign: []Foreign{
		{"ConversationId", "Conversations", "Id"},
		{"Customer_Id", "Customers", "Id"},
		{"SavedReplyId", "SavedReplies", "Id"},
	},
	Rows: 500_000,
	Examples: []Example{
		{"One conversation, message by message", "SELECT t.CreatedDate, t.Type, t.CreatedBy_Email, LEFT(t.Body, 80) FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.Number = 10 ORDER BY t.CreatedDate"},
		{"Notes in the active conversations of one inbox", "SELECT c.Number, t.CreatedBy_First, t.Body FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.MailboxId = 200000 AND c.Status = 'active' AND t.Type = 'note'"},
	},
})

// threadsWhole tells whether the threads embedded in a conversation are all of
// them, untouched. Chats are cut short there, by design, and a list as long as a
// page of the thread list may have been cut too.
func threadsWhole(conversation gjson.Result, threads []gjson.Result) bool {
	const page = 25
	if conversation.Get("type").Str == "chat" {
		return false
	}
	count := conversation.Get("threads")
	if count.Type != gjson.Number || int64(len(threads)) < count.Int() || len(threads) == 0 || len(threads) >= page {
		return false
	}
	for _, thread := range threads {
		if kind := thread.Get("type").Str; kind == "chat" || kind == "beaconchat" {
			return false
		}
	}
	return true
}
