// Package pushdown plans: a table's definition and the predicates of a
// statement go in, API requests and what is left to check come out. It is pure:
// no HTTP, no SQL engine, no clock. It may import tables and nothing else of ours.
package pushdown

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// Pred is one AND-ed predicate on one column. Values are int64, string or
// time.Time, of the column's type; nil is SQL's NULL.
type Pred struct {
	Col  string
	Op   tables.Op
	Vals []any
}

// Request is one API request of a plan.
type Request struct {
	tables.Request
	Echo  map[string]any // what the echo columns read in its rows
	Under any            // the parent's key, for the list under one parent
	// Until, if set, is where the window of a long series ends: the point dated
	// there belongs to the next window.
	Until time.Time
	All   bool // nothing narrows the listing: its total is the table's
}

// Plan says which requests give all rows that can satisfy the predicates, and
// which predicates they satisfy already.
type Plan struct {
	Table *tables.Table
	// Base is the table whose items carry the rows: Table itself or the one it is Within.
	Base *tables.Table
	// Requests are read one after the other; a row that comes twice counts once.
	// None means that no row can match, which costs no call.
	Requests []Request
	// Walk: the requests list Base's parents, and each parent's own list of Base
	// follows, unless the copy embedded in the parent is whole.
	Walk bool
	// Exact[i] tells that the requests give only rows for which preds[i] is
	// true. Everything else must be checked by the caller.
	Exact []bool
	// Pushed[i] says where preds[i] went, for EXPLAIN: "status=closed"; "" for nowhere.
	Pushed []string
	// Merged: the requests are those of several alternatives.
	Merged bool
	// AtMost bounds the rows that the requests can give; -1 where nothing does.
	AtMost int
	// Missing lists required columns that nothing pins. Such a plan has no
	// requests and must not run.
	Missing []string
	// Notes are for the user: a value that was only read back, for example.
	Notes []string
	// Refused says why the predicates cannot be asked for: a value that is none
	// of a parameter's words. Such a plan has no requests and must not run.
	Refused string
}

// Empty reports that the predicates contradict each other or ask for values
// that no row can have.
func (p Plan) Empty() bool { return len(p.Requests) == 0 && len(p.Missing) == 0 && p.Refused == "" }

// maxRequests bounds how many requests alternatives of several columns may
// multiply to; beyond it a column stays with the caller.
const maxRequests = 50

// For plans the reading of t under the predicates.
func For(t *tables.Table, preds []Pred) Plan {
	b := &builder{preds: preds, plan: Plan{
		Table: t, Base: t.Base(),
		Exact: make([]bool, len(preds)), Pushed: make([]string, len(preds)), AtMost: -1,
	}}
	b.build(t)
	return b.plan
}

type builder struct {
	preds []Pred
	plan  Plan
}

func (b *builder) build(t *tables.Table) {
	if t.Report {
		if t.Within != nil {
			b.within(t)
		} else {
			b.report(t)
		}
		if b.plan.Empty() {
			b.allExact()
		}
		return
	}
	pins, possible := pinned(t, b.preds)
	if !possible {
		b.allExact()
		return
	}
	if missing := missingColumns(t, pins); len(missing) > 0 {
		b.plan.Missing = missing
		return
	}
	switch {
	case t.Within != nil:
		b.within(t)
	case t.Get.Path != "" && pinsAll(pins, tables.PathColumns(t.Get.Path)):
		b.get(t, pins)
	case t.Under != nil && pins[t.Under.Column] != nil:
		b.below(t, pins)
	case t.Under != nil:
		b.walk(t)
	default:
		b.list(t, pins)
	}
}

// allExact: of no rows at all, every predicate is true.
func (b *builder) allExact() {
	for i := range b.preds {
		b.plan.Exact[i] = true
	}
}

// get asks for rows one by one, by key.
func (b *builder) get(t *tables.Table, pins map[string]*pin) {
	columns := tables.PathColumns(t.Get.Path)
	for _, c := range columns {
		b.mark(pins[c], t.Get.Path, tables.Exact)
	}
	paths := fillPath(t.Get.Path, columns, pins)
	b.plan.AtMost = len(paths)
	for _, path := range paths {
		b.plan.Requests = append(b.plan.Requests, Request{Request: tables.Request{
			Operation: t.Get.Operation, Path: path, Query: values(t.Get.Query), Pages: tables.Object, One: true,
		}})
	}
}

