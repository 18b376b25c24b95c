package tables

import "slices"

// ReportProductivityOveralls is how fast and how much the company answers.
var ReportProductivityOveralls = define(Table{
	Name: "ReportProductivityOveralls", Aliases: []string{"ReportProductivityOverall"},
	Doc: "How fast and how much the company answered in a period; one row for each combination of filter values. " +
		"The buckets are in ReportProductivityOverall_Ranges, the conversations behind them in ReportCompanyDrillDowns." + reportPlan,
	Report: true,
	List:   List{Operation: "getProductivityReport", Path: "/v2/reports/productivity", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), inboxFilters(), officeHoursFilter(),
		compared(
			Column{Name: "TotalConversations", Type: INT, Doc: "Conversations in the period."},
			Column{Name: "ResolutionTime", Type: DOUBLE, Doc: "Average time from creation to resolution, in seconds; once a conversation, and only with a reply."},
			Column{Name: "RepliesToResolve", Type: DOUBLE, Doc: "Replies that a resolved conversation took, average."},
			Column{Name: "ResponseTime", Type: DOUBLE, Doc: "Average time to a reply, in seconds."},
			Column{Name: "FirstResponseTime", Type: DOUBLE, Doc: "Average time to the first reply, in seconds."},
			Column{Name: "Resolved", Type: INT, Doc: "Conversations resolved."},
			Column{Name: "ResolvedOnFirstReply", Type: INT, Doc: "Conversations resolved with one reply."},
			Column{Name: "PercentResolvedOnFirstReply", Type: DOUBLE, Doc: "Share of them, as a fraction 0 to 1 despite the name."},
			Column{Name: "Closed", Type: INT, Doc: "Conversations closed."},
			Column{Name: "RepliesSent", Type: INT, Doc: "Replies sent."},
			Column{Name: "HandleTime", Type: DOUBLE, Doc: "Average handle time, in seconds."},
		),
		changes("TotalConversations", "RepliesSent", "FirstResponseTime", "Resolved", "RepliesToResolve", "Closed", "ResolvedOnFirstReply",
			"ResponseTime", "HandleTime", "ResolutionTime"),
		distribution("ResponseTime", "response times"),
		distribution("FirstResponseTime", "first response times"),
		distribution("HandleTime", "handle times"),
		distribution("RepliesToResolve", "replies to resolve"),
		filterTags(),
	),
	Rows: 1,
	Examples: []Example{
		{"Hours to the first answer, in office hours", "SELECT Current_FirstResponseTime / 3600 AS Hours FROM ReportProductivityOveralls WHERE " + january + " AND OfficeHours = TRUE"},
		{"Share resolved with one reply, in percent", "SELECT 100 * Current_PercentResolvedOnFirstReply FROM ReportProductivityOveralls WHERE " + january},
	},
})

// ReportProductivityOverallRanges is the buckets in it.
var ReportProductivityOverallRanges = define(Table{
	Name:   "ReportProductivityOverall_Ranges",
	Doc:    "One row per bucket of a measure: how many replies or conversations fall into it. The rows come with ReportProductivityOveralls." + reportPlan,
	Report: true,
	Within: &Within{
		Table: "ReportProductivityOveralls", Items: "ranges",
		Groups: []string{"responseTime", "firstResponseTime", "handleTime", "repliesToResolve"},
	},
	Columns: block(ReportProductivityOveralls, append(
		ranges(buckets, "responseTime", "firstResponseTime", "handleTime", "repliesToResolve"), resolvedIn(),
	)...),
	Rows: 35,
	Examples: []Example{
		{"How first response times spread", "SELECT Id, Count, Percent FROM ReportProductivityOverall_Ranges WHERE " + january + " AND Metric = 'firstResponseTime' ORDER BY Id"},
	},
})
