package tables

import "slices"

// ReportProductivityRepliesSentsCurrents is the replies sent over time.
var ReportProductivityRepliesSentsCurrents = define(Table{
	Name:   "ReportProductivityRepliesSents_Currents",
	Doc:    "One row per step of a period: how many replies were sent." + reportPlan,
	Report: true,
	List:   List{Operation: "getProductivityRepliesSentReport", Path: "/v2/reports/productivity/replies-sent", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(), officeHoursFilter(),
		[]Column{
			step(),
			{Name: "Replies", Type: INT, From: "replies", Null: true, Doc: "Replies sent."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Replies FROM ReportProductivityRepliesSents_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportProductivityRepliesSentsPrevious is the same for the period compared with.
var ReportProductivityRepliesSentsPrevious = define(previousSeries(ReportProductivityRepliesSentsCurrents, Example{
	"January beside February, week by week", "SELECT Date, Replies FROM ReportProductivityRepliesSents_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
