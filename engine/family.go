package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/memo"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// A family is the tables that are read from one listing: Conversations, their
// tags, their threads. Where two of them are joined by the key of the listing's
// items, what narrows the one narrows the other, and both read the same pages.

// link says that the rows of member are only wanted where one of lead's has the
// same key.
type link struct{ lead, member *table }

// links finds the family ties of a hash join. Rows of a side that the join
// keeps whatever happens are not to be narrowed by the other.
func links(ctx *sql.Context, join *plan.JoinNode) []link {
	var found []link
	for _, e := range expression.SplitConjunction(ctx, join.Filter) {
		a, b, ok := equated(e)
		if !ok {
			continue
		}
		for _, pair := range [][2]*expression.GetField{{a, b}, {b, a}} {
			left, okLeft := origin(join.Left(), pair[0].Table(), pair[0].Name())
			right, okRight := origin(join.Right(), pair[1].Table(), pair[1].Name())
			if !okLeft || !okRight || !kin(left, right) {
				continue
			}
			if narrowsRight(join.JoinType()) {
				found = append(found, link{left.table, right.table})
			}
			if narrowsLeft(join.JoinType()) {
				found = append(found, link{right.table, left.table})
			}
		}
	}
	return found
}

// familyTies finds them in a whole plan, subqueries and all. A handle that
// stands in the plan twice is left alone: what one reader does not want, the
// other may.
func familyTies(ctx *sql.Context, node sql.Node) []link {
	var all []link
	readers := map[*table]int{}
	var inspect func(n sql.Node)
	inspect = func(n sql.Node) {
		transform.InspectWithOpaque(ctx, n, func(_ *sql.Context, n sql.Node) bool {
			switch n := n.(type) {
			case *plan.JoinNode:
				if !n.JoinType().IsLookup() && !n.JoinType().IsLateral() {
					all = append(all, links(ctx, n)...)
				}
			case *plan.ResolvedTable, *plan.IndexedTableAccess:
				if c, ok := handleColumn(n, ""); ok {
					readers[c.table]++
				}
			}
			for _, query := range subqueries(ctx, n) {
				inspect(query)
			}
			return true
		})
	}
	inspect(node)
	return slices.DeleteFunc(all, func(l link) bool { return readers[l.lead] > 1 || readers[l.member] > 1 })
}

// subqueries are the queries in the expressions of one node.
func subqueries(ctx *sql.Context, n sql.Node) (found []sql.Node) {
	e, ok := n.(sql.Expressioner)
	if !ok {
		return nil
	}
	for _, x := range e.Expressions() {
		sql.Inspect(ctx, x, func(_ *sql.Context, x sql.Expression) bool {
			switch x := x.(type) {
			case *plan.ExistsSubquery:
				found = append(found, x.Query.Query)
				return false
			case *plan.Subquery:
				found = append(found, x.Query)
				return false
			}
			return true
		})
	}
	return found
}

func narrowsRight(op plan.JoinType) bool {
	return narrowsLeft(op) || op.IsLeftOuter() || op.IsAnti()
}

func narrowsLeft(op plan.JoinType) bool {
	return op.IsInner() || op.IsSemi() || op == plan.JoinTypeHash
}

func equated(e sql.Expression) (a, b *expression.GetField, ok bool) {
	eq, ok := e.(*expression.Equals)
	if !ok {
		return nil, nil, false
	}
	a, okA := eq.Left().(*expression.GetField)
	b, okB := eq.Right().(*expression.GetField)
	return a, b, okA && okB
}

// sourceColumn is a column as the API table gives it.
type sourceColumn struct {
	table  *table
	column string
}

// kin tells whether two columns hold the key of the items of one listing.
func kin(a, b sourceColumn) bool {
	return listed(a.table.def) == listed(b.table.def) && isItemKey(a) && isItemKey(b)
}

func isItemKey(c sourceColumn) bool {
	base := c.table.def.Base()
	column, ok := c.table.def.BaseColumn(c.column)
	if !ok || c.table.def.Report {
		return false
	}
	if base.Under != nil {
		return base.Under.Column == column
	}
	return slices.Equal(base.Key, []string{column})
}

