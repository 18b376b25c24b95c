package engine

import (
	"context"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// groupCountRule answers GROUP BY on an enumerated column with COUNT(*) by one
// total for each value, where that takes fewer calls than reading all rows.
const groupCountRule analyzer.RuleId = 9006

func (e *Engine) groupCounts(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	// A subquery may read the rows anyway, so that counting would come on top.
	if !scope.IsEmpty() || !pushdownOn(ctx) || hasSubquery(ctx, node) {
		return node, transform.SameTree, nil
	}
	return transform.NodeWithOpaque(ctx, node, func(_ *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		group, ok := n.(*plan.GroupBy)
		if !ok || len(group.GroupByExprs) != 1 {
			return n, transform.SameTree, nil
		}
		t, ok := countable(group.Child)
		if !ok || t.counted || len(t.reads().Requests) != 1 {
			return n, transform.SameTree, nil
		}
		values, ok := enumerated(t, group.GroupByExprs[0])
		if !ok || float64(len(values)+1) >= e.totals.expected(t) {
			return n, transform.SameTree, nil
		}
		counted := &groupCountNode{UnaryNode: plan.UnaryNode{Child: group}, table: t, values: values}
		for _, dep := range group.SelectDeps {
			field, isColumn := dep.(*expression.GetField)
			if !isColumn && !countsRows(dep) || isColumn && !strings.EqualFold(field.String(), group.GroupByExprs[0].String()) {
				return n, transform.SameTree, nil
			}
			counted.isColumn = append(counted.isColumn, isColumn)
		}
		t.counted = true // rules run until nothing changes
		return counted, transform.NewTree, nil
	})
}

func hasSubquery(ctx *sql.Context, node sql.Node) bool {
	found := false
	transform.InspectExpressions(ctx, node, func(_ *sql.Context, e sql.Expression) bool {
		_, is := e.(*plan.Subquery)
		found = found || is
		return !found
	})
	return found
}

// enumerated lists the values of a column that the API can be asked for one by
// one, if the statement does not filter by it already.
func enumerated(t *table, e sql.Expression) ([]pushdown.Pred, bool) {
	field, ok := e.(*expression.GetField)
	if !ok {
		return nil, false
	}
	c, ok := t.def.Column(field.Name())
	if !ok || len(c.Filter) == 0 || len(c.Filter[0].Words) == 0 || c.Filter[0].Strength != tables.Exact || c.Echo {
		return nil, false
	}
	var values []pushdown.Pred
	for _, word := range c.Filter[0].Words {
		values = append(values, pushdown.Pred{Col: c.Name, Op: tables.Eq, Vals: []any{word}})
	}
	if t.pushed != nil {
		for _, p := range t.pushed.exact {
			if p.Col == c.Name {
				return nil, false
			}
		}
	}
	return values, true
}

// groupCountNode stands above the grouping that it answers, and falls back to
// it when the counts do not add up: a value beyond the known ones, or a listing
// that moved between two calls.
type groupCountNode struct {
	plan.UnaryNode
	table    *table
	values   []pushdown.Pred
	isColumn []bool // the outputs: the value, or else the count
}

var _ sql.ExecBuilderNode = (*groupCountNode)(nil)

func (n *groupCountNode) String() string   { return n.Child.String() }
func (n *groupCountNode) IsReadOnly() bool { return true }

// Schema is the grouping's.
func (n *groupCountNode) Schema(ctx *sql.Context) sql.Schema { return n.Child.Schema(ctx) }

// WithChildren implements sql.Node.
func (n *groupCountNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(n, len(children), 1)
	}
	c := *n
	c.Child = children[0]
	return &c, nil
}

// BuildRowIter makes no call before the first row is pulled.
func (n *groupCountNode) BuildRowIter(_ *sql.Context, b sql.NodeExecBuilder, outer sql.Row) (sql.RowIter, error) {
	return &groupCountIter{node: n, builder: b, outer: outer}, nil
}

type groupCountIter struct {
	node    *groupCountNode
	builder sql.NodeExecBuilder
	outer   sql.Row
	rows    sql.RowIter
}

func (i *groupCountIter) Next(ctx *sql.Context) (sql.Row, error) {
	if i.rows == nil {
		rows, agree, err := i.node.count(ctx)
		if err == nil && !agree {
			rows, agree, err = i.node.count(ctx)
		}
		switch {
		case err != nil:
			return nil, toSQLError(err)
		case agree:
			i.rows = sql.RowsToRowIter(rows...)
		default:
			if i.rows, err = i.builder.Build(ctx, i.node.Child, i.outer); err != nil {
				return nil, err
			}
		}
	}
	return i.rows.Next(ctx)
}

// Close ends the grouping, if it came to that.
func (i *groupCountIter) Close(ctx *sql.Context) error {
	if i.rows == nil {
		return nil
	}
	return i.rows.Close(ctx)
}

// count asks for the total and for each value's total, side by side; agree
// tells whether they add up.
func (n *groupCountNode) count(ctx *sql.Context) (rows []sql.Row, agree bool, err error) {
	var given []pushdown.Pred
	if n.table.pushed != nil {
		given = n.table.pushed.exact
	}
	plans := []pushdown.Plan{n.table.reads()}
	for _, v := range n.values {
		plans = append(plans, pushdown.For(n.table.def, append(given[:len(given):len(given)], v)))
	}
	totals := make([]int64, len(plans))
	s := newScan(n.table, partition{})
	err = s.each(ctx, len(plans), func(ctx context.Context, i int) error {
		for _, r := range plans[i].Requests {
			total, err := s.freshTotal(ctx, r)
			if err != nil {
				return err
			}
			totals[i] += total
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	sum := int64(0)
	for i, v := range n.values {
		total := totals[i+1]
		sum += total
		if total == 0 {
			continue
		}
		row := make(sql.Row, len(n.isColumn))
		for j, isColumn := range n.isColumn {
			row[j] = any(total)
			if isColumn {
				row[j] = v.Vals[0]
			}
		}
		rows = append(rows, row)
	}
	return rows, sum == totals[0], nil
}
