package tables

// ConversationCustomFields is the values of custom fields.
var ConversationCustomFields = define(Table{
	Name:   "ConversationCustomFields",
	Doc:    "One row per custom field that a conversation has a value for. The rows come with the conversations, at no extra call. The fields themselves are in MailboxFields.",
	Key:    []string{"ConversationId", "Id"},
	Within: &Within{Table: "Conversations", Items: "customFields", Column: "ConversationId"},
	Insert: PutSiblings("updateConversationCustomFields", "/v2/conversations/{ConversationId}/fields", "fields", "Id", "Value"),
	Update: []Edit{*PutSiblings("updateConversationCustomFields", "/v2/conversations/{ConversationId}/fields", "fields", "Id", "Value")},
	Delete: PutSiblings("updateConversationCustomFields", "/v2/conversations/{ConversationId}/fields", "fields", "Id", "Value"),
	Columns: []Column{
		{Name: "ConversationId", Type: BIGINT, From: "^id", Needed: true, Doc: "Conversation that has the value."},
		{Name: "Id", Type: BIGINT, From: "id", Write: Create, Needed: true, Doc: "Field id, see MailboxFields."},
		{Name: "Name", Type: Text(255), From: "name", Null: true, Doc: "Name of the field."},
		{Name: "Value", Type: TEXT, From: "value", Null: true, Write: Create | Patch, Needed: true, Doc: "The value as text; for a dropdown the id of the option."},
		{Name: "Text", Type: TEXT, From: "text", Null: true, Doc: "The value as people see it; for a dropdown the label of the option."},
	},
	Foreign: []Foreign{
		{"ConversationId", "Conversations", "Id"},
		{"Id", "MailboxFields", "Id"},
	},
	Rows: 100_000,
	Examples: []Example{
		{"Active conversations by the values of their fields", "SELECT f.Name, f.Text, COUNT(*) FROM Conversations c JOIN ConversationCustomFields f ON f.ConversationId = c.Id WHERE c.Status = 'active' GROUP BY f.Name, f.Text"},
	},
})
