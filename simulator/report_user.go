package simulator

import "cmp"

// userReport is "user or team overall". stillOpen, of which only the delta is documented, are active conversations that are
// not closed by now.
var userReport = (&overallKind{
	filterTags: true,
	head:       writeReportUser,
	blocks: func(rq *request, t *tally) []block {
		h, open := t.happiness(), int64(0)
		for _, f := range t.active {
			if f.Status == "active" || f.Status == "pending" {
				open++
			}
		}
		return alone(
			number("totalDays", t.days()),
			counted("resolved", int64(len(t.resolved))),
			counted("conversationsCreated", t.begun),
			counted("closed", t.closed),
			counted("totalReplies", t.replies()),
			counted("resolvedOnFirstReply", t.onFirst),
			plain("percentResolvedOnFirstReply", t.onFirstShare()),
			measured("repliesToResolve", mean(t.repliesToResolve())),
			measured("handleTime", mean(t.handles)),
			pointed("happinessScore", h.scoreOrNull()),
			measured("responseTime", mean(t.responses)),
			measured("resolutionTime", mean(t.resolutionTimes(rq))),
			measured("repliesPerDay", t.perDay(t.replies())),
			counted("customersHelped", int64(len(t.helped))),
			counted("totalConversations", int64(len(t.active))),
			measured("conversationsPerDay", t.perDay(int64(len(t.active)))),
			plain("busiestDay", t.busiestDay()).hereOnly(shownInCurrent),
			counted("activeConversations", open).hereOnly(shownInDeltas),
		)
	},
}).serve

// writeReportUser presents the user, or the team. totalCustomersHelped is that of the range.
func writeReportUser(rq *request, w *writer, cur *tally) {
	id := rq.num("user")
	var photo string
	var created Time
	switch u, t := rq.store.user(id), rq.store.team(id); {
	case u != nil:
		photo, created = u.PhotoURL, u.CreatedAt
	case t != nil:
		photo, created = t.PhotoURL, t.CreatedAt
	default:
		if su := rq.store.systemUser(id); su != nil {
			photo, created = su.PhotoURL, su.CreatedAt
		}
	}
	w.object("user")
	w.num("id", id)
	w.str("name", rq.store.personName(id))
	w.boolean("hasPhoto", photo != "")
	w.optStr("photoUrl", photo, id%2 == 0)
	w.time("createdAt", created)
	w.num("totalCustomersHelped", int64(len(cur.helped)))
	w.close('}')
}

// historyRow is a reply with its conversation and what the user did there in the range.
type historyRow struct {
	verdict
	handle  float64
	replies int64
}

// conversationHistory lists one row for every reply, so that conversations repeat: its response time is the reply's, the
// replies and the average handle time those of the user or team in the range, the rest the conversation's.
func conversationHistory(rq *request) *answer {
	current, _, bad := rq.asked()
	if bad != nil {
		return bad
	}
	sc, bad := rq.scope("")
	if bad != nil {
		return bad
	}
	rows := cached(rq, rq.listKey(), func() []historyRow {
		var list []historyRow
		for _, f := range sc.within(current) {
			if rq.has("status") && f.Status != rq.get("status") {
				continue
			}
			first, handle := len(list), 0.0
			for i := range f.events {
				if e := &f.events[i]; e.sort == eventReply && current.holds(e.at) && sc.counts(e.by) {
					handle += e.handleTime()
					list = append(list, historyRow{verdict: verdict{f, e}})
				}
			}
			for i, n := first, len(list)-first; i < len(list); i++ {
				list[i].handle, list[i].replies = handle/float64(n), int64(n)
			}
		}
		return sortRows(rq, list, rq.historyKey, func(r historyRow) int64 { return r.thread })
	})
	w := &writer{}
	w.open('{')
	rows = pageOf(w, rq, ratingsPageSize, rows)
	w.array("results")
	for _, r := range rows {
		rq.writeHistoryRow(w, r)
	}
	w.close(']')
	w.close('}')
	return reported(w, len(rows))
}

// historyKey is what the list is sorted by: when the reply was sent, unless asked otherwise.
func (rq *request) historyKey(r historyRow) float64 {
	switch rq.get("sortField") {
	case "number":
		return float64(r.Number)
	case "repliesSent":
		return float64(r.replies)
	case "responseTime":
		return r.responseTime(rq)
	case "resolveTime":
		return r.resolveTime(rq)
	}
	return float64(r.at)
}

func (r *historyRow) responseTime(rq *request) float64 {
	if !r.answers {
		return nothing
	}
	return rq.seconds(r.asked, r.at)
}

func (r *historyRow) resolveTime(rq *request) float64 {
	if !r.resolved() {
		return nothing
	}
	return rq.seconds(r.CreatedAt, r.ClosedAt)
}

func (f *facts) firstResponse(rq *request) float64 {
	for i := range f.events {
		if e := &f.events[i]; e.first {
			return rq.seconds(f.CreatedAt, e.at)
		}
	}
	return nothing
}

func (rq *request) writeHistoryRow(w *writer, r historyRow) {
	w.open('{')
	w.num("id", r.Conversation.ID)
	w.num("number", r.Number)
	w.array("customers")
	for i, id := range []int64{r.CustomerID, cmp.Or(r.OtherCustomerID, r.CustomerID)} {
		if i > 0 && id == r.CustomerID {
			continue
		}
		w.open('{')
		w.num("id", id)
		w.optStr("name", rq.store.customerOr(id).name(), false)
		w.close('}')
	}
	w.close(']')
	w.float("avgHandleTime", r.handle)
	w.float("firstResponseTime", r.firstResponse(rq))
	w.float("responseTime", r.responseTime(rq))
	w.float("resolveTime", r.resolveTime(rq))
	w.num("repliesSent", r.replies)
	w.close('}')
}
