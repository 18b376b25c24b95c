package engine

import (
	"slices"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/memo"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// coster plans joins by the number of API calls. The engine's own believes
// that reading a table again costs next to nothing and would nest full listings.
type coster struct {
	memo.Coster
	totals *totals
}

const (
	callCost   = 1000.0 // one API call against the engine's cost of a row
	rescanCost = 1e9    // reading a remote table once more for every row
)

// EstimateCost implements memo.Coster. The engine adds up the costs of joins
// only, and reading a table costs it nothing: so each join pays for reading the
// tables that are its direct children.
func (c coster) EstimateCost(ctx *sql.Context, rel memo.RelExpr, stats sql.StatsProvider) (float64, error) {
	cost, err := c.Coster.EstimateCost(ctx, rel, stats)
	join, ok := rel.(memo.JoinRel)
	if !ok {
		return cost, err
	}
	left, right := join.JoinPrivate().Left, join.JoinPrivate().Right
	cost += callCost * c.calls(ctx, left)
	switch x := rel.(type) {
	case *memo.LookupJoin:
		cost += callCost * c.rows(left)
		if !exactLookup(ctx, x.Lookup.Table) {
			cost += 1000 * rescanCost
		}
	case *memo.HashJoin:
		cost += callCost * (c.calls(ctx, right) - c.shared(ctx, join.JoinPrivate()))
	default:
		cost += rescanCost
	}
	return cost, err
}

// exactLookup tells whether a look-up would find just what the join means. The
// engine converts a key to the column's type before we see it, so that the text
// '7.5' would find the id 7; and of a null-safe comparison (<=>) it passes on no
// key but "not NULL". A table that cannot be read by the key is no look-up at all.
func exactLookup(ctx *sql.Context, lookup *plan.IndexedTableAccess) bool {
	i, ok := lookup.Index().(*keyIndex)
	if !ok {
		return true // not a table of ours
	}
	if !i.keyed || slices.Contains(lookup.NullMask(), true) {
		return false
	}
	for n, e := range lookup.Expressions() {
		c, _ := i.def.Column(i.columns[n])
		if sameKind := map[tables.Kind]func(sql.Type) bool{
			tables.BigInt: types.IsInteger, tables.Int: types.IsInteger, tables.Varchar: types.IsText, tables.Time: types.IsTime,
		}[c.Type.Kind]; sameKind == nil || !sameKind(e.Type(ctx)) {
			if _, literal := e.(*expression.Literal); !literal {
				return false
			}
		}
	}
	return true
}

// rows estimates the rows of a group, from the filter that is pushed into it.
func (c coster) rows(g *memo.ExprGroup) float64 {
	if t, ok := source(g); ok {
		return c.rowsOf(t)
	}
	switch x := g.First.(type) {
	case *memo.SubqueryAlias:
		rows := 1.0
		for _, t := range tablesIn(x.Table) {
			rows = max(rows, c.rowsOf(t))
		}
		return rows
	case *memo.Filter:
		return c.rows(x.Child)
	case *memo.Project:
		return c.rows(x.Child)
	case *memo.Distinct:
		return c.rows(x.Child)
	case memo.JoinRel:
		return max(c.rows(x.JoinPrivate().Left), c.rows(x.JoinPrivate().Right))
	}
	return float64(g.RelProps.GetStats().RowCount())
}

// rowsOf estimates the rows of one read of a handle.
func (c coster) rowsOf(t *table) float64 {
	rows := float64(c.totals.rows(t.def))
	switch {
	case t.pushed == nil:
		return rows
	case t.pushed.plan.AtMost >= 0:
		return float64(t.pushed.plan.AtMost)
	case keyed(t.pushed.plan):
		return float64(len(t.pushed.plan.Requests)) * max(rows/float64(c.totals.rows(listed(t.def))), 1)
	}
	if items, known := c.totals.items(t.pushed.plan); known {
		return max(float64(items)*rows/float64(c.totals.rows(listed(t.def))), 1)
	}
	return max(rows*filterSelectivity, 1)
}

// keyed tells whether a plan reads by key only: gets, and lists below a parent.
func keyed(p pushdown.Plan) bool {
	return !slices.ContainsFunc(p.Requests, func(r pushdown.Request) bool { return !r.One })
}

// filterSelectivity is the share of rows that a pushed filter is taken to leave.
const filterSelectivity = 0.1

// calls estimates the API calls that reading a group takes, if it is a table:
// those of a join are in its own cost.
func (c coster) calls(ctx *sql.Context, g *memo.ExprGroup) float64 {
	if t, ok := source(g); ok {
		return c.totals.expected(t)
	}
	switch x := g.First.(type) {
	case *memo.Filter:
		return c.calls(ctx, x.Child)
	case *memo.Project:
		return c.calls(ctx, x.Child)
	case *memo.Distinct:
		return c.calls(ctx, x.Child)
	case *memo.SubqueryAlias:
		return c.together(tablesIn(x.Table), familyTies(ctx, x.Table.Child))
	}
	return 0
}

// source is the API table that a group reads, with its pushed filter if the
// group offers one.
func source(g *memo.ExprGroup) (*table, bool) {
	var found *table
	for rel := g.First; rel != nil; rel = rel.Next() {
		switch x := rel.(type) {
		case *memo.IndexScan:
			if t, ok := x.Table.Table.(*table); ok {
				return t, true
			}
		case memo.SourceRel:
			if t, ok := tableOf(x.TableIdNode()); ok {
				found = t
			}
		}
	}
	return found, found != nil
}

// tablesIn lists the API tables that a view or derived table reads, with what
// is pushed into them.
func tablesIn(n sql.Node) []*table {
	var list []*table
	transform.Inspect(n, func(n sql.Node) bool {
		switch n := n.(type) {
		case *plan.SubqueryAlias:
			list = append(list, tablesIn(n.Child)...)
		case *plan.ResolvedTable:
			if t, ok := unwrapped(n.Table); ok {
				list = append(list, t)
			}
		case *plan.IndexedTableAccess:
			if t, ok := unwrapped(n.Table); ok {
				list = append(list, t)
			}
		}
		return true
	})
	return list
}

// tableOf is the API table that a node names, an alias or not.
func tableOf(n sql.Node) (*table, bool) {
	if alias, ok := n.(*plan.TableAlias); ok {
		n = alias.Child
	}
	node, ok := n.(sql.TableNode)
	if !ok {
		return nil, false
	}
	t, ok := node.UnderlyingTable().(*table)
	return t, ok
}
