package tables

import "slices"

// ReportProductivityResolutionTimesCurrents is the time to resolution over time.
var ReportProductivityResolutionTimesCurrents = define(Table{
	Name:   "ReportProductivityResolutionTimes_Currents",
	Doc:    "One row per step of a period: how long conversations took to resolve." + reportPlan,
	Report: true,
	List:   List{Operation: "getProductivityResolutionTimeReport", Path: "/v2/reports/productivity/resolution-time", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(), officeHoursFilter(),
		[]Column{
			step(),
			{Name: "Time", Type: DOUBLE, From: "time", Null: true, Doc: "Average time from creation to resolution, in seconds; NULL when nothing was resolved."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Time FROM ReportProductivityResolutionTimes_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportProductivityResolutionTimesPrevious is the same for the period compared with.
var ReportProductivityResolutionTimesPrevious = define(previousSeries(ReportProductivityResolutionTimesCurrents, Example{
	"January beside February, week by week", "SELECT Date, Time FROM ReportProductivityResolutionTimes_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
