package tables

import "slices"

// ReportConversationNewsCurrents is the new conversations over time.
var ReportConversationNewsCurrents = define(Table{
	Name:   "ReportConversationNews_Currents",
	Doc:    "One row per step of a period: how many conversations were new." + reportPlan,
	Report: true,
	List:   List{Operation: "getConversationsNewReport", Path: "/v2/reports/conversations/new", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(),
		[]Column{
			{Name: "Start", Type: DATETIME, From: "start", Null: true, Doc: "Start of the step, UTC. The other series call it Date."},
			{Name: "Count", Type: INT, From: "count", Null: true, Doc: "New conversations."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Start, Count FROM ReportConversationNews_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportConversationNewsPrevious is the same for the period compared with.
var ReportConversationNewsPrevious = define(previousSeries(ReportConversationNewsCurrents, Example{
	"January beside February, week by week", "SELECT Start, Count FROM ReportConversationNews_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
