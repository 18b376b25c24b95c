package sqltext

import (
	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// differentWidths refuses set operations of arms with different numbers of
// columns, over which the engine panics. The width of a * is not known here.
func differentWidths(stmt ast.Statement) (err error) {
	walk(stmt, func(node any) bool {
		if s, ok := node.(*ast.SetOp); ok {
			left, known := width(s.Left)
			if right, also := width(s.Right); known && also && left != right {
				err = mysql.NewSQLError(mysql.ERWrongNumberOfColumnsInSelect, mysql.SSWrongNumberOfColumns,
					"The used SELECT statements have a different number of columns")
			}
		}
		return err == nil
	})
	return err
}

// width is the number of columns of a result, which its first arm tells.
func width(s ast.SelectStatement) (columns int, known bool) {
	sel := firstArm(s)
	if sel == nil {
		return 0, false
	}
	for _, e := range sel.SelectExprs {
		if _, ok := e.(*ast.AliasedExpr); !ok {
			return 0, false
		}
	}
	return len(sel.SelectExprs), true
}
