package engine

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function"
	"github.com/dolthub/go-mysql-server/sql/plan"
)

// folded gives a condition with what is constant in it worked out: NOW() -
// INTERVAL 30 DAY, LAST_INSERT_ID(). The SQL engine does so for a SELECT, but not
// for the simplest UPDATE and DELETE, whose filters would then not reach the API.
func folded(ctx *sql.Context, e sql.Expression) sql.Expression {
	switch e.(type) {
	case *expression.Literal, *expression.GetField, *expression.Interval, *plan.Subquery:
		return e
	}
	if _, tuple := e.(expression.Tuple); !tuple && constant(ctx, e) {
		if v, err := e.Eval(ctx, nil); err == nil {
			return expression.NewLiteral(v, e.Type(ctx))
		}
		return e
	}
	children := e.Children()
	if len(children) == 0 {
		return e
	}
	changed := make([]sql.Expression, len(children))
	for i, c := range children {
		changed[i] = folded(ctx, c)
	}
	if with, err := e.WithChildren(ctx, changed...); err == nil {
		return with
	}
	return e
}

// constant tells whether an expression has one value throughout the statement.
func constant(ctx *sql.Context, e sql.Expression) bool {
	same := true
	sql.Inspect(ctx, e, func(_ *sql.Context, x sql.Expression) bool {
		switch x := x.(type) {
		case nil, *expression.Literal, *expression.Interval, *function.Now, *function.LastInsertId, *expression.UserVar, function.CurrDate:
			return true
		case *expression.GetField, *plan.Subquery, *plan.ExistsSubquery, *expression.BindVar, *function.Sleep:
			same = false
		case sql.NonDeterministicExpression:
			same = same && !x.IsNonDeterministic()
		}
		return same
	})
	return same
}
