package simulator

import (
	"cmp"
	"slices"
)

// seriesOf serves a report of points in time. A point without anything is 0, or null where it is an average.
func seriesOf(dated func(*request) string, point func(*request, *tally) []figure) func(*request) *answer {
	return func(rq *request) *answer {
		current, previous, bad := rq.asked()
		if bad != nil {
			return bad
		}
		sc, bad := rq.scope("")
		if bad != nil {
			return bad
		}
		w, points := &writer{}, 0
		write := func(key string, whole period) {
			buckets := whole.buckets(rq.get("viewBy"))
			lists := spread(sc.within(whole), buckets)
			w.array(key)
			for i, b := range buckets {
				w.open('{')
				w.time(dated(rq), b.from)
				for _, fig := range point(rq, sc.measure(b, lists[i])) {
					w.float(fig.name, fig.value)
				}
				w.close('}')
				points++
			}
			w.close(']')
		}
		w.open('{')
		write("current", current)
		if previous != nil {
			write("previous", *previous)
		}
		w.close('}')
		return reported(w, points)
	}
}

// spread gives each bucket the conversations that have something in it, so that many buckets cost no more than few.
func spread(list []*facts, buckets []period) [][]*facts {
	out := make([][]*facts, len(buckets))
	for _, f := range list {
		i, _ := slices.BinarySearchFunc(buckets, f.from, func(b period, t Time) int { return cmp.Compare(b.to, t+1) })
		for ; i < len(buckets) && buckets[i].from <= f.to; i++ {
			out[i] = append(out[i], f)
		}
	}
	return out
}

func atDate(*request) string  { return "date" }
func atStart(*request) string { return "start" }

// oneNumber is a point with one member.
func oneNumber(name string, of func(*request, *tally) float64) func(*request, *tally) []figure {
	return func(rq *request, t *tally) []figure { return []figure{plain(name, of(rq, t))} }
}

var (
	customersSeries = seriesOf(atDate, oneNumber("customers", func(_ *request, t *tally) float64 { return float64(len(t.helped)) }))
	repliesSeries   = seriesOf(atDate, oneNumber("replies", func(_ *request, t *tally) float64 { return float64(t.replies()) }))
	resolvedSeries  = seriesOf(atDate, oneNumber("resolved", func(_ *request, t *tally) float64 { return float64(len(t.resolved)) }))

	firstResponseSeries  = seriesOf(atDate, oneNumber("time", func(_ *request, t *tally) float64 { return mean(t.firsts) }))
	responseTimeSeries   = seriesOf(atDate, oneNumber("time", func(_ *request, t *tally) float64 { return mean(t.responses) }))
	resolutionTimeSeries = seriesOf(atDate, oneNumber("time", func(rq *request, t *tally) float64 { return mean(t.resolutionTimes(rq)) }))

	// newSeries counts created conversations. Its points alone are dated by "start".
	newSeries = seriesOf(atStart, oneNumber("count", func(_ *request, t *tally) float64 { return float64(len(t.created)) }))
)

// channelSeries splits the same conversations by type.
var channelSeries = seriesOf(atDate, func(_ *request, t *tally) []figure {
	n := map[string]int64{}
	for _, f := range t.created {
		n[f.Type]++
	}
	return []figure{number("chat", n["chat"]), number("email", n["email"]), number("phone", n["phone"])}
})

// receivedSeries counts what customers wrote. The sources disagree on its points, and each of them is followed where it comes
// from: a live answer without viewBy, and the documentation of the older version for buckets.
func receivedSeries(rq *request) *answer {
	dated, name := atDate, "messages"
	if rq.has("viewBy") {
		dated, name = atStart, "count"
	}
	return seriesOf(dated, oneNumber(name, func(_ *request, t *tally) float64 { return float64(t.received) }))(rq)
}