// below asks for the lists under pinned parents.
func (b *builder) below(t *tables.Table, pins map[string]*pin) {
	p := pins[t.Under.Column]
	b.mark(p, t.List.Path, tables.Exact)
	for _, v := range p.vals {
		b.plan.Requests = append(b.plan.Requests, Request{Request: Below(t, v), Under: v})
	}
}

// listRequest is the list of t at a path whose variables are filled in.
func listRequest(t *tables.Table, path string) tables.Request {
	r := tables.Request{
		Operation: t.List.Operation, Path: path, Query: values(t.List.Default, t.List.Scan),
		Items: t.List.Items, Pages: t.List.Pages, ID: t.ItemID(),
	}
	r.One = t.Under != nil
	return r
}

// Below is the request for the rows of t under one parent: what a walk sends
// for a parent whose embedded rows are not whole.
func Below(t *tables.Table, parent any) tables.Request {
	return listRequest(t, strings.ReplaceAll(t.List.Path, "{"+t.Under.Column+"}", url.PathEscape(text(parent))))
}

// walk lists all parents, with our rows embedded where the API can.
func (b *builder) walk(t *tables.Table) {
	parent := For(t.Parent(), nil)
	b.plan.Walk = true
	for _, r := range parent.Requests {
		for k, v := range t.Under.Embed {
			r.Query.Set(k, v)
		}
		b.plan.Requests = append(b.plan.Requests, r)
	}
}

// within reads the items that carry our rows: what is said of a column that
// the base table has too is said of the base.
func (b *builder) within(t *tables.Table) {
	var up []Pred
	var from []int
	for i, p := range b.preds {
		if column, ok := t.BaseColumn(p.Col); ok {
			up, from = append(up, Pred{Col: column, Op: p.Op, Vals: p.Vals}), append(from, i)
		} else if list, ok := narrows(t, p); ok {
			up, from = append(up, list), append(from, i)
		}
	}
	base := For(b.plan.Base, up)
	b.plan.Requests, b.plan.Walk = base.Requests, base.Walk
	b.plan.Missing, b.plan.Refused, b.plan.Notes = base.Missing, base.Refused, base.Notes
	for n, i := range from {
		b.plan.Exact[i], b.plan.Pushed[i] = base.Exact[n], base.Pushed[n]
	}
}

// narrows is what an equality on an element of a list says of the item that
// holds the list. Whether the filter treats case as SQL does is not documented:
// the name is asked for as given, and in lower case.
func narrows(t *tables.Table, p Pred) (list Pred, ok bool) {
	c, ok := t.Column(p.Col)
	if !ok || c.Narrows == "" || p.Op != tables.Eq && p.Op != tables.In {
		return Pred{}, false
	}
	list = Pred{Col: c.Narrows, Op: tables.Has}
	for _, v := range p.Vals {
		s, ok := v.(string)
		if v != nil && !ok {
			return Pred{}, false
		}
		for _, name := range []string{s, strings.ToLower(s)} {
			if v != nil && !slices.Contains(list.Vals, any(name)) {
				list.Vals = append(list.Vals, name)
			}
		}
	}
	return list, len(list.Vals) > 0
}

func missingColumns(t *tables.Table, pins map[string]*pin) []string {
	var missing []string
	for _, c := range t.Columns {
		if c.Required && pins[c.Name] == nil {
			missing = append(missing, c.Name)
		}
	}
	return missing
}

func pinsAll(pins map[string]*pin, columns []string) bool {
	return !slices.ContainsFunc(columns, func(c string) bool { return pins[c] == nil })
}

// fillPath gives one path for each combination of the pinned values.
func fillPath(path string, columns []string, pins map[string]*pin) []string {
	paths := []string{path}
	for _, c := range columns {
		var next []string
		for _, p := range paths {
			for _, v := range pins[c].vals {
				next = append(next, strings.ReplaceAll(p, "{"+c+"}", url.PathEscape(text(v))))
			}
		}
		paths = next
	}
	return paths
}

// mark records that all predicates behind a pin went to the API.
func (b *builder) mark(p *pin, where string, s tables.Strength) {
	for _, i := range p.preds {
		b.plan.Exact[i] = s == tables.Exact && p.whole
		b.plan.Pushed[i] = where
	}
}

func values(sets ...tables.Params) url.Values {
	q := url.Values{}
	for _, set := range sets {
		for k, v := range set {
			q.Set(k, v)
		}
	}
	return q
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}
