package sqltext

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Origin is the table and column that a result's column shows, by the table's
// alias; the zero value is an expression.
type Origin struct{ Table, Column string }

// Aliases gives, by alias in lower case, the tables that a statement calls by
// another name. A derived table or WITH is "".
func Aliases(stmt ast.Statement) map[string]string {
	aliases := map[string]string{}
	walk(stmt, func(node any) bool {
		switch t := node.(type) {
		case *ast.AliasedTableExpr:
			name, _ := t.Expr.(ast.TableName)
			if !t.As.IsEmpty() {
				aliases[strings.ToLower(t.As.String())] = name.Name.String()
			}
		case *ast.CommonTableExpr:
			aliases[strings.ToLower(t.As.String())] = ""
		}
		return true
	})
	return aliases
}

// Origins tells the columns of a SELECT's result apart, or is nil where the
// statement does not list them.
func Origins(stmt ast.Statement) []Origin {
	s, ok := stmt.(*ast.Select)
	if !ok {
		return nil
	}
	only := onlyTable(s.From)
	origins := make([]Origin, len(s.SelectExprs))
	for i, e := range s.SelectExprs {
		a, ok := e.(*ast.AliasedExpr)
		if !ok {
			return nil
		}
		if c, ok := a.Expr.(*ast.ColName); ok && !strings.HasPrefix(c.Name.String(), "@") {
			origins[i] = Origin{c.Qualifier.Name.String(), c.Name.String()}
			if origins[i].Table == "" {
				origins[i].Table = only
			}
		}
	}
	return origins
}

// onlyTable is what a FROM of one table calls it.
func onlyTable(from ast.TableExprs) string {
	if len(from) != 1 {
		return ""
	}
	t, ok := from[0].(*ast.AliasedTableExpr)
	if !ok {
		return ""
	}
	if !t.As.IsEmpty() {
		return t.As.String()
	}
	name, _ := t.Expr.(ast.TableName)
	return name.Name.String()
}
