package tables

// MailboxFields is the custom fields that inboxes define.
var MailboxFields = define(Table{
	Name:  "MailboxFields",
	Doc:   "One row per custom field that an inbox defines. Values are in ConversationCustomFields. One call an inbox.",
	Key:   []string{"Id"},
	List:  List{Operation: "listMailboxFields", Path: "/v2/mailboxes/{MailboxId}/fields", Items: "_embedded.fields", Pages: ByNumber},
	Under: &Under{Table: "MailBoxes", Column: "MailboxId"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Field id."},
		{Name: "MailboxId", Type: BIGINT, From: "^id", Doc: "Inbox that defines the field."},
		{Name: "Required", Type: BOOLEAN, From: "required", Null: true, Doc: "1 when users must fill the field before they answer or close."},
		{Name: "Order", Twin: "SortOrder", Type: INT, From: "order", Null: true, Doc: "Position of the field in the app."},
		// The other words of the API's version 2 are not documented.
		{Name: "Type", Type: Word(16, "dropdown"), From: "type", Doc: "Kind of field; single-line, multi-line, number and date fields exist besides dropdowns."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the field."},
		{Name: "Options", Type: JSONTEXT, From: "options", Null: true, Doc: "Options of a dropdown, as a JSON array of {id, order, label}."},
	},
	Foreign: []Foreign{{"MailboxId", "MailBoxes", "Id"}},
	Rows:    50,
	Examples: []Example{
		{"The fields of all inboxes, as they are shown", "SELECT MailboxId, Name, Type, Options FROM MailboxFields ORDER BY MailboxId, SortOrder"},
	},
})
