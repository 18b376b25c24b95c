package simulator

import (
	"slices"
	"strings"
)

// report says that the operation needs a plan with reports.
func (r *route) report() bool { return strings.HasPrefix(r.Path, "/v2/reports/") }

// reportOf declares a report with the groups of parameters its page lists.
func reportOf(id, path string, serve func(*request) *answer, groups ...[]Parameter) route {
	params := slices.Concat(append([][]Parameter{currentRange}, groups...)...)
	return readOf(id, "/v2/reports/"+path, serve, params...)
}

// The groups the report pages repeat. No report takes a parameter of a group it does not list: types never goes to a channel's
// report, the comparison range never to a drilldown.
var (
	currentRange  = []Parameter{required(date("start")), required(date("end"))}
	previousRange = []Parameter{date("previousStart"), date("previousEnd")}
	someone       = []Parameter{required(integer("user", 1))}
	boxesAndTags  = []Parameter{commaList(integer("mailboxes", 0)), commaList(integer("tags", 0))}
	folders       = []Parameter{commaList(integer("folders", 0))}
	channels      = []Parameter{commaList(oneOf("types", "email", "chat", "phone"))}
	fourFilters   = slices.Concat(boxesAndTags, channels, folders)
	officeHours   = []Parameter{flag("officeHours")}
	viewBy        = []Parameter{oneOf("viewBy", "day", "week", "month")}
	onePage       = []Parameter{pageParam}
	pageAndRows   = []Parameter{pageParam, integer("rows", 1).atMost(50)}
	upperOrder    = []Parameter{oneOf("sortOrder", "ASC", "DESC")}
	ratingChoice  = []Parameter{
		oneOf("sortField", "number", "modifiedAt", "rating"), oneOf("rating", "great", "ok", "all", "not-good"),
	}
	companyRange = []Parameter{
		required(oneOf("range", "replies", "firstReplyResolved", "resolved", "responseTime", "firstResponseTime", "handleTime")),
		integer("rangeId", 1).atMost(10),
	}
	dimension = []Parameter{
		required(oneOf("field", "tagid", "replyid", "workflowid", "customerid")), required(integer("fieldid", 0)),
	}
	historyChoice = []Parameter{
		oneOf("status", "active", "pending", "closed"), oneOf("sortField", "number", "repliesSent", "responseTime", "resolveTime"),
	}
)

// reportRoutes are all 32 reports.
var reportRoutes = []route{
	reportOf("getCompanyReport", "company", companyReport, previousRange, fourFilters),
	reportOf("getCompanyCustomersHelpedReport", "company/customers-helped", customersSeries, previousRange, fourFilters, viewBy),
	reportOf("getCompanyDrilldownReport", "company/drilldown", companyDrilldown, fourFilters, pageAndRows, companyRange),

	reportOf("getConversationsReport", "conversations", conversationsReport, previousRange, fourFilters),
	reportOf("getConversationsVolumeByChannelReport", "conversations/volume-by-channel", channelSeries,
		previousRange, fourFilters, viewBy),
	reportOf("getConversationsBusyTimesReport", "conversations/busy-times", busyTimes, previousRange, fourFilters),
	reportOf("getConversationsDrilldownReport", "conversations/drilldown", activeDrilldown, fourFilters, pageAndRows),
	reportOf("getConversationsFieldsDrilldownReport", "conversations/fields-drilldown", fieldsDrilldown,
		dimension, fourFilters, pageAndRows),
	reportOf("getConversationsNewReport", "conversations/new", newSeries, previousRange, fourFilters, viewBy),
	reportOf("getConversationsNewDrilldownReport", "conversations/new-drilldown", newDrilldown, fourFilters, pageAndRows),
	reportOf("getConversationsReceivedMessagesReport", "conversations/received-messages", receivedSeries,
		previousRange, fourFilters, viewBy),

	reportOf("getDocsReport", "docs", docsReport, previousRange, []Parameter{commaList(pattern("sites", `^[0-9a-f]{24}$`))}),

	reportOf("getHappinessReport", "happiness", happinessReport, previousRange, fourFilters),
	reportOf("getHappinessRatingsReport", "happiness/ratings", ratingsReport,
		previousRange, fourFilters, onePage, upperOrder, ratingChoice),

	reportOf("getProductivityReport", "productivity", productivityReport, previousRange, fourFilters, officeHours),
	reportOf("getProductivityFirstResponseTimeReport", "productivity/first-response-time", firstResponseSeries,
		previousRange, fourFilters, officeHours, viewBy),
	reportOf("getProductivityRepliesSentReport", "productivity/replies-sent", repliesSeries,
		previousRange, fourFilters, officeHours, viewBy),
	reportOf("getProductivityResolutionTimeReport", "productivity/resolution-time", resolutionTimeSeries,
		previousRange, fourFilters, officeHours, viewBy),
	reportOf("getProductivityResolvedReport", "productivity/resolved", resolvedSeries,
		previousRange, fourFilters, officeHours, viewBy),
	reportOf("getProductivityResponseTimeReport", "productivity/response-time", responseTimeSeries,
		previousRange, fourFilters, officeHours, viewBy),

	reportOf("getUserReport", "user", userReport, someone, previousRange, fourFilters, officeHours),
	reportOf("getUserConversationHistoryReport", "user/conversation-history", conversationHistory,
		someone, previousRange, fourFilters, officeHours, onePage, upperOrder, historyChoice),
	reportOf("getUserCustomersHelpedReport", "user/customers-helped", customersSeries, someone, previousRange, fourFilters, viewBy),
	reportOf("getUserDrilldownReport", "user/drilldown", userDrilldown, someone, fourFilters, pageAndRows),
	reportOf("getUserHappinessReport", "user/happiness", happinessReport, someone, previousRange, fourFilters),
	reportOf("getUserRatingsReport", "user/ratings", ratingsReport,
		someone, previousRange, fourFilters, onePage, upperOrder, ratingChoice),
	reportOf("getUserRepliesReport", "user/replies", repliesSeries, someone, previousRange, fourFilters, viewBy),
	reportOf("getUserResolutionsReport", "user/resolutions", resolvedSeries, someone, previousRange, fourFilters, viewBy),
	reportOf("getUserChatReport", "user/chat", userChatReport, someone, previousRange, boxesAndTags, officeHours),

	reportOf("getChatReport", "chat", chatReport, previousRange, boxesAndTags, folders, officeHours),
	reportOf("getEmailReport", "email", emailReport, previousRange, boxesAndTags, folders, officeHours),
	reportOf("getPhoneReport", "phone", phoneReport, previousRange, boxesAndTags, folders, officeHours),
}
