package engine

import (
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// totals remembers how many rows the API said a listing has. They are
// estimates for planning: nothing is ever answered from them.
type totals struct {
	mu       sync.Mutex
	seen     map[string]int64 // of whole listings, by path
	narrowed map[string]int64 // of filtered ones, by what they ask for
	values   map[string]enumeration
}

// distrust notes that an enumeration of values did not add up.
func (t *totals) distrust(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.values == nil {
		t.values = map[string]enumeration{}
	}
	e := t.values[name]
	e.wrong = true
	t.values[name] = e
}

func (t *totals) distrusts(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.values[name].wrong
}

// learn notes the values of an enumeration that rows were seen to have. If some
// are new, it may be tried again.
func (t *totals) learn(name string, values []any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.values[name]
	for _, v := range values {
		if !slices.Contains(e.seen, v) {
			e.seen, e.wrong = append(e.seen, v), false
		}
	}
	t.values[name] = e
}

func (t *totals) learnt(name string) []any {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.values[name].seen)
}

// enumeration is what is known of the values that a column can have.
type enumeration struct {
	seen  []any
	wrong bool // it did not add up, and nothing new was learnt since
}

// maxNarrowed bounds what is remembered of filtered listings; then it starts anew.
const maxNarrowed = 10_000

func (t *totals) saw(r pushdown.Request, total int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = map[string]int64{}
	}
	if r.All {
		t.seen[r.Path] = total
		return
	}
	if t.narrowed == nil || len(t.narrowed) >= maxNarrowed {
		t.narrowed = map[string]int64{}
	}
	t.narrowed[narrowing(r)] = total
}

// narrowing is a request without what does not change its total.
func narrowing(r pushdown.Request) string {
	r.Query = maps.Clone(r.Query)
	for _, name := range []string{"sortField", "sortOrder", "embed"} {
		r.Query.Del(name)
	}
	return r.Key()
}

// total is what a listing's total was when it was last read.
func (t *totals) total(r pushdown.Request) (int64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.All {
		total, known := t.seen[r.Path]
		return total, known
	}
	total, known := t.narrowed[narrowing(r)]
	return total, known
}

// listed is the table whose listing leads to the rows of def.
func listed(def *tables.Table) *tables.Table {
	base := def.Base()
	if base.Under != nil {
		return base.Parent()
	}
	return base
}

// rows estimates how many rows a table has.
func (t *totals) rows(def *tables.Table) uint64 {
	from := listed(def)
	t.mu.Lock()
	total, known := t.seen[from.List.Path]
	t.mu.Unlock()
	if !known || from.Rows == 0 {
		return uint64(max(def.Rows, 1))
	}
	return uint64(max(total*int64(def.Rows)/int64(from.Rows), 1))
}

// calls estimates how many API calls reading a whole table takes.
func (t *totals) calls(def *tables.Table) float64 {
	return t.below(def, float64(t.rows(listed(def))))
}

// below is the calls for so many items of the listing that leads to def.
func (t *totals) below(def *tables.Table, items float64) float64 {
	return max(math.Ceil(items/float64(listed(def).PageSize())), 1) + t.beyond(def, items)
}

// beyond is the calls that def's rows below so many items take, beyond those of
// the items' listing.
func (*totals) beyond(def *tables.Table, items float64) float64 {
	if base := def.Base(); base.Under != nil {
		return math.Ceil(items * cutShort(base))
	}
	return 0
}

// cutShort is the share of parents whose own list has to be asked for.
func cutShort(base *tables.Table) float64 {
	if base.Under.Embed == nil {
		return 1
	}
	return embedSelectivity
}

// embedSelectivity is the share of parents whose embedded list is taken to be cut short.
const embedSelectivity = 0.15

// expected estimates the API calls of one read of a handle. known tells that
// totals which were seen are behind it.
func (t *totals) expected(handle *table) float64 {
	calls, _ := t.estimate(handle)
	return calls
}

func (t *totals) estimate(handle *table) (calls float64, known bool) {
	if handle.pushed == nil && handle.def.Report {
		return rescanCost, false // it cannot be read without its required filters
	}
	if handle.lead != nil {
		items, known := t.items(handle.lead.reads())
		if !known {
			items = int64(float64(t.rows(listed(handle.def))) * filterSelectivity)
		}
		return t.beyond(handle.def, float64(items)), known
	}
	p := handle.reads()
	if keyed(p) || handle.def.Report {
		return float64(len(p.Requests)), true
	}
	return t.plan(p)
}

// plan estimates the calls of a plan that lists.
func (t *totals) plan(p pushdown.Plan) (calls float64, known bool) {
	known = true
	for _, r := range p.Requests {
		switch total, seen := t.total(r); {
		case r.One, r.Pages != tables.ByNumber && r.Pages != tables.ByCursor:
			calls++
		case p.AtMost >= 0:
			calls++
		case seen:
			calls += t.below(p.Table, float64(total))
		case r.All:
			calls, known = calls+t.calls(p.Table), false
		default:
			calls, known = calls+max(t.calls(p.Table)*filterSelectivity, 1), false
		}
	}
	return calls, known
}

// items is how many items the listings of a plan were seen to have.
func (t *totals) items(p pushdown.Plan) (sum int64, known bool) {
	for _, r := range p.Requests {
		total, seen := t.total(r)
		if !seen {
			return 0, false
		}
		sum += total
	}
	return sum, true
}

// cheaper compares the calls of a plan with those of another one that would do.
func (t *totals) cheaper(p, other pushdown.Plan) bool {
	calls, known := t.plan(p)
	others, knownToo := t.plan(other)
	return !known || !knownToo || calls <= others
}
