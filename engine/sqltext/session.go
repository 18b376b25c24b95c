package sqltext

import (
	"context"
	"strconv"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// characterSetVariables are the variables by which a client says how it
// encodes text.
var characterSetVariables = map[string]bool{
	"names": true, "charset": true, "character set": true,
	"character_set_client": true, "character_set_connection": true, "character_set_results": true,
}

// settable changes what a SET assigns where the engine takes less than MySQL.
//
// It makes SET NAMES utf8 mean utf8mb4. Old drivers send utf8 by
// default; an emoji in a result then ends the statement with "failed to
// encode", where it should just arrive.
func settable(stmt ast.Statement) {
	set, ok := stmt.(*ast.Set)
	if !ok {
		return
	}
	for _, e := range set.Exprs {
		name := e.Name.Name.Lowered()
		switch {
		case name == "sql_select_limit":
			lowerSelectLimit(e)
		case characterSetVariables[name]:
			e.Expr = utf8mb4Value(e.Expr, "utf8mb4")
		case name == "collation_connection":
			e.Expr = utf8mb4Value(e.Expr, sql.Collation_utf8mb4_0900_ai_ci.Name())
		}
	}
}

// lowerSelectLimit lets a client set MySQL's "no limit", which is more than the
// engine's variable takes.
func lowerSelectLimit(e *ast.SetVarExpr) {
	if v, ok := e.Expr.(*ast.SQLVal); ok && v.Type == ast.IntVal {
		if n, err := strconv.ParseUint(string(v.Val), 10, 64); err == nil && n > noLimit {
			v.Val = strconv.AppendInt(nil, noLimit, 10)
		}
	}
}

func utf8mb4Value(e ast.Expr, value string) ast.Expr {
	var word string
	switch v := e.(type) {
	case *ast.SQLVal:
		word = string(v.Val)
	case *ast.ColName:
		word = v.Name.String()
	}
	word = strings.ToLower(word)
	if word == "utf8" || strings.HasPrefix(word, "utf8_") || strings.HasPrefix(word, "utf8mb3") {
		return ast.NewStrVal([]byte(value))
	}
	return e
}

// selectLimit applies sql_select_limit, which the engine does not know; JDBC's
// setMaxRows is made of it. Like MySQL it leaves alone what has a LIMIT.
func selectLimit(ctx context.Context, stmt ast.Statement) {
	c, ok := ctx.(*sql.Context)
	if !ok || c == nil || c.Session == nil {
		return
	}
	switch s := stmt.(type) {
	case *ast.Select:
		if s.Limit == nil && s.Into == nil && s.From != nil {
			s.Limit = sessionLimit(c)
		}
	case *ast.SetOp:
		if s.Limit == nil && s.Into == nil {
			s.Limit = sessionLimit(c)
		}
	}
}

// noLimit is the default of the variable in the engine.
const noLimit = 1<<31 - 1

func sessionLimit(ctx *sql.Context) *ast.Limit {
	value, err := ctx.GetSessionVariable(ctx, "sql_select_limit")
	if err != nil {
		return nil
	}
	var rows uint64
	switch v := value.(type) {
	case uint64:
		rows = v
	case int64:
		rows = uint64(max(v, 0))
	default:
		return nil
	}
	if rows >= noLimit {
		return nil
	}
	return &ast.Limit{Rowcount: ast.NewIntVal(strconv.AppendUint(nil, rows, 10))}
}

// maxLimit is more rows than any table has, and leaves room to add an OFFSET.
const maxLimit = 1 << 40

// countableLimits lowers limits that the engine takes for negative:
// LIMIT 5, 18446744073709551615 is MySQL's way to skip five rows and read the
// rest; the engine returns none.
func countableLimits(stmt ast.Statement) {
	walk(stmt, func(node any) bool {
		if l, ok := node.(*ast.Limit); ok {
			lower(l.Offset)
			lower(l.Rowcount)
		}
		return true
	})
}

func lower(e ast.Expr) {
	v, ok := e.(*ast.SQLVal)
	if !ok || v.Type != ast.IntVal {
		return
	}
	if n, err := strconv.ParseUint(string(v.Val), 10, 64); err == nil && n > maxLimit {
		v.Val = strconv.AppendInt(nil, maxLimit, 10)
	}
}
