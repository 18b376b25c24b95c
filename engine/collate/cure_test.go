package collate

import (
	"testing"

	"github.com/cockroachdb/apd/v3"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/stretchr/testify/require"
)

var (
	name   = types.MustCreateString(query.Type_VARCHAR, 255, Default)
	exact  = types.MustCreateString(query.Type_VARCHAR, 255, sql.Collation_utf8mb4_bin)
	text   = expression.NewGetField(0, name, "S", true)
	empty  = plan.NewEmptyTableWithSchema(nil)
	number = expression.NewGetField(1, types.Int64, "N", false)
)

func str(s string) sql.Expression { return expression.NewLiteral(s, types.LongText) }
func num(n int8) sql.Expression   { return expression.NewLiteral(n, types.Int8) }
func null() sql.Expression        { return expression.NewLiteral(nil, types.Null) }

func dec(t *testing.T, s string) sql.Expression {
	t.Helper()
	d, _, err := apd.NewFromString(s)
	require.NoError(t, err)
	return expression.NewLiteral(d, types.InternalDecimalType)
}

// holds gives what a cured expression says of rows; curing it again must
// change nothing.
func holds(t *testing.T, e sql.Expression, rows ...sql.Row) (values []any) {
	t.Helper()
	ctx := sql.NewEmptyContext()
	cured, _, err := cureExpression(ctx, e)
	require.NoError(t, err)
	_, changed, err := cureExpression(ctx, cured)
	require.NoError(t, err)
	require.False(t, changed, "cured twice: %s", cured)
	for _, row := range rows {
		v, err := cured.Eval(ctx, row)
		require.NoError(t, err)
		values = append(values, v)
	}
	return values
}

// bothWays is left IN (list), hashed as in a WHERE and not, as elsewhere.
func bothWays(t *testing.T, left sql.Expression, list ...sql.Expression) []sql.Expression {
	t.Helper()
	hashed, err := expression.NewHashInTuple(sql.NewEmptyContext(), left, expression.Tuple(list))
	require.NoError(t, err)
	return []sql.Expression{hashed, expression.NewInTuple(left, expression.Tuple(list))}
}

func TestNullSafeEquals(t *testing.T) {
	rows := []sql.Row{{"refund", int64(1)}, {"x", int64(2)}, {nil, int64(3)}}
	require.Equal(t, []any{true, false, false}, holds(t, expression.NewNullSafeEquals(text, str("REFUND")), rows...))
	require.Equal(t, []any{false, false, true}, holds(t, expression.NewNullSafeEquals(text, null()), rows...))
	require.Equal(t, []any{false, true, false}, holds(t, expression.NewNullSafeEquals(number, num(2)), rows...))
	explicit := expression.NewCollatedExpression(text, sql.Collation_utf8mb4_0900_bin)
	require.Equal(t, []any{false, false, false}, holds(t, expression.NewNullSafeEquals(explicit, str("REFUND")), rows...))
}

func TestInLists(t *testing.T) {
	rows := []sql.Row{{"refund", int64(3)}, {"x", int64(8)}, {nil, int64(7)}}
	for _, test := range []struct {
		left sql.Expression
		list []sql.Expression
		want []any
	}{
		{text, []sql.Expression{str("REFUND"), str("y")}, []any{true, false, nil}},
		{text, []sql.Expression{str("REFUND"), null()}, []any{true, nil, nil}},
		{text, []sql.Expression{null()}, []any{nil, nil, nil}},
		{number, []sql.Expression{num(3), dec(t, "7.5")}, []any{true, false, false}},
		{number, []sql.Expression{dec(t, "7.5"), num(3)}, []any{true, false, false}},
		{number, []sql.Expression{num(3), null(), dec(t, "7.5")}, []any{true, nil, nil}},
		{number, []sql.Expression{num(3), num(8)}, []any{true, true, false}},
		{expression.Tuple{text, number}, []sql.Expression{expression.Tuple{str("REFUND"), num(3)}}, []any{true, false, false}},
		{expression.Tuple{text, number}, []sql.Expression{expression.Tuple{str("REFUND"), num(3)}, expression.Tuple{str("X"), num(7)}}, []any{true, false, nil}},
		{expression.Tuple{number, number}, []sql.Expression{expression.Tuple{num(3), dec(t, "2.5")}, expression.Tuple{num(8), num(8)}}, []any{false, true, false}},
		{expression.Tuple{number, number}, []sql.Expression{expression.Tuple{num(3), null()}}, []any{nil, false, false}},
	} {
		for _, e := range bothWays(t, test.left, test.list...) {
			require.Equal(t, test.want, holds(t, e, rows...), "%s", e)
		}
	}
}

// A list of one type stays hashed, a long one of text too.
func TestInListsStayHashed(t *testing.T) {
	ctx := sql.NewEmptyContext()
	for _, left := range []sql.Expression{text, number, expression.Tuple{number, number}} {
		var list []sql.Expression
		for i := range int8(100) {
			switch left {
			case text:
				list = append(list, str(string(rune('a'+i))))
			case number:
				list = append(list, num(i))
			default:
				list = append(list, expression.Tuple{num(i), num(i)})
			}
		}
		cured, _, err := cureExpression(ctx, bothWays(t, left, list...)[0])
		require.NoError(t, err)
		require.IsType(t, &expression.HashInTuple{}, cured)
	}
}

func TestConstantConditions(t *testing.T) {
	ctx := sql.NewEmptyContext()
	yes, no := num(1), num(0)
	for _, test := range []struct {
		condition sql.Expression
		nothing   bool
	}{
		{null(), true},
		{no, true},
		{yes, false},
		{text, false},
		{expression.NewLiteral(false, types.Boolean), true},
		{expression.NewAnd(text, null()), true},
		{expression.NewOr(text, null()), false},
		{expression.NewOr(no, null()), true},
		{expression.NewNot(null()), true},
		{expression.NewNot(no), false},
		{expression.NewEquals(text, null()), false},
	} {
		require.Equal(t, test.nothing, readsNothing(ctx, plan.NewFilter(ctx, test.condition, empty)), "%s", test.condition)
		require.Equal(t, test.nothing, readsNothing(ctx, plan.NewHaving(test.condition, empty)), "%s", test.condition)
	}
	require.False(t, readsNothing(ctx, empty))
}
