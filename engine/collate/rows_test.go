package collate

import (
	"testing"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/stretchr/testify/require"
)

var byName = []sql.CollationID{Default, 0}

func iter(rows ...sql.Row) sql.RowIter { return sql.RowsToRowIter(rows...) }

func TestDistinct(t *testing.T) {
	ctx := sql.NewEmptyContext()
	rows, err := sql.RowIterToRows(ctx, newDistinct(iter(
		sql.Row{"Refund", int64(1)}, sql.Row{"refund", int64(1)}, sql.Row{"refund", int64(2)},
		sql.Row{nil, int64(1)}, sql.Row{"", int64(1)}, sql.Row{nil, int64(1)},
	), byName))
	require.NoError(t, err)
	require.Equal(t, []sql.Row{{"Refund", int64(1)}, {"refund", int64(2)}, {nil, int64(1)}, {"", int64(1)}}, rows)
}

func TestSetOperations(t *testing.T) {
	left := []sql.Row{{"a", int64(1)}, {"A", int64(1)}, {"b", int64(1)}, {"c", int64(1)}}
	right := []sql.Row{{"Á", int64(1)}, {"C", int64(1)}}
	for _, test := range []struct {
		keep, once bool
		want       []sql.Row
	}{
		{true, true, []sql.Row{left[0], left[3]}},
		{true, false, []sql.Row{left[0], left[3]}},
		{false, true, []sql.Row{left[2]}},
		{false, false, []sql.Row{left[1], left[2]}},
	} {
		ctx := sql.NewEmptyContext()
		rows, err := sql.RowIterToRows(ctx, &setIter{left: iter(left...), right: iter(right...), collations: byName, keep: test.keep, once: test.once})
		require.NoError(t, err)
		require.Equal(t, test.want, rows, "%+v", test)
	}
}

func TestSetOperationsLimitAfterSorting(t *testing.T) {
	ctx := sql.NewEmptyContext()
	values := func(s ...string) sql.Node {
		var rows [][]sql.Expression
		for _, v := range s {
			rows = append(rows, []sql.Expression{str(v)})
		}
		return plan.NewValues(rows)
	}
	field := expression.NewGetField(0, name, "S", true)
	n := plan.NewSetOp(plan.UnionType, values("c", "b", "B"), values("a", "C", "d"), true, num(2), num(1), sql.SortFields{{Column: field, Order: sql.Ascending}})
	built, err := NewExecBuilder(sql.EngineOverrides{}, nil).Build(ctx, n, nil)
	require.NoError(t, err)
	rows, err := sql.RowIterToRows(ctx, built)
	require.NoError(t, err)
	require.Equal(t, []sql.Row{{"b"}, {"c"}}, rows)
}

// A big LIMIT is no reason to set memory aside.
func TestSortsTooMany(t *testing.T) {
	ctx := sql.NewEmptyContext()
	fields := sql.SortFields{{Column: text, Order: sql.Ascending}}
	require.False(t, sortsTooMany(ctx, fields, num(5)))
	require.True(t, sortsTooMany(ctx, fields, expression.NewLiteral(int64(2_000_000_000), number.Type(ctx))))
	require.False(t, sortsTooMany(ctx, nil, num(5)))
}

func TestRowKeys(t *testing.T) {
	ctx := sql.NewEmptyContext()
	keyOf := func(values ...any) rowKey {
		k, err := keyOfRow(ctx, values, byName)
		require.NoError(t, err)
		return k
	}
	d := func(s string) any {
		v, err := dec(t, s).Eval(ctx, nil)
		require.NoError(t, err)
		return v
	}
	require.Equal(t, keyOf("Zürich", 1), keyOf("zurich", 1))
	require.Equal(t, keyOf("x", d("1.50")), keyOf("x", d("1.5")))
	require.NotEqual(t, keyOf("x", "A"), keyOf("x", "a"), "no text of ours")
	require.NotEqual(t, keyOf("ab", "c"), keyOf("a", "bc"))
	require.NotEqual(t, keyOf(nil, ""), keyOf("", nil))
}

// Text that has lost its collation sorts and groups by it all the same.
func TestRestored(t *testing.T) {
	ctx := sql.NewEmptyContext()
	lost := str("x")
	fields, changed := sortFields(ctx, sql.SortFields{{Column: lost}, {Column: text}, {Column: number}})
	require.True(t, changed)
	require.IsType(t, collated{}, fields[0].Column)
	require.Equal(t, sql.Expression(text), fields[1].Column)
	groups, changed := groupings(ctx, []sql.Expression{lost, text, number})
	require.True(t, changed)
	require.IsType(t, key{}, groups[0])
	_, changed = groupings(ctx, groups)
	require.False(t, changed)
}

func TestKeys(t *testing.T) {
	ctx := sql.NewEmptyContext()
	of := func(e sql.Expression) any {
		v, err := (key{Expression: e}).Eval(ctx, nil)
		require.NoError(t, err)
		return v
	}
	require.Equal(t, of(str("RÉSUMÉ")), of(str("resume")))
	require.NotEqual(t, of(str("resume")), of(str("resume ")))
	require.NotContains(t, of(str("a,b")), ",")
	require.Equal(t, int8(3), of(num(3)))
	require.Nil(t, of(null()))
	bin := key{str("A"), sql.Collation_utf8mb4_0900_bin}
	again, err := bin.WithChildren(ctx, str("a"))
	require.NoError(t, err)
	require.Equal(t, bin.by, again.(key).by)
}
