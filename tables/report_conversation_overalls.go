package tables

import "slices"

// ReportConversationOveralls is the volume of conversations.
var ReportConversationOveralls = define(Table{
	Name: "ReportConversationOveralls", Aliases: []string{"ReportConversationOverall"},
	Doc:    "Volume of conversations in a period; one row for each combination of filter values. Its top lists are tables of their own." + reportPlan,
	Report: true,
	List:   List{Operation: "getConversationsReport", Path: "/v2/reports/conversations", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), inboxFilters(),
		compared(
			Column{Name: "TotalConversations", Type: INT, Doc: "Conversations in the period."},
			Column{Name: "ConversationsCreated", Type: INT, Doc: "Conversations that users started."},
			Column{Name: "NewConversations", Type: INT, Doc: "Conversations that customers started."},
			Column{Name: "Customers", Type: INT, Doc: "Customers in them."},
			Column{Name: "ConversationsPerDay", Type: DOUBLE, Doc: "Conversations a day; Help Scout cuts it to a whole number."},
		),
		changes("NewConversations", "TotalConversations", "Customers", "ConversationsCreated", "ConversationsPerDay"),
		[]Column{
			{Name: "BusiestDay_Day", Type: INT, From: "busiestDay.day", Null: true, Doc: "Busiest day of the week in the company's time zone: 1 Monday to 7 Sunday."},
			{Name: "BusiestDay_Hour", Type: INT, From: "busiestDay.hour", Null: true, Doc: "Busiest hour of that day in the company's time zone, 0 to 23."},
			{Name: "BusiestDay_Count", Type: INT, From: "busiestDay.count", Null: true, Doc: "Conversations in it."},
			{Name: "BusyTimeStart", Type: INT, From: "busyTimeStart", Null: true, Doc: "Hour that the busiest time of the day starts with, in the company's time zone."},
			{Name: "BusyTimeEnd", Type: INT, From: "busyTimeEnd", Null: true, Doc: "Hour that it ends with, in the company's time zone."},
			{Name: "Tags_Count", Type: INT, From: "tags.count", Null: true, Doc: "Number of tags in use."},
			{Name: "Tags_Top", Type: JSONTEXT, From: "tags.top", Null: true, Doc: "The tags used most, as a JSON array; one row each in ReportConversationOverall_Tags."},
			{Name: "Customers_Count", Type: INT, From: "customers.count", Null: true, Doc: "Number of customers."},
			{Name: "Customers_Top", Type: JSONTEXT, From: "customers.top", Null: true, Doc: "The customers with most conversations, as a JSON array; one row each in ReportConversationOverall_Customers."},
			{Name: "Replies_Count", Type: INT, From: "replies.count", Null: true, Doc: "Number of saved replies in use."},
			{Name: "Replies_Top", Type: JSONTEXT, From: "replies.top", Null: true, Doc: "The saved replies used most, as a JSON array; one row each in ReportConversationOverall_Replies."},
			{Name: "Workflows_Count", Type: INT, From: "workflows.count", Null: true, Doc: "Number of workflows that ran."},
			{Name: "Workflows_Top", Type: JSONTEXT, From: "workflows.top", Null: true, Doc: "The workflows that ran most, as a JSON array; one row each in ReportConversationOverall_Workflows."},
			{Name: "CustomFields_Count", Type: INT, From: "customFields.count", Null: true, Doc: "Number of custom fields."},
			{Name: "CustomFields_Fields", Type: JSONTEXT, From: "customFields.fields", Null: true, Doc: "The custom fields with their values, as a JSON array; one row a value in ReportConversationOverall_CustomFields."},
		},
		filterTags(),
	),
	Rows: 1,
	Examples: []Example{
		{"How the volume changed", "SELECT Current_NewConversations, Previous_NewConversations, Deltas_NewConversations FROM ReportConversationOveralls WHERE " + comparing},
	},
})

// ReportConversationOverallTags is the tags used most.
var ReportConversationOverallTags = define(Table{
	Name:    "ReportConversationOverall_Tags",
	Doc:     "One row per tag among those used most in a period; Id 1 without a name is untagged. The rows come with ReportConversationOveralls." + reportPlan,
	Report:  true,
	Within:  &Within{Table: "ReportConversationOveralls", Items: "tags.top"},
	Columns: block(ReportConversationOveralls, topItems("tag")...),
	Foreign: []Foreign{{"Id", "Tags", "Id"}},
	Rows:    10,
	Examples: []Example{
		{"What conversations were about", "SELECT Name, Count, Percent FROM ReportConversationOverall_Tags WHERE " + january + " ORDER BY Count DESC"},
	},
})

// ReportConversationOverallCustomers is the customers who wrote most.
var ReportConversationOverallCustomers = define(Table{
	Name:    "ReportConversationOverall_Customers",
	Doc:     "One row per customer among those with most conversations in a period. The rows come with ReportConversationOveralls." + reportPlan,
	Report:  true,
	Within:  &Within{Table: "ReportConversationOveralls", Items: "customers.top"},
	Columns: block(ReportConversationOveralls, topItems("customer")...),
	Foreign: []Foreign{{"Id", "Customers", "Id"}},
	Rows:    10,
	Examples: []Example{
		{"Who wrote most", "SELECT Name, Count, PreviousCount FROM ReportConversationOverall_Customers WHERE " + comparing + " ORDER BY Count DESC"},
	},
})

