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
	case "json":
		e.ExplainFormat = ast.TreeStr + "_debug_estimates" // what the engine hands on; nothing else asks for both
	}
}

// jsonFormat quotes the word in FORMAT=JSON, which the grammar takes for a keyword.
func jsonFormat(text string) []edit {
	m := explainJSON.FindStringSubmatchIndex(text)
	if m == nil {
		return nil
	}
	return []edit{{m[4], "`"}, {m[5], "`"}}
}
