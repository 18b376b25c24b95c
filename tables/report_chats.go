package tables

import "slices"

// ReportChats is the chat channel.
var ReportChats = define(Table{
	Name:   "ReportChats",
	Doc:    "Live chat through Beacon in a period; one row for each combination of filter values. The buckets are in ReportChat_Ranges." + reportPlan,
	Report: true,
	List:   List{Operation: "getChatReport", Path: "/v2/reports/chat", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), channelFilters(),
		compared(
			Column{Name: "Volume_ChatConversations", Type: INT, Doc: "Chats."},
			Column{Name: "Volume_CompletedChats", Type: INT, Doc: "Chats that users answered."},
			Column{Name: "Volume_MissedChats", Type: INT, Doc: "Chats that nobody answered."},
			Column{Name: "Volume_ChatsPerDay", Type: DOUBLE, Doc: "Chats a day, average."},
			Column{Name: "Responses_WaitTime", Type: DOUBLE, Doc: "Average wait for the first answer, in seconds."},
			Column{Name: "Responses_ResponseTime", Type: DOUBLE, Doc: "Average time to an answer, in seconds."},
			Column{Name: "Resolutions_MessagesPerChat", Type: DOUBLE, Doc: "Messages a chat, average."},
			Column{Name: "Resolutions_Duration", Type: DOUBLE, Doc: "Average duration of a chat, in seconds."},
		),
		changes("Volume_ChatConversations", "Volume_CompletedChats", "Volume_MissedChats", "Volume_ChatsPerDay",
			"Responses_WaitTime", "Responses_ResponseTime", "Resolutions_MessagesPerChat", "Resolutions_Duration"),
		distribution("WaitTime", "waits"),
		distribution("ResponseTime", "response times"),
		distribution("MessagesPerChat", "messages a chat"),
		distribution("Duration", "durations"),
	),
	Rows: 1,
	Examples: []Example{
		{"Chats missed", "SELECT Current_Volume_ChatConversations, Current_Volume_MissedChats FROM ReportChats WHERE " + january},
	},
})

// ReportChatRanges is the buckets in it.
var ReportChatRanges = define(Table{
	Name:    "ReportChat_Ranges",
	Doc:     "One row per bucket of a measure of the chat channel. The rows come with ReportChats." + reportPlan,
	Report:  true,
	Within:  &Within{Table: "ReportChats", Items: "ranges", Groups: []string{"waitTime", "responseTime", "messagesPerChat", "duration"}},
	Columns: block(ReportChats, ranges("What 1 to 5 stand for is not documented.", "waitTime", "responseTime", "messagesPerChat", "duration")...),
	Rows:    20,
	Examples: []Example{
		{"How long visitors wait", "SELECT Id, Count, Percent FROM ReportChat_Ranges WHERE " + january + " AND Metric = 'waitTime' ORDER BY Id"},
	},
})
