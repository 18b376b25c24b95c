package collate

import (
	"errors"
	"io"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/iters"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/rowexec"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// NewExecBuilder gives the builder that compares text by collation in every
// plan it runs. Assign it to Analyzer.ExecBuilder before the first
// statement, with the overrides that the analyzer itself was given. first, if
// not nil, is asked before anything else; nil rows mean that it leaves a node alone.
func NewExecBuilder(overrides sql.EngineOverrides, first sql.NodeExecBuilder) *rowexec.BaseBuilder {
	own := &execBuilder{first: first}
	own.base = rowexec.NewBuilder(own, overrides)
	return own.base
}

// execBuilder builds the few nodes that compare whole rows, cures the
// expressions of all, and leaves the rest to the engine. A plan runs once, so
// that nodes are cured in place where the engine keeps rows in them or builds
// them again for each row of a join.
type execBuilder struct {
	base  *rowexec.BaseBuilder
	first sql.NodeExecBuilder
}

// Build implements sql.NodeExecBuilder; nil means that the engine builds n.
func (b *execBuilder) Build(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	if b.first != nil {
		if rows, err := b.first.Build(ctx, n, row); rows != nil || err != nil {
			return rows, err
		}
	}
	cured, changed, err := cure(ctx, n)
	switch {
	case err != nil:
		return nil, err
	case changed:
		return b.base.Build(ctx, cured, row)
	case readsNothing(ctx, n):
		return sql.RowsToRowIter(), nil
	}
	if rows, err := b.hold(ctx, n, row); rows != nil || err != nil {
		return rows, err
	}
	return b.byCollation(ctx, n, row)
}

// byCollation builds nodes that compare rows.
func (b *execBuilder) byCollation(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	switch n := n.(type) {
	case *plan.Distinct:
		if !comparesText(ctx, n) {
			return nil, nil
		}
		child, err := b.base.Build(ctx, n.Child, row)
		if err != nil {
			return nil, err
		}
		return newDistinct(child, collationsOf(ctx, n.Child)), nil
	case *plan.SetOp:
		return b.setOp(ctx, n, row)
	case *plan.TopN:
		fields, changed := sortFields(ctx, n.Fields)
		if sortsTooMany(ctx, fields, n.Limit) {
			return b.sortAndLimit(ctx, n, fields, row)
		}
		if changed {
			c := *n
			c.Fields = fields
			return b.base.Build(ctx, &c, row)
		}
	case *plan.Sort:
		if fields, changed := sortFields(ctx, n.SortFields); changed {
			return b.base.Build(ctx, plan.NewSort(fields, n.Child), row)
		}
	case *plan.GroupBy:
		if len(n.GroupByExprs) > 0 {
			return b.groupBy(ctx, n, row)
		}
	}
	return nil, nil
}

// maxTopRows is how many rows the engine may set aside memory for before it
// has seen any.
const maxTopRows = 10_000

// sortsTooMany says whether ORDER BY with this LIMIT would set aside room for
// more rows than there may be: the engine allocates the whole LIMIT at once, so
// that ORDER BY Id LIMIT 2000000000 takes 48 GB and the process with it.
func sortsTooMany(ctx *sql.Context, fields sql.SortFields, limit sql.Expression) bool {
	if len(fields) == 0 || limit == nil {
		return false
	}
	rows, err := iters.GetInt64Value(ctx, limit)
	return err == nil && rows > maxTopRows
}

// sortAndLimit sorts all rows and hands on the first.
func (b *execBuilder) sortAndLimit(ctx *sql.Context, n *plan.TopN, fields sql.SortFields, row sql.Row) (sql.RowIter, error) {
	limit, err := iters.GetInt64Value(ctx, n.Limit)
	if err != nil {
		return nil, err
	}
	child, err := b.base.Build(ctx, n.Child, row)
	if err != nil {
		return nil, err
	}
	return &iters.LimitIter{Limit: limit, CalcFoundRows: n.CalcFoundRows, ChildIter: iters.NewSortIter(fields, child)}, nil
}

// setOp runs a set operation whole, its order and LIMIT too: the engine skips
// the OFFSET before it sorts.
func (b *execBuilder) setOp(ctx *sql.Context, n *plan.SetOp, row sql.Row) (sql.RowIter, error) {
	skip, limit, err := bounds(ctx, n)
	if err != nil {
		return nil, err
	}
	left, err := b.base.Build(ctx, n.Left(), row)
	if err != nil {
		return nil, err
	}
	iter, err := b.combine(ctx, n, left, row)
	if err != nil {
		return nil, err
	}
	if len(n.SortFields) > 0 {
		fields, _ := sortFields(ctx, n.SortFields)
		iter = iters.NewSortIter(fields, iter)
	}
	if skip > 0 {
		iter = &offset{RowIter: iter, skip: skip}
	}
	if limit >= 0 {
		iter = &iters.LimitIter{Limit: limit, ChildIter: iter}
	}
	return iter, nil
}

// bounds gives OFFSET and LIMIT; a limit of -1 is none.
func bounds(ctx *sql.Context, n *plan.SetOp) (skip, limit int64, err error) {
	limit = -1
	if n.Offset != nil {
		if skip, err = iters.GetInt64Value(ctx, n.Offset); err != nil {
			return 0, 0, err
		}
	}
	if n.Limit != nil {
		limit, err = iters.GetInt64Value(ctx, n.Limit)
	}
	return skip, limit, err
}

func (b *execBuilder) combine(ctx *sql.Context, n *plan.SetOp, left sql.RowIter, row sql.Row) (sql.RowIter, error) {
	collations := collationsOf(ctx, n)
	if n.SetOpType == plan.UnionType {
		union := &iters.UnionIter{Cur: left, NextIter: func(ctx *sql.Context) (sql.RowIter, error) {
			return b.base.Build(ctx, n.Right(), row)
		}}
		if !n.Distinct {
			return union, nil
		}
		return newDistinct(union, collations), nil
	}
	right, err := b.base.Build(ctx, n.Right(), row)
	if err != nil {
		_ = left.Close(ctx)
		return nil, err
	}
	return &setIter{
		left: left, right: right, collations: collations,
		keep: n.SetOpType == plan.IntersectType, once: n.Distinct,
	}, nil
}

// offset leaves out the first rows.
type offset struct {
	sql.RowIter
	skip int64
}

func (o *offset) Next(ctx *sql.Context) (sql.Row, error) {
	for ; o.skip > 0; o.skip-- {
		if _, err := o.RowIter.Next(ctx); err != nil {
			return nil, err
		}
	}
	return o.RowIter.Next(ctx)
}

// comparesText says whether a node has text columns; without any, the engine's
// own comparison is right.
func comparesText(ctx *sql.Context, n sql.Node) bool {
	for _, c := range n.Schema(ctx) {
		if types.IsTextOnly(c.Type) {
			return true
		}
	}
	return false
}

// collationsOf gives the collation of each text column, 0 for other columns.
func collationsOf(ctx *sql.Context, n sql.Node) []sql.CollationID {
	schema := n.Schema(ctx)
	ids := make([]sql.CollationID, len(schema))
	for i, c := range schema {
		if s, ok := c.Type.(sql.StringType); ok && types.IsTextOnly(c.Type) {
			ids[i] = restored(s.Collation())
		}
	}
	return ids
}

// distinct hands on the first of rows that are equal.
type distinct struct {
	rows       sql.RowIter
	collations []sql.CollationID
	seen       map[rowKey]struct{}
}

func newDistinct(rows sql.RowIter, collations []sql.CollationID) *distinct {
	return &distinct{rows: rows, collations: collations, seen: map[rowKey]struct{}{}}
}

func (d *distinct) Next(ctx *sql.Context) (sql.Row, error) {
	budget := budgetOf(ctx)
	for {
		row, err := d.rows.Next(ctx)
		if err != nil {
			return nil, err
		}
		k, err := keyOfRow(ctx, row, d.collations)
		if err != nil {
			return nil, err
		}
		if _, ok := d.seen[k]; !ok {
			d.seen[k] = struct{}{}
			return row, budget.take()
		}
	}
}

func (d *distinct) Close(ctx *sql.Context) error {
	d.seen = nil
	return d.rows.Close(ctx)
}

// setIter is INTERSECT (keep) or EXCEPT. The right side is read first; each of
// its rows counts for one row of the left, or with once for all equal ones.
type setIter struct {
	left, right sql.RowIter
	collations  []sql.CollationID
	keep, once  bool
	counts      map[rowKey]int
	seen        map[rowKey]struct{}
}

func (s *setIter) Next(ctx *sql.Context) (sql.Row, error) {
	if err := s.readRight(ctx); err != nil {
		return nil, err
	}
	for {
		row, err := s.left.Next(ctx)
		if err != nil {
			return nil, err
		}
		k, err := keyOfRow(ctx, row, s.collations)
		if err != nil {
			return nil, err
		}
		if s.takes(k) {
			return row, budgetOf(ctx).take()
		}
	}
}

func (s *setIter) takes(k rowKey) bool {
	inRight := s.counts[k] > 0
	if s.once {
		if _, ok := s.seen[k]; ok {
			return false
		}
		s.seen[k] = struct{}{}
	} else if inRight {
		s.counts[k]--
	}
	return inRight == s.keep
}

func (s *setIter) readRight(ctx *sql.Context) error {
	if s.counts != nil {
		return nil
	}
	s.counts, s.seen = map[rowKey]int{}, map[rowKey]struct{}{}
	for {
		row, err := s.right.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		k, err := keyOfRow(ctx, row, s.collations)
		if err != nil {
			return err
		}
		s.counts[k]++
		if err := budgetOf(ctx).take(); err != nil {
			return err
		}
	}
}

func (s *setIter) Close(ctx *sql.Context) error {
	err := s.left.Close(ctx)
	if e := s.right.Close(ctx); err == nil {
		err = e
	}
	return err
}
