package tables

import "slices"

// ReportCompanyOveralls is the totals of the whole company.
var ReportCompanyOveralls = define(Table{
	Name: "ReportCompanyOveralls", Aliases: []string{"ReportCompanyOverall"},
	Doc:    "Totals of the company for a period; one row for each combination of filter values." + reportPlan,
	Report: true,
	List:   List{Operation: "getCompanyReport", Path: "/v2/reports/company", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), inboxFilters(),
		compared(
			Column{Name: "CustomersHelped", Type: INT, Doc: "Customers who got a reply. Notes, changes of status and assignments do not count."},
			Column{Name: "Closed", Type: INT, Doc: "Conversations closed."},
			Column{Name: "TotalReplies", Type: INT, Doc: "Replies sent."},
			Column{Name: "TotalUsers", Type: INT, Doc: "Users who helped customers."},
			Column{Name: "TotalDays", Type: INT, Doc: "Days in the period as Help Scout counts them."},
			Column{Name: "RepliesPerDayPerUser", Type: DOUBLE, Doc: "Replies a day and user, average."},
			Column{Name: "RepliesPerDay", Type: DOUBLE, Doc: "Replies a day, average."},
			Column{Name: "ResolvedPerDay", Type: DOUBLE, Doc: "Conversations resolved a day, average."},
		),
		changes("CustomersHelped", "TotalReplies", "RepliesPerDay", "Closed", "TotalUsers", "RepliesPerDayPerUser"),
		filterTags(),
		[]Column{{Name: "Users", Type: JSONTEXT, From: "users", Null: true, Doc: "The users who helped, as a JSON array; one row each in ReportCompanyOverall_Users."}},
	),
	Rows: 1,
	Examples: []Example{
		{"Two months compared", "SELECT Current_CustomersHelped, Previous_CustomersHelped, Deltas_CustomersHelped FROM ReportCompanyOveralls WHERE " + comparing},
		{"The last thirty days by channel, one call each", "SELECT Types, Current_TotalReplies, Current_RepliesPerDay FROM ReportCompanyOveralls WHERE Current_StartDate >= NOW() - INTERVAL 30 DAY AND Current_EndDate <= NOW() AND Types IN ('email', 'chat', 'phone')"},
	},
})

// ReportCompanyOverallUsers is the users in it.
var ReportCompanyOverallUsers = define(Table{
	Name:   "ReportCompanyOverall_Users",
	Doc:    "One row per user who helped customers in a period. The rows come with ReportCompanyOveralls." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportCompanyOveralls", Items: "users"},
	Columns: block(
		ReportCompanyOveralls,
		Column{Name: "User", Type: BIGINT, From: "user", Null: true, Doc: "User id, see Users."},
		Column{Name: "Name", Type: Text(255), From: "name", Null: true, Doc: "Name of the user."},
		Column{Name: "Replies", Type: INT, From: "replies", Null: true, Doc: "Replies sent."},
		Column{Name: "CustomersHelped", Type: INT, From: "customersHelped", Null: true, Doc: "Customers who got a reply."},
		Column{Name: "HandleTime", Type: DOUBLE, From: "handleTime", Null: true, Doc: "Average handle time, in seconds."},
		Column{Name: "HappinessScore", Type: DOUBLE, From: "happinessScore", Null: true, Doc: "Percent of great ratings less percent of not good ones, -100 to 100."},
		Column{Name: "PreviousReplies", Type: INT, From: "previousReplies", Null: true, Doc: "Replies sent in the period compared with; NULL without one."},
		Column{Name: "PreviousCustomersHelped", Type: INT, From: "previousCustomersHelped", Null: true, Doc: "Customers who got a reply in the period compared with; NULL without one."},
		Column{Name: "PreviousHandleTime", Type: DOUBLE, From: "previousHandleTime", Null: true, Doc: "Average handle time in the period compared with, in seconds; NULL without one."},
		Column{Name: "PreviousHappinessScore", Type: DOUBLE, From: "previousHappinessScore", Null: true, Doc: "Happiness score in the period compared with; NULL without one."},
	),
	Foreign: []Foreign{{"User", "Users", "Id"}},
	Rows:    20,
	Examples: []Example{
		{"Who sent most replies", "SELECT Name, Replies, CustomersHelped FROM ReportCompanyOverall_Users WHERE " + january + " ORDER BY Replies DESC"},
	},
})