// origin follows a column of a node down to the API table whose rows it comes
// from, as long as dropping rows of that table drops no more than the node's
// rows with the same value: not through a LIMIT, nor to a side that an outer
// join fills with NULL.
func origin(n sql.Node, table, column string) (sourceColumn, bool) {
	switch n := n.(type) {
	case *plan.TableAlias:
		if strings.EqualFold(n.Name(), table) {
			return handleColumn(n.Child, column)
		}
	case *plan.ResolvedTable:
		if strings.EqualFold(n.Name(), table) {
			return handleColumn(n, column)
		}
	case *plan.IndexedTableAccess:
		if strings.EqualFold(n.Name(), table) {
			return handleColumn(n, column)
		}
	case *plan.SubqueryAlias:
		if strings.EqualFold(n.Name(), table) {
			return output(n.Child, column)
		}
	case *plan.Filter:
		return origin(n.Child, table, column)
	case *plan.Distinct:
		return origin(n.Child, table, column)
	case *plan.Project:
		return origin(n.Child, table, column)
	case *barrierNode:
		return origin(n.Child, table, column)
	case *aheadNode:
		return origin(n.Child, table, column)
	case *plan.HashLookup:
		return origin(n.Child, table, column)
	case *plan.CachedResults:
		return origin(n.Child, table, column)
	case *plan.JoinNode:
		if c, ok := origin(n.Left(), table, column); ok && !n.JoinType().IsFullOuter() {
			return c, true
		}
		if narrowsLeft(n.JoinType()) || n.JoinType().IsCross() {
			return origin(n.Right(), table, column)
		}
	}
	return sourceColumn{}, false
}

// output is the origin of a derived table's output column.
func output(n sql.Node, column string) (sourceColumn, bool) {
	switch n := n.(type) {
	case *plan.Project:
		return selected(n.Projections, n.Child, column)
	case *plan.GroupBy:
		c, ok := selected(n.SelectDeps, n.Child, column)
		grouped := slices.ContainsFunc(n.GroupByExprs, func(e sql.Expression) bool {
			field, is := e.(*expression.GetField)
			if !is {
				return false
			}
			by, found := origin(n.Child, field.Table(), field.Name())
			return found && by.table == c.table && strings.EqualFold(by.column, c.column)
		})
		return c, ok && grouped
	case *plan.Filter:
		return output(n.Child, column)
	case *plan.Distinct:
		return output(n.Child, column)
	case *plan.SubqueryAlias:
		return output(n.Child, column)
	case *plan.TableAlias, *plan.ResolvedTable, *plan.IndexedTableAccess:
		return handleColumn(n, column)
	}
	return sourceColumn{}, false
}

func selected(list []sql.Expression, child sql.Node, column string) (sourceColumn, bool) {
	for _, e := range list {
		named, ok := e.(sql.Nameable)
		if !ok || !strings.EqualFold(named.Name(), column) {
			continue
		}
		if alias, ok := e.(*expression.Alias); ok {
			e = alias.Child
		}
		field, ok := e.(*expression.GetField)
		if !ok {
			return sourceColumn{}, false
		}
		if _, grouped := child.(*plan.GroupBy); grouped {
			return output(child, field.Name())
		}
		if having, ok := child.(*plan.Filter); ok {
			if _, grouped := having.Child.(*plan.GroupBy); grouped {
				return output(having.Child, field.Name())
			}
		}
		return origin(child, field.Table(), field.Name())
	}
	return sourceColumn{}, false
}

func handleColumn(n sql.Node, column string) (sourceColumn, bool) {
	var t *table
	ok := false
	switch n := n.(type) {
	case *plan.TableAlias:
		return handleColumn(n.Child, column)
	case *plan.ResolvedTable:
		t, ok = unwrapped(n.Table)
	case *plan.IndexedTableAccess:
		if t, ok = unwrapped(n.Table); ok {
			ok = n.IsStatic()
		}
	}
	return sourceColumn{t, column}, ok
}

// join makes members read the pages of their leads: first where a lead is
// narrowed, then where one of the two needs its rows embedded anyway.
func joinFamilies(all []link) {
	for changed := true; changed; {
		changed = false
		for _, l := range all {
			if !l.lead.follows(l.member) && l.lead.narrowed() && l.member.whole() && l.lead.lists() {
				l.member.lead, changed = l.lead, true
			}
		}
	}
	for _, l := range all {
		if !l.lead.follows(l.member) && l.lead.whole() && l.member.whole() && (l.lead.embeds() != nil || l.member.embeds() != nil) {
			l.member.lead = l.lead
		}
	}
	for _, l := range all {
		if l.member.lead == l.lead && l.member.embeds() != nil {
			for t := l.lead; t != nil; t = t.lead {
				t.embed = l.member.embeds()
			}
		}
	}
}

// follows tells whether the handle reads the pages of another one.
func (t *table) follows(other *table) bool {
	for lead := t; lead != nil; lead = lead.lead {
		if lead == other {
			return true
		}
	}
	return false
}

// narrowed tells whether something narrows what the handle reads.
func (t *table) narrowed() bool { return t.pushed != nil || t.lead != nil }

