package tables

import "slices"

// ReportUserResolutionsCurrents is the conversations that a user resolved over time.
var ReportUserResolutionsCurrents = define(Table{
	Name:   "ReportUserResolutions_Currents",
	Doc:    "One row per step of a period and user or team: how many conversations were resolved." + reportPlan,
	Report: true,
	List:   List{Operation: "getUserResolutionsReport", Path: "/v2/reports/user/resolutions", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), userFilter(), viewByFilter(), inboxFilters(),
		[]Column{
			step(),
			{Name: "Resolved", Type: INT, From: "resolved", Null: true, Doc: "Conversations resolved."},
		},
	),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}},
	Rows:    30,
	Examples: []Example{
		{"Day by day", "SELECT User_Id, Date, Resolved FROM ReportUserResolutions_Currents WHERE " + january + " AND ViewBy = 'Day' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')"},
	},
})

// ReportUserResolutionsPrevious is the same for the period compared with.
var ReportUserResolutionsPrevious = define(previousSeries(ReportUserResolutionsCurrents, Example{
	"January beside February, week by week", "SELECT User_Id, Date, Resolved FROM ReportUserResolutions_Previous WHERE " + comparing + " AND ViewBy = 'Week' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')",
}))
