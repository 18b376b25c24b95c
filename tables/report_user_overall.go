package tables

import "slices"

// ReportUserOverall is the totals of a user or team.
var ReportUserOverall = define(Table{
	Name: "ReportUserOverall", Aliases: []string{"ReportUserOveralls"},
	Doc:    "Totals of one user or team for a period; one row for each user and combination of filter values." + reportPlan,
	Report: true,
	List:   List{Operation: "getUserReport", Path: "/v2/reports/user", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), userFilter(), inboxFilters(), officeHoursFilter(),
		[]Column{
			{Name: "User_Name", Type: Text(255), From: "user.name", Null: true, Doc: "Name of the user or team."},
			{Name: "User_HasPhoto", Type: BOOLEAN, From: "user.hasPhoto", Null: true, Doc: "1 when the user has a photo."},
			{Name: "User_PhotoUrl", Type: Text(500), From: "user.photoUrl", Null: true, Doc: "Web address of the photo."},
			{Name: "User_CreatedDate", Type: DATETIME, From: "user.createdAt", Null: true, Doc: "When the user was created, UTC."},
			{Name: "User_TotalCustomersHelped", Type: INT, From: "user.totalCustomersHelped", Null: true, Doc: "Customers whom the user has ever helped."},
			{Name: "Current_BusiestDay", Type: INT, From: "current.busiestDay", Null: true, Doc: "Busiest day of the week in the company's time zone: 1 Monday to 7 Sunday."},
		},
		compared(
			Column{Name: "TotalDays", Type: INT, Doc: "Days in the period as Help Scout counts them."},
			Column{Name: "Resolved", Type: INT, Doc: "Conversations resolved."},
			Column{Name: "ConversationsCreated", Type: INT, Doc: "Conversations that the user started."},
			Column{Name: "Closed", Type: INT, Doc: "Conversations closed."},
			Column{Name: "TotalReplies", Type: INT, Doc: "Replies sent."},
			Column{Name: "ResolvedOnFirstReply", Type: INT, Doc: "Conversations resolved with one reply."},
			Column{Name: "PercentResolvedOnFirstReply", Type: DOUBLE, Doc: "Share of them, as a fraction 0 to 1 despite the name."},
			Column{Name: "RepliesToResolve", Type: DOUBLE, Doc: "Replies that a resolved conversation took, average."},
			Column{Name: "HandleTime", Type: DOUBLE, Doc: "Average handle time, in seconds."},
			Column{Name: "HappinessScore", Type: DOUBLE, Doc: "Percent of great ratings less percent of not good ones, -100 to 100."},
			Column{Name: "ResponseTime", Type: DOUBLE, Doc: "Average time to a reply, in seconds."},
			Column{Name: "ResolutionTime", Type: DOUBLE, Doc: "Average time from creation to resolution, in seconds."},
			Column{Name: "RepliesPerDay", Type: DOUBLE, Doc: "Replies a day, average."},
			Column{Name: "CustomersHelped", Type: INT, Doc: "Customers who got a reply."},
			Column{Name: "TotalConversations", Type: INT, Doc: "Conversations that the user worked on."},
			Column{Name: "ConversationsPerDay", Type: DOUBLE, Doc: "Conversations a day, average."},
		),
		changes("TotalConversations", "CustomersHelped"), points("HappinessScore"),
		changes("RepliesPerDay", "ResolvedOnFirstReply", "HandleTime", "ConversationsPerDay", "Resolved", "RepliesToResolve",
			"ActiveConversations", "TotalReplies", "Closed", "ResponseTime", "ResolutionTime", "ConversationsCreated"),
		filterTags(),
	),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}},
	Rows:    1,
	Examples: []Example{
		{"Replies of everyone, one call a user", "SELECT u.FirstName, r.Current_TotalReplies FROM ReportUserOverall r JOIN Users u ON u.Id = r.User_Id WHERE r.Current_StartDate = '2026-01-01' AND r.Current_EndDate = '2026-02-01'"},
		{"Two users side by side", "SELECT User_Name, Current_HandleTime, Current_HappinessScore FROM ReportUserOverall WHERE " + january + " AND User_Id IN (SELECT Id FROM Users WHERE FirstName IN ('Ada', 'Grace'))"},
	},
})
