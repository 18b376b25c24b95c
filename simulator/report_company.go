package simulator

import (
	"cmp"
	"slices"
)

// companyReport is "company overall". totalUsers are the people who sent replies; the list names them, the busiest first, and
// with a comparison range also those who replied in that one.
var companyReport = (&overallKind{
	filterTags: true,
	blocks: func(_ *request, t *tally) []block {
		users := max(len(t.people), 1)
		return alone(
			counted("customersHelped", int64(len(t.helped))),
			counted("closed", t.closed),
			counted("totalReplies", t.replies()),
			counted("totalUsers", int64(len(t.people))),
			number("totalDays", t.days()),
			measured("repliesPerDayPerUser", t.perDay(t.replies())/float64(users)),
			measured("repliesPerDay", t.perDay(t.replies())),
			plain("resolvedPerDay", t.perDay(int64(len(t.resolved)))),
		)
	},
	tail: writeCompanyUsers,
}).serve

func writeCompanyUsers(rq *request, w *writer, cur, prev *tally) {
	nobody := &replier{}
	ids := keys(cur.people)
	if prev != nil {
		ids = append(ids, keys(prev.people)...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	of := func(t *tally, id int64) *replier { return cmp.Or(t.people[id], nobody) }
	slices.SortStableFunc(ids, func(a, b int64) int { return cmp.Compare(of(cur, b).replies, of(cur, a).replies) })
	w.array("users")
	for _, id := range ids {
		w.open('{')
		w.str("user", itoa(id)) // an id as text, here only
		w.str("name", rq.store.personName(id))
		p := of(cur, id)
		w.num("customersHelped", int64(len(p.helped)))
		w.num("replies", p.replies)
		w.float("handleTime", ratio(p.handle, float64(p.replies)))
		w.float("happinessScore", p.happy.scoreOrNull())
		if prev != nil {
			p = of(prev, id)
			w.num("previousCustomersHelped", int64(len(p.helped)))
			w.num("previousReplies", p.replies)
			w.float("previousHandleTime", ratio(p.handle, float64(p.replies)))
			w.float("previousHappinessScore", p.happy.scoreOrNull())
		}
		w.close('}')
	}
	w.close(']')
}

func keys[V any](m map[int64]V) []int64 {
	ids := make([]int64, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
