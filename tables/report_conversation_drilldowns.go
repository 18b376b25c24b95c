package tables

import "slices"

// ReportConversationDrilldowns is the conversations of a period.
var ReportConversationDrilldowns = define(Table{
	Name:   "ReportConversationDrilldowns", // and ReportConversationDrillDowns: case does not matter
	Doc:    "One row per conversation that the conversation report counts." + reportPlan,
	Report: true,
	List: List{
		Operation: "getConversationsDrilldownReport", Path: "/v2/reports/conversations/drilldown", Items: "conversations.results", Pages: ByNumber, Size: 50,
		Default: Params{"rows": "50"},
	},
	Columns: slices.Concat(period(), noPreviousPeriod(), inboxFilters(), drilldownColumns()),
	Foreign: drilldownKeys,
	Rows:    500,
	Examples: []Example{
		{"How many there were, in one call", "SELECT COUNT(*) FROM ReportConversationDrilldowns WHERE " + january},
		{"Those of the chat channel", "SELECT Number, Subject, CustomerName FROM ReportConversationDrilldowns WHERE " + january + " AND Types = 'chat'"},
	},
})
