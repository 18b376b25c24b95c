package tables

import "slices"

// ReportUserConversationHistories is the work of a user, reply by reply.
var ReportUserConversationHistories = define(Table{
	Name: "ReportUserConversationHistories", Aliases: []string{"ReportUserConversationHistory"},
	Doc:    "One row per reply of a user or team in a period, so that a conversation may stand more than once." + reportPlan,
	Report: true,
	List: List{
		Operation: "getUserConversationHistoryReport", Path: "/v2/reports/user/conversation-history", Items: "results", Pages: ByNumber,
		Default: Params{"sortField": "number", "sortOrder": "ASC"}, // as with ratings
	},
	Columns: slices.Concat(
		period(), noPreviousPeriod(), userFilter(),
		choice("Status", "status", "Only conversations of this status.", "active", "pending", "closed"),
		inboxFilters(), officeHoursFilter(),
		[]Column{
			{Name: "Id", Type: BIGINT, From: "id", Null: true, Doc: "Conversation id, see Conversations."},
			{Name: "Number", Type: BIGINT, From: "number", Null: true, Doc: "Ticket number."},
			{Name: "Customers", Type: JSONTEXT, From: "customers", Null: true, Doc: "The customers, as a JSON array of {id, name}."},
			{Name: "AvgHandleTime", Type: DOUBLE, From: "avgHandleTime", Null: true, Doc: "Average handle time, in seconds."},
			{Name: "FirstResponseTime", Type: DOUBLE, From: "firstResponseTime", Null: true, Doc: "Time to the first reply, in seconds."},
			{Name: "RepliesSent", Type: INT, From: "repliesSent", Null: true, Doc: "Replies sent."},
			{Name: "ResponseTime", Type: DOUBLE, From: "responseTime", Null: true, Doc: "Average time to a reply, in seconds."},
			{Name: "ResolveTime", Type: DOUBLE, From: "resolveTime", Null: true, Doc: "Time to resolution, in seconds."},
		},
	),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}, {"Id", "Conversations", "Id"}},
	Rows:    500,
	Examples: []Example{
		{"Which conversations took longest", "SELECT Number, ResolveTime / 3600 AS Hours FROM ReportUserConversationHistories WHERE " + january + " AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada') ORDER BY ResolveTime DESC LIMIT 10"},
	},
})
