package tables

import "slices"

// ReportEmails is the e-mail channel.
var ReportEmails = define(Table{
	Name:   "ReportEmails",
	Doc:    "The e-mail channel in a period; one row for each combination of filter values. The buckets are in ReportEmail_Ranges." + reportPlan,
	Report: true,
	List:   List{Operation: "getEmailReport", Path: "/v2/reports/email", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), channelFilters(),
		compared(
			Column{Name: "Volume_EmailConversations", Type: INT, Doc: "Conversations by e-mail."},
			Column{Name: "Volume_EmailsCreated", Type: INT, Doc: "Conversations by e-mail that users started."},
			Column{Name: "Volume_RepliesSent", Type: INT, Doc: "Replies sent."},
			Column{Name: "Volume_MessagesReceived", Type: INT, Doc: "Messages of customers."},
			Column{Name: "Resolutions_Resolved", Type: INT, Doc: "Conversations resolved."},
			Column{Name: "Resolutions_ResolvedOnFirstReply", Type: INT, Doc: "Conversations resolved with one reply."},
			Column{Name: "Resolutions_PercentResolvedOnFirstReply", Type: DOUBLE, Doc: "Share of them, as a fraction 0 to 1 despite the name."},
			Column{Name: "Resolutions_ResolutionTime", Type: DOUBLE, Doc: "Average time from creation to resolution, in seconds."},
			Column{Name: "Resolutions_RepliesToResolve", Type: DOUBLE, Doc: "Replies that a resolved conversation took, average."},
			Column{Name: "Resolutions_HandleTime", Type: DOUBLE, Doc: "Average handle time, in seconds."},
			Column{Name: "Resolutions_Closed", Type: INT, Doc: "Conversations closed."},
			Column{Name: "Responses_ResponseTime", Type: DOUBLE, Doc: "Average time to a reply, in seconds."},
			Column{Name: "Responses_FirstResponseTime", Type: DOUBLE, Doc: "Average time to the first reply, in seconds."},
		),
		changes("Volume_EmailConversations", "Volume_EmailsCreated", "Volume_RepliesSent", "Volume_MessagesReceived",
			"Resolutions_Resolved", "Resolutions_ResolvedOnFirstReply", "Resolutions_ResolutionTime", "Resolutions_RepliesToResolve",
			"Resolutions_HandleTime", "Resolutions_Closed", "Responses_ResponseTime", "Responses_FirstResponseTime"),
		distribution("ResponseTime", "response times"),
		distribution("FirstResponseTime", "first response times"),
		distribution("HandleTime", "handle times"),
		distribution("ResolutionTime", "resolution times"),
		distribution("RepliesToResolve", "replies to resolve"),
		filterTags(),
	),
	Rows: 1,
	Examples: []Example{
		{"E-mail in and out", "SELECT Current_Volume_MessagesReceived, Current_Volume_RepliesSent FROM ReportEmails WHERE " + january},
	},
})

// ReportEmailRanges is the buckets in it.
var ReportEmailRanges = define(Table{
	Name:   "ReportEmail_Ranges",
	Doc:    "One row per bucket of a measure of the e-mail channel. The rows come with ReportEmails." + reportPlan,
	Report: true,
	Within: &Within{
		Table: "ReportEmails", Items: "ranges",
		Groups: []string{"responseTime", "firstResponseTime", "handleTime", "resolutionTime", "repliesToResolve"},
	},
	Columns: block(ReportEmails, append(
		ranges(buckets+" Those of resolutionTime are not documented.", "responseTime", "firstResponseTime", "handleTime", "resolutionTime", "repliesToResolve"),
		resolvedIn(),
	)...),
	Rows: 45,
	Examples: []Example{
		{"How response times spread", "SELECT Id, Count, Percent FROM ReportEmail_Ranges WHERE " + january + " AND Metric = 'responseTime' ORDER BY Id"},
	},
})
