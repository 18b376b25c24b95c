package sqltext

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// idLists lets a text column that takes ids (MailboxIds) be joined with an id:
// the engine looks up by a key only if both sides have one kind of type.
func idLists(stmt ast.Statement, isIDList func(column string) bool) {
	walk(stmt, func(node any) bool {
		c, ok := node.(*ast.ComparisonExpr)
		if !ok {
			return true
		}
		switch {
		case isIDListColumn(c.Left, isIDList):
			c.Right = asText(c.Right)
		case isIDListColumn(c.Right, isIDList):
			c.Left = asText(c.Left)
		}
		return true
	})
}

func isIDListColumn(e ast.Expr, isIDList func(column string) bool) bool {
	column, ok := e.(*ast.ColName)
	return ok && isIDList(column.Name.String())
}

// asText casts a column to text.
func asText(e ast.Expr) ast.Expr {
	if column, ok := e.(*ast.ColName); ok {
		return &ast.ConvertExpr{Name: "CAST", Expr: column, Type: &ast.ConvertType{Type: "CHAR"}}
	}
	return e
}
