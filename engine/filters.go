package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function/json"
	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// predicate turns a SQL condition into a predicate that the planner knows. ok
// is false for everything else: the SQL engine then checks it alone.
// Understanding less is always safe.
func predicate(t *tables.Table, e sql.Expression) (p pushdown.Pred, ok bool) {
	switch e := e.(type) {
	case *expression.Equals:
		return comparison(t, tables.Eq, e.Left(), e.Right())
	case *expression.GreaterThan:
		return comparison(t, tables.Gt, e.Left(), e.Right())
	case *expression.GreaterThanOrEqual:
		return comparison(t, tables.Ge, e.Left(), e.Right())
	case *expression.LessThan:
		return comparison(t, tables.Lt, e.Left(), e.Right())
	case *expression.LessThanOrEqual:
		return comparison(t, tables.Le, e.Left(), e.Right())
	case *expression.InTuple:
		return membership(t, e.Left(), e.Right())
	case *expression.HashInTuple:
		return membership(t, e.Left(), e.Right())
	case *expression.Or:
		return alternative(t, e)
	case *expression.IsNull:
		return missing(t, e)
	case *json.JSONContains:
		if e.Path == nil {
			return contains(t, e.JSONTarget, e.JSONCandidate, firstName)
		}
	case *json.JSONOverlaps:
		return contains(t, e.Left, e.Right, allNames)
	}
	return p, false
}

func missing(t *tables.Table, e *expression.IsNull) (p pushdown.Pred, ok bool) {
	field, ok := e.Child.(*expression.GetField)
	if !ok {
		return p, false
	}
	c, ok := t.Column(field.Name())
	if !ok {
		return p, false
	}
	return pushdown.Pred{Col: c.Name, Op: tables.IsNull}, true
}

// contains reads JSON_CONTAINS(col, '"a"') and its kin: names says which of the
// candidate's names a row that matches is sure to have one of.
func contains(t *tables.Table, target, candidate sql.Expression, names func(gjson.Result) []any) (p pushdown.Pred, ok bool) {
	field, literal, ok := fieldAndLiteral(target, candidate)
	if !ok {
		return p, false
	}
	c, ok := t.Column(field.Name())
	document, isText := literal.Value().(string)
	if !ok || c.Type.Kind != tables.JSON || !isText || !gjson.Valid(document) {
		return p, false
	}
	p = pushdown.Pred{Col: c.Name, Op: tables.Has, Vals: names(gjson.Parse(document))}
	return p, len(p.Vals) > 0
}

// firstName: a list is contained only if each of its elements is, the first too.
func firstName(candidate gjson.Result) []any {
	if candidate.IsArray() {
		candidate = candidate.Get("0")
	}
	return allNames(candidate)
}

// allNames are the texts of the candidate, or none if there is anything else.
func allNames(candidate gjson.Result) (names []any) {
	elements := []gjson.Result{candidate}
	if candidate.IsArray() {
		elements = candidate.Array()
	}
	for _, e := range elements {
		if e.Type != gjson.String {
			return nil
		}
		names = append(names, e.Str)
	}
	return names
}

// alternatives reads a OR b where the sides are of different columns: each side
// is a list of predicates, of which some may be missing.
func alternatives(t *tables.Table, e sql.Expression) [][]pushdown.Pred {
	if or, ok := e.(*expression.Or); ok {
		return append(alternatives(t, or.LeftChild), alternatives(t, or.RightChild)...)
	}
	return [][]pushdown.Pred{conjuncts(t, e)}
}

// conjuncts are the predicates that are understood among AND-ed conditions.
func conjuncts(t *tables.Table, e sql.Expression) []pushdown.Pred {
	if and, ok := e.(*expression.And); ok {
		return append(conjuncts(t, and.LeftChild), conjuncts(t, and.RightChild)...)
	}
	if p, ok := predicate(t, e); ok {
		return []pushdown.Pred{p}
	}
	return nil
}

// mirrored is the operator with its sides exchanged.
var mirrored = map[tables.Op]tables.Op{
	tables.Eq: tables.Eq, tables.Gt: tables.Lt, tables.Ge: tables.Le, tables.Lt: tables.Gt, tables.Le: tables.Ge,
}

