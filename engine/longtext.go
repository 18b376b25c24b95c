package engine

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// What REPEAT, SPACE, LPAD, RPAD and REPLACE may make. MySQL's bound is
// max_allowed_packet; the SQL engine has none, and a statement of one line
// could take all memory.
const (
	longestText = 64 << 20
	// Results above countedText count against what a statement may make in all.
	countedText = 1 << 20
	allLongText = 256 << 20
)

// boundedText is one of those functions; sqltext puts it in the engine's place.
type boundedText struct {
	sql.Expression // the engine's own
	name           string
}

var _ sql.FunctionExpression = (*boundedText)(nil)

func boundedFunctions() []sql.Function {
	two := func(name string, build func(*sql.Context, sql.Expression, sql.Expression) sql.Expression) sql.Function {
		return sql.Function2{Name: "__" + name, Fn: func(ctx *sql.Context, a, b sql.Expression) sql.Expression {
			return &boundedText{build(ctx, a, b), name}
		}}
	}
	many := func(name string, build sql.CreateFuncNArgs) sql.Function {
		return sql.FunctionN{Name: "__" + name, Fn: func(ctx *sql.Context, args ...sql.Expression) (sql.Expression, error) {
			e, err := build(ctx, args...)
			if err != nil {
				return nil, err
			}
			return &boundedText{e, name}, nil
		}}
	}
	return []sql.Function{
		two("repeat", function.NewRepeat),
		sql.Function1{Name: "__space", Fn: func(ctx *sql.Context, n sql.Expression) sql.Expression {
			return &boundedText{function.NewRepeat(ctx, expression.NewLiteral(" ", longText), n), "space"}
		}},
		sql.Function3{Name: "__replace", Fn: func(ctx *sql.Context, a, b, c sql.Expression) sql.Expression {
			return &boundedText{function.NewReplace(ctx, a, b, c), "replace"}
		}},
		many("lpad", function.NewLeftPad), many("rpad", function.NewRightPad),
	}
}

// FunctionName implements sql.FunctionExpression.
func (b *boundedText) FunctionName() string { return b.name }

// Description implements sql.FunctionExpression.
func (b *boundedText) Description() string {
	return "is MySQL's " + b.name + ", up to max_allowed_packet."
}

// CollationCoercibility implements sql.CollationCoercible.
func (b *boundedText) CollationCoercibility(ctx *sql.Context) (sql.CollationID, byte) {
	return sql.GetCoercibility(ctx, b.Expression)
}

// WithChildren implements sql.Expression.
func (b *boundedText) WithChildren(ctx *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	e, err := b.Expression.WithChildren(ctx, children...)
	return &boundedText{e, b.name}, err
}

// Eval implements sql.Expression. Each argument is evaluated once.
func (b *boundedText) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	args := b.Children()
	values := make([]any, len(args))
	literals := make([]sql.Expression, len(args))
	for i, a := range args {
		v, err := a.Eval(ctx, row)
		if err != nil {
			return nil, err
		}
		values[i], literals[i] = v, expression.NewLiteral(v, a.Type(ctx))
	}
	size := b.size(ctx, values)
	if size == 0 && (b.name == "repeat" || b.name == "space") && !null(values) { // the engine fails on a negative number
		return "", nil
	}
	if size > longestText {
		ctx.Warn(1301, "Result of %s() was larger than max_allowed_packet (%d) - truncated", b.name, longestText)
		return nil, nil
	}
	if size > countedText && statementOf(ctx).longText.Add(size) > allLongText {
		return nil, sqlError(1041, stateGeneral, "Out of memory; this statement makes text of more than %d MB", allLongText>>20)
	}
	e, err := b.Expression.WithChildren(ctx, literals...)
	if err != nil {
		return nil, err
	}
	return e.Eval(ctx, nil)
}

// size is how long the result will be, at most.
func (b *boundedText) size(ctx *sql.Context, values []any) int64 {
	if null(values) {
		return 0
	}
	switch b.name {
	case "repeat", "space":
		return int64(len(textOf(ctx, values[0]))) * max(wholeOf(ctx, values[1]), 0)
	case "lpad", "rpad":
		return max(wholeOf(ctx, values[1]), 0)
	}
	text, from, to := textOf(ctx, values[0]), textOf(ctx, values[1]), textOf(ctx, values[2])
	if from == "" {
		return int64(len(text))
	}
	return int64(len(text)) + int64(strings.Count(text, from))*int64(len(to))
}

func null(values []any) bool {
	for _, v := range values {
		if v == nil {
			return true
		}
	}
	return false
}

func textOf(ctx *sql.Context, v any) string {
	converted, _, err := longText.Convert(ctx, v)
	if err != nil {
		return ""
	}
	s, _ := converted.(string)
	return s
}

// wholeOf is a length as the engine reads it.
func wholeOf(ctx *sql.Context, v any) int64 {
	n, _, err := types.Int64.Convert(ctx, v)
	if err != nil {
		return 0
	}
	i, _ := n.(int64)
	return min(i, 1<<40)
}
