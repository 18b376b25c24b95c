package collate

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// cure puts right what a node compares wrongly. changed says that another node
// stands for n; a node that was cured in place is not changed.
func cure(ctx *sql.Context, n sql.Node) (cured sql.Node, changed bool, err error) {
	switch n := n.(type) {
	case *plan.HashLookup:
		hashKeys(ctx, n)
		return n, false, nil
	case *plan.Filter:
		n.Expression, _, err = cureExpression(ctx, n.Expression)
		return n, false, err
	case *plan.JoinNode:
		if n.Filter != nil {
			n.Filter, _, err = cureExpression(ctx, n.Filter)
		}
		return n, false, err
	case *plan.IndexedTableAccess: // its expressions are keys of an index
		return n, false, nil
	case sql.Expressioner:
		return cureExpressions(ctx, n)
	}
	return n, false, nil
}

func cureExpressions(ctx *sql.Context, n sql.Expressioner) (sql.Node, bool, error) {
	node, _ := n.(sql.Node)
	expressions := n.Expressions()
	var cured []sql.Expression // a copy, once there is something to cure
	for i, e := range expressions {
		if e == nil {
			continue
		}
		c, changed, err := cureExpression(ctx, e)
		if err != nil {
			return nil, false, err
		}
		if changed && cured == nil {
			cured = append([]sql.Expression(nil), expressions...)
		}
		if changed {
			cured[i] = c
		}
	}
	if cured == nil {
		return node, false, nil
	}
	node, err := n.WithExpressions(ctx, cured...)
	return node, true, err
}

// cureExpression cures the comparisons in an expression. What is cured stays
// as it is.
func cureExpression(ctx *sql.Context, e sql.Expression) (sql.Expression, bool, error) {
	cured, same, err := transform.Expr(ctx, e, func(ctx *sql.Context, e sql.Expression) (sql.Expression, transform.TreeIdentity, error) {
		switch e := e.(type) {
		case *expression.HashInTuple:
			return inList(ctx, e, e.Left(), e.Right(), true)
		case *expression.InTuple:
			return inList(ctx, e, e.Left(), e.Right(), false)
		case *expression.NullSafeEquals:
			return nullSafeEquals(ctx, e)
		case *plan.Subquery:
			if _, done := e.Query.(*held); !done {
				return e.WithQuery(&held{e.Query, true}), transform.NewTree, nil
			}
		}
		return e, transform.SameTree, nil
	})
	return cured, !bool(same), err
}

// nullSafeEquals makes S <=> 'REFUND' find refund: the engine compares bytes
// where S = 'REFUND' goes by the collation.
func nullSafeEquals(ctx *sql.Context, e *expression.NullSafeEquals) (sql.Expression, transform.TreeIdentity, error) {
	left, right := e.Left(), e.Right()
	if isKey(left) || !isText(ctx, left) || !isText(ctx, right) {
		return e, transform.SameTree, nil
	}
	by := common(ctx, left, right)
	return expression.NewNullSafeEquals(key{left, by}, key{right, by}), transform.NewTree, nil
}

// readsNothing says that a condition is false or NULL whatever the row: the
// engine would read all rows for WHERE NULL, and keep none.
func readsNothing(ctx *sql.Context, n sql.Node) bool {
	var condition sql.Expression
	switch n := n.(type) {
	case *plan.Filter:
		condition = n.Expression
	case *plan.Having:
		condition = n.Cond
	default:
		return false
	}
	for _, e := range expression.SplitConjunction(ctx, condition) {
		if !isConstant(ctx, e) {
			continue
		}
		v, err := e.Eval(ctx, nil)
		if err != nil {
			continue
		}
		if v == nil {
			return true
		}
		if is, err := sql.ConvertToBool(ctx, v); err == nil && !is {
			return true
		}
	}
	return false
}

func isConstant(ctx *sql.Context, e sql.Expression) bool {
	return !transform.InspectExpr(ctx, e, func(_ *sql.Context, e sql.Expression) bool {
		switch e.(type) {
		case *expression.Literal, *expression.And, *expression.Or, *expression.Not:
			return false
		}
		return true
	})
}
