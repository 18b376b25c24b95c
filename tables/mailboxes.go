package tables

// MailBoxes is the inboxes.
var MailBoxes = define(Table{
	Name:    "MailBoxes",
	Aliases: []string{"Inboxes"},
	Doc:     "One row per inbox that the account's user can see.",
	Key:     []string{"Id"},
	List:    List{Operation: "listMailboxes", Path: "/v2/mailboxes", Items: "_embedded.mailboxes", Pages: ByNumber},
	Get:     Get{Operation: "getMailbox", Path: "/v2/mailboxes/{Id}"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Inbox id."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the inbox."},
		{Name: "Slug", Type: Text(64), From: "slug", Doc: "Key of the inbox in web addresses."},
		{Name: "Email", Type: Text(255), From: "email", Doc: "E-mail address of the inbox."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Null: true, Doc: "When the inbox was created, UTC."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the inbox was last changed, UTC."},
	},
	Rows: 10,
	Examples: []Example{
		{"All inboxes", "SELECT Id, Name, Email FROM MailBoxes ORDER BY Name"},
	},
	Left: "Inboxes cannot be created, changed or deleted through the API.",
})
