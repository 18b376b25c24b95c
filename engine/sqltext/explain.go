package sqltext

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// plainExplain makes EXPLAIN without a format the tree. The engine answers
// plain EXPLAIN with MySQL's twelve columns, of which the numeric ones carry
// the text NULL: drivers fail on it, and it says nothing about the API.
func plainExplain(stmt ast.Statement) {
	e, ok := stmt.(*ast.Explain)
	if !ok {
		return
	}
	switch strings.ToLower(e.ExplainFormat) {
	case "", "traditional":
		e.ExplainFormat = ast.TreeStr
	}
}
