package simulator

import (
	"cmp"
	"slices"
)

// defaultRows is documented, and so is the most, 50.
const defaultRows = 25

// drilldownOf serves the conversations behind a number: select takes them out of a tally of the range, the last modified
// come first.
func drilldownOf(selected func(*request, *tally) []*facts) func(*request) *answer {
	return func(rq *request) *answer {
		current, _, bad := rq.asked()
		if bad != nil {
			return bad
		}
		sc, bad := rq.scope("")
		if bad != nil {
			return bad
		}
		rows := cached(rq, rq.listKey(), func() []*facts {
			list := slices.Clone(selected(rq, sc.measure(current, sc.within(current))))
			slices.SortFunc(list, func(a, b *facts) int {
				return cmp.Or(cmp.Compare(b.ModifiedAt, a.ModifiedAt), cmp.Compare(b.ID, a.ID))
			})
			return list
		})
		size := defaultRows
		if rq.has("rows") {
			size = int(rq.num("rows"))
		}
		w := &writer{}
		w.open('{')
		w.object("conversations")
		rows = pageOf(w, rq, size, rows)
		w.array("results")
		for _, f := range rows {
			rq.writeDrilldownRow(w, f.Conversation)
		}
		w.close(']')
		w.close('}')
		w.close('}')
		return reported(w, len(rows))
	}
}

var (
	activeDrilldown = drilldownOf(func(_ *request, t *tally) []*facts { return t.active })
	newDrilldown    = drilldownOf(func(_ *request, t *tally) []*facts { return t.created })
	userDrilldown   = activeDrilldown
	fieldsDrilldown = drilldownOf(func(rq *request, t *tally) []*facts {
		id := rq.num("fieldid")
		return slices.DeleteFunc(slices.Clone(t.active), func(f *facts) bool {
			return !slices.Contains(rq.store.dimensionOf(rq.get("field"), f, t.period), id)
		})
	})
)

// companyDrilldown lists the conversations behind the productivity report, all buckets of a range without rangeId. The ranges
// of replies list the conversations that have at least one such reply, so they are no more than the distribution counts.
func companyDrilldown(rq *request) *answer {
	if rq.has("rangeId") {
		most := map[string]int64{
			"replies": 5, "handleTime": 5, "responseTime": 10, "firstResponseTime": 10, // the others have no buckets
		}[rq.get("range")]
		if rq.num("rangeId") > most {
			return badRequest(problem{"rangeId", "is not valid for this range", rq.get("rangeId"), "Range"})
		}
	}
	return drilldownOf(func(rq *request, t *tally) []*facts {
		in := func(borders []float64, v float64) bool {
			return !rq.has("rangeId") || int64(bucketOf(borders, v)) == rq.num("rangeId")
		}
		withReply := func(ok func(*facts, *event) bool) []*facts {
			return slices.DeleteFunc(slices.Clone(t.active), func(f *facts) bool {
				return !slices.ContainsFunc(f.events, func(e event) bool {
					return e.sort == eventReply && t.holds(e.at) && ok(f, &e)
				})
			})
		}
		switch rq.get("range") {
		case "firstReplyResolved":
			return slices.DeleteFunc(slices.Clone(t.resolved), func(f *facts) bool { return f.replies != 1 })
		case "replies":
			return slices.DeleteFunc(slices.Clone(t.resolved), func(f *facts) bool { return !in(replyBuckets, float64(f.replies)) })
		case "responseTime":
			return withReply(func(_ *facts, e *event) bool { return e.answers && in(responseBuckets, rq.seconds(e.asked, e.at)) })
		case "firstResponseTime":
			return withReply(func(f *facts, e *event) bool {
				return e.first && in(responseBuckets, rq.seconds(f.CreatedAt, e.at))
			})
		case "handleTime":
			return withReply(func(_ *facts, e *event) bool { return in(handleBuckets, e.handleTime()) })
		}
		return t.resolved
	})(rq)
}

// writeDrilldownRow writes the row that all drilldowns share: some ids in lower case, tags with a name. The user drilldown
// shows no customerEmail but since when somebody waits, after the documented example. Its waitingSinceType is undocumented.
func (rq *request) writeDrilldownRow(w *writer, c *Conversation) {
	s, null, ofUser := rq.store, c.Number%7 == 0, rq.has("user")
	customer := s.customerOr(c.CustomerID)
	w.open('{')
	w.num("id", c.ID)
	w.num("number", c.Number)
	w.str("type", c.Type)
	w.num("mailboxid", c.MailboxID)
	w.boolean("attachments", c.Attachments)
	w.optStr("subject", c.Subject, null)
	w.str("status", c.Status)
	w.num("threadCount", int64(c.Published))
	w.optStr("preview", s.previewOf(c), null)
	w.optStr("customerName", customer.name(), null)
	if !ofUser {
		w.optStr("customerEmail", customer.primaryEmail(), null)
	}
	ids := []int64{c.CustomerID}
	if c.OtherCustomerID != 0 && c.OtherCustomerID != c.CustomerID {
		ids = append(ids, c.OtherCustomerID)
	}
	w.nums("customerIds", ids)
	w.time("modifiedAt", c.ModifiedAt)
	w.num("assignedid", c.Assignee.ID) // 0 is nobody
	if c.Assignee.ID != 0 {
		w.str("assignedName", s.personName(c.Assignee.ID))
	}
	w.array("tags")
	for _, id := range c.Tags {
		if t := s.tag[id]; t != nil {
			w.open('{')
			w.num("id", t.ID)
			w.str("name", t.Name)
			w.str("color", t.Color)
			w.close('}')
		}
	}
	w.close(']')
	if ofUser && c.WaitingSince != 0 {
		w.time("waitingSince", c.WaitingSince)
		w.num("waitingSinceType", int64(1+len(c.LatestReplyFrom)%2))
	}
	w.close('}')
}
