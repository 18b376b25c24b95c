// Package exact gives SUM, AVG, STDDEV and VARIANCE MySQL's types. The SQL engine
// sums integers in floating point and calls the result DOUBLE; over a window, and
// for STDDEV and VARIANCE, it gives the result the type of the argument, so that
// AVG(n) OVER () and STDDEV(n) are cut to whole numbers. MySQL's SUM and AVG of
// exact numbers are exact, and the others are DOUBLE.
package exact

import (
	"github.com/cockroachdb/apd/v3"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function/aggregation"
	"github.com/dolthub/go-mysql-server/sql/planbuilder"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// Names under which SUM and AVG are not DOUBLE whatever they add up. The parser
// wrapper gives them to those without a window: by their own names the planner
// would call them DOUBLE whatever they say.
const (
	SumName = "__sum"
	AvgName = "__avg"
	// ShownName is a function that gives a DECIMAL the digits of its type.
	ShownName = "__shown"
)

// aggregation1 makes the engine's own function.
type aggregation1 func(sql.Expression) sql.Aggregation

func sum(e sql.Expression) sql.Aggregation        { return aggregation.NewSum(e) }
func avg(e sql.Expression) sql.Aggregation        { return aggregation.NewAvg(e) }
func stddevPop(e sql.Expression) sql.Aggregation  { return aggregation.NewStdDevPop(e) }
func stddevSamp(e sql.Expression) sql.Aggregation { return aggregation.NewStdDevSamp(e) }
func varPop(e sql.Expression) sql.Aggregation     { return aggregation.NewVarPop(e) }
func varSamp(e sql.Expression) sql.Aggregation    { return aggregation.NewVarSamp(e) }

// Functions are ours, to be found before the engine's.
func Functions() []sql.Function {
	list := []sql.Function{sql.Function1{Name: ShownName, Fn: func(_ *sql.Context, e sql.Expression) sql.Expression {
		return &shown{expression.UnaryExpressionStub{Child: e}}
	}}}
	for name, typed := range map[string]struct {
		inner aggregation1
		kind  func(*sql.Context, sql.Type) sql.Type
	}{
		"sum": {sum, sumType}, SumName: {sum, sumType},
		"avg": {avg, avgType}, AvgName: {avg, avgType},
		"std": {stddevPop, double}, "stddev": {stddevPop, double}, "stddev_pop": {stddevPop, double},
		"stddev_samp": {stddevSamp, double},
		"variance":    {varPop, double}, "var_pop": {varPop, double}, "var_samp": {varSamp, double},
	} {
		list = append(list, sql.Function1{Name: name, Fn: func(ctx *sql.Context, e sql.Expression) sql.Expression {
			kind := typed.kind(ctx, e.Type(ctx))
			if types.IsDecimal(kind) {
				e = &exactly{expression.UnaryExpressionStub{Child: e}}
			}
			return &typedAggregation{typed.inner(e), kind}
		}})
	}
	return list
}

// Install tells the planner that our names aggregate.
func Install() {
	planbuilder.IsAggregateFunc = func(name string) bool {
		return name == SumName || name == AvgName || planbuilder.IsMySQLAggregateFuncName(name)
	}
}

func double(*sql.Context, sql.Type) sql.Type { return types.Float64 }

// sumType is DECIMAL for exact numbers, with room for 22 more digits.
func sumType(ctx *sql.Context, t sql.Type) sql.Type { return wider(ctx, t, 22, 0) }

// avgType has four more digits behind the point.
func avgType(ctx *sql.Context, t sql.Type) sql.Type { return wider(ctx, t, 4, 4) }

func wider(_ *sql.Context, t sql.Type, digits, scale uint8) sql.Type {
	var precision, behind uint8
	switch d, isDecimal := t.(sql.DecimalType); {
	case isDecimal:
		precision, behind = d.Precision(), d.Scale()
	case t == types.Uint64:
		precision = 20
	case types.IsInteger(t) && (t == types.Int64 || t == types.Uint32):
		precision = 19
	case types.IsInteger(t):
		precision = 10
	default:
		return types.Float64
	}
	return types.MustCreateDecimalType(min(precision+digits, types.DecimalTypeMaxPrecision), min(behind+scale, types.DecimalTypeMaxScale))
}

// typedAggregation is one of the engine's with MySQL's type.
type typedAggregation struct {
	sql.Aggregation
	kind sql.Type
}

var _ sql.Aggregation = (*typedAggregation)(nil)

// Type implements sql.Expression.
func (a *typedAggregation) Type(*sql.Context) sql.Type { return a.kind }

// IsNullable implements sql.Expression: over no rows there is no sum.
func (a *typedAggregation) IsNullable(*sql.Context) bool { return true }

// WithChildren implements sql.Expression.
func (a *typedAggregation) WithChildren(ctx *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	inner, err := a.Aggregation.WithChildren(ctx, children...)
	if err != nil {
		return nil, err
	}
	return &typedAggregation{inner.(sql.Aggregation), a.kind}, nil
}

// WithId implements sql.IdExpression.
//
//nolint:revive // the engine's name
func (a *typedAggregation) WithId(id sql.ColumnId) sql.IdExpression {
	return &typedAggregation{a.Aggregation.WithId(id).(sql.Aggregation), a.kind}
}

// WithWindow implements sql.WindowAdaptableExpression.
func (a *typedAggregation) WithWindow(ctx *sql.Context, w *sql.WindowDefinition) sql.WindowAdaptableExpression {
	return &typedAggregation{a.Aggregation.WithWindow(ctx, w).(sql.Aggregation), a.kind}
}

// NewWindowFunction implements sql.WindowAdaptableExpression.
func (a *typedAggregation) NewWindowFunction(ctx *sql.Context) (sql.WindowFunction, error) {
	inner, err := a.Aggregation.NewWindowFunction(ctx)
	if err != nil {
		return nil, err
	}
	return typedWindow{inner, a.kind}, nil
}

// NewBuffer implements sql.Aggregation.
func (a *typedAggregation) NewBuffer(ctx *sql.Context) (sql.AggregationBuffer, error) {
	if _, isAvg := a.Aggregation.(*aggregation.Avg); !isAvg || !types.IsDecimal(a.kind) {
		return a.Aggregation.NewBuffer(ctx)
	}
	child, err := transform.Clone(ctx, a.Children()[0])
	if err != nil {
		return nil, err
	}
	return &average{child: child, sum: aggregation.NewSumBuffer(child), scale: int32(a.kind.(sql.DecimalType).Scale())}, nil
}

// CollationCoercibility implements sql.CollationCoercible.
func (a *typedAggregation) CollationCoercibility(*sql.Context) (sql.CollationID, byte) {
	return sql.Collation_binary, 5
}

// average is AVG of exact numbers. MySQL shows four digits more than the numbers
// have, and computes on with nine more: AVG(x) * 100 has them.
type average struct {
	child sql.Expression
	sum   interface {
		sql.AggregationBuffer
		PerformSum(*sql.Context, any)
	}
	rows  int64
	scale int32
}

// Update implements sql.AggregationBuffer.
func (a *average) Update(ctx *sql.Context, row sql.Row) error {
	v, err := a.child.Eval(ctx, row)
	if err != nil || v == nil {
		return err
	}
	a.sum.PerformSum(ctx, v)
	a.rows++
	return nil
}

// Eval implements sql.AggregationBuffer.
func (a *average) Eval(ctx *sql.Context) (any, error) {
	sum, err := a.sum.Eval(ctx)
	if n, ok := sum.(*apd.Decimal); ok && err == nil && a.rows > 0 {
		return types.DecimalDiv(n, types.DecimalFromInt64(a.rows), a.scale+9, false), nil
	}
	return nil, err
}

// Dispose implements sql.AggregationBuffer.
func (a *average) Dispose(ctx *sql.Context) { a.sum.Dispose(ctx) }

// typedWindow gives the values of a window MySQL's type: the engine computes
// them in floating point.
type typedWindow struct {
	sql.WindowFunction
	kind sql.Type
}

// Compute implements sql.WindowFunction.
func (w typedWindow) Compute(ctx *sql.Context, interval sql.WindowInterval, buffer sql.WindowBuffer) (any, error) {
	v, err := w.WindowFunction.Compute(ctx, interval, buffer)
	if err != nil || v == nil {
		return nil, err
	}
	if f, ok := v.(float64); ok && types.IsDecimal(w.kind) {
		return types.DecimalFromFloat64(f), nil
	}
	v, _, err = w.kind.Convert(ctx, v)
	return v, err
}

// shown is a DECIMAL with the digits that its type has: AVG has more.
type shown struct{ expression.UnaryExpressionStub }

func (s *shown) String() string                 { return s.Child.String() }
func (s *shown) Type(ctx *sql.Context) sql.Type { return s.Child.Type(ctx) }
func (s *shown) FunctionName() string           { return ShownName }
func (s *shown) Description() string            { return "gives a DECIMAL the digits of its type" }
func (s *shown) IsNullable(*sql.Context) bool   { return true }

// CollationCoercibility implements sql.CollationCoercible.
func (s *shown) CollationCoercibility(*sql.Context) (sql.CollationID, byte) {
	return sql.Collation_binary, 5
}

// WithChildren implements sql.Expression.
func (s *shown) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(s, len(children), 1)
	}
	return &shown{expression.UnaryExpressionStub{Child: children[0]}}, nil
}

