package tables

import "slices"

// ReportProductivityResolvedsCurrents is the conversations resolved over time.
var ReportProductivityResolvedsCurrents = define(Table{
	Name:   "ReportProductivityResolveds_Currents",
	Doc:    "One row per step of a period: how many conversations were resolved." + reportPlan,
	Report: true,
	List:   List{Operation: "getProductivityResolvedReport", Path: "/v2/reports/productivity/resolved", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(), officeHoursFilter(),
		[]Column{
			step(),
			{Name: "Resolved", Type: INT, From: "resolved", Null: true, Doc: "Conversations resolved."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Resolved FROM ReportProductivityResolveds_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportProductivityResolvedsPrevious is the same for the period compared with.
var ReportProductivityResolvedsPrevious = define(previousSeries(ReportProductivityResolvedsCurrents, Example{
	"January beside February, week by week", "SELECT Date, Resolved FROM ReportProductivityResolveds_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
