package tables

// SavedReplies is the prepared answers of inboxes.
var SavedReplies = define(Table{
	Name: "SavedReplies",
	Doc:  "One row per saved reply of an inbox, with those for chats only. One call an inbox, and one more a reply when Text or ChatText is read.",
	Key:  []string{"Id"},
	List: List{
		Operation: "listSavedReplies", Path: "/v2/mailboxes/{MailboxId}/saved-replies", Pages: Array,
		Default: Params{"includeChatReplies": "true"}, // left alone, the API hides the replies without a mail text
	},
	// Not a Get: the single reply lacks the previews that the list has.
	Detail: Get{Operation: "getSavedReply", Path: "/v2/mailboxes/{MailboxId}/saved-replies/{Id}"},
	Under:  &Under{Table: "MailBoxes", Column: "MailboxId"},
	Insert: Post("createSavedReply", "/v2/mailboxes/{MailboxId}/saved-replies"),
	Update: []Edit{PutWhole("updateSavedReply", "/v2/mailboxes/{MailboxId}/saved-replies/{Id}")},
	Delete: Del("deleteSavedReply", "/v2/mailboxes/{MailboxId}/saved-replies/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Saved reply id."},
		{Name: "MailboxId", Type: BIGINT, From: "^id", Needed: true, Doc: "Inbox that the reply belongs to."},
		{Name: "Name", Type: Text(255), From: "name", Write: Create | Patch, Needed: true, Doc: "Name of the reply."},
		{Name: "Preview", Type: TEXT, From: "preview", Null: true, Doc: "Start of the mail text."},
		{Name: "ChatPreview", Type: TEXT, From: "chatPreview", Null: true, Doc: "Start of the chat text; NULL when there is none."},
		{Name: "Text", Type: LONGTEXT, From: "text", Null: true, Detail: true, Write: Create | Patch, Quiet: true, Doc: "The whole mail text, as HTML."},
		{Name: "ChatText", Type: LONGTEXT, From: "chatText", Null: true, Detail: true, Write: Create | Patch, Quiet: true, Doc: "The whole chat text, plain."},
	},
	Foreign: []Foreign{{"MailboxId", "MailBoxes", "Id"}},
	Rows:    200,
	Examples: []Example{
		{"Names and previews, by inbox", "SELECT m.Name, r.Name, r.Preview FROM MailBoxes m JOIN SavedReplies r ON r.MailboxId = m.Id"},
		{"The whole texts of one inbox", "SELECT Name, Text FROM SavedReplies WHERE MailboxId = 200000"},
	},
})
