package tables

// ThreadAttachments is the files that came with threads.
var ThreadAttachments = define(Table{
	Name: "ThreadAttachments",
	Doc: "One row per file attached to a thread. The rows come with the threads: filter by ConversationId or join Conversations. " +
		"The bytes are fetched by CALL DownloadAttachment(ConversationId, Id).",
	Key:    []string{"ThreadId", "Id"},
	Within: &Within{Table: "ConversationThreads", Items: "_embedded.attachments", Column: "ThreadId"},
	Insert: Post("uploadAttachment", "/v2/conversations/{ConversationId}/threads/{ThreadId}/attachments"),
	Delete: Del("deleteAttachment", "/v2/conversations/{ConversationId}/attachments/{Id}"),
	Columns: []Column{
		{Name: "ThreadId", Type: BIGINT, From: "^id", Needed: true, Doc: "Thread that the file is attached to."},
		{Name: "ConversationId", Type: BIGINT, From: "^^id", Needed: true, Doc: "Conversation of that thread."},
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Attachment id."},
		{Name: "Filename", Type: Text(255), From: "filename", Write: Create, Needed: true, To: "fileName", Doc: "Name of the file."},
		{Name: "MimeType", Type: Text(100), From: "mimeType", Null: true, Write: Create, Needed: true, Doc: "Media type, such as image/png."},
		{Name: "Width", Type: INT, From: "width", Null: true, Doc: "Width of an image, in pixels."},
		{Name: "Height", Type: INT, From: "height", Null: true, Doc: "Height of an image, in pixels."},
		{Name: "Size", Type: BIGINT, From: "size", Null: true, Doc: "Size of the file, in bytes."},
		{Name: "State", Type: Word(16, "valid", "virus"), From: "state", Null: true, Doc: "Verdict of the virus check."},
		{Name: "Data", Type: LONGTEXT, WriteOnly: true, To: "data", Null: true, Write: Create, Needed: true, Quiet: true, Doc: "For INSERT: the file's bytes in base64. Reads NULL; CALL DownloadAttachment returns them."},
	},
	Foreign: []Foreign{
		{"ThreadId", "ConversationThreads", "Id"},
		{"ConversationId", "Conversations", "Id"},
	},
	Rows: 50_000,
	Examples: []Example{
		{"Large files in the active conversations of one inbox", "SELECT c.Number, a.Filename, a.Size FROM Conversations c JOIN ThreadAttachments a ON a.ConversationId = c.Id WHERE c.MailboxId = 200034 AND c.Status = 'active' AND a.Size > 400"},
	},
	Left: "Data reads NULL, since SELECT * would fetch every file; CALL DownloadAttachment returns one.",
})
