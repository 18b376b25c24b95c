package tables

import "github.com/tidwall/gjson"

// Conversations is the ticket list.
var Conversations = define(Table{
	Name: "Conversations",
	Doc: "One row per conversation, in every status and inbox unless you filter. Its messages are in ConversationThreads. " +
		"A merged conversation is no row under its old id.",
	Key: []string{"Id"},
	List: List{
		Operation: "listConversations", Path: "/v2/conversations", Items: "_embedded.conversations", Pages: ByNumber, Size: 25,
		Default: Params{"status": "all"}, // left alone, the API silently returns only active ones
		Scan:    Params{"sortField": "createdAt", "sortOrder": "asc"},
	},
	Get:    Get{Operation: "getConversation", Path: "/v2/conversations/{Id}"},
	Sort:   map[string]string{"CreatedDate": "createdAt", "Number": "number", "MailboxId": "mailboxid"},
	Insert: Post("createConversation", "/v2/conversations"),
	Update: []Edit{
		PatchEach("updateConversation", "/v2/conversations/{Id}", "MailboxId", "Subject", "PrimaryCustomer_Id", "Assignee_Id"),
		PutColumn("updateConversationTags", "/v2/conversations/{Id}/tags", "Tags"),
		PutValues("updateConversationCustomFields", "/v2/conversations/{Id}/fields", "CustomFields"),
		snoozing,
		PatchEach("updateConversation", "/v2/conversations/{Id}", "State", "Status"), // the status last: others change it
	},
	Delete: Del("deleteConversation", "/v2/conversations/{Id}"),
	Finish: newConversation,
	Notice: mailGoesOut,
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Conversation id, used by every call and procedure. Not the number that people see."},
		{Name: "Number", Type: BIGINT, From: "number", Doc: "Ticket number, as shown in the app.", Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "number", Unique: true},
		}},
		{Name: "Threads", Type: JSONTEXT, WriteOnly: true, Null: true, Write: Create, Needed: true, Quiet: true, To: "threads", Shape: threadsShape, Doc: "For INSERT: a JSON array of the first threads. Reads NULL; read ConversationThreads."},
		{Name: "ThreadCount", Type: INT, From: "threads", Doc: "Number of threads as Help Scout counts them."},
		{Name: "Type", Type: Word(16, "email", "chat", "phone"), From: "type", Write: Create, Preset: "email", Doc: "Channel that the conversation started in."},
		{Name: "FolderId", Type: BIGINT, From: "folderId", Null: true, Doc: "Folder that holds the conversation, see MailboxFolders.", Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "folder", Needs: "MailboxId"},
		}},
		{Name: "Status", Type: Word(16, "active", "pending", "closed", "spam"), From: "status", Write: Create | Patch, Preset: "active", Doc: "Status of the conversation.", Filter: []Filter{
			// all is a word of the filter alone. So is open, it seems, for active and
			// pending (UNVERIFIED), but one example of the reference has it in a row.
			{Ops: []Op{Eq, In}, Param: "status", Words: []string{"active", "closed", "pending", "spam"}, Unsure: []string{"open"}},
		}},
		{Name: "State", Type: Word(16, "draft", "published", "deleted"), From: "state", Write: Patch, Patch: "/draft", Means: map[string]any{"published": false}, Doc: "Whether the conversation is published, a draft or in the trash."},
		{Name: "Subject", Type: Text(1000), From: "subject", Null: true, Write: Create | Patch, Needed: true, Doc: "Subject line.", Filter: []Filter{
			// The search knows whole words only, so LIKE never reaches it.
			{Ops: []Op{Eq, In}, Search: "subject", Style: Words, Strength: Superset},
		}},
		{Name: "Preview", Type: TEXT, From: "preview", Null: true, Doc: "Start of the latest thread's text."},
		{Name: "MailboxId", Type: BIGINT, From: "mailboxId", Filter: CommaList("mailbox"), Write: Create | Patch, Needed: true, Patch: "move /mailboxId", Listed: []Listing{{Table: "MailBoxes", Column: "Id"}}, Doc: "Inbox of the conversation, see MailBoxes."},

		// assignedTo is ignored by the API; only assigned_to filters.
		{Name: "Assignee_Id", Type: BIGINT, From: "assignee.id", Null: true, Write: Create | Patch, To: "assignTo", SendsNull: true, Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "assigned_to"},
			// By name: somebody may be called so.
			{Ops: []Op{IsNull}, Search: "assigned", Style: Quoted, Fixed: "Unassigned", Strength: Superset},
		}, Listed: []Listing{{Table: "Users", Column: "Id"}, {Table: "Teams", Column: "Id"}}, Doc: "User or team that owns the conversation; NULL when unassigned. May name a user who is deleted."},
		{Name: "Assignee_Type", Type: Word(32, "user", "team"), From: "assignee.type", Null: true, Doc: "Whether the assignee is a user or a team."},
		{Name: "Assignee_First", Type: Text(100), From: "assignee.first", Null: true, Doc: "First name of the assignee, or the team's name."},
		{Name: "Assignee_Last", Type: Text(100), From: "assignee.last", Null: true, Doc: "Last name of the assignee."},
		{Name: "Assignee_Email", Type: Text(255), From: "assignee.email", Null: true, Doc: "E-mail address of the assignee."},
		{Name: "Assignee_PhotoUrl", Type: Text(500), From: "assignee.photoUrl", Null: true, Doc: "Web address of the assignee's photo."},

		{Name: "CreatedBy_Id", Type: BIGINT, From: "createdBy.id", Null: true, Doc: "Id of who started the conversation: of a customer or of a user, see CreatedBy_Type."},
		{Name: "CreatedBy_Type", Type: Word(32, "customer", "user"), From: "createdBy.type", Null: true, Doc: "Whether a customer or a user started the conversation."},
		{Name: "CreatedBy_First", Type: Text(100), From: "createdBy.first", Null: true, Doc: "First name of who started the conversation."},
		{Name: "CreatedBy_Last", Type: Text(100), From: "createdBy.last", Null: true, Doc: "Last name of who started the conversation."},
		{Name: "CreatedBy_Email", Type: Text(255), From: "createdBy.email", Null: true, Doc: "E-mail address of who started the conversation."},
		{Name: "CreatedBy_PhotoUrl", Type: Text(500), From: "createdBy.photoUrl", Null: true, Doc: "Web address of the photo of who started the conversation."},

		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Write: Create, Doc: "When the conversation was created, UTC.", Filter: []Filter{
			{Ops: []Op{Eq, Gt, Ge, Lt, Le}, Search: "createdAt", Style: Range},
		}},
		{Name: "UserUpdatedDate", Type: DATETIME, From: "userUpdatedAt", Null: true, Doc: "When a user last changed the conversation, UTC. Equals CustomerWaitingSince_Time when no user acted since the customer did.", Filter: []Filter{
			// The API compares a time that it does not show, never earlier than this one.
			{Ops: []Op{Eq, Gt, Ge}, Param: "modifiedSince", Style: Since, Strength: Superset},
		}},
		{Name: "UpdatedDate", Type: DATETIME, Compute: conversationUpdated, Null: true, Doc: "Last known change, UTC. Computed, since the API gives none: the later of UserUpdatedDate and CustomerWaitingSince_Time.", Filter: []Filter{
			// The API compares a time that it does not show, never earlier than this one.
			{Ops: []Op{Eq, Gt, Ge}, Param: "modifiedSince", Style: Since, Strength: Superset},
		}},
		{Name: "ClosedDate", Type: DATETIME, From: "closedAt", Null: true, Write: Create, Doc: "When the conversation was closed, UTC; NULL while it is not."},
		{Name: "ClosedBy", Type: BIGINT, From: "closedBy", Null: true, ZeroNull: true, Doc: "User who closed the conversation; NULL while it is not closed."},
		{Name: "ClosedByUser_Id", Type: BIGINT, From: "closedByUser.id", Null: true, ZeroNull: true, Doc: "User who closed the conversation, as in ClosedBy."},
		{Name: "ClosedByUser_Type", Type: Word(32, "user", "team"), From: "closedByUser.type", Null: true, Doc: "Kind of who closed the conversation."},
		{Name: "ClosedByUser_First", Type: Text(100), From: "closedByUser.first", Null: true, Doc: "First name of who closed the conversation."},
		{Name: "ClosedByUser_Last", Type: Text(100), From: "closedByUser.last", Null: true, Doc: "Last name of who closed the conversation."},
		{Name: "ClosedByUser_Email", Type: Text(255), From: "closedByUser.email", Null: true, Doc: "E-mail address of who closed the conversation."},
		{Name: "ClosedByUser_PhotoUrl", Type: Text(500), From: "closedByUser.photoUrl", Null: true, Doc: "Web address of the photo of who closed the conversation."},

		{Name: "CustomerWaitingSince_Time", Type: DATETIME, From: "customerWaitingSince.time", Null: true, Doc: "Since when the customer waits for an answer, UTC."},
		{Name: "CustomerWaitingSince_Friendly", Type: Text(64), From: "customerWaitingSince.friendly", Null: true, Doc: "The waiting time in words, such as '20 hours ago', as of the call."},
		{Name: "CustomerWaitingSince_LatestReplyFrom", Type: Word(16, "customer", "user"), From: "customerWaitingSince.latestReplyFrom", Null: true, Doc: "Who wrote last. Not sent for every account."},
		{Name: "Source_Type", Type: Word(32, sources...), From: "source.type", Null: true, Doc: "How the conversation came in."},
		{Name: "Source_Via", Type: Word(16, "customer", "user"), From: "source.via", Null: true, Doc: "Which side the conversation came from."},
		{Name: "Tags", Type: JSONTEXT, From: "tags[].tag", Null: true, Write: Create | Patch, Shape: Strings(), Doc: `Names of the tags, as a JSON array: ["refund","vip"]. Ids and colours are in ConversationTags.`, Filter: []Filter{
			// Whether a comma list means any of them is UNVERIFIED, and so is how the
			// filter treats case: the rows are checked.
			{Ops: []Op{Has}, Param: "tag", Style: Names, Strength: Superset},
		}},
		{Name: "Cc", Type: JSONTEXT, From: "cc", Null: true, Doc: "Cc addresses, as a JSON array of strings."},
		{Name: "Bcc", Type: JSONTEXT, From: "bcc", Null: true, Doc: "Bcc addresses, as a JSON array of strings."},

		{Name: "PrimaryCustomer_Id", Type: BIGINT, From: "primaryCustomer.id", Null: true, Write: Create | Patch, To: "customer.id", Patch: "/primaryCustomer.id", Doc: "Customer whom the conversation is with, see Customers.", Filter: []Filter{
			// The search finds any customer of the conversation, so it is looser.
			{Ops: []Op{Eq, In}, Search: "customerIds", Style: Bare, Strength: Superset},
		}},
		{Name: "PrimaryCustomer_Email", Type: Text(255), From: "primaryCustomer.email", Null: true, Write: Create, To: "customer.email", Doc: "E-mail address of that customer; NULL for one without any.", Filter: []Filter{
			// The search looks at to, cc, bcc and at every address of the customer.
			{Ops: []Op{Eq, In}, Search: "email", Style: Quoted, Strength: Superset},
		}},
		{Name: "PrimaryCustomer_Type", Type: Word(32, "customer"), From: "primaryCustomer.type", Null: true, Doc: "Kind of that person."},
		{Name: "PrimaryCustomer_First", Type: Text(100), From: "primaryCustomer.first", Null: true, Doc: "First name of that customer."},
		{Name: "PrimaryCustomer_Last", Type: Text(100), From: "primaryCustomer.last", Null: true, Doc: "Last name of that customer."},
		{Name: "PrimaryCustomer_PhotoUrl", Type: Text(500), From: "primaryCustomer.photoUrl", Null: true, Doc: "Web address of that customer's photo."},

		{Name: "CustomFields", Type: JSONTEXT, From: "customFields", Null: true, Write: Create | Patch, To: "fields", Shape: fieldsShape, Doc: "Custom fields, as a JSON array of {id, name, value, text}; one row each in ConversationCustomFields."},
		{Name: "Snooze_SnoozedBy", Type: BIGINT, From: "snooze.snoozedBy", Null: true, Doc: "User who snoozed the conversation; NULL when it is not snoozed."},
		{Name: "Snooze_SnoozedUntil", Type: DATETIME, From: "snooze.snoozedUntil", Null: true, Write: Patch, Doc: "When the snooze ends, UTC."},
		{Name: "Snooze_UnsnoozeOnCustomerReply", Type: BOOLEAN, From: "snooze.unsnoozeOnCustomerReply", Null: true, Write: Patch, Doc: "1 when a reply of the customer ends the snooze."},
		{Name: "NextEvent_Time", Type: DATETIME, From: "nextEvent.time", Null: true, Doc: "When the next planned event is due, UTC."},
		{Name: "NextEvent_EventType", Type: Word(16, "snooze", "scheduled"), From: "nextEvent.eventType", Null: true, Doc: "What is planned: the end of a snooze or a scheduled reply."},
		{Name: "NextEvent_UserId", Type: BIGINT, From: "nextEvent.userId", Null: true, Doc: "User who planned it."},
		{Name: "NextEvent_CancelOnCustomerReply", Type: BOOLEAN, From: "nextEvent.cancelOnCustomerReply", Null: true, Doc: "1 when a reply of the customer cancels it."},
		{Name: "WebUrl", Type: Text(500), From: "_links.web.href", Null: true, Doc: "Web address that opens the conversation in the app."},
		{Name: "AutoReply", Type: BOOLEAN, WriteOnly: true, Null: true, Write: Create, To: "autoReply", Doc: "For INSERT: 1 sends the inbox's automatic reply. Reads NULL."},
		{Name: "Imported", Type: BOOLEAN, WriteOnly: true, Null: true, Write: Create, To: "imported", Doc: "For INSERT: 1 imports history, without mail and notifications. Reads NULL."},
		{Name: "Query", Type: Text(2000), Echo: true, Null: true, Doc: `For WHERE: a Help Scout search such as (body:"refund" AND attachments:true), beside all other filters. Reads back as given.`, Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "query", Style: Raw},
		}},
	},
	Cursor: &Cursor{Param: "modifiedSince", Search: "modifiedAt", Column: "CreatedDate", Range: "createdAt"},
	Typed:  &Typed{Prefix: "Field_", Column: "CustomFields", Items: "customFields", By: "id", Definitions: "MailboxFields", Key: "Id"},
	Foreign: []Foreign{
		{"MailboxId", "MailBoxes", "Id"},
		{"PrimaryCustomer_Id", "Customers", "Id"},
		{"ClosedBy", "Users", "Id"},
		{"FolderId", "MailboxFolders", "Id"},
	},
	Rows: 100_000,
	Examples: []Example{
		{"The oldest waiting conversations, with their customers", "SELECT Number, Subject, PrimaryCustomer_Email, CustomerWaitingSince_Time FROM Conversations WHERE Status = 'active' ORDER BY CustomerWaitingSince_Time LIMIT 10"},
		{"How many conversations each inbox holds, by status", "SELECT m.Name, c.Status, COUNT(*) FROM Conversations c JOIN MailBoxes m ON m.Id = c.MailboxId GROUP BY m.Name, c.Status"},
		{"Everything with one customer", "SELECT Number, Status, Subject FROM Conversations WHERE PrimaryCustomer_Email = 'eleni.papadopoulos0@post.example'"},
		{"A full-text search of Help Scout, narrowed by SQL", `SELECT Number, Subject FROM Conversations WHERE Query = '(body:"refund")' AND JSON_CONTAINS(Tags, '"vip"') LIMIT 20`},
	},
})

// conversationUpdated is the later of the two dates that move when something
// happens; the API has no such member, although it filters and sorts by one.
func conversationUpdated(item, _ gjson.Result) any {
	byUser, ok := ParseTime(item.Get("userUpdatedAt").Str)
	waiting, okWaiting := ParseTime(item.Get("customerWaitingSince.time").Str)
	if okWaiting && (!ok || waiting.After(byUser)) {
		return waiting
	}
	if !ok {
		return nil
	}
	return byUser
}

// sources are the known words of Source_Type, here and in threads: an open set.
var sources = []string{
	"api", "beacon", "channel", "chat", "consumer", "coreapi", "csv", "cvs", "desk", "docs", "email", "emailfwd", "heymarket",
	"internal", "jira", "manual", "mobile", "notification", "orchestration", "support", "unknown", "uservoice", "web", "workflows", "zendesk",
}
