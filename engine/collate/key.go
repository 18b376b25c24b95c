// Package collate makes the engine tell strings apart by their collation where
// it would compare bytes: DISTINCT, UNION, INTERSECT, EXCEPT, COUNT(DISTINCT),
// IN, <=> and the keys of hash joins. 'Refund' and 'refund' are then one value,
// as they are in GROUP BY and in MySQL.
package collate

import (
	"context"
	"fmt"
	"strconv"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Default is the collation of text that has lost its own: the engine gives the
// result of a function its own default, which compares bytes, where MySQL
// passes on the collation of the arguments. All our columns have this one.
const Default = sql.Collation_utf8mb4_0900_ai_ci

// KeyOf wraps an expression so that it gives equal values for what its
// collation calls equal. What is no string stays as it is.
func KeyOf(e ast.Expr) ast.Expr {
	return inject(e, func(child sql.Expression) sql.Expression { return key{Expression: child} })
}

// Restore wraps an expression whose result has lost its collation.
func Restore(e ast.Expr) ast.Expr {
	return inject(e, func(child sql.Expression) sql.Expression { return collated{child} })
}

func inject(e ast.Expr, wrap func(sql.Expression) sql.Expression) ast.Expr {
	return ast.InjectedExpr{
		Auth:       ast.AuthInformation{AuthType: ast.AuthType_IGNORE, TargetType: ast.AuthTargetType_Ignore},
		Expression: wrapper{text: ast.String(e), wrap: wrap},
		Children:   ast.Exprs{e},
	}
}

// wrapper stands in the parse tree; text is what was wrapped, so that a printed
// tree can be parsed again.
type wrapper struct {
	text string
	wrap func(sql.Expression) sql.Expression
}

func (w wrapper) String() string { return w.text }

func (w wrapper) WithResolvedChildren(_ context.Context, children []any) (any, error) {
	child, ok := children[0].(sql.Expression)
	if !ok {
		return nil, fmt.Errorf("collation of %T", children[0])
	}
	return w.wrap(child), nil
}

// collationOf gives the collation that an expression has in MySQL.
func collationOf(ctx *sql.Context, e sql.Expression) sql.CollationID {
	collation, coercibility := sql.GetCoercibility(ctx, e)
	if coercibility > 0 { // 0 is an explicit COLLATE
		return restored(collation)
	}
	return collation
}

func restored(collation sql.CollationID) sql.CollationID {
	if collation == sql.Collation_Default {
		return Default
	}
	return collation
}

// common gives the collation by which MySQL compares two texts.
func common(ctx *sql.Context, left, right sql.Expression) sql.CollationID {
	l, lc := sql.GetCoercibility(ctx, left)
	r, rc := sql.GetCoercibility(ctx, right)
	collation, coercibility := sql.ResolveCoercibility(l, lc, r, rc)
	if coercibility > 0 { // 0 is an explicit COLLATE
		return restored(collation)
	}
	return collation
}

func isText(ctx *sql.Context, e sql.Expression) bool { return types.IsTextOnly(e.Type(ctx)) }

func isKey(e sql.Expression) bool {
	_, ok := e.(key)
	return ok
}

// key is the sort key of a string, or any other value unchanged.
type key struct {
	sql.Expression
	by sql.CollationID // 0 is the expression's own collation
}

var _ sql.CollationCoercible = key{}

// Children implements sql.Expression.
func (k key) Children() []sql.Expression { return []sql.Expression{k.Expression} }

// Type implements sql.Expression.
func (k key) Type(ctx *sql.Context) sql.Type {
	if types.IsTextOnly(k.Expression.Type(ctx)) {
		return types.LongText
	}
	return k.Expression.Type(ctx)
}

// CollationCoercibility implements sql.CollationCoercible.
func (k key) CollationCoercibility(ctx *sql.Context) (sql.CollationID, byte) {
	return sql.GetCoercibility(ctx, k.Expression)
}

// WithChildren implements sql.Expression.
func (k key) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(k, len(children), 1)
	}
	return key{children[0], k.by}, nil
}

// Eval implements sql.Expression.
func (k key) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	v, err := k.Expression.Eval(ctx, row)
	if err != nil || v == nil || !types.IsTextOnly(k.Expression.Type(ctx)) {
		return v, err
	}
	by := k.by
	if by == 0 {
		by = collationOf(ctx, k.Expression)
	}
	return weights(ctx, v, by)
}

// collated is a string with the collation that MySQL gives it.
type collated struct{ sql.Expression }

var _ sql.CollationCoercible = collated{}

// Children implements sql.Expression.
func (c collated) Children() []sql.Expression { return []sql.Expression{c.Expression} }

// Type implements sql.Expression.
func (c collated) Type(ctx *sql.Context) sql.Type {
	if t := c.Expression.Type(ctx); !types.IsTextOnly(t) {
		return t
	}
	return types.CreateLongText(collationOf(ctx, c.Expression))
}

// CollationCoercibility implements sql.CollationCoercible; 2 is that of a column.
func (c collated) CollationCoercibility(ctx *sql.Context) (sql.CollationID, byte) {
	if !types.IsTextOnly(c.Expression.Type(ctx)) {
		return sql.GetCoercibility(ctx, c.Expression)
	}
	return collationOf(ctx, c.Expression), 2
}

// WithChildren implements sql.Expression.
func (c collated) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(c, len(children), 1)
	}
	return collated{children[0]}, nil
}

// weights gives a text that is the same for equal strings and only for those.
func weights(ctx *sql.Context, v any, collation sql.CollationID) (string, error) {
	s, ok, err := sql.Unwrap[string](ctx, v)
	if err != nil {
		return "", err
	}
	if !ok {
		s = fmt.Sprint(v)
	}
	return string(sortKey(s, collation)), nil
}

// sortKey is the list of the weights of a string's characters. It has no
// comma, with which the engine's counter joins its columns.
func sortKey(s string, collation sql.CollationID) []byte {
	weight := collation.Sorter()
	k := make([]byte, 0, 4*len(s))
	for _, r := range s {
		k = append(strconv.AppendInt(k, int64(weight(r)), 36), '.')
	}
	return k
}
