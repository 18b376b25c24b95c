package tables

import "slices"

// ReportConversationVolumeByChannelsCurrents is the conversations of each channel over time.
var ReportConversationVolumeByChannelsCurrents = define(Table{
	Name:   "ReportConversationVolumeByChannels_Currents",
	Doc:    "One row per step of a period: how many conversations each channel had. Chats of other services count as chat here, but not in ReportChats." + reportPlan,
	Report: true,
	List:   List{Operation: "getConversationsVolumeByChannelReport", Path: "/v2/reports/conversations/volume-by-channel", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(),
		[]Column{
			step(),
			{Name: "Chat", Type: INT, From: "chat", Null: true, Doc: "Chats."},
			{Name: "Email", Type: INT, From: "email", Null: true, Doc: "Conversations by e-mail."},
			{Name: "Phone", Type: INT, From: "phone", Null: true, Doc: "Conversations by phone."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Email, Chat, Phone FROM ReportConversationVolumeByChannels_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportConversationVolumeByChannelsPrevious is the same for the period compared with.
var ReportConversationVolumeByChannelsPrevious = define(previousSeries(ReportConversationVolumeByChannelsCurrents, Example{
	"January beside February, week by week", "SELECT Date, Email, Chat, Phone FROM ReportConversationVolumeByChannels_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
