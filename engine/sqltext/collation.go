package sqltext

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/scoutql/scoutql/engine/collate"
)

// distinctByCollation makes COUNT(DISTINCT s) count what the collation tells
// apart; the engine counts spellings. It counts sort keys instead of strings.
func distinctByCollation(stmt ast.Statement) {
	walk(stmt, func(node any) bool {
		f, ok := node.(*ast.FuncExpr)
		if !ok || !f.Distinct || !f.Name.EqualString("count") {
			return true
		}
		for _, e := range f.Exprs {
			if a, ok := e.(*ast.AliasedExpr); ok {
				if _, done := a.Expr.(ast.InjectedExpr); !done {
					a.Expr = collate.KeyOf(a.Expr)
				}
			}
		}
		return true
	})
}

// restoreCollations makes COALESCE(S, ”) = 'x' compare as S = 'x' does - the
// engine compares its result as bytes, whatever the session's collation - and
// INSTR find what LOCATE finds.
func restoreCollations(stmt ast.Statement) {
	walkExprs(stmt, func(e ast.Expr) ast.Expr {
		f, ok := e.(*ast.FuncExpr)
		if !ok || !f.Qualifier.IsEmpty() {
			return e
		}
		switch {
		case f.Name.EqualString("coalesce"):
			return collate.Restore(f)
		case f.Name.EqualString("instr") && len(f.Exprs) == 2:
			f.Name = ast.NewColIdent("locate")
			f.Exprs[0], f.Exprs[1] = f.Exprs[1], f.Exprs[0]
		}
		return e
	})
}
