package engine

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// outerFilterRule cures a fault of the SQL engine that gives wrong rows: in
//
//	FROM a LEFT JOIN p ON ... JOIN b ON ... WHERE p.x = 1
//
// it moves the condition on p into the inner join, puts the joins in another
// order, and loses the condition on the way. Here such conditions are kept
// above the joins, where nothing moves them.
const outerFilterRule analyzer.RuleId = 9009

func outerFilters(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, _ *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	return transform.NodeWithOpaque(ctx, node, func(ctx *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		filter, ok := n.(*plan.Filter)
		if !ok {
			return n, transform.SameTree, nil
		}
		join, ok := filter.Child.(*plan.JoinNode)
		if !ok {
			return n, transform.SameTree, nil
		}
		filled := filledSides(join, false)
		if len(filled) == 0 {
			return n, transform.SameTree, nil
		}
		var above, below []sql.Expression
		for _, e := range expression.SplitConjunction(ctx, filter.Expression) {
			if mentions(ctx, e, filled) {
				above = append(above, e)
			} else {
				below = append(below, e)
			}
		}
		if len(above) == 0 {
			return n, transform.SameTree, nil
		}
		var joined sql.Node = join
		if len(below) > 0 {
			joined = plan.NewFilter(ctx, expression.JoinAnd(below...), join)
		}
		return plan.NewFilter(ctx, expression.JoinAnd(above...), &barrierNode{plan.UnaryNode{Child: joined}}), transform.NewTree, nil
	})
}

// filledSides are the tables that an outer join below an inner one may fill
// with NULL.
func filledSides(n sql.Node, belowInner bool) map[sql.TableId]bool {
	join, ok := n.(*plan.JoinNode)
	if !ok {
		return nil
	}
	filled := map[sql.TableId]bool{}
	add := func(side sql.Node, all bool) {
		if all {
			for id := range tableIDs(side) {
				filled[id] = true
			}
		}
	}
	op := join.JoinType()
	inner := !op.IsLeftOuter() && !op.IsRightOuter() && !op.IsFullOuter()
	if belowInner && !inner {
		add(join.Left(), op.IsRightOuter() || op.IsFullOuter())
		add(join.Right(), op.IsLeftOuter() || op.IsFullOuter())
	}
	for _, side := range []sql.Node{join.Left(), join.Right()} {
		for id := range filledSides(side, belowInner || inner) {
			filled[id] = true
		}
	}
	return filled
}

func tableIDs(n sql.Node) map[sql.TableId]bool {
	ids := map[sql.TableId]bool{}
	if join, ok := n.(*plan.JoinNode); ok {
		for _, side := range []sql.Node{join.Left(), join.Right()} {
			for id := range tableIDs(side) {
				ids[id] = true
			}
		}
	} else if table, ok := n.(plan.TableIdNode); ok {
		ids[table.Id()] = true
	}
	return ids
}

func mentions(ctx *sql.Context, e sql.Expression, tables map[sql.TableId]bool) bool {
	found := false
	for _, field := range dateFields(ctx, e) {
		found = found || tables[field.TableId()]
	}
	return found
}

// barrierNode passes rows on; no condition moves through it.
type barrierNode struct{ plan.UnaryNode }

var _ sql.ExecBuilderNode = (*barrierNode)(nil)

func (n *barrierNode) String() string   { return n.Child.String() }
func (n *barrierNode) IsReadOnly() bool { return n.Child.IsReadOnly() }

// Schema is the child's.
func (n *barrierNode) Schema(ctx *sql.Context) sql.Schema { return n.Child.Schema(ctx) }

// WithChildren implements sql.Node.
func (n *barrierNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(n, len(children), 1)
	}
	return &barrierNode{plan.UnaryNode{Child: children[0]}}, nil
}

// BuildRowIter implements sql.ExecBuilderNode.
func (n *barrierNode) BuildRowIter(ctx *sql.Context, b sql.NodeExecBuilder, outer sql.Row) (sql.RowIter, error) {
	return b.Build(ctx, n.Child, outer)
}
