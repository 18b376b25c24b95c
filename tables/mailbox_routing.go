package tables

// MailboxRouting is the automatic assignment of inboxes.
var MailboxRouting = define(Table{
	Name:   "MailboxRouting",
	Doc:    "One row per inbox: how it assigns conversations on its own. Needs a Plus or Pro plan. One call an inbox.",
	Key:    []string{"MailboxId"},
	List:   List{Operation: "getMailboxRouting", Path: "/v2/mailboxes/{MailboxId}/routing", Pages: Object},
	Under:  &Under{Table: "MailBoxes", Column: "MailboxId"},
	Update: []Edit{PutWhole("updateMailboxRouting", "/v2/mailboxes/{MailboxId}/routing")},
	Finish: wholeRouting,
	Columns: []Column{
		{Name: "MailboxId", Type: BIGINT, From: "^id", Doc: "Inbox, see MailBoxes."},
		{Name: "State", Type: Word(16, "enabled", "disabled"), From: "state", Write: Patch, Doc: "Whether conversations are assigned automatically."},
		{Name: "AssignmentLimit", Type: INT, From: "assignmentLimit", Null: true, Write: Patch, Doc: "Conversations that a user can have at once, 1 to 100; may be NULL while disabled."},
		{Name: "AssignmentMethod", Type: Word(16, "round_robin", "balanced"), From: "assignmentMethod", Null: true, Write: Patch, Doc: "How the next user is chosen; may be NULL while disabled."},
		{Name: "UserIds", Type: JSONTEXT, From: "userIds", Null: true, Write: Patch, Shape: IDList(), Doc: "Users who take part, as a JSON array of ids."},
		{Name: "Rotation", Type: JSONTEXT, From: "rotation", Null: true, Doc: "Users with their load, as a JSON array of {userId, conversationsCount, eligible, reason}."},
	},
	Foreign: []Foreign{{"MailboxId", "MailBoxes", "Id"}},
	Rows:    10,
	Examples: []Example{
		{"Inboxes that assign on their own", "SELECT m.Name, r.AssignmentMethod, r.AssignmentLimit FROM MailBoxes m JOIN MailboxRouting r ON r.MailboxId = m.Id WHERE r.State = 'enabled'"},
	},
})

// wholeRouting sees to it that all members are there: the API wants them even
// to disable the assignment, and need not have shown them while it was disabled.
func wholeRouting(_ Change, body map[string]any) error {
	for _, m := range []struct{ column, member string }{{"AssignmentLimit", "assignmentLimit"}, {"AssignmentMethod", "assignmentMethod"}} {
		if body[m.member] == nil {
			return &ValueError{"MailboxRouting", m.column, NotNull, "Help Scout wants it with every change of the routing; SET " + m.column + " too"}
		}
	}
	if body["userIds"] == nil {
		body["userIds"] = []any{}
	}
	return nil
}
