package engine

import (
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// dimension is a column whose values can be told before any row is read: the
// words of Status, the inboxes, the users and teams, the months of CreatedDate.
type dimension struct {
	column *tables.Column
	words  []string
	listed []tables.Listing
	list   *tables.Column // of the base table, whose elements are the values
	grain  grain          // of a date; 0 for others
}

// group is one combination of values, with what narrows the API to it.
type group struct {
	preds  []pushdown.Pred
	values map[string]any // by column
	total  int64
}

func times(groups, more []group) (all []group) {
	for _, a := range groups {
		for _, b := range more {
			both := group{preds: slices.Concat(a.preds, b.preds), values: maps.Clone(b.values), total: b.total}
			maps.Copy(both.values, a.values)
			all = append(all, both)
		}
	}
	return all
}

// dimensionOf recognises what a GROUP BY groups by.
func dimensionOf(ctx *sql.Context, t *table, e sql.Expression) (dimension, bool) {
	if field, ok := e.(*expression.GetField); ok {
		c, ok := t.def.Column(field.Name())
		if ok && c.Narrows != "" && len(c.Listed) == 1 {
			list, _ := t.def.Base().Column(c.Narrows)
			return dimension{column: c, listed: c.Listed, list: list}, true
		}
		if !ok || c.Echo || len(c.Filter) == 0 || c.Filter[0].Strength != tables.Exact {
			return dimension{}, false
		}
		d := dimension{column: c, words: c.Filter[0].Words, listed: c.Listed}
		return d, len(d.words) > 0 || len(d.listed) > 0
	}
	fields := dateFields(ctx, e)
	if len(fields) == 0 {
		return dimension{}, false
	}
	c, ok := t.def.Column(fields[0].Name())
	if !ok || t.def.Sort[c.Name] == "" || c.Null || !slices.ContainsFunc(c.Filter, func(f tables.Filter) bool { return f.Style == tables.Range && f.Strength == tables.Exact }) {
		return dimension{}, false
	}
	g, ok := grainOf(ctx, e, fields[0])
	return dimension{column: c, grain: g}, ok
}

// merge tells whether d groups by the same column as another dimension.
func (d dimension) merge(other dimension) bool {
	return d.column == other.column && d.grain == other.grain
}

// finest leaves one dimension a column: YEAR and MONTH together are months.
func finest(all []dimension) (left []dimension) {
	for _, d := range all {
		i := slices.IndexFunc(left, func(l dimension) bool { return l.column == d.column })
		if i < 0 {
			left = append(left, d)
		} else {
			left[i].grain = max(left[i].grain, d.grain)
		}
	}
	return left
}

// expected estimates how many values the dimension has, before anything is asked.
func (d dimension) expected(e *Engine, t *table) float64 {
	switch {
	case d.grain != 0:
		low, high := d.bounds(t)
		if low.IsZero() || high.IsZero() {
			return 4 // whatever it is, it is looked at when the first and last date are known
		}
		return float64(int(d.grain.fewest(low, high)))
	case len(d.words) > 0:
		return float64(len(d.words))
	}
	values := 0.0
	for _, l := range d.listed {
		def, _ := tables.Find(l.Table)
		values += float64(e.totals.rows(def)) + 1
	}
	return values
}

// values lists the dimension's values. ok is false where that would take more
// calls than so many pages.
func (d dimension) values(ctx *sql.Context, t *table, pages float64) (all []group, ok bool, err error) {
	switch {
	case d.grain != 0:
		return d.dates(ctx, t, pages)
	case len(d.words) > 0:
		for _, word := range d.words {
			all = append(all, d.value(word))
		}
		return all, true, nil
	}
	if d.list != nil {
		return d.elements(ctx, t)
	}
	for _, l := range d.listed {
		keys, err := listedRows(ctx, t.engine, l.Table, l.Column)
		if err != nil {
			return nil, false, err
		}
		for _, row := range keys {
			key := row[0]
			if !slices.ContainsFunc(all, func(g group) bool { return g.values[d.column.Name] == key }) {
				all = append(all, d.value(key))
			}
		}
	}
	for _, key := range t.engine.totals.learnt(t.def.Name + "." + d.column.Name) {
		if !slices.ContainsFunc(all, func(g group) bool { return g.values[d.column.Name] == key }) {
			all = append(all, d.value(key))
		}
	}
	if d.column.Null {
		all = append(all, group{preds: []pushdown.Pred{{Col: d.column.Name, Op: tables.IsNull}}, values: map[string]any{d.column.Name: nil}})
	}
	return all, true, nil
}

func (d dimension) value(v any) group {
	return group{
		preds:  []pushdown.Pred{{Col: d.column.Name, Op: tables.Eq, Vals: []any{v}}},
		values: map[string]any{d.column.Name: v},
	}
}

// elements are the values of a list column: the names of the tags, each with
// the number of items that its own table tells.
func (d dimension) elements(ctx *sql.Context, t *table) (all []group, ok bool, err error) {
	from := d.listed[0]
	rows, err := listedRows(ctx, t.engine, from.Table, from.Column, from.Count)
	if err != nil {
		return nil, false, err
	}
	spelt := map[uint64]bool{}
	for _, row := range rows {
		name, _ := row[0].(string)
		told, _, _ := types.Int64.Convert(ctx, row[1])
		weight, err := collation.HashToUint(name)
		if err != nil || spelt[weight] || told == nil {
			return nil, false, nil // two names that are one group
		}
		spelt[weight] = true
		all = append(all, group{
			preds:  []pushdown.Pred{{Col: d.list.Name, Op: tables.Has, Vals: []any{name}}},
			values: map[string]any{d.column.Name: name}, total: told.(int64),
		})
	}
	return all, true, nil
}

// listedRows reads some columns of another table.
func listedRows(ctx *sql.Context, e *Engine, name string, columns ...string) (rows []sql.Row, err error) {
	def, _ := tables.Find(name)
	t := newTable(e, def)
	t.projected, t.columns = true, nil
	for _, c := range columns {
		t.columns = append(t.columns, def.Index(c))
	}
	s := newScan(t, partition{plan: t.reads()})
	s.remember = true
	for {
		row, err := s.Next(ctx)
		if errors.Is(err, io.EOF) {
			return rows, s.Close(ctx)
		}
		if err != nil {
			_ = s.Close(ctx)
			return nil, err
		}
		rows = append(rows, row)
	}
}

// bounds are the dates between which the handle's filter leaves rows, zero where open.
func (d dimension) bounds(t *table) (low, high time.Time) {
	if t.pushed == nil {
		return low, high
	}
	return pushdown.Between(t.pushed.exact, d.column)
}

// dates lists the stretches of time that rows may fall into.
func (d dimension) dates(ctx *sql.Context, t *table, pages float64) (all []group, ok bool, err error) {
	low, high := d.bounds(t)
	for _, end := range []struct {
		at    *time.Time
		order sql.SortOrder
	}{{&low, sql.Ascending}, {&high, sql.Descending}} {
		if !end.at.IsZero() {
			continue
		}
		first, err := firstDate(ctx, t, d.column.Name, end.order)
		if err != nil || first.IsZero() {
			return nil, false, err
		}
		*end.at = first
	}
	if d.grain.fewest(low, high) > math.Max(pages, 1) {
		return nil, false, nil
	}
	for _, b := range d.grain.stretches(low, high) {
		all = append(all, group{
			preds: []pushdown.Pred{
				{Col: d.column.Name, Op: tables.Ge, Vals: []any{b.from}}, {Col: d.column.Name, Op: tables.Lt, Vals: []any{b.to}},
			},
			values: map[string]any{d.column.Name: b.from},
		})
	}
	return all, true, nil
}

// firstDate is the first date in an order: one page.
func firstDate(ctx *sql.Context, t *table, column string, order sql.SortOrder) (time.Time, error) {
	c, _ := t.def.Column(column)
	narrowed, err := t.WithProjections(ctx, []string{column})
	if err != nil {
		return time.Time{}, err
	}
	handle, ok := narrowed.(*table)
	field := expression.NewGetField(0, sqlType(c.Type), c.Name, c.Null)
	if !ok || !handle.orderBy(sql.SortField{Column: field, Order: order}) {
		return time.Time{}, nil
	}
	handle.lazy = true
	s := newScan(handle, partition{plan: handle.reads()})
	row, err := s.Next(ctx)
	_ = s.Close(ctx)
	if errors.Is(err, io.EOF) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	at, _ := row[0].(time.Time)
	return at, nil
}
