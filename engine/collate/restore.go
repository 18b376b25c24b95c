package collate

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// hasLost says whether e is text that has lost its collation.
func hasLost(ctx *sql.Context, e sql.Expression) bool {
	t, ok := e.Type(ctx).(sql.StringType)
	return ok && types.IsTextOnly(t) && t.Collation() != collationOf(ctx, e)
}

// sortFields orders by the collation that MySQL would order by.
func sortFields(ctx *sql.Context, fields sql.SortFields) (sql.SortFields, bool) {
	changed := false
	out := append(sql.SortFields(nil), fields...)
	for i, f := range out {
		if hasLost(ctx, f.Column) {
			out[i].Column = collated{f.Column}
			changed = true
		}
	}
	return out, changed
}

// groupings groups by sort keys where the engine would group by bytes.
func groupings(ctx *sql.Context, groups []sql.Expression) ([]sql.Expression, bool) {
	changed := false
	out := append([]sql.Expression(nil), groups...)
	for i, e := range out {
		if _, done := e.(key); !done && hasLost(ctx, e) {
			out[i] = key{e}
			changed = true
		}
	}
	return out, changed
}

// inLists makes S IN ('REFUND', 'x') find refund: the engine hashes the list
// as bytes, for a column with a collation too. It hashes sort keys instead.
func inLists(ctx *sql.Context, condition sql.Expression) (sql.Expression, bool, error) {
	e, same, err := transform.Expr(ctx, condition, func(ctx *sql.Context, e sql.Expression) (sql.Expression, transform.TreeIdentity, error) {
		in, ok := e.(*expression.HashInTuple)
		if !ok {
			return e, transform.SameTree, nil
		}
		if _, done := in.Left().(key); done || !types.IsTextOnly(in.Left().Type(ctx)) {
			return e, transform.SameTree, nil
		}
		byKey, err := inByKey(ctx, in)
		return byKey, transform.NewTree, err
	})
	return e, !bool(same), err
}

func inByKey(ctx *sql.Context, in *expression.HashInTuple) (sql.Expression, error) {
	list, ok := in.Right().(expression.Tuple)
	if !ok {
		return expression.NewInTuple(in.Left(), in.Right()), nil
	}
	collation := collationOf(ctx, in.Left())
	keys := make(expression.Tuple, len(list))
	for i, e := range list {
		v, err := e.Eval(ctx, nil)
		if err != nil {
			return nil, err
		}
		text, isText := v.(string)
		switch {
		case v == nil:
			keys[i] = e
		case !isText || !types.IsTextOnly(e.Type(ctx)): // numbers, binary strings
			return expression.NewInTuple(in.Left(), in.Right()), nil
		default:
			keys[i] = expression.NewLiteral(string(sortKey(text, collation)), types.LongText)
		}
	}
	return expression.NewHashInTuple(ctx, key{in.Left()}, keys)
}
