package collate

import (
	"errors"
	"io"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression/function/aggregation"
	"github.com/dolthub/go-mysql-server/sql/hash"
	"github.com/dolthub/go-mysql-server/sql/plan"
)

// groups runs GROUP BY. The engine's own reads its child ahead, and hangs for
// good when an expression fails while more than 512 rows are to come.
type groups struct {
	rows   sql.RowIter
	node   *plan.GroupBy
	schema sql.Schema // of the keys
	key    sql.Row

	found map[uint64][]sql.AggregationBuffer
	order []uint64 // keys as they came
	next  int
}

// groupBy builds GROUP BY with groups; without any, the engine's does.
func (b *execBuilder) groupBy(ctx *sql.Context, n *plan.GroupBy, row sql.Row) (sql.RowIter, error) {
	if list, changed := groupings(ctx, n.GroupByExprs); changed {
		n = plan.NewGroupBy(n.SelectDeps, list, n.Child)
	}
	child, err := b.base.Build(ctx, n.Child, row)
	if err != nil {
		return nil, err
	}
	g := &groups{rows: child, node: n, key: make(sql.Row, len(n.GroupByExprs)), schema: make(sql.Schema, len(n.GroupByExprs))}
	for i, e := range n.GroupByExprs {
		g.schema[i] = &sql.Column{Type: e.Type(ctx)}
	}
	return g, nil
}

// Next implements sql.RowIter: groups come in the order of their first rows.
func (g *groups) Next(ctx *sql.Context) (sql.Row, error) {
	if g.found == nil {
		g.found = map[uint64][]sql.AggregationBuffer{}
		if err := g.read(ctx); err != nil {
			return nil, err
		}
	}
	if g.next >= len(g.order) {
		return nil, io.EOF
	}
	buffers := g.found[g.order[g.next]]
	g.next++
	row := make(sql.Row, len(buffers))
	for i, b := range buffers {
		v, err := b.Eval(ctx)
		if err != nil {
			return nil, err
		}
		row[i] = v
	}
	return row, nil
}

func (g *groups) read(ctx *sql.Context) error {
	budget := budgetOf(ctx)
	for {
		row, err := g.rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		k, err := g.keyOf(ctx, row)
		if err != nil {
			return err
		}
		buffers, known := g.found[k]
		if !known {
			if err := budget.take(); err != nil {
				return err
			}
			if buffers, err = g.buffers(ctx); err != nil {
				return err
			}
			g.found[k], g.order = buffers, append(g.order, k)
		}
		for _, b := range buffers {
			if err := b.Update(ctx, row); err != nil {
				return err
			}
		}
	}
}

func (g *groups) keyOf(ctx *sql.Context, row sql.Row) (uint64, error) {
	for i, e := range g.node.GroupByExprs {
		v, err := e.Eval(ctx, row)
		if err != nil {
			return 0, err
		}
		g.key[i] = v
	}
	return hash.HashOf(ctx, g.schema, g.key)
}

func (g *groups) buffers(ctx *sql.Context) ([]sql.AggregationBuffer, error) {
	buffers := make([]sql.AggregationBuffer, len(g.node.SelectDeps))
	for i, e := range g.node.SelectDeps {
		aggregate, ok := e.(sql.Aggregation)
		if !ok { // a group's column, or one of its first row
			aggregate = aggregation.NewFirst(e)
		}
		var err error
		if buffers[i], err = aggregate.NewBuffer(ctx); err != nil {
			return nil, err
		}
	}
	return buffers, nil
}

// Close implements sql.RowIter.
func (g *groups) Close(ctx *sql.Context) error {
	for _, buffers := range g.found {
		for _, b := range buffers {
			b.Dispose(ctx)
		}
	}
	g.found, g.order = nil, nil
	return g.rows.Close(ctx)
}
