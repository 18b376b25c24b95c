package tables

// ConversationTags links conversations and tags.
var ConversationTags = define(Table{
	Name:   "ConversationTags",
	Doc:    "One row per tag of a conversation. The rows come with the conversations, at no extra call.",
	Key:    []string{"ConversationId", "Id"},
	Within: &Within{Table: "Conversations", Items: "tags", Column: "ConversationId"},
	Insert: PutSiblings("updateConversationTags", "/v2/conversations/{ConversationId}/tags", "tags", "Tag"),
	Delete: PutSiblings("updateConversationTags", "/v2/conversations/{ConversationId}/tags", "tags", "Tag"),
	Columns: []Column{
		{Name: "ConversationId", Type: BIGINT, From: "^id", Needed: true, Doc: "Conversation that has the tag."},
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Tag id, see Tags."},
		{Name: "Color", Type: Text(32), From: "color", Null: true, Doc: "Colour of the tag: a name or a hexadecimal value."},
		{Name: "Tag", Type: Text(255), From: "tag", Narrows: "Tags", Listed: []Listing{{"Tags", "Name", "TicketCount"}}, Write: Create, Needed: true, Doc: "Name of the tag."},
	},
	Foreign: []Foreign{
		{"ConversationId", "Conversations", "Id"},
		{"Id", "Tags", "Id"},
	},
	Rows: 100_000,
	Examples: []Example{
		{"Active conversations by tag", "SELECT t.Tag, COUNT(*) FROM Conversations c JOIN ConversationTags t ON t.ConversationId = c.Id WHERE c.Status = 'active' GROUP BY t.Tag"},
	},
})
