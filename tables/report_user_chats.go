package tables

import "slices"

// ReportUserChats is the chats of a user.
var ReportUserChats = define(Table{
	Name:   "ReportUserChats",
	Doc:    "Chats of one user or team in a period; one row for each user and combination of filter values." + reportPlan,
	Report: true,
	List:   List{Operation: "getUserChatReport", Path: "/v2/reports/user/chat", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), userFilter(), mailboxFilter(), tagFilter(), officeHoursFilter(),
		compared(
			Column{Name: "TotalDays", Type: INT, Doc: "Days in the period as Help Scout counts them."},
			Column{Name: "NewConversations", Type: INT, Doc: "New chats."},
			Column{Name: "MessagesPerChat", Type: DOUBLE, Doc: "Messages a chat, average; NULL when there was none."},
			Column{Name: "ResponseTime", Type: DOUBLE, Doc: "Average time to an answer, in seconds; NULL when there was none."},
			Column{Name: "WaitTime", Type: DOUBLE, Doc: "Average wait for the first answer, in seconds; NULL when there was none."},
			Column{Name: "Duration", Type: DOUBLE, Doc: "Average duration of a chat, in seconds; NULL when there was none."},
		),
		changes("NewConversations", "MessagesPerChat", "ResponseTime", "WaitTime", "Duration"),
	),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}},
	Rows:    1,
	Examples: []Example{
		{"Chats of everyone, one call a user", "SELECT u.FirstName, c.Current_NewConversations, c.Current_WaitTime FROM ReportUserChats c JOIN Users u ON u.Id = c.User_Id WHERE c.Current_StartDate = '2026-01-01' AND c.Current_EndDate = '2026-02-01'"},
	},
})
