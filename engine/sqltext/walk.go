package sqltext

import (
	"reflect"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

var authInformation = reflect.TypeFor[ast.AuthInformation]()

// walk calls visit for every struct of a parse tree, by pointer where it can
// be changed in place, parents first; visit says whether to go below it.
// Vitess's own Walk leaves out window definitions, ORDER BY and LIMIT of set
// operations, explained statements and RETURNING.
func walk(node any, visit func(node any) bool) {
	walkValue(reflect.ValueOf(node), visit)
}

func walkValue(v reflect.Value, visit func(any) bool) {
	switch v.Kind() {
	case reflect.Interface:
		walkValue(v.Elem(), visit)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.Elem().Kind() != reflect.Struct || visit(v.Interface()) {
			walkChildren(v.Elem(), visit)
		}
	case reflect.Struct:
		if v.Type() == authInformation {
			return
		}
		if v.CanAddr() {
			v = v.Addr()
		}
		if visit(v.Interface()) {
			walkChildren(reflect.Indirect(v), visit)
		}
	case reflect.Slice:
		walkChildren(v, visit)
	}
}

func walkChildren(v reflect.Value, visit func(any) bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walkValue(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walkValue(v.Index(i), visit)
		}
	}
}

var (
	expr     = reflect.TypeFor[ast.Expr]()
	injected = reflect.TypeFor[ast.InjectedExpr]()
)

// walkExprs gives every place in a parse tree that holds an expression what
// replace makes of it, children first. It does not go below injected ones.
func walkExprs(node any, replace func(ast.Expr) ast.Expr) {
	replaceIn(reflect.ValueOf(node), replace)
}

func replaceIn(v reflect.Value, replace func(ast.Expr) ast.Expr) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		replaceIn(v.Elem(), replace)
		if v.Type() == expr && v.CanSet() {
			v.Set(reflect.ValueOf(replace(v.Interface().(ast.Expr))))
		}
	case reflect.Struct:
		if v.Type() == authInformation || v.Type() == injected {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				replaceIn(v.Field(i), replace)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			replaceIn(v.Index(i), replace)
		}
	}
}
