package tables

import "slices"

// ReportCompanyDrillDowns is the conversations behind the company's figures.
var ReportCompanyDrillDowns = define(Table{
	Name:   "ReportCompanyDrillDowns", // and ReportCompanyDrilldowns: case does not matter
	Doc:    "One row per conversation behind a figure of the company and productivity reports: those that a Range, and a bucket RangeId of it, counts." + reportPlan,
	Report: true,
	List: List{
		Operation: "getCompanyDrilldownReport", Path: "/v2/reports/company/drilldown", Items: "conversations.results", Pages: ByNumber, Size: 50,
		Default: Params{"rows": "50"}, // left alone, a page has 25
	},
	Columns: slices.Concat(
		period(), noPreviousPeriod(),
		[]Column{
			{Name: "Range", Twin: "RangeType", Type: Word(32, drilldownRanges...), Echo: true, Required: true, Filter: []Filter{
				{Ops: []Op{Eq, In}, Param: "range", Words: drilldownRanges, Strict: true},
			}, Doc: "The figure to look behind. firstReplyResolved: resolved with one reply; resolved: closed with at least one reply. Reads back as asked."},
			{Name: "RangeId", Type: INT, Echo: true, Null: true, Filter: []Filter{
				{Ops: []Op{Eq, In}, Param: "rangeId", Strict: true, Words: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}},
			}, Doc: "Bucket of the Range, as Id in ReportProductivityOverall_Ranges; not for firstReplyResolved and resolved. " + buckets},
		},
		inboxFilters(), drilldownColumns(),
	),
	Foreign: drilldownKeys,
	Rows:    500,
	Examples: []Example{
		{"Conversations whose first answer took more than two days", "SELECT Number, Subject, AssignedName FROM ReportCompanyDrillDowns WHERE " + january + " AND RangeType = 'FirstResponseTime' AND RangeId = 10"},
		{"How many were resolved with one reply, in one call", "SELECT COUNT(*) FROM ReportCompanyDrillDowns WHERE " + january + " AND `Range` = 'FirstReplyResolved'"},
	},
})

var drilldownRanges = []string{"replies", "firstReplyResolved", "resolved", "responseTime", "firstResponseTime", "handleTime"}

// buckets are those of reports-and-account.md 2.3.
const buckets = "Response times: 1 under 15 minutes, 2 to 30, 3 to 60, 4 to 2 hours, 5 to 3, 6 to 6, 7 to 12, 8 to 24, 9 to 2 days, 10 beyond. " +
	"Handle time: 1 under a minute, 2 to 2, 3 to 5, 4 to 10, 5 beyond. Replies: their number, 5 or more being 5."

// drilldownColumns are the conversations in a drill-down. They are named as
// the API does it, some with a small id.
func drilldownColumns() []Column {
	return []Column{
		{Name: "Id", Type: BIGINT, From: "id", Null: true, Doc: "Conversation id, see Conversations."},
		{Name: "Number", Type: BIGINT, From: "number", Null: true, Doc: "Ticket number."},
		{Name: "Type", Type: Word(16, "email", "chat", "phone"), From: "type", Null: true, Doc: "Channel that the conversation started in."},
		{Name: "Mailboxid", Type: BIGINT, From: "mailboxid", Null: true, Doc: "Inbox of the conversation, see MailBoxes."},
		{Name: "Attachments", Type: BOOLEAN, From: "attachments", Null: true, Doc: "1 when it has attachments."},
		{Name: "Subject", Type: Text(1000), From: "subject", Null: true, Doc: "Subject line."},
		{Name: "Status", Type: Word(16, "active", "pending", "closed", "spam"), From: "status", Null: true, Doc: "Status of the conversation now."},
		{Name: "ThreadCount", Type: INT, From: "threadCount", Null: true, Doc: "Number of threads."},
		{Name: "Preview", Type: TEXT, From: "preview", Null: true, Doc: "Start of the latest thread's text."},
		{Name: "CustomerName", Type: Text(255), From: "customerName", Null: true, Doc: "Name of the customer."},
		{Name: "CustomerEmail", Type: Text(255), From: "customerEmail", Null: true, Doc: "E-mail address of the customer."},
		{Name: "CustomerIds", Type: JSONTEXT, From: "customerIds", Null: true, Doc: "Ids of the customers in the conversation, as a JSON array."},
		{Name: "ModifiedDate", Type: DATETIME, From: "modifiedAt", Null: true, Doc: "When the conversation was last changed, UTC."},
		{Name: "Assignedid", Type: BIGINT, From: "assignedid", Null: true, ZeroNull: true, Doc: "User or team that owns the conversation; NULL when unassigned."},
		{Name: "AssignedName", Type: Text(255), From: "assignedName", Null: true, Doc: "Name of the assignee; NULL when unassigned."},
		{Name: "Tags", Type: JSONTEXT, From: "tags", Null: true, Doc: "Tags, as a JSON array of {id, name, color}."},
	}
}

var drilldownKeys = []Foreign{
	{"Id", "Conversations", "Id"},
	{"Mailboxid", "MailBoxes", "Id"},
	{"Assignedid", "Users", "Id"},
}
