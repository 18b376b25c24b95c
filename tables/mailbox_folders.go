package tables

// MailboxFolders is the folders of inboxes.
var MailboxFolders = define(Table{
	Name:  "MailboxFolders",
	Doc:   "One row per folder of an inbox, with its counts: the cheapest way to count conversations. One call an inbox.",
	Key:   []string{"Id"},
	List:  List{Operation: "listMailboxFolders", Path: "/v2/mailboxes/{MailboxId}/folders", Items: "_embedded.folders", Pages: ByNumber},
	Under: &Under{Table: "MailBoxes", Column: "MailboxId"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Folder id."},
		{Name: "MailboxId", Type: BIGINT, From: "^id", Doc: "Inbox of the folder."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the folder."},
		{Name: "Type", Type: Word(32, "open", "mytickets", "needsattention", "drafts", "assigned", "closed", "spam"), From: "type", Doc: "Kind of folder; more values exist."},
		{Name: "UserId", Type: BIGINT, From: "userId", Null: true, ZeroNull: true, Doc: "Owner of a personal folder; NULL for a shared one."},
		{Name: "TotalCount", Type: INT, From: "totalCount", Null: true, Doc: "Number of conversations in the folder."},
		{Name: "ActiveCount", Type: INT, From: "activeCount", Null: true, Doc: "Number of active conversations in the folder."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the folder last changed, UTC."},
	},
	Foreign: []Foreign{
		{"MailboxId", "MailBoxes", "Id"},
		{"UserId", "Users", "Id"},
	},
	Rows: 100,
	Examples: []Example{
		{"Load per inbox and folder", "SELECT m.Name, f.Name, f.ActiveCount, f.TotalCount FROM MailBoxes m JOIN MailboxFolders f ON f.MailboxId = m.Id"},
	},
})
