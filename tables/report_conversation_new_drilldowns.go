package tables

import "slices"

// ReportConversationNewDrilldowns is the new conversations of a period.
var ReportConversationNewDrilldowns = define(Table{
	Name:   "ReportConversationNewDrilldowns",
	Doc:    "One row per new conversation of a period: those that ReportConversationNews_Currents counts." + reportPlan,
	Report: true,
	List: List{
		Operation: "getConversationsNewDrilldownReport", Path: "/v2/reports/conversations/new-drilldown", Items: "conversations.results", Pages: ByNumber, Size: 50,
		Default: Params{"rows": "50"},
	},
	Columns: slices.Concat(period(), noPreviousPeriod(), inboxFilters(), drilldownColumns()),
	Foreign: drilldownKeys,
	Rows:    500,
	Examples: []Example{
		{"New conversations that are still open", "SELECT Number, Subject, AssignedName FROM ReportConversationNewDrilldowns WHERE " + january + " AND Status <> 'closed'"},
	},
})
