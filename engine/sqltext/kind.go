package sqltext

import ast "github.com/dolthub/vitess/go/vt/sqlparser"

// kindlyExprs rewrites expressions that the engine gives another value or type
// than MySQL:
//
//   - IF(c, json, NULL) is JSON's null there, and no NULL: COUNT counts it. As
//     a CASE it is NULL.
//   - SESSION_USER and SYSTEM_USER are USER.
func kindlyExprs(stmt ast.Statement) {
	walkExprs(stmt, func(e ast.Expr) ast.Expr {
		if f, ok := e.(*ast.FuncExpr); ok {
			return kindlyCall(f)
		}
		return e
	})
}

func kindlyCall(f *ast.FuncExpr) ast.Expr {
	switch f.Name.Lowered() {
	case "session_user", "system_user":
		f.Name = ast.NewColIdent("user")
	case "if":
		if args := plainArguments(f); len(args) == 3 && (isNull(args[1]) || isNull(args[2])) {
			return &ast.CaseExpr{Whens: []*ast.When{{Cond: args[0], Val: args[1]}}, Else: args[2]}
		}
	}
	return f
}

func plainArguments(f *ast.FuncExpr) (args []ast.Expr) {
	for _, e := range f.Exprs {
		a, ok := e.(*ast.AliasedExpr)
		if !ok {
			return nil
		}
		args = append(args, a.Expr)
	}
	return args
}

func isNull(e ast.Expr) bool {
	_, ok := e.(*ast.NullVal)
	return ok
}
