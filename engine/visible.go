package engine

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/scoutql/scoutql/tables"
)

// sight is what a statement can see of the columns that the account defines itself.
type sight struct {
	typed bool // it can see them, so that their definitions are worth an API call
	write bool // it is an INSERT, UPDATE or DELETE
	plan  bool // it only shows a plan, which makes no call: what is known must do
	// joined are the columns, lower-cased, that it equates with another column or
	// with what a subquery gives: a report must get such a parameter by a look-up.
	joined map[string]bool
}

// explains tells EXPLAIN by the text, for what the parser alone does not read.
var explains = regexp.MustCompile(`(?is)^\s*(explain|describe|desc)\s+(extended\s+)?format\b`)

// sightOf looks at a statement's text: SELECT Id does not need the account's
// own columns, SELECT * does.
func (e *Engine) sightOf(ctx *sql.Context) sight {
	st := statementOf(ctx)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.sight == nil {
		st.sight = &sight{typed: true, plan: explains.MatchString(ctx.Query())} // what cannot be parsed here may well see them
		parsed, err := e.sql.Parser.ParseSimple(ctx.Query())
		if explain, ok := parsed.(*ast.Explain); ok {
			st.sight.plan = !explain.Analyze
			parsed = explain.Statement
		}
		if err == nil {
			st.sight.typed, st.sight.joined = mentionsTyped(parsed), joinedColumns(parsed)
			switch parsed.(type) {
			case *ast.Insert, *ast.Update, *ast.Delete:
				st.sight.write = true
			}
		}
	}
	return *st.sight
}

// joinedColumns collects the columns that are equated with something that
// another column decides, and those in column IN (SELECT ...).
func joinedColumns(statement ast.Statement) map[string]bool {
	joined := map[string]bool{}
	_ = ast.Walk(func(node ast.SQLNode) (bool, error) {
		c, ok := node.(*ast.ComparisonExpr)
		if !ok {
			return true, nil
		}
		if c.Operator == ast.EqualStr || c.Operator == ast.InStr {
			note(joined, c.Left, c.Right)
			note(joined, c.Right, c.Left)
		}
		return true, nil
	}, statement)
	return joined
}

func note(joined map[string]bool, side, other ast.Expr) {
	if column, ok := side.(*ast.ColName); ok && hasColumn(other) {
		joined[column.Name.Lowered()] = true
	}
}

// hasColumn tells whether an expression depends on a column, or on a subquery.
func hasColumn(e ast.Expr) bool {
	found := false
	_ = ast.Walk(func(node ast.SQLNode) (bool, error) {
		switch node.(type) {
		case *ast.ColName, *ast.Subquery:
			found = true
		}
		return !found, nil
	}, e)
	return found
}

func mentionsTyped(statement ast.Statement) bool {
	switch s := statement.(type) {
	case *ast.Select, *ast.SetOp, *ast.ParenSelect, *ast.Update, *ast.Delete:
	case *ast.Insert:
		if insertsTyped(s) {
			return true
		}
	default:
		return true // SHOW, DESCRIBE, EXECUTE: rare, and they list columns
	}
	if selectsStar(statement) {
		return true
	}
	found := false
	_ = ast.Walk(func(node ast.SQLNode) (bool, error) {
		switch n := node.(type) {
		case *ast.ColName:
			found = found || typedName(n.Name.String())
		case ast.TableName:
			found = found || strings.EqualFold(n.DbQualifier.String(), "information_schema") ||
				strings.EqualFold(n.DbQualifier.String(), SystemDatabase)
		case *ast.JoinTableExpr:
			// Joins on all columns of the same name, and derived tables that name
			// their columns in order, depend on columns that nobody mentions.
			found = found || strings.HasPrefix(strings.ToLower(n.Join), "natural")
		case *ast.AliasedTableExpr:
			if sub, ok := n.Expr.(*ast.Subquery); ok && len(sub.Columns) > 0 {
				found = found || selectsStar(sub.Select)
			}
		case *ast.CommonTableExpr:
			found = found || len(n.Columns) > 0
		}
		return !found, nil
	}, statement)
	return found
}

// insertsTyped tells whether an INSERT names such a column, or all columns, or
// selects all of another table.
func insertsTyped(s *ast.Insert) bool {
	if len(s.Columns) == 0 || len(s.Returning) > 0 || selectsStar(s.Rows) {
		return true
	}
	return slices.ContainsFunc(s.Columns, func(c ast.ColIdent) bool { return typedName(c.String()) })
}

// selectsStar tells whether the result of a query has columns by *. A * further
// inside shows only what the outer query names.
func selectsStar(statement ast.SQLNode) bool {
	switch s := statement.(type) {
	case *ast.Select:
		for _, e := range s.SelectExprs {
			if _, star := e.(*ast.StarExpr); star {
				return slices.ContainsFunc(s.From, showsTable)
			}
		}
	case *ast.SetOp:
		return selectsStar(s.Left) || selectsStar(s.Right)
	case *ast.ParenSelect:
		return selectsStar(s.Select)
	}
	return false
}

// showsTable tells whether a * over an item of FROM shows the columns of a
// table: of a derived table it shows what that one selects.
func showsTable(item ast.TableExpr) bool {
	switch t := item.(type) {
	case *ast.AliasedTableExpr:
		switch from := t.Expr.(type) {
		case *ast.Subquery:
			return selectsStar(from.Select)
		case ast.TableName:
			def, known := tables.Find(from.Name.String())
			return known && def.Typed != nil || showsAll(from.Name.String()) || !known && !isView(from.Name.String())
		}
	case *ast.JoinTableExpr:
		return showsTable(t.LeftExpr) || showsTable(t.RightExpr)
	case *ast.ParenTableExpr:
		return slices.ContainsFunc(t.Exprs, showsTable)
	}
	return true
}

func typedName(column string) bool {
	for _, t := range tables.All() {
		if t.Typed != nil && len(column) > len(t.Typed.Prefix) && strings.EqualFold(column[:len(t.Typed.Prefix)], t.Typed.Prefix) {
			return true
		}
	}
	return false
}
