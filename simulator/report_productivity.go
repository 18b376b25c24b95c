package simulator

// productivityReport is "productivity overall". totalConversations are the active ones; every average is null without anything
// to average.
var productivityReport = (&overallKind{
	filterTags: true,
	blocks: func(rq *request, t *tally) []block {
		return alone(
			counted("totalConversations", int64(len(t.active))),
			measured("resolutionTime", mean(t.resolutionTimes(rq))),
			measured("repliesToResolve", mean(t.repliesToResolve())),
			measured("responseTime", mean(t.responses)),
			measured("firstResponseTime", mean(t.firsts)),
			counted("resolved", int64(len(t.resolved))),
			counted("resolvedOnFirstReply", t.onFirst),
			counted("closed", t.closed),
			counted("repliesSent", t.replies()),
			measured("handleTime", mean(t.handles)),
			plain("percentResolvedOnFirstReply", t.onFirstShare()),
		)
	},
	distributions: func(rq *request, t *tally) []distribution {
		return []distribution{responseSpread(t), firstResponseSpread(t), handleSpread(t), resolveSpread(rq, t)}
	},
}).serve

// The first three distributions count replies and the last one resolved conversations.
func responseSpread(t *tally) distribution {
	return distribution{name: "responseTime", borders: responseBuckets, values: t.responses}
}

func firstResponseSpread(t *tally) distribution {
	return distribution{name: "firstResponseTime", borders: responseBuckets, values: t.firsts}
}

func handleSpread(t *tally) distribution {
	return distribution{name: "handleTime", borders: handleBuckets, values: t.handles}
}

func resolveSpread(rq *request, t *tally) distribution {
	return distribution{name: "repliesToResolve", borders: replyBuckets, values: t.repliesToResolve(), times: t.resolutionTimes(rq)}
}
