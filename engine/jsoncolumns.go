package engine

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/scoutql/scoutql/tables"
)

// jsonColumns tells which columns of a statement's result hold JSON: those that
// are taken as they are from a table's JSON column, also under a table's alias.
// The SQL type cannot tell, it is LONGTEXT (types.go).
func jsonColumns(statement ast.Statement) func(*sql.Column) bool {
	named := map[string]string{} // alias -> table; "" where it names several
	_ = ast.Walk(func(node ast.SQLNode) (bool, error) {
		if t, ok := node.(*ast.AliasedTableExpr); ok && !t.As.IsEmpty() {
			alias, table := strings.ToLower(t.As.String()), ""
			if name, ok := t.Expr.(ast.TableName); ok {
				table = name.Name.String()
			}
			if before, ok := named[alias]; ok && !strings.EqualFold(before, table) {
				table = ""
			}
			named[alias] = table
		}
		return true, nil
	}, statement)
	return func(c *sql.Column) bool {
		source, ok := named[strings.ToLower(c.Source)]
		if !ok {
			source = c.Source
		}
		t, ok := tables.Find(source)
		if !ok {
			return false
		}
		column, ok := t.Column(c.Name)
		return ok && column.Type.Kind == tables.JSON
	}
}
