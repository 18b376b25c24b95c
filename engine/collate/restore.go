package collate

import (
	"github.com/dolthub/go-mysql-server/sql"
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
			out[i] = key{Expression: e}
			changed = true
		}
	}
	return out, changed
}
