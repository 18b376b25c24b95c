package sqltext

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// noEscape is a character that no pattern holds: Unicode keeps it free for
// uses like this one.
const noEscape = "\uFFFF"

// escapeLikes writes out the escape character of every LIKE. The engine turns
// LIKE 'Re%' without ESCAPE into a range that ends at 'Reÿ', and ÿ sorts as y:
// under a collation without accents "Rezept" and "Reyes" are lost. With ESCAPE
// it matches the pattern.
// MariaDB takes the backslash with NO_BACKSLASH_ESCAPES too.
func escapeLikes(stmt ast.Statement) {
	walk(stmt, func(node any) bool {
		c, ok := node.(*ast.ComparisonExpr)
		if !ok || c.Operator != ast.LikeStr && c.Operator != ast.NotLikeStr {
			return true
		}
		switch escape := c.Escape.(type) {
		case nil:
			c.Escape = ast.NewStrVal([]byte(`\`))
		case *ast.SQLVal: // ESCAPE '' means none; the engine panics over it
			if escape.Type == ast.StrVal && len(escape.Val) == 0 {
				c.Escape = ast.NewStrVal([]byte(noEscape))
			}
		}
		return true
	})
}
