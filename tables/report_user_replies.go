package tables

import "slices"

// ReportUserRepliesCurrents is the replies of a user over time.
var ReportUserRepliesCurrents = define(Table{
	Name:   "ReportUserReplies_Currents",
	Doc:    "One row per step of a period and user or team: how many replies were sent." + reportPlan,
	Report: true,
	List:   List{Operation: "getUserRepliesReport", Path: "/v2/reports/user/replies", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), userFilter(), viewByFilter(), inboxFilters(),
		[]Column{
			step(),
			{Name: "Replies", Type: INT, From: "replies", Null: true, Doc: "Replies sent."},
		},
	),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}},
	Rows:    30,
	Examples: []Example{
		{"Day by day", "SELECT User_Id, Date, Replies FROM ReportUserReplies_Currents WHERE " + january + " AND ViewBy = 'Day' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')"},
	},
})

// ReportUserRepliesPrevious is the same for the period compared with.
var ReportUserRepliesPrevious = define(previousSeries(ReportUserRepliesCurrents, Example{
	"January beside February, week by week", "SELECT User_Id, Date, Replies FROM ReportUserReplies_Previous WHERE " + comparing + " AND ViewBy = 'Week' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')",
}))
