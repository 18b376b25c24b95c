package tables

import "slices"

// ReportUserDrilldowns is the conversations of a user.
var ReportUserDrilldowns = define(Table{
	Name:   "ReportUserDrilldowns",
	Doc:    "One row per conversation that the report of a user or team counts." + reportPlan,
	Report: true,
	List: List{
		Operation: "getUserDrilldownReport", Path: "/v2/reports/user/drilldown", Items: "conversations.results", Pages: ByNumber, Size: 50,
		Default: Params{"rows": "50"},
	},
	Columns: slices.Concat(
		period(), noPreviousPeriod(), userFilter(), inboxFilters(), drilldownColumns(),
		[]Column{
			{Name: "WaitingSince", Type: DATETIME, From: "waitingSince", Null: true, Doc: "Since when the customer waits, UTC."},
			{Name: "WaitingSinceType", Type: INT, From: "waitingSinceType", Null: true, Doc: "A number that Help Scout does not explain."},
		},
	),
	Foreign: append([]Foreign{{"User_Id", "Users", "Id"}}, drilldownKeys...),
	Rows:    500,
	Examples: []Example{
		{"How many conversations each user had, one call a user", "SELECT User_Id, COUNT(*) FROM ReportUserDrilldowns WHERE " + january + " AND User_Id IN (SELECT Id FROM Users) GROUP BY User_Id"},
	},
})
