package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function"
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
		simple2("period_add", types.Int64, periodAdd),
		simple2("period_diff", types.Int64, periodDiff),
		simple3("maketime", types.Time, makeTime),
		clock("curdate", types.Date, today), clock("current_date", types.Date, today),
		clock("utc_date", types.Date, utcToday), clock("utc_time", types.Time, utcTime),
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

func simple3(name string, kind sql.Type, eval func(*sql.Context, []any) (any, error)) sql.Function {
	return sql.Function3{Name: name, Fn: func(_ *sql.Context, a, b, c sql.Expression) sql.Expression {
		return &simple{expression.NaryExpression{ChildExpressions: []sql.Expression{a, b, c}}, name, kind, eval}
	}}
}

// clock is a function of the statement's time; the engine calls a date text.
func clock(name string, kind sql.Type, eval func(*sql.Context, []any) (any, error)) sql.Function {
	return sql.FunctionN{Name: name, Fn: func(_ *sql.Context, args ...sql.Expression) (sql.Expression, error) {
		return &simple{expression.NaryExpression{ChildExpressions: args}, name, kind, eval}, nil
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

// makeTime is MAKETIME(hour, minute, second).
func makeTime(ctx *sql.Context, args []any) (any, error) {
	var n [2]int64
	for i := range n {
		var err error
		if n[i], err = integerOf(ctx, args[i]); err != nil {
			return nil, err
		}
	}
	v, _, err := types.Float64.Convert(ctx, args[2])
	if err != nil {
		return nil, err
	}
	second := v.(float64)
	if n[1] < 0 || n[1] > 59 || second < 0 || second >= 60 {
		return nil, nil
	}
	hour, sign := min(max(n[0], -838), 838), int64(1)
	if hour < 0 {
		hour, sign = -hour, -1
	}
	return types.Timespan(sign * (hour*3600e6 + n[1]*60e6 + int64(second*1e6))), nil
}

// periodMonths counts the months of a period such as 202601.
func periodMonths(period int64) int64 {
	year := period / 100
	if year < 70 {
		year += 2000
	} else if year < 100 {
		year += 1900
	}
	return year*12 + period%100 - 1
}

func periodAdd(ctx *sql.Context, args []any) (any, error) {
	period, err := integerOf(ctx, args[0])
	if err != nil {
		return nil, err
	}
	n, err := integerOf(ctx, args[1])
	m := periodMonths(period) + n
	return m/12*100 + m%12 + 1, err
}

func periodDiff(ctx *sql.Context, args []any) (any, error) {
	a, err := integerOf(ctx, args[0])
	if err != nil {
		return nil, err
	}
	b, err := integerOf(ctx, args[1])
	return periodMonths(a) - periodMonths(b), err
}

// today is the date of NOW(), in the session's time zone.
func today(ctx *sql.Context, _ []any) (any, error) {
	now, err := function.NewNow(ctx)
	if err != nil {
		return nil, err
	}
	v, err := now.Eval(ctx, nil)
	if t, ok := v.(time.Time); ok && err == nil {
		return dateOf(t), nil
	}
	return nil, err
}

func utcToday(ctx *sql.Context, _ []any) (any, error) { return dateOf(ctx.QueryTime().UTC()), nil }

func utcTime(ctx *sql.Context, _ []any) (any, error) {
	now := ctx.QueryTime().UTC()
	return types.Timespan(now.Sub(dateOf(now)) / time.Second * 1e6), nil
}

func dateOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
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
