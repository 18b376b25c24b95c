package sqltext

import (
	"strconv"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Parameters is the number of ? in a statement that was parsed. The parser
// names them :v1, :v2 and so on; a rewrite may have put one in two places.
func Parameters(stmt ast.Statement) int {
	most := 0
	walk(stmt, func(node any) bool {
		if v, ok := node.(*ast.SQLVal); ok && v.Type == ast.ValArg {
			if number, ok := strings.CutPrefix(string(v.Val), ":v"); ok {
				if n, err := strconv.Atoi(number); err == nil {
					most = max(most, n)
				}
			}
		}
		return true
	})
	return most
}
