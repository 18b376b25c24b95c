package engine

import (
	"math"
	"sync"

	"github.com/scoutql/scoutql/tables"
)

// totals remembers how many rows the API said a listing has. They are
// estimates for planning: nothing is ever answered from them.
type totals struct {
	mu   sync.Mutex
	seen map[string]int64 // by list path
}

func (t *totals) saw(path string, total int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = map[string]int64{}
	}
	t.seen[path] = total
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
	from := listed(def)
	parents := float64(t.rows(from))
	calls := math.Ceil(parents / float64(from.PageSize()))
	if base := def.Base(); base.Under != nil && base.Under.Embed == nil {
		calls += parents // one list a parent
	}
	return calls
}

// expected estimates the API calls of one read of a handle.
func (t *totals) expected(handle *table) float64 {
	switch pushed := handle.pushed; {
	case pushed == nil && handle.def.Report:
		return rescanCost // it cannot be read without its required filters
	case pushed == nil:
		return t.calls(handle.def)
	case pushed.plan.AtMost >= 0, keyed(pushed.plan), handle.def.Report:
		return float64(len(pushed.plan.Requests))
	}
	return max(t.calls(handle.def)*filterSelectivity, float64(len(handle.pushed.plan.Requests)))
}
