package pushdown

import (
	"maps"
	"slices"
	"strings"

	"github.com/scoutql/scoutql/tables"
)

// draft is a list request that filters are still being added to.
type draft struct {
	Request
	clauses []string // of the search syntax, AND-ed
}

// isSearch tells whether a column takes a whole search expression.
func isSearch(c *tables.Column) bool {
	return len(c.Filter) > 0 && c.Filter[0].Style == tables.Raw
}

// list reads the table's listing, narrowed by every filter that the API has
// for a pinned column.
func (b *builder) list(t *tables.Table, pins map[string]*pin) {
	first := draft{Request: Request{Request: listRequest(t, t.List.Path)}}
	first.All, first.Stable = true, len(t.List.Scan) > 0
	drafts := []draft{first}
	// The user's own search expression comes first: nothing is joined to it.
	for _, own := range []bool{true, false} {
		for i := range t.Columns {
			if p := pins[t.Columns[i].Name]; p != nil && isSearch(p.column) == own {
				drafts = b.narrow(drafts, p, pins)
			}
		}
	}
	drafts, possible := b.ranged(t, drafts)
	if !possible {
		b.allExact()
		return
	}
	for _, d := range drafts {
		if len(d.clauses) > 0 {
			d.Query.Set("query", strings.Join(d.clauses, " AND "))
		}
		b.plan.Requests = append(b.plan.Requests, d.Request)
	}
}

// narrow adds one pinned column to every draft; alternatives multiply them.
func (b *builder) narrow(drafts []draft, p *pin, pins map[string]*pin) []draft {
	f, ok := filterFor(p, pins)
	if !ok {
		return drafts
	}
	var next []draft
	var shown []string
	switch {
	case f.Style == tables.Each || f.Style == tables.Raw:
		if len(drafts)*len(p.vals) > maxRequests {
			return drafts
		}
		for _, d := range drafts {
			for _, v := range p.vals {
				next = append(next, d.with(p.column, f, v))
			}
		}
		for _, v := range p.vals {
			shown = append(shown, f.Param+"="+text(v))
		}
	case f.Style == tables.Comma:
		var list []string
		for _, v := range p.vals {
			list = append(list, text(v))
		}
		joined := strings.Join(list, ",")
		for _, d := range drafts {
			next = append(next, d.with(p.column, f, joined))
		}
		shown = []string{f.Param + "=" + joined}
	default:
		clause, ok := searchClause(f, p.vals)
		if !ok {
			return drafts
		}
		for _, d := range drafts {
			if d.Query.Has("query") {
				return drafts // the user's own expression may be of any form
			}
			d = d.clone()
			d.clauses = append(d.clauses, clause)
			d.All, d.Stable = false, false
			next = append(next, d)
		}
		shown = []string{"query=" + clause}
	}
	if f.Unique {
		b.plan.AtMost = len(p.vals)
	}
	b.mark(p, strings.Join(shown, " | "), f.Strength)
	return next
}

// filterFor picks the filter that the pin can use.
func filterFor(p *pin, pins map[string]*pin) (tables.Filter, bool) {
	op := tables.Eq
	if len(p.vals) > 1 {
		op = tables.In
	}
	for _, f := range p.column.Filter {
		if !f.Accepts(op) || f.Needs != "" && pins[f.Needs] == nil {
			continue
		}
		return f, true
	}
	return tables.Filter{}, false
}

// with returns a draft that also sends the value.
func (d draft) with(c *tables.Column, f tables.Filter, v any) draft {
	d = d.clone()
	d.Query.Set(f.Param, text(v))
	// What a filter selects can change while the list is read.
	d.All, d.Stable = false, false
	if c.Echo {
		if d.Echo == nil {
			d.Echo = map[string]any{}
		}
		d.Echo[c.Name] = v
	}
	return d
}

func (d draft) clone() draft {
	d.Query, d.Echo = maps.Clone(d.Query), maps.Clone(d.Echo)
	d.clauses = slices.Clone(d.clauses)
	return d
}
