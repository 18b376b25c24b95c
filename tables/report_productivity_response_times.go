package tables

import "slices"

// ReportProductivityResponseTimesCurrents is the time to a reply over time.
var ReportProductivityResponseTimesCurrents = define(Table{
	Name:   "ReportProductivityResponseTimes_Currents",
	Doc:    "One row per step of a period: how long customers waited for a reply." + reportPlan,
	Report: true,
	List:   List{Operation: "getProductivityResponseTimeReport", Path: "/v2/reports/productivity/response-time", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(), officeHoursFilter(),
		[]Column{
			step(),
			{Name: "Time", Type: DOUBLE, From: "time", Null: true, Doc: "Average time to a reply, in seconds; NULL when there was none."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Time FROM ReportProductivityResponseTimes_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportProductivityResponseTimesPrevious is the same for the period compared with.
var ReportProductivityResponseTimesPrevious = define(previousSeries(ReportProductivityResponseTimesCurrents, Example{
	"January beside February, week by week", "SELECT Date, Time FROM ReportProductivityResponseTimes_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
