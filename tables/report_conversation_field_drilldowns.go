package tables

import "slices"

// ReportConversationFieldDrilldowns is the conversations behind a top list.
var ReportConversationFieldDrilldowns = define(Table{
	Name:   "ReportConversationFieldDrilldowns",
	Doc:    "One row per conversation behind an entry of a top list of the conversation report: those with a tag, saved reply, workflow or customer." + reportPlan,
	Report: true,
	List: List{
		Operation: "getConversationsFieldsDrilldownReport", Path: "/v2/reports/conversations/fields-drilldown", Items: "conversations.results", Pages: ByNumber, Size: 50,
		Default: Params{"rows": "50"},
	},
	Columns: slices.Concat(
		period(), noPreviousPeriod(),
		[]Column{
			{Name: "Field", Type: Word(32, drilldownFields...), Echo: true, Required: true, Filter: []Filter{
				{Ops: []Op{Eq, In}, Param: "field", Words: drilldownFields, Strict: true},
			}, Doc: "What FieldId is the id of: a tag, a saved reply (replyid), a workflow or a customer. Reads back as asked."},
			{Name: "FieldId", Type: BIGINT, Echo: true, Required: true, Filter: Equal("fieldid"), Doc: "Id of the tag, saved reply, workflow or customer. Reads back as asked."},
		},
		inboxFilters(), drilldownColumns(),
	),
	Foreign: drilldownKeys,
	Rows:    500,
	Examples: []Example{
		{"Conversations with a tag, by its name", "SELECT t.Name, d.Number, d.Subject FROM ReportConversationFieldDrilldowns d JOIN Tags t ON t.Id = d.FieldId WHERE t.Name = 'vip' AND d.Field = 'tagid' AND d.Current_StartDate >= '2026-01-01' AND d.Current_StartDate < '2026-02-01'"},
	},
})

var drilldownFields = []string{"tagid", "replyid", "workflowid", "customerid"}
