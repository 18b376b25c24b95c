package simulator

import (
	"cmp"
	"slices"
)

// happiness counts ratings.
type happiness struct{ great, okay, notGood int64 }

func (h *happiness) add(rating string) {
	switch ratingClass(rating) {
	case 1:
		h.great++
	case 2:
		h.okay++
	default:
		h.notGood++
	}
}

func (h *happiness) all() int64 { return h.great + h.okay + h.notGood }

// score is the percentage of great ratings less that of bad ones, -100 to 100.
func (h *happiness) score() float64 { return percent(h.great, h.all()) - percent(h.notGood, h.all()) }

func (h *happiness) scoreOrNull() float64 {
	if h.all() == 0 {
		return nothing
	}
	return h.score()
}

func (t *tally) happiness() happiness {
	var h happiness
	for _, v := range t.ratings {
		h.add(v.rating.Rating)
	}
	return h
}

// happinessReport serves the company's and the user's report, of which only the latter has filterTags. Customers are those who
// were helped in the range or rated in it, so that the share of those who rated stays within 100 percent.
func happinessReport(rq *request) *answer {
	k := overallKind{undated: true, filterTags: rq.has("user"), blocks: func(_ *request, t *tally) []block {
		h, rated, customers := t.happiness(), map[int64]bool{}, map[int64]bool{}
		for _, v := range t.ratings {
			rated[v.customer], customers[v.customer] = true, true
		}
		for id := range t.helped {
			customers[id] = true
		}
		return alone(
			plain("ratingsPercent", percent(len(rated), len(customers))),
			pointed("great", percent(h.great, h.all())),
			pointed("okay", percent(h.okay, h.all())),
			pointed("notGood", percent(h.notGood, h.all())),
			pointed("happinessScore", h.score()),
			counted("greatCount", h.great),
			counted("okayCount", h.okay),
			counted("notGoodCount", h.notGood),
			number("ratingsCount", h.all()),
			number("totalCustomersWithRatings", int64(len(rated))),
			number("totalCustomers", int64(len(customers))),
		)
	}}
	return k.serve(rq)
}

// ratingClass is what the reports call ratingId: no entity but a verdict.
func ratingClass(rating string) int64 {
	return map[string]int64{"great": 1, "okay": 2, "not_good": 3}[rating]
}

// ratingFilter translates the filter's spelling.
var ratingFilter = map[string]int64{"great": 1, "ok": 2, "not-good": 3}

// ratingsPageSize is the server's choice; the reference does not know it.
const ratingsPageSize = 25

// ratingsReport lists ratings, the newest first unless told otherwise. modifiedAt is when the rating was given.
func ratingsReport(rq *request) *answer {
	current, _, bad := rq.asked()
	if bad != nil {
		return bad
	}
	sc, bad := rq.scope("")
	if bad != nil {
		return bad
	}
	rows := cached(rq, rq.listKey(), func() []verdict {
		class := ratingFilter[rq.get("rating")]
		list := slices.DeleteFunc(sc.measure(current, sc.within(current)).ratings, func(v verdict) bool {
			return class != 0 && ratingClass(v.rating.Rating) != class
		})
		return sortRows(rq, list, func(v verdict) float64 {
			switch rq.get("sortField") {
			case "number":
				return float64(v.Number)
			case "rating":
				return float64(ratingClass(v.rating.Rating))
			}
			return float64(v.rating.At)
		}, func(v verdict) int64 { return v.thread })
	})
	w := &writer{}
	w.open('{')
	w.object("facets")
	w.close('}')
	rows = pageOf(w, rq, ratingsPageSize, rows)
	w.array("results")
	for _, v := range rows {
		rq.writeRatingRow(w, v)
	}
	w.close(']')
	w.close('}')
	return reported(w, len(rows))
}

func (rq *request) writeRatingRow(w *writer, v verdict) {
	w.open('{')
	w.num("number", v.Number)
	w.num("id", v.Conversation.ID)
	w.str("type", v.Type)
	w.num("threadid", v.thread)
	w.time("threadCreatedAt", v.at)
	w.num("ratingId", ratingClass(v.rating.Rating))
	w.num("ratingCustomerId", v.customer)
	w.optStr("ratingCustomerName", rq.store.customerOr(v.customer).name(), true)
	w.optStr("ratingComments", v.rating.Comments, v.Number%2 == 0)
	w.time("ratingCreatedAt", v.rating.At)
	w.num("ratingUserId", v.by)
	w.str("ratingUserName", rq.store.personName(v.by))
	w.close('}')
}

// sortRows orders the rows of a list report, descending unless ASC is asked for. NaN is less than all numbers; ids break ties.
func sortRows[T any](rq *request, rows []T, key func(T) float64, id func(T) int64) []T {
	slices.SortFunc(rows, func(a, b T) int {
		n := cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(id(a), id(b)))
		if rq.get("sortOrder") == "ASC" {
			return n
		}
		return -n
	})
	return rows
}