// comparison reads col op literal, or literal op col: the engine normalises neither.
func comparison(t *tables.Table, op tables.Op, left, right sql.Expression) (pushdown.Pred, bool) {
	if field, value, ok := fieldAndLiteral(left, right); ok {
		return compared(t, op, field, value)
	}
	if field, value, ok := fieldAndLiteral(right, left); ok {
		return compared(t, mirrored[op], field, value)
	}
	return pushdown.Pred{}, false
}

func fieldAndLiteral(a, b sql.Expression) (*expression.GetField, *expression.Literal, bool) {
	field, ok := a.(*expression.GetField)
	if !ok {
		return nil, nil, false
	}
	literal, ok := b.(*expression.Literal)
	return field, literal, ok
}

func compared(t *tables.Table, op tables.Op, field *expression.GetField, literal *expression.Literal) (pushdown.Pred, bool) {
	c, ok := t.Column(field.Name())
	if !ok {
		return pushdown.Pred{}, false
	}
	v, ok := planValue(c, literal.Value())
	return pushdown.Pred{Col: c.Name, Op: op, Vals: []any{v}}, ok
}

// membership reads col IN (a, b). It walks the tuple's elements: evaluating a
// tuple of one gives the bare value and not a list.
func membership(t *tables.Table, left, right sql.Expression) (p pushdown.Pred, ok bool) {
	field, ok := left.(*expression.GetField)
	if !ok {
		return p, false
	}
	tuple, ok := right.(expression.Tuple)
	if !ok {
		return p, false
	}
	p.Op = tables.In
	for _, element := range tuple {
		literal, ok := element.(*expression.Literal)
		if !ok {
			return p, false
		}
		one, ok := compared(t, tables.Eq, field, literal)
		if !ok {
			return p, false
		}
		p.Col = one.Col
		p.Vals = append(p.Vals, one.Vals...)
	}
	return p, len(p.Vals) > 0
}

// alternative reads col = a OR col = b as col IN (a, b).
func alternative(t *tables.Table, or *expression.Or) (p pushdown.Pred, ok bool) {
	left, ok := predicate(t, or.LeftChild)
	if !ok {
		return p, false
	}
	right, ok := predicate(t, or.RightChild)
	if !ok || left.Col != right.Col || !isEquality(left) || !isEquality(right) {
		return p, false
	}
	return pushdown.Pred{Col: left.Col, Op: tables.In, Vals: append(left.Vals, right.Vals...)}, true
}

func isEquality(p pushdown.Pred) bool { return p.Op == tables.Eq || p.Op == tables.In }

// planValue gives a literal as the value that the planner compares on a
// column, if the comparison SQL would make is a plain equality of that type.
func planValue(c *tables.Column, v any) (any, bool) {
	if v == nil {
		return nil, true
	}
	switch c.Type.Kind {
	case tables.BigInt, tables.Int, tables.Bool:
		if b, ok := v.(bool); ok {
			v = int64(flag(b))
		}
		return integerValue(v)
	case tables.Varchar, tables.LongText:
		if n, ok := integerValue(v); ok && c.Echo {
			return fmt.Sprint(n), true // MailboxIds = 12: the parameter's text
		}
		s, ok := v.(string)
		return s, ok
	case tables.Time:
		switch v := v.(type) {
		case time.Time:
			return v.UTC(), true
		case string:
			return parseTime(v)
		}
	}
	return nil, false
}

func parseTime(s string) (any, bool) {
	t, ok := tables.ParseTime(strings.TrimSpace(s))
	return t, ok
}

// integerValue accepts what equals exactly one integer and is written as one.
func integerValue(v any) (any, bool) {
	switch v := v.(type) {
	case int8:
		return int64(v), true
	case int16:
		return int64(v), true
	case int32:
		return int64(v), true
	case int64:
		return v, true
	case int:
		return int64(v), true
	case uint8:
		return int64(v), true
	case uint16:
		return int64(v), true
	case uint32:
		return int64(v), true
	case uint64:
		return int64(v), v <= 1<<62
	case float64:
		return int64(v), v == float64(int64(v)) && v > -1e15 && v < 1e15
	case *apd.Decimal:
		n, err := v.Int64()
		return n, err == nil
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil
	}
	return nil, false
}
