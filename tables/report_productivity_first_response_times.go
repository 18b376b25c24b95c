package tables

import "slices"

// ReportProductivityFirstResponseTimesCurrents is the time to the first reply over time.
var ReportProductivityFirstResponseTimesCurrents = define(Table{
	Name:   "ReportProductivityFirstResponseTimes_Currents",
	Doc:    "One row per step of a period: how long customers waited for the first reply." + reportPlan,
	Report: true,
	List:   List{Operation: "getProductivityFirstResponseTimeReport", Path: "/v2/reports/productivity/first-response-time", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(), officeHoursFilter(),
		[]Column{
			step(),
			{Name: "Time", Type: DOUBLE, From: "time", Null: true, Doc: "Average time to the first reply, in seconds; NULL when there was none."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Time FROM ReportProductivityFirstResponseTimes_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportProductivityFirstResponseTimesPrevious is the same for the period compared with.
var ReportProductivityFirstResponseTimesPrevious = define(previousSeries(ReportProductivityFirstResponseTimesCurrents, Example{
	"January beside February, week by week", "SELECT Date, Time FROM ReportProductivityFirstResponseTimes_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
