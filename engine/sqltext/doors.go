package sqltext

import (
	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// The engine tries every order of up to 15 inner joined tables, and their
// number explodes; more tables are joined in the order in which they are
// written. maxReordered are planned in a few seconds.
const (
	maxReordered = 11
	reordersUpTo = 15
)

// bombs says why a statement must not run that would hold a connection, a core
// or the memory while no limit of a running statement can stop it.
func bombs(stmt ast.Statement) error {
	var err error
	waits, tables := 0, false
	walk(stmt, func(node any) bool {
		switch n := node.(type) {
		case *ast.AliasedTableExpr, *ast.JSONTableExpr, *ast.ValuesStatement:
			tables = true
		case *ast.FuncExpr:
			switch n.Name.Lowered() {
			case "sleep", "get_lock":
				waits++
			}
		case *ast.Select:
			if inner := innerJoined(n.From); inner > maxReordered && inner <= reordersUpTo {
				err = mysql.NewSQLError(1116, mysql.SSUnknownSQLState,
					"Too many tables; scoutql joins up to %d, or more than %d in the order in which they are written; put some of them into a WITH", maxReordered, reordersUpTo)
			}
		}
		return err == nil
	})
	if err == nil && (waits > 1 || waits == 1 && tables) {
		err = notSupported("SLEEP and GET_LOCK may be called once in a statement, and not for each row")
	}
	return err
}

// innerJoined counts the tables that are joined in any order.
func innerJoined(items ast.TableExprs) int {
	n := 0
	for _, item := range items {
		n += innerTables(item)
	}
	return n
}

func innerTables(item ast.TableExpr) int {
	switch t := item.(type) {
	case *ast.JoinTableExpr:
		return innerTables(t.LeftExpr) + innerTables(t.RightExpr)
	case *ast.ParenTableExpr:
		return innerJoined(t.Exprs)
	}
	return 1
}

// boundedFunctions are those that make long text of short: the engine makes any
// length, MySQL up to max_allowed_packet. Ours take their place.
var boundedFunctions = map[string]string{
	"repeat": "__repeat", "space": "__space", "lpad": "__lpad", "rpad": "__rpad", "replace": "__replace",
}

// boundText lets functions that make long text be ours.
func boundText(stmt ast.Statement) {
	walk(stmt, func(node any) bool {
		if f, ok := node.(*ast.FuncExpr); ok && f.Qualifier.IsEmpty() {
			if ours, ok := boundedFunctions[f.Name.Lowered()]; ok {
				f.Name = ast.NewColIdent(ours)
			}
		}
		return true
	})
}
