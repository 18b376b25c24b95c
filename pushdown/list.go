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
	for _, d := range b.listed(t, drafts, pins) {
		if len(d.clauses) > 0 {
			d.Query.Set("query", strings.Join(d.clauses, " AND "))
		}
		b.plan.Requests = append(b.plan.Requests, d.Request)
	}
}

// narrow adds one pinned column to every draft; alternatives multiply them.
func (b *builder) narrow(drafts []draft, p *pin, pins map[string]*pin) []draft {
	op := tables.Eq
	if len(p.vals) > 1 {
		op = tables.In
	}
	f, ok := filterFor(p.column, op, pins)
	if !ok {
		return drafts
	}
	next, shown, ok := filtered(drafts, p.column, f, p.vals)
	if !ok {
		return drafts
	}
	if f.Unique {
		b.plan.AtMost = len(p.vals)
	}
	b.mark(p, shown, f.Strength)
	return next
}

// listed adds what is no equality of a value: IS NULL, and lists that have a value.
func (b *builder) listed(t *tables.Table, drafts []draft, pins map[string]*pin) []draft {
	for i, p := range b.preds {
		if p.Op != tables.IsNull && p.Op != tables.Has {
			continue
		}
		c, ok := t.Column(p.Col)
		if !ok {
			continue
		}
		f, ok := filterFor(c, p.Op, pins)
		if !ok {
			continue
		}
		vals := p.Vals
		if p.Op == tables.IsNull {
			vals = []any{f.Fixed}
		}
		next, shown, ok := filtered(drafts, c, f, vals)
		if !ok {
			continue
		}
		drafts = next
		b.plan.Pushed[i], b.plan.Exact[i] = shown, f.Strength == tables.Exact
	}
	return drafts
}

// filtered adds a filter with its values to every draft, and says what it
// added. ok is false where the values cannot be said, or not beside what the
// drafts hold already.
func filtered(drafts []draft, c *tables.Column, f tables.Filter, vals []any) (next []draft, shown string, ok bool) {
	send := make([]string, len(vals))
	for i, v := range vals {
		send[i] = text(v)
	}
	switch f.Style {
	case tables.Comma:
		joined := strings.Join(send, ",")
		for _, d := range drafts {
			next = append(next, d.with(c, f, joined))
		}
		return next, f.Param + "=" + joined, true
	case tables.Names:
		if slices.ContainsFunc(send, func(s string) bool { return !nameable(s) }) {
			return nil, "", false
		}
		fallthrough
	case tables.Each, tables.Raw:
		if len(drafts)*len(vals) > maxRequests {
			return nil, "", false
		}
		for _, d := range drafts {
			if d.Query.Has(f.Param) && c.Filter[0].Style == tables.Names {
				return nil, "", false // one list has been asked for already
			}
			for _, v := range vals {
				next = append(next, d.with(c, f, v))
			}
		}
		return next, f.Param + "=" + strings.Join(send, " | "+f.Param+"="), true
	}
	clause, ok := searchClause(f, vals)
	if !ok {
		return nil, "", false
	}
	for _, d := range drafts {
		if d.Query.Has("query") {
			return nil, "", false // the user's own expression may be of any form
		}
		d = d.clone()
		d.clauses = append(d.clauses, clause)
		d.All, d.Stable = false, false
		next = append(next, d)
	}
	return next, "query=" + clause, true
}

// nameable text can stand in a comma list of names and mean itself.
func nameable(s string) bool {
	return s != "" && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return r == ',' || r < ' ' })
}

// filterFor picks the filter that an operator on the column can use.
func filterFor(c *tables.Column, op tables.Op, pins map[string]*pin) (tables.Filter, bool) {
	for _, f := range c.Filter {
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
