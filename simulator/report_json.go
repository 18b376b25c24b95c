package simulator

import (
	"cmp"
	"math"
	"net/http"
	"slices"
)

// How a figure is compared with its previous value.
const (
	noDelta = iota
	percentDelta
	pointDelta
)

// nothing is null in an answer.
var nothing = math.NaN()

// figure is one number of an overall report. NaN is null.
type figure struct {
	name  string
	value float64
	delta int
	// as is the name among the deltas where that is another one.
	as string
	// shown says where it stands: always, in current only (and not as null), or among the deltas only.
	shown int
}

const (
	shownAlways = iota
	shownInCurrent
	shownInDeltas
)

func plain(name string, v float64) figure { return figure{name: name, value: v} }
func counted(name string, n int64) figure {
	return figure{name: name, value: float64(n), delta: percentDelta}
}

func measured(name string, v float64) figure {
	return figure{name: name, value: v, delta: percentDelta}
}

func pointed(name string, v float64) figure       { return figure{name: name, value: v, delta: pointDelta} }
func number(name string, n int64) figure          { return figure{name: name, value: float64(n)} }
func alone(figures ...figure) []block             { return []block{{"", figures}} }
func named(name string, figures ...figure) block  { return block{name, figures} }
func (fig figure) hereOnly(where int) figure      { fig.shown = where; return fig }
func (fig figure) deltaCalled(name string) figure { fig.as = name; return fig }

// block is a group of figures: an object of its own in the channels' reports, else without a name.
type block struct {
	name    string
	figures []figure
}

// change is what deltas show: the percentage change, 100 for doubled, and null from nothing; or the difference in points.
func (fig figure) change(before float64) float64 {
	if fig.delta == pointDelta {
		return fig.value - before
	}
	return ratio(100*(fig.value-before), before)
}

// overall is what an overall report has for one range.
type overall struct {
	sp     period
	undate bool // happiness and Docs do not repeat their range
	blocks []block
}

// writeOveralls writes current and, only with a comparison range, previous and deltas.
func (w *writer) writeOveralls(cur, prev *overall) {
	w.writeOverall("current", cur, true)
	if prev == nil {
		return
	}
	w.writeOverall("previous", prev, false)
	w.object("deltas")
	for i, b := range cur.blocks {
		w.openBlock(b)
		for j, fig := range b.figures {
			if fig.delta != noDelta {
				w.float(cmp.Or(fig.as, fig.name), fig.change(prev.blocks[i].figures[j].value))
			}
		}
		w.closeBlock(b)
	}
	w.close('}')
}

func (w *writer) writeOverall(key string, o *overall, current bool) {
	w.object(key)
	if !o.undate {
		w.time("startDate", o.sp.from)
		w.time("endDate", o.sp.to)
	}
	for _, b := range o.blocks {
		w.openBlock(b)
		for _, fig := range b.figures {
			if fig.shown == shownAlways || fig.shown == shownInCurrent && current && !math.IsNaN(fig.value) {
				w.float(fig.name, fig.value)
			}
		}
		w.closeBlock(b)
	}
	w.close('}')
}

func (w *writer) openBlock(b block) {
	if b.name != "" {
		w.object(b.name)
	}
}

func (w *writer) closeBlock(b block) {
	if b.name != "" {
		w.close('}')
	}
}

// writeFilterTags lists the tags that the report can be filtered by: all, and the stand-in for none.
func (rq *request) writeFilterTags(w *writer) {
	w.array("filterTags")
	w.open('{')
	w.num("id", untagged)
	w.str("name", "untagged")
	w.close('}')
	for _, t := range rq.store.tags {
		w.open('{')
		w.num("id", t.ID)
		w.str("name", t.Name)
		w.close('}')
	}
	w.close(']')
}

// Upper borders of the distributions' buckets: a value belongs to the first bucket whose border is above it, so that exactly
// 15 minutes are "15-30 min". Bucket ids count from 1. The tables of the email report's resolutionTime and of the chat report
// are not documented; the first is taken to be that of the response times, and those of chats are made to fit this account.
var (
	responseBuckets = []float64{900, 1800, 3600, 7200, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400}
	handleBuckets   = []float64{60, 120, 300, 600}
	replyBuckets    = []float64{2, 3, 4, 5}
	chatBuckets     = []float64{3600, 6 * 3600, 86400, 3 * 86400}
)

// bucketOf is the id of a value's bucket.
func bucketOf(borders []float64, v float64) int {
	i, _ := slices.BinarySearchFunc(borders, v, func(b, v float64) int {
		if b <= v {
			return -1
		}
		return 1
	})
	return i + 1
}

// distribution spreads values over buckets. times, if any, are what is averaged in each bucket as its resolutionTime.
type distribution struct {
	name    string
	borders []float64
	values  []float64
	times   []float64
	full    bool // lists empty buckets, too
}

type bucket struct {
	id, count int
	time      float64
}

func (d *distribution) buckets() []bucket {
	out := make([]bucket, len(d.borders)+1)
	for i := range out {
		out[i].id = i + 1
	}
	for i, v := range d.values {
		b := &out[bucketOf(d.borders, v)-1]
		b.count++
		if d.times != nil {
			b.time += d.times[i]
		}
	}
	return out
}

// writeDistributions writes the distributions next to current. They come with the fullest bucket first and, mostly, without
// empty ones, as the documented examples do.
func (w *writer) writeDistributions(cur, prev []distribution) {
	for i := range cur {
		d := &cur[i]
		list, before := d.buckets(), []bucket(nil)
		w.object(d.name)
		w.num("count", int64(len(d.values)))
		if prev != nil {
			before = prev[i].buckets()
			w.num("previousCount", int64(len(prev[i].values)))
		}
		slices.SortStableFunc(list, func(a, b bucket) int { return b.count - a.count })
		w.array("ranges")
		for _, b := range list {
			had := 0
			if before != nil {
				had = before[b.id-1].count
			}
			if b.count+had == 0 && !d.full {
				continue
			}
			w.open('{')
			w.num("id", int64(b.id))
			w.num("count", int64(b.count))
			w.float("percent", percent(b.count, len(d.values)))
			if before != nil {
				w.num("previousCount", int64(had))
				w.float("previousPercent", percent(had, len(prev[i].values)))
			}
			if d.times != nil {
				w.float("resolutionTime", ratio(b.time, float64(b.count)))
			}
			w.close('}')
		}
		w.close(']')
		w.close('}')
	}
}

// percent is 0 to 100, and 0 of nothing.
func percent[N int | int64](part, whole N) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// pageOf cuts one page out of a report's rows and writes the counters that stand beside it. A page past the end is empty, and
// nothing at all is page 1 of 0.
func pageOf[T any](w *writer, rq *request, size int, rows []T) []T {
	w.num("page", int64(rq.page()))
	w.num("pages", int64((len(rows)+size-1)/size))
	w.num("count", int64(len(rows)))
	from := min((rq.page()-1)*size, len(rows))
	return rows[from:min(from+size, len(rows))]
}

// reported answers with a report of so many list entries. Most are plain JSON.
func reported(w *writer, items int) *answer { return reply(http.StatusOK, plainJSON, w.buf, items) }

// personName is how reports call a user, a system user or a team; somebody who left has no name any more.
func (s *Store) personName(id int64) string {
	if u := s.user(id); u != nil {
		return u.First + " " + u.Last
	}
	if u := s.systemUser(id); u != nil {
		return u.First + " " + u.Last
	}
	if t := s.team(id); t != nil {
		return t.Name
	}
	return "Deleted user"
}