// ReportConversationOverallReplies is the saved replies used most.
var ReportConversationOverallReplies = define(Table{
	Name:   "ReportConversationOverall_Replies",
	Doc:    "One row per saved reply among those used most in a period. The rows come with ReportConversationOveralls." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportConversationOveralls", Items: "replies.top"},
	Columns: block(ReportConversationOveralls, append(
		topItems("saved reply"),
		Column{Name: "MailboxId", Type: BIGINT, From: "mailboxId", Null: true, Doc: "Inbox of the saved reply, see MailBoxes."},
	)...),
	Foreign: []Foreign{{"Id", "SavedReplies", "Id"}, {"MailboxId", "MailBoxes", "Id"}},
	Rows:    10,
	Examples: []Example{
		{"Which saved replies are used", "SELECT Name, Count FROM ReportConversationOverall_Replies WHERE " + january + " ORDER BY Count DESC"},
	},
})

// ReportConversationOverallWorkflows is the workflows that ran most.
var ReportConversationOverallWorkflows = define(Table{
	Name:    "ReportConversationOverall_Workflows",
	Doc:     "One row per workflow among those that ran most in a period. The rows come with ReportConversationOveralls." + reportPlan,
	Report:  true,
	Within:  &Within{Table: "ReportConversationOveralls", Items: "workflows.top"},
	Columns: block(ReportConversationOveralls, topItems("workflow")...),
	Foreign: []Foreign{{"Id", "Workflows", "Id"}},
	Rows:    10,
	Examples: []Example{
		{"Which workflows run, and their status", "SELECT t.Name, t.Count, w.Status FROM ReportConversationOverall_Workflows t JOIN Workflows w ON w.Id = t.Id WHERE " + january},
	},
})

// ReportConversationOverallCustomFields is the values of custom fields.
var ReportConversationOverallCustomFields = define(Table{
	Name:   "ReportConversationOverall_CustomFields",
	Doc:    "One row per value of a custom field that conversations of a period have; a field without values stands in ReportConversationOveralls.CustomFields_Fields only. The rows come with ReportConversationOveralls." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportConversationOveralls", Groups: []string{"customFields.fields"}, Items: "values"},
	Columns: block(
		ReportConversationOveralls,
		Column{Name: "Id", Type: BIGINT, From: "^id", Null: true, Doc: "Id of the field, see MailboxFields."},
		Column{Name: "Name", Type: Text(255), From: "^name", Null: true, Doc: "Name of the field."},
		Column{Name: "MailboxId", Type: BIGINT, From: "^mailboxId", Null: true, Doc: "Inbox of the field, see MailBoxes."},
		Column{Name: "Value_Id", Type: BIGINT, From: "id", Null: true, Doc: "Id of the value."},
		Column{Name: "Value_Name", Type: Text(255), From: "name", Null: true, Doc: "Text of the value."},
		Column{Name: "Value_Count", Type: INT, From: "count", Null: true, Doc: "Conversations with the value."},
		Column{Name: "Value_Percent", Type: DOUBLE, From: "percent", Null: true, Doc: "Share of the conversations, in percent, 0 to 100."},
		Column{Name: "Summary_Total", Type: INT, From: "^summary.total", Null: true, Doc: "Conversations that could have the field."},
		Column{Name: "Summary_TotalAnswered", Type: INT, From: "^summary.totalAnswered", Null: true, Doc: "Conversations that have it filled."},
		Column{Name: "Summary_PreviousTotal", Type: INT, From: "^summary.previousTotal", Null: true, Doc: "Conversations that could have the field in the period compared with; NULL without one."},
		Column{Name: "Summary_PreviousTotalAnswered", Type: INT, From: "^summary.previousTotalAnswered", Null: true, Doc: "Conversations that had it filled in the period compared with; NULL without one."},
		Column{Name: "Summary_UnansweredPercent", Type: DOUBLE, From: "^summary.unansweredPercent", Null: true, Doc: "Share of conversations without it, in percent, 0 to 100."},
		Column{Name: "Summary_UnansweredPreviousPercent", Type: DOUBLE, From: "^summary.unansweredPreviousPercent", Null: true, Doc: "That share in the period compared with, in percent; NULL without one."},
		Column{Name: "Summary_UnansweredDelta", Type: DOUBLE, From: "^summary.unansweredDelta", Null: true, Doc: "Difference of these shares; NULL without a period to compare with."},
	),
	Foreign: []Foreign{{"Id", "MailboxFields", "Id"}, {"MailboxId", "MailBoxes", "Id"}},
	Rows:    20,
	Examples: []Example{
		{"Values of each field", "SELECT Name, Value_Name, Value_Count, Value_Percent FROM ReportConversationOverall_CustomFields WHERE " + january + " ORDER BY Name, Value_Count DESC"},
	},
})
