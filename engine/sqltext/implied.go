package sqltext

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// impliedKeys tells a view or derived table what a join implies of it: with
// c.Id = 7 AND v.ConversationId = c.Id, that v.ConversationId = 7. The engine
// joins such a table by reading it whole; with the constant inside, it reads
// that key only. Integers alone are carried over: text equal to a number need
// not be equal to other such text. An outer join is left alone, since the
// engine hands no filter to the side that it may fill with NULL.
func impliedKeys(stmt ast.Statement, isView func(name string) bool) {
	walk(stmt, func(node any) bool {
		if s, ok := node.(*ast.Select); ok && s.Where != nil {
			impliedIn(s, isView)
		}
		return true
	})
}

func impliedIn(s *ast.Select, isView func(name string) bool) {
	where := conjuncts(s.Where.Expr, nil)
	constants := map[string]*ast.ComparisonExpr{} // "c.id" -> c.Id = 7 or c.Id IN (7, 8)
	for _, e := range where {
		if c, ok := e.(*ast.ComparisonExpr); ok && isInteger(c.Right) && (c.Operator == ast.EqualStr || c.Operator == ast.InStr) {
			if name := qualified(c.Left); name != "" {
				constants[name] = c
			}
		}
	}
	if len(constants) == 0 {
		return
	}
	inner := map[string]bool{} // aliases of views and derived tables
	for _, from := range s.From {
		where = innerJoins(from, where, inner, isView)
	}
	for _, e := range where {
		if more := implied(e, constants, inner); more != nil {
			s.Where.Expr = &ast.AndExpr{Left: s.Where.Expr, Right: more}
		}
	}
}

// innerJoins goes down a FROM: it adds the conditions of inner joins to the
// list, and notes the views and derived tables among their sides.
func innerJoins(from ast.TableExpr, conditions []ast.Expr, inner map[string]bool, isView func(name string) bool) []ast.Expr {
	switch t := from.(type) {
	case *ast.AliasedTableExpr:
		alias := t.As.String()
		source, named := t.Expr.(ast.TableName)
		if named && alias == "" {
			alias = source.Name.String()
		}
		if !named || isView(source.Name.String()) {
			inner[strings.ToLower(alias)] = true
		}
	case *ast.ParenTableExpr:
		for _, e := range t.Exprs {
			conditions = innerJoins(e, conditions, inner, isView)
		}
	case *ast.JoinTableExpr:
		if t.Join == ast.JoinStr {
			conditions = innerJoins(t.LeftExpr, conditions, inner, isView)
			conditions = innerJoins(t.RightExpr, conditions, inner, isView)
			conditions = conjuncts(t.Condition.On, conditions)
		}
	}
	return conditions
}

// implied is what column = column says of a view's column, or nil.
func implied(e ast.Expr, constants map[string]*ast.ComparisonExpr, inner map[string]bool) ast.Expr {
	c, ok := e.(*ast.ComparisonExpr)
	if !ok || c.Operator != ast.EqualStr {
		return nil
	}
	for _, sides := range [][2]ast.Expr{{c.Left, c.Right}, {c.Right, c.Left}} {
		known, other := qualified(sides[0]), qualified(sides[1])
		alias, _, _ := strings.Cut(other, ".")
		if constant := constants[known]; constant != nil && inner[alias] && constants[other] == nil {
			return &ast.ComparisonExpr{Operator: constant.Operator, Left: sides[1], Right: constant.Right}
		}
	}
	return nil
}

func conjuncts(e ast.Expr, list []ast.Expr) []ast.Expr {
	switch e := e.(type) {
	case nil:
		return list
	case *ast.AndExpr:
		return conjuncts(e.Right, conjuncts(e.Left, list))
	case *ast.ParenExpr:
		return conjuncts(e.Expr, list)
	}
	return append(list, e)
}

// qualified is alias.column in lower case, or "" for anything else.
func qualified(e ast.Expr) string {
	c, ok := e.(*ast.ColName)
	if !ok || c.Qualifier.Name.IsEmpty() {
		return ""
	}
	return strings.ToLower(c.Qualifier.Name.String()) + "." + c.Name.Lowered()
}

// isInteger accepts an integer and a list of integers.
func isInteger(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SQLVal:
		return e.Type == ast.IntVal
	case ast.ValTuple:
		for _, v := range e {
			if !isInteger(v) {
				return false
			}
		}
		return true
	}
	return false
}
