package tables

// Workflows is the automation of inboxes.
var Workflows = define(Table{
	Name:   "Workflows",
	Doc:    "One row per workflow of any inbox. What a workflow does is not in the API.",
	Key:    []string{"Id"},
	List:   List{Operation: "listWorkflows", Path: "/v2/workflows", Items: "_embedded.workflows", Pages: ByNumber},
	Update: []Edit{PatchEach("updateWorkflowStatus", "/v2/workflows/{Id}")},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Workflow id."},
		{Name: "MailboxId", Type: BIGINT, From: "mailboxId", Filter: Equal("mailboxId"), Doc: "Inbox that the workflow works in."},
		{Name: "Type", Type: Word(16, "manual", "automatic"), From: "type", Doc: "Whether users or conditions start the workflow.", Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "type", Words: []string{"manual", "automatic"}},
		}},
		{Name: "Status", Type: Word(16, "active", "inactive", "invalid"), From: "status", Write: Patch, Takes: []string{"active", "inactive"}, Doc: "Whether the workflow runs; invalid when a part of it is gone."},
		{Name: "Order", Twin: "SortOrder", Type: INT, From: "order", Null: true, Doc: "Position in which the workflows of an inbox run."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the workflow."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Doc: "When the workflow was created, UTC."},
		{Name: "ModifiedDate", Type: DATETIME, From: "modifiedAt", Null: true, Doc: "When the workflow was last changed, UTC."},
	},
	Foreign: []Foreign{{"MailboxId", "MailBoxes", "Id"}},
	Rows:    50,
	Examples: []Example{
		{"Workflows that are on, in running order", "SELECT MailboxId, Name, Type FROM Workflows WHERE Status = 'active' ORDER BY MailboxId, SortOrder"},
	},
	Left: "Conditions and actions of a workflow are not in the API.",
})
