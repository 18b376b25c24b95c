package tables

import "slices"

// ReportConversationBusyTimes is when new conversations come in.
var ReportConversationBusyTimes = define(Table{
	Name:   "ReportConversationBusyTimes",
	Doc:    "One row per hour of the week: how many new conversations came in, in the company's time zone. Hours without any may be missing." + reportPlan,
	Report: true,
	List:   List{Operation: "getConversationsBusyTimesReport", Path: "/v2/reports/conversations/busy-times", Pages: Array},
	Columns: slices.Concat(
		period(), noPreviousPeriod(), inboxFilters(),
		[]Column{
			{Name: "Day", Type: INT, From: "day", Null: true, Doc: "Day of the week in the company's time zone: 1 Monday to 7 Sunday."},
			{Name: "Hour", Type: INT, From: "hour", Null: true, Doc: "Hour of the day in the company's time zone, 0 to 23."},
			{Name: "Count", Type: INT, From: "count", Null: true, Doc: "New conversations in that hour of all weeks of the period."},
		},
	),
	Rows: 168,
	Examples: []Example{
		{"The five busiest hours of the week", "SELECT Day, Hour, Count FROM ReportConversationBusyTimes WHERE Current_StartDate >= '2026-01-01' AND Current_StartDate < '2026-04-01' ORDER BY Count DESC LIMIT 5"},
	},
})