// Eval implements sql.Expression.
func (s *shown) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	v, err := s.Child.Eval(ctx, row)
	d, isDecimal := s.Child.Type(ctx).(sql.DecimalType)
	if n, ok := v.(*apd.Decimal); ok && isDecimal && err == nil {
		return types.DecimalDiv(n, types.DecimalFromInt64(1), int32(d.Scale()), false), nil
	}
	return v, err
}

// exactly makes a DECIMAL of an exact number, so that the engine sums it as one.
type exactly struct{ expression.UnaryExpressionStub }

func (e *exactly) String() string             { return e.Child.String() }
func (e *exactly) Type(*sql.Context) sql.Type { return types.InternalDecimalType }
func (e *exactly) CollationCoercibility(*sql.Context) (sql.CollationID, byte) {
	return sql.Collation_binary, 5
}

// WithChildren implements sql.Expression.
func (e *exactly) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(e, len(children), 1)
	}
	return &exactly{expression.UnaryExpressionStub{Child: children[0]}}, nil
}

// Eval implements sql.Expression.
func (e *exactly) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	v, err := e.Child.Eval(ctx, row)
	if err != nil || v == nil {
		return nil, err
	}
	switch n := v.(type) {
	case int64:
		return types.DecimalFromInt64(n), nil
	case int32:
		return types.DecimalFromInt64(int64(n)), nil
	case int8:
		return types.DecimalFromInt64(int64(n)), nil
	}
	v, _, err = types.InternalDecimalType.Convert(ctx, v)
	return v, err
}
