package sqltext

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/scoutql/scoutql/engine/exact"
)

// exactAggregates gives SUM and AVG the names of ours. Over a window they keep
// their own, which the planner knows. What is computed from an average and
// nothing but arithmetic is shown with the digits of its type.
func exactAggregates(stmt ast.Statement) {
	var averages []*ast.AliasedExpr
	walk(stmt, func(node any) bool {
		switch n := node.(type) {
		case *ast.Select:
			for _, e := range n.SelectExprs {
				if a, ok := e.(*ast.AliasedExpr); ok && ofAverage(a.Expr) {
					averages = append(averages, a)
				}
			}
		case *ast.FuncExpr:
			if n.Over != nil || !n.Qualifier.IsEmpty() {
				break
			}
			switch n.Name.Lowered() {
			case "sum":
				n.Name = ast.NewColIdent(exact.SumName)
			case "avg":
				n.Name = ast.NewColIdent(exact.AvgName)
			}
		}
		return true
	})
	for _, a := range averages {
		a.Expr = &ast.FuncExpr{Name: ast.NewColIdent(exact.ShownName), Exprs: ast.SelectExprs{&ast.AliasedExpr{Expr: a.Expr}}}
	}
}

// ofAverage says that an expression is an AVG, or arithmetic with one.
func ofAverage(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.FuncExpr:
		return e.Name.EqualString("avg") && e.Qualifier.IsEmpty()
	case *ast.ParenExpr:
		return ofAverage(e.Expr)
	case *ast.UnaryExpr:
		return e.Operator == ast.UMinusStr && ofAverage(e.Expr)
	case *ast.BinaryExpr:
		switch e.Operator {
		case ast.PlusStr, ast.MinusStr, ast.MultStr, ast.DivStr:
			return ofAverage(e.Left) || ofAverage(e.Right)
		}
	}
	return false
}
