package collate

import (
	"testing"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/stretchr/testify/require"
)

func TestHashKeys(t *testing.T) {
	other := expression.NewGetField(0, exact, "S", true)
	for _, test := range []struct {
		what        string
		left, right sql.Expression
		row         sql.Row
		same        bool
	}{
		{"a constant", expression.Tuple{number, str("FAX")}, expression.Tuple{number, text}, sql.Row{"fax", int64(1)}, true},
		{"another constant", expression.Tuple{number, str("TAX")}, expression.Tuple{number, text}, sql.Row{"fax", int64(1)}, false},
		{"one key", str("FAX"), text, sql.Row{"fax", int64(1)}, true},
		{"a column that compares bytes", str("FAX"), other, sql.Row{"fax", int64(1)}, false},
		{"numbers of two types", expression.Tuple{number, dec(t, "1.0")}, expression.Tuple{number, number}, sql.Row{"", int64(1)}, true},
		{"text and number", expression.Tuple{number, str("1.0")}, expression.Tuple{number, number}, sql.Row{"", int64(1)}, true},
		{"integers of two types", expression.Tuple{number, num(1)}, expression.Tuple{number, number}, sql.Row{"", int64(1)}, true},
		{"NULL", text, str("x"), sql.Row{nil, int64(1)}, false},
	} {
		t.Run(test.what, func(t *testing.T) {
			ctx := sql.NewEmptyContext()
			n := plan.NewHashLookup(ctx, empty, test.right, test.left, plan.JoinTypeHash)
			mutex := n.Mutex
			hashKeys(ctx, n)
			require.Same(t, mutex, n.Mutex)
			cured := n.String()
			hashKeys(ctx, n)
			require.Equal(t, cured, n.String(), "cured twice")
			left, _, err := n.GetHashKey(ctx, n.LeftProbeKey, test.row)
			require.NoError(t, err)
			right, _, err := n.GetHashKey(ctx, n.RightEntryKey, test.row)
			require.NoError(t, err)
			require.Equal(t, test.same, left == right)
		})
	}
}

// Rows that are hashed already stay findable.
func TestHashKeysLeaveHashedRows(t *testing.T) {
	ctx := sql.NewEmptyContext()
	n := plan.NewHashLookup(ctx, empty, text, str("FAX"), plan.JoinTypeHash)
	n.Lookup = &map[any][]sql.Row{}
	hashKeys(ctx, n)
	require.Equal(t, sql.Expression(text), n.RightEntryKey)
}

func TestBuildCuresEveryNode(t *testing.T) {
	ctx := sql.NewEmptyContext()
	source := plan.NewValues([][]sql.Expression{{str("refund")}, {str("x")}})
	isIn := expression.NewInTuple(expression.NewGetField(0, name, "S", true), expression.Tuple{str("REFUND")})
	build := func(n sql.Node) []sql.Row {
		iter, err := NewExecBuilder(sql.EngineOverrides{}, nil).Build(ctx, n, nil)
		require.NoError(t, err)
		rows, err := sql.RowIterToRows(ctx, iter)
		require.NoError(t, err)
		return rows
	}
	require.Equal(t, []sql.Row{{"refund"}}, build(plan.NewFilter(ctx, isIn, source)))
	require.Equal(t, []sql.Row{{"refund"}}, build(plan.NewHaving(isIn, source)))
	require.Equal(t, []sql.Row{{true}, {false}}, build(plan.NewProject(ctx, []sql.Expression{isIn}, source)))
	require.Equal(t, []sql.Row{{"x"}, {"refund"}}, build(plan.NewSort(sql.SortFields{{Column: isIn, Order: sql.Ascending}}, source)))
	join := plan.NewJoin(ctx, source, plan.NewValues([][]sql.Expression{{num(1)}}), plan.JoinTypeInner, isIn)
	require.Equal(t, []sql.Row{{"refund", int8(1)}}, build(join))
	require.Equal(t, []sql.Row{{"refund", int8(1)}}, build(join), "cured twice")
	require.Empty(t, build(plan.NewFilter(ctx, null(), source)))
}
