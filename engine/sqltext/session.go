package sqltext

import (
	"context"
	"strconv"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// settable changes what a SET assigns where the engine takes less than MySQL.
//
// A client may take results in any character set, and say so; the statement
// itself is always worked on as utf8mb4. A connection's own character set or
// collation would make literals of fewer characters than our columns have.
func settable(stmt ast.Statement) {
	set, ok := stmt.(*ast.Set)
	if !ok {
		return
	}
	var more ast.SetVarExprs
	own := false // the statement sets the connection's character set, too
	for _, e := range set.Exprs {
		switch e.Name.Name.Lowered() {
		case "sql_select_limit":
			lowerSelectLimit(e)
		case "names":
			if name := utf8mb3(e); name != "utf8mb4" {
				more = append(more, &ast.SetVarExpr{Name: ast.NewColName("character_set_connection"), Expr: ast.NewStrVal([]byte("utf8mb4"))})
			}
		case "charset", "character set", "character_set_client", "character_set_results":
			utf8mb3(e)
		case "character_set_connection":
			own = true
			e.Expr = ast.NewStrVal([]byte("utf8mb4"))
		case "collation_connection":
			if !strings.HasPrefix(wordOf(e.Expr), "utf8mb4") {
				e.Expr = ast.NewStrVal([]byte(sql.Collation_utf8mb4_0900_ai_ci.Name()))
			}
		}
	}
	if !own {
		set.Exprs = append(set.Exprs, more...)
	}
}

// utf8mb3 gives utf8 its full name, and tells which character set is meant.
func utf8mb3(e *ast.SetVarExpr) string {
	name := wordOf(e.Expr)
	if name == "utf8" {
		name = "utf8mb3"
		e.Expr = ast.NewStrVal([]byte(name))
	}
	return name
}

// wordOf is a name or a string in lower case, or "".
func wordOf(e ast.Expr) string {
	switch v := e.(type) {
	case *ast.SQLVal:
		return strings.ToLower(string(v.Val))
	case *ast.ColName:
		return v.Name.Lowered()
	}
	return ""
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
