package collate

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// hashKeys makes a hash join find what its condition finds: the engine hashes
// text by the left side's own collation, so that p.Type = 'FAX', with the
// constant on the left, loses fax; and of several keys the values as they are,
// so that 3 and 3.0 are two. The join still checks its condition, so that keys
// may find too much, but not too little.
//
// The node is cured in place: it keeps the rows that it has hashed.
func hashKeys(ctx *sql.Context, n *plan.HashLookup) {
	n.Mutex.Lock()
	defer n.Mutex.Unlock()
	if n.Lookup != nil {
		return
	}
	left, right, changed := keyPair(ctx, n.LeftProbeKey, n.RightEntryKey)
	if !changed {
		return
	}
	cured := plan.NewHashLookup(ctx, n.Child, right, left, n.JoinType)
	cured.Mutex = n.Mutex
	*n = *cured
}

func keyPair(ctx *sql.Context, left, right sql.Expression) (l, r sql.Expression, changed bool) {
	lefts, ok := left.(expression.Tuple)
	rights, also := right.(expression.Tuple)
	if !ok || !also || len(lefts) != len(rights) {
		return textKeys(ctx, left, right)
	}
	newLefts, newRights := make(expression.Tuple, len(lefts)), make(expression.Tuple, len(rights))
	for i := range lefts {
		a, b, wrapped := textKeys(ctx, lefts[i], rights[i])
		if !wrapped && !sameHash(ctx, a, b) {
			a, b, wrapped = anything(), anything(), true
		}
		newLefts[i], newRights[i], changed = a, b, changed || wrapped
	}
	return newLefts, newRights, changed
}

func textKeys(ctx *sql.Context, left, right sql.Expression) (l, r sql.Expression, changed bool) {
	if isKey(left) || isKey(right) || !isText(ctx, left) || !isText(ctx, right) {
		return left, right, false
	}
	by := common(ctx, left, right)
	return key{left, by}, key{right, by}, true
}

// sameHash says whether equal values of two keys have the same hash.
func sameHash(ctx *sql.Context, a, b sql.Expression) bool {
	s, t := a.Type(ctx), b.Type(ctx)
	return types.IsInteger(s) && types.IsInteger(t) || types.TypesEqual(s, t)
}

// anything is a key that does not narrow.
func anything() sql.Expression { return expression.NewLiteral(int8(0), types.Int8) }