// whole tells whether the handle reads its listing, and all of it.
func (t *table) whole() bool { return !t.narrowed() && t.lists() }

// lists tells whether the handle reads a listing, and nothing by key.
func (t *table) lists() bool {
	if t.def.Report || t.order != nil {
		return false
	}
	p := t.reads()
	path := listed(t.def).List.Path
	return !p.Empty() && runnable(p) == nil && !slices.ContainsFunc(p.Requests, func(r pushdown.Request) bool { return r.Path != path })
}

// embeds is how the parents' listing is asked to carry the handle's rows.
func (t *table) embeds() tables.Params {
	if base := t.def.Base(); base.Under != nil {
		return base.Under.Embed
	}
	return nil
}

// through is the plan of reading the table from the pages that lead reads.
func (t *table) through(lead pushdown.Plan) pushdown.Plan {
	p := pushdown.For(t.def, nil)
	p.Requests = nil
	for _, r := range lead.Requests {
		r.Echo = nil // what the lead was asked with
		p.Requests = append(p.Requests, r)
	}
	return p
}

// embedding asks a plan's listing to carry what relatives read.
func (t *table) embedding(p pushdown.Plan) pushdown.Plan {
	if t.embed == nil {
		return p
	}
	p.Requests = slices.Clone(p.Requests)
	for i := range p.Requests {
		p.Requests[i].Query = maps.Clone(p.Requests[i].Query)
		for name, value := range t.embed {
			p.Requests[i].Query.Set(name, value)
		}
	}
	return p
}

// shared estimates the calls that a hash join saves because both sides read
// the pages of one listing.
func (c coster) shared(ctx *sql.Context, join *memo.JoinBase) (most float64) {
	for _, e := range join.Filter {
		a, b, ok := equated(e)
		if !ok {
			continue
		}
		for _, pair := range [][2]*expression.GetField{{a, b}, {b, a}} {
			left, okLeft := member(join.Left, pair[0])
			right, okRight := member(join.Right, pair[1])
			if !okLeft || !okRight || !kin(left, right) {
				continue
			}
			var tie []link
			if narrowsRight(join.Op) {
				tie = append(tie, link{left.table, right.table})
			}
			if narrowsLeft(join.Op) {
				tie = append(tie, link{right.table, left.table})
			}
			apart := append(tiesIn(ctx, join.Left), tiesIn(ctx, join.Right)...)
			family := relatives(left.table, right.table, apart)
			most = max(most, c.together(family, apart)-c.together(family, append(tie, apart...)))
		}
	}
	return most
}

func tiesIn(ctx *sql.Context, g *memo.ExprGroup) []link {
	if x, ok := g.First.(*memo.SubqueryAlias); ok {
		return familyTies(ctx, x.Table.Child)
	}
	return nil
}

// relatives are two tables and all that are tied to one of them.
func relatives(a, b *table, ties []link) []*table {
	list := []*table{a, b}
	for range ties { // as often as it takes
		for _, l := range ties {
			lead, member := slices.Contains(list, l.lead), slices.Contains(list, l.member)
			if lead && !member {
				list = append(list, l.member)
			} else if member && !lead {
				list = append(list, l.lead)
			}
		}
	}
	return list
}

// together estimates the calls of reading some tables with such ties between them.
func (c coster) together(list []*table, ties []link) (calls float64) {
	copies := map[*table]*table{}
	for _, t := range list {
		led := *t
		copies[t] = &led
	}
	var tied []link
	for _, l := range ties {
		if copies[l.lead] != nil && copies[l.member] != nil {
			tied = append(tied, link{copies[l.lead], copies[l.member]})
		}
	}
	joinFamilies(tied)
	for _, t := range copies {
		calls += c.totals.expected(t)
	}
	return calls
}

// member is the origin of a column in a group of the planner's.
func member(g *memo.ExprGroup, field *expression.GetField) (sourceColumn, bool) {
	switch x := g.First.(type) {
	case *memo.Filter:
		return member(x.Child, field)
	case *memo.Project:
		return member(x.Child, field)
	case *memo.Distinct:
		return member(x.Child, field)
	case *memo.SubqueryAlias:
		if x.Table.Id() == field.TableId() {
			return output(x.Table.Child, field.Name())
		}
	case memo.JoinRel:
		if c, ok := member(x.JoinPrivate().Left, field); ok {
			return c, true
		}
		return member(x.JoinPrivate().Right, field)
	case memo.SourceRel:
		if t, ok := source(g); ok && x.TableIdNode().Id() == field.TableId() {
			return sourceColumn{t, field.Name()}, true
		}
	}
	return sourceColumn{}, false
}
