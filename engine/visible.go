package engine

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/scoutql/scoutql/tables"
)

// seesTyped tells whether a statement can see the columns that the account
// defines itself. Only then are their definitions worth an API call:
// SELECT Id does not need them, SELECT * does.
func (e *Engine) seesTyped(ctx *sql.Context) bool {
	st := statementOf(ctx)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.sees == nil {
		sees := true // what cannot be parsed here may well see them
		if parsed, err := e.sql.Parser.ParseSimple(ctx.Query()); err == nil {
			sees = mentionsTyped(parsed)
		}
		st.sees = &sees
	}
	return *st.sees
}

func mentionsTyped(statement ast.Statement) bool {
	if _, isSet := statement.(*ast.SetOp); !isSet {
		if _, isSelect := statement.(*ast.Select); !isSelect {
			return true // SHOW, DESCRIBE, EXPLAIN, EXECUTE, writes: rare, and they list columns
		}
	}
	found := false
	_ = ast.Walk(func(node ast.SQLNode) (bool, error) {
		switch n := node.(type) {
		case *ast.FuncExpr:
			if n.Name.Lowered() == "count" && len(n.Exprs) == 1 {
				if _, star := n.Exprs[0].(*ast.StarExpr); star {
					return false, nil // COUNT(*) counts rows
				}
			}
		case *ast.StarExpr:
			found = true
		case *ast.ColName:
			found = found || typedName(n.Name.String())
		case ast.TableName:
			found = found || strings.EqualFold(n.DbQualifier.String(), "information_schema")
		}
		return !found, nil
	}, statement)
	return found
}

func typedName(column string) bool {
	for _, t := range tables.All() {
		if t.Typed != nil && len(column) > len(t.Typed.Prefix) && strings.EqualFold(column[:len(t.Typed.Prefix)], t.Typed.Prefix) {
			return true
		}
	}
	return false
}
