package pushdown

import (
	"slices"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// bounds are what the predicates leave of a date column, in whole seconds: the
// API knows no finer ones, and rows have none.
type bounds struct {
	low, high *time.Time // both inclusive
	preds     []int
}

// dates gathers the comparisons of one date column that a filter takes.
// possible is false when nothing can satisfy them.
func dates(preds []Pred, c *tables.Column, f tables.Filter) (b bounds, possible bool) {
	for i, p := range preds {
		if p.Col != c.Name || !f.Accepts(p.Op) || len(p.Vals) != 1 {
			continue
		}
		if p.Vals[0] == nil {
			return b, false // a comparison with NULL is never true
		}
		t, ok := p.Vals[0].(time.Time)
		if !ok {
			continue
		}
		b.preds = append(b.preds, i)
		b.narrow(p.Op, t)
	}
	return b, b.low == nil || b.high == nil || !b.low.After(*b.high)
}

func (b *bounds) narrow(op tables.Op, t time.Time) {
	floor := t.Truncate(time.Second)
	ceiling := floor
	if !floor.Equal(t) {
		ceiling = floor.Add(time.Second)
	}
	switch op {
	case tables.Eq:
		b.atLeast(ceiling)
		b.atMost(floor)
	case tables.Ge:
		b.atLeast(ceiling)
	case tables.Gt:
		b.atLeast(floor.Add(time.Second))
	case tables.Le:
		b.atMost(floor)
	case tables.Lt:
		b.atMost(ceiling.Add(-time.Second))
	}
}

func (b *bounds) atLeast(t time.Time) {
	if b.low == nil || t.After(*b.low) {
		b.low = &t
	}
}

func (b *bounds) atMost(t time.Time) {
	if b.high == nil || t.Before(*b.high) {
		b.high = &t
	}
}

// The reference shows [date TO *], but no * in front: a date before any e-mail
// stands for an open start.
const longAgo = "1900-01-01T00:00:00Z"

// clause writes the bounds in the search syntax; its brackets are inclusive.
func (b *bounds) clause(field string) string {
	return "(" + field + ":[" + instantOr(b.low, longAgo) + " TO " + instantOr(b.high, "*") + "])"
}

func instantOr(t *time.Time, open string) string {
	if t == nil {
		return open
	}
	return t.UTC().Format(instantLayout)
}

// ranged narrows the drafts by the date columns. possible is false when the
// bounds contradict each other.
func (b *builder) ranged(t *tables.Table, drafts []draft) (_ []draft, possible bool) {
	for i := range t.Columns {
		c := &t.Columns[i]
		for _, f := range c.Filter {
			if f.Style != tables.Range && f.Style != tables.Since {
				continue
			}
			bounds, possible := dates(b.preds, c, f)
			if !possible {
				return nil, false
			}
			if len(bounds.preds) > 0 {
				drafts = b.bound(drafts, f, &bounds)
			}
		}
	}
	return drafts, true
}

// bound adds the bounds of one column to every draft.
func (b *builder) bound(drafts []draft, f tables.Filter, limits *bounds) []draft {
	where := "query=" + limits.clause(f.Search)
	if f.Style == tables.Since {
		if limits.low == nil {
			return drafts
		}
		// Whether the parameter's instant itself counts is UNVERIFIED: one second
		// earlier is only a wider list.
		where = f.Param + "=" + instantOr(ptr(limits.low.Add(-time.Second)), "")
	}
	var next []draft
	for _, d := range drafts {
		d = d.clone()
		switch {
		case f.Style == tables.Since:
			if d.Query.Has(f.Param) {
				return drafts // another column has set it already
			}
			d.Query.Set(f.Param, instantOr(ptr(limits.low.Add(-time.Second)), ""))
			d.Stable = false
		case d.Query.Has("query"):
			return drafts // the user's own expression may be of any form
		default:
			// Creation dates do not change: the list stays as stable as it was.
			d.clauses = append(d.clauses, limits.clause(f.Search))
		}
		d.All = false
		next = append(next, d)
	}
	for _, i := range slices.Compact(limits.preds) {
		b.plan.Pushed[i] = where
		b.plan.Exact[i] = f.Strength == tables.Exact
	}
	return next
}

func ptr[T any](v T) *T { return &v }

// Between gives the first and the last second that the predicates leave of a
// date column, zero where they leave it open.
func Between(preds []Pred, c *tables.Column) (low, high time.Time) {
	for _, f := range c.Filter {
		if f.Style != tables.Range {
			continue
		}
		if b, possible := dates(preds, c, f); possible {
			if b.low != nil {
				low = *b.low
			}
			if b.high != nil {
				high = *b.high
			}
		}
	}
	return low, high
}
