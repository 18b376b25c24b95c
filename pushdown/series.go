package pushdown

import (
	"maps"
	"net/url"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// Help Scout gives a series over a limited time only (reports-and-account.md
// 2.1): days for at most 60 days, weeks for at most a year. A longer one is
// asked for in windows that are whole buckets, so that each bucket comes once
// and unchanged: buckets are counted from the start asked for. It is UNVERIFIED
// whether the end counts: a window ends where the next one starts, and a point
// dated there is dropped, which is right either way. Months have no such limit,
// and an overall report is never split.
var windows = map[string]struct{ limit, step time.Duration }{
	"day":  {60 * day, 60 * day},
	"week": {365 * day, 52 * 7 * day},
}

const day = 24 * time.Hour

// split cuts a request for a series into windows that the API allows.
func split(t *tables.Table, r Request) []Request {
	w, limited := windows[r.Query.Get("viewBy")]
	start, end := "start", "end"
	if t.List.Items == "previous" {
		start, end = "previousStart", "previousEnd"
	}
	from, ok1 := tables.ParseTime(r.Query.Get(start))
	to, ok2 := tables.ParseTime(r.Query.Get(end))
	if !limited || !ok1 || !ok2 || to.Sub(from) <= w.limit {
		return []Request{r}
	}
	var parts []Request
	for at := from; ; at = at.Add(w.step) {
		last := to.Sub(at) <= w.limit
		until := at.Add(w.step)
		part := r
		if last {
			until = to
		} else {
			part.Until = until
		}
		part.Query = maps.Clone(r.Query)
		setPeriod(part.Query, start, end, at, until)
		if t.List.Items == "previous" {
			// The current period has to be sent too, and may be as long at most.
			if current, ok := tables.ParseTime(r.Query.Get("start")); ok {
				offset := current.Add(at.Sub(from))
				setPeriod(part.Query, "start", "end", offset, offset.Add(until.Sub(at)))
			}
		} else {
			part.Query.Del("previousStart") // of no use to the current series
			part.Query.Del("previousEnd")
		}
		parts = append(parts, part)
		if last {
			return parts
		}
	}
}

func setPeriod(q url.Values, start, end string, from, to time.Time) {
	q.Set(start, from.UTC().Format(instantLayout))
	q.Set(end, to.UTC().Format(instantLayout))
}
