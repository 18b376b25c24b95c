package tables

// Tags is the tags of the account.
var Tags = define(Table{
	Name: "Tags",
	Doc:  "One row per tag of the account, all inboxes together. Which conversation has which tag is in ConversationTags.",
	Key:  []string{"Id"},
	List: List{Operation: "listTags", Path: "/v2/tags", Items: "_embedded.tags", Pages: ByNumber},
	Get:  Get{Operation: "getTag", Path: "/v2/tags/{Id}"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Tag id."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the tag."},
		{Name: "Slug", Type: Text(255), From: "slug", Doc: "Key of the tag in web addresses."},
		{Name: "Color", Type: Text(32), From: "color", Null: true, Doc: "Colour by name, such as green; none for none."},
		{Name: "TicketCount", Type: INT, From: "ticketCount", Null: true, Doc: "Number of conversations with the tag."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Doc: "When the tag was created, UTC."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the tag was last changed, UTC; NULL when never."},
	},
	Rows: 200,
	Examples: []Example{
		{"The most used tags", "SELECT Name, TicketCount FROM Tags ORDER BY TicketCount DESC LIMIT 10"},
	},
	Left: "Tags cannot be created, renamed or deleted on their own: tagging a conversation creates them.",
})
