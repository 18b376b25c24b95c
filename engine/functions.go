package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/engine/exact"
	"github.com/scoutql/scoutql/engine/sqltext"
)

// functions are those that the SQL engine lacks, or has with a fault: ours come
// first (sql.FunctionProvider).
func functions() map[string]sql.Function {
	byName := map[string]sql.Function{}
	for _, f := range append(exact.Functions(),
		sql.Function2{Name: sqltext.AssignName, Fn: newAssign},
		simple2("makedate", types.Date, makeDate),
		simple1("sec_to_time", types.Time, secToTime),
		sql.Function0{Name: "current_role", Fn: func(*sql.Context) sql.Expression {
			return expression.NewLiteral("NONE", longText)
		}},
	) {
		byName[f.FunctionName()] = f
	}
	return byName
}

// Function implements sql.FunctionProvider.
func (p *provider) Function(_ *sql.Context, _, name string) (sql.Function, bool) {
	f, ok := p.functions[strings.ToLower(name)]
	return f, ok
}

// simple is a function of values that are not NULL; with one, it is NULL.
type simple struct {
	expression.NaryExpression
	name string
	kind sql.Type
	eval func(*sql.Context, []any) (any, error)
}

func simple1(name string, kind sql.Type, eval func(*sql.Context, []any) (any, error)) sql.Function {
	return sql.Function1{Name: name, Fn: func(_ *sql.Context, a sql.Expression) sql.Expression {
		return &simple{expression.NaryExpression{ChildExpressions: []sql.Expression{a}}, name, kind, eval}
	}}
}

func simple2(name string, kind sql.Type, eval func(*sql.Context, []any) (any, error)) sql.Function {
	return sql.Function2{Name: name, Fn: func(_ *sql.Context, a, b sql.Expression) sql.Expression {
		return &simple{expression.NaryExpression{ChildExpressions: []sql.Expression{a, b}}, name, kind, eval}
	}}
}

func (s *simple) FunctionName() string         { return s.name }
func (s *simple) Description() string          { return "MySQL's " + strings.ToUpper(s.name) }
func (s *simple) Type(*sql.Context) sql.Type   { return s.kind }
func (s *simple) IsNullable(*sql.Context) bool { return true }

func (s *simple) String() string {
	args := make([]string, len(s.ChildExpressions))
	for i, e := range s.ChildExpressions {
		args[i] = e.String()
	}
	return s.name + "(" + strings.Join(args, ",") + ")"
}

// CollationCoercibility implements sql.CollationCoercible.
func (s *simple) CollationCoercibility(*sql.Context) (sql.CollationID, byte) {
	return sql.Collation_binary, 5
}

// WithChildren implements sql.Expression.
func (s *simple) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != len(s.ChildExpressions) {
		return nil, sql.ErrInvalidChildrenNumber.New(s, len(children), len(s.ChildExpressions))
	}
	return &simple{expression.NaryExpression{ChildExpressions: children}, s.name, s.kind, s.eval}, nil
}

// Eval implements sql.Expression.
func (s *simple) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	args := make([]any, len(s.ChildExpressions))
	for i, e := range s.ChildExpressions {
		v, err := e.Eval(ctx, row)
		if err != nil || v == nil {
			return nil, err
		}
		args[i] = v
	}
	return s.eval(ctx, args)
}

// makeDate is MAKEDATE(year, day of the year): NULL before the first day, and
// two digits are a year around 2000.
func makeDate(ctx *sql.Context, args []any) (any, error) {
	year, err := integerOf(ctx, args[0])
	if err != nil {
		return nil, err
	}
	day, err := integerOf(ctx, args[1])
	if err != nil || day < 1 || year < 0 || year > 9999 {
		return nil, err
	}
	switch {
	case year < 70:
		year += 2000
	case year < 100:
		year += 1900
	}
	if day > 4_000_000 {
		return nil, nil
	}
	date := time.Date(int(year), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(day-1))
	if date.Year() > 9999 {
		return nil, nil
	}
	return date, nil
}

// secToTime is SEC_TO_TIME(seconds), cut to what a TIME can be.
func secToTime(ctx *sql.Context, args []any) (any, error) {
	v, _, err := types.Float64.Convert(ctx, args[0])
	if err != nil {
		return nil, err
	}
	const most = 838*3600 + 59*60 + 59
	seconds := min(max(v.(float64), -most), most)
	return types.Timespan(seconds * 1e6), nil
}

func integerOf(ctx *sql.Context, v any) (int64, error) {
	n, _, err := types.Int64.Convert(ctx, v)
	if err != nil {
		return 0, err
	}
	i, ok := n.(int64)
	if !ok {
		return 0, fmt.Errorf("%v is not an integer", v)
	}
	return i, nil
}
