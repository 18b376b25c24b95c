package tables

import (
	"slices"

	"github.com/tidwall/gjson"
)

// ReportConversationReceivedMessagesCurrents is the messages of customers over time.
var ReportConversationReceivedMessagesCurrents = define(Table{
	Name:   "ReportConversationReceivedMessages_Currents",
	Doc:    "One row per step of a period: how many messages customers sent." + reportPlan,
	Report: true,
	List:   List{Operation: "getConversationsReceivedMessagesReport", Path: "/v2/reports/conversations/received-messages", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(),
		// A live answer has date and messages, the pages of API 1.0 start and count.
		[]Column{
			{Name: "Date", Type: DATETIME, Compute: receivedDate, Null: true, Doc: "Start of the step, UTC: the member date, or start where the API calls it so."},
			{Name: "Messages", Type: INT, Compute: receivedMessages, Null: true, Doc: "Messages of customers: the member messages, or count where the API calls it so."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Messages FROM ReportConversationReceivedMessages_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportConversationReceivedMessagesPrevious is the same for the period compared with.
var ReportConversationReceivedMessagesPrevious = define(previousSeries(ReportConversationReceivedMessagesCurrents, Example{
	"January beside February, week by week", "SELECT Date, Messages FROM ReportConversationReceivedMessages_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))

func receivedDate(item, _ gjson.Result) any {
	return (&Column{Type: DATETIME}).value(either(item, "date", "start"))
}

func receivedMessages(item, _ gjson.Result) any {
	return (&Column{Type: INT}).value(either(item, "messages", "count"))
}

// either is the one member or the other.
func either(item gjson.Result, one, other string) gjson.Result {
	if v := item.Get(one); v.Exists() {
		return v
	}
	return item.Get(other)
}
