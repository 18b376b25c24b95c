package engine

import (
	"context"
	"errors"
	"io"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"

	"github.com/scoutql/scoutql/pushdown"
)

// prefetchRows is how many left rows of a look-up join are read ahead.
const prefetchRows = 50

// prefetch puts an aheadNode above every look-up join that is read to the end.
// Below a LIMIT it would ask for keys that nobody needs.
func prefetch(ctx *sql.Context, node sql.Node) (sql.Node, transform.TreeIdentity, error) {
	return transform.NodeWithOpaque(ctx, node, func(_ *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		join, ok := n.(*plan.JoinNode)
		if !ok || !join.JoinType().IsLookup() {
			return n, transform.SameTree, nil
		}
		if _, t := lookedUp(join.Right()); t == nil || t.lazy {
			return n, transform.SameTree, nil
		}
		return &aheadNode{plan.UnaryNode{Child: join}}, transform.NewTree, nil
	})
}

// aheadNode marks a look-up join. The engine looks up one row after the other;
// here some left rows are read ahead and all their keys asked for side by side,
// before the first row is handed on. The join is only taken apart when it runs:
// until then the engine may still change its sides.
type aheadNode struct{ plan.UnaryNode }

var _ sql.ExecBuilderNode = (*aheadNode)(nil)

func (n *aheadNode) String() string   { return n.Child.String() }
func (n *aheadNode) IsReadOnly() bool { return n.Child.IsReadOnly() }

// Schema is the join's.
func (n *aheadNode) Schema(ctx *sql.Context) sql.Schema { return n.Child.Schema(ctx) }

// WithChildren implements sql.Node.
func (n *aheadNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(n, len(children), 1)
	}
	return &aheadNode{plan.UnaryNode{Child: children[0]}}, nil
}

// BuildRowIter implements sql.ExecBuilderNode.
func (n *aheadNode) BuildRowIter(ctx *sql.Context, b sql.NodeExecBuilder, outer sql.Row) (sql.RowIter, error) {
	join, ok := n.Child.(*plan.JoinNode)
	if !ok {
		return b.Build(ctx, n.Child, outer)
	}
	lookup, t := lookedUp(join.Right())
	if t == nil {
		return b.Build(ctx, join, outer)
	}
	left := &prefetchNode{UnaryNode: plan.UnaryNode{Child: join.Left()}, lookup: lookup, table: t}
	ahead, err := join.WithChildren(ctx, left, join.Right())
	if err != nil {
		return nil, err
	}
	return b.Build(ctx, ahead, outer)
}

// prefetchNode is the left side of a look-up join that runs.
type prefetchNode struct {
	plan.UnaryNode
	lookup *plan.IndexedTableAccess
	table  *table
}

var _ sql.ExecBuilderNode = (*prefetchNode)(nil)

// lookedUp finds the keyed read of an API table on a join's right side.
func lookedUp(n sql.Node) (*plan.IndexedTableAccess, *table) {
	for {
		if ita, ok := n.(*plan.IndexedTableAccess); ok {
			t, ok := unwrapped(ita.Table)
			if !ok || ita.IsStatic() {
				return nil, nil
			}
			return ita, t
		}
		children := n.Children()
		if len(children) != 1 {
			return nil, nil
		}
		n = children[0]
	}
}

func (p *prefetchNode) String() string   { return p.Child.String() }
func (p *prefetchNode) IsReadOnly() bool { return p.Child.IsReadOnly() }

// Schema is the child's.
func (p *prefetchNode) Schema(ctx *sql.Context) sql.Schema { return p.Child.Schema(ctx) }

// WithChildren implements sql.Node.
func (p *prefetchNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(p, len(children), 1)
	}
	c := *p
	c.Child = children[0]
	return &c, nil
}

// BuildRowIter implements sql.ExecBuilderNode.
func (p *prefetchNode) BuildRowIter(ctx *sql.Context, b sql.NodeExecBuilder, outer sql.Row) (sql.RowIter, error) {
	rows, err := b.Build(ctx, p.Child, outer)
	if err != nil {
		return nil, err
	}
	return &prefetchIter{node: p, rows: rows, outer: outer}, nil
}

type prefetchIter struct {
	node  *prefetchNode
	rows  sql.RowIter
	outer sql.Row // of the queries around, to the left of the join's own
	ahead []sql.Row
	ended error // what ended the left side, told after the rows ahead
}

// Next hands on a row whose key has been asked for.
func (i *prefetchIter) Next(ctx *sql.Context) (sql.Row, error) {
	if len(i.ahead) == 0 && i.ended == nil {
		if err := i.fill(ctx); err != nil {
			return nil, err
		}
	}
	if len(i.ahead) == 0 {
		return nil, i.ended
	}
	row := i.ahead[0]
	i.ahead = i.ahead[1:]
	return row, nil
}

// Close ends the left side.
func (i *prefetchIter) Close(ctx *sql.Context) error { return i.rows.Close(ctx) }

func (i *prefetchIter) fill(ctx *sql.Context) error {
	var wanted []pushdown.Request
	for len(i.ahead) < prefetchRows && i.ended == nil {
		row, err := i.rows.Next(ctx)
		if err != nil {
			i.ended = err
			break
		}
		i.ahead = append(i.ahead, row)
		requests, err := i.node.requests(ctx, append(i.outer[:len(i.outer):len(i.outer)], row...))
		if err != nil {
			return err
		}
		wanted = append(wanted, requests...)
	}
	if i.ended != nil && !errors.Is(i.ended, io.EOF) {
		return nil
	}
	s := newScan(i.node.table, partition{})
	return toSQLError(s.warm(ctx, wanted))
}

// requests are what the look-up of one row will ask for.
func (p *prefetchNode) requests(ctx *sql.Context, row sql.Row) ([]pushdown.Request, error) {
	lookup, found, err := p.lookup.GetLookup(ctx, row)
	if err != nil || !found || lookup.IsEmptyRange {
		return nil, err
	}
	preds, err := keyPredicates(lookup)
	if err != nil {
		return nil, err
	}
	plan := p.table.lookupPlan(preds)
	if plan.Walk || runnable(plan) != nil {
		return nil, nil // the look-up itself tells what is wrong
	}
	return plan.Requests, nil
}

// warm makes requests side by side and remembers their pages for the
// statement. Only what fits one page is asked for to the end.
func (s *scan) warm(ctx context.Context, requests []pushdown.Request) error {
	unique := map[string]pushdown.Request{}
	for _, r := range requests {
		unique[r.ItemsKey()] = r
	}
	list := make([]pushdown.Request, 0, len(unique))
	for _, r := range unique {
		list = append(list, r)
	}
	if len(list) < 2 {
		return nil
	}
	return s.each(ctx, len(list), func(ctx context.Context, i int) error {
		for _, err := range s.source(ctx, list[i].Request, false) {
			if err != nil {
				return err
			}
		}
		return nil
	})
}
