package tables

// UserStatuses is who is there to answer.
var UserStatuses = define(Table{
	Name:   "UserStatuses",
	Doc:    "One row per user: whether the user is there to answer mail and chats.",
	Key:    []string{"UserId"},
	List:   List{Operation: "listUserStatuses", Path: "/v2/users/status", Items: "_embedded.userStatuses", Pages: ByNumber},
	Get:    Get{Operation: "getUserStatus", Path: "/v2/users/{UserId}/status"},
	Update: []Edit{PutWhole("setUserStatus", "/v2/users/{UserId}/status")},
	Columns: []Column{
		{Name: "UserId", Type: BIGINT, From: "userId", Doc: "User, see Users."},
		{Name: "Email_Status", Type: Word(16, "active", "away"), From: "email.status", Null: true, Write: Patch, To: "status", Doc: "Status for mail."},
		{Name: "Email_UpdatedDate", Type: DATETIME, From: "email.updatedAt", Null: true, Doc: "When that status was set, UTC."},
		{Name: "Email_PerformedBy", Type: BIGINT, From: "email.performedBy", Null: true, Doc: "User who set it."},
		{Name: "Email_Source", Type: Word(32, "ui", "api", "presence_detection"), From: "email.source", Null: true, Doc: "How it was set."},
		{Name: "Email_CustomStatus_Text", Type: Text(255), From: "email.customStatus.text", Null: true, Write: Patch, To: "customStatus.text", Doc: "The user's own words for the status. The API takes it; whether it always gives it back is not documented."},
		{Name: "Email_CustomStatus_Emoji", Type: Text(64), From: "email.customStatus.emoji", Null: true, Write: Patch, To: "customStatus.emoji", Doc: "Emoji of those words, as above."},
		{Name: "Chat_Status", Type: Word(16, "unavailable", "available", "assign", "custom"), From: "chat.status", Null: true, Doc: "Status for chats; custom when it differs between inboxes."},
		{Name: "Chat_MailboxStatuses", Type: JSONTEXT, From: "chat.mailboxStatuses", Null: true, Doc: "Status for chats by inbox, as a JSON object of inbox id to status; filled when Chat_Status is custom."},
	},
	Foreign: []Foreign{{"UserId", "Users", "Id"}},
	Rows:    50,
	Examples: []Example{
		{"Who is away", "SELECT u.FirstName, u.LastName, s.Email_UpdatedDate FROM UserStatuses s JOIN Users u ON u.Id = s.UserId WHERE s.Email_Status = 'away'"},
	},
})
