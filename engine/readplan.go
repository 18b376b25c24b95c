package engine

import (
	"slices"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// readPlanRule is our last analyzer rule. It sees the whole plan and tells each
// scan how it will be read: to the end or only until something above has
// enough, once or again and again. It also refuses a plan that reads a table
// without its required filters, so that this costs no call.
const readPlanRule analyzer.RuleId = 9001

// beginRule is our first analyzer rule. Later ones also run on the sides of a
// UNION, with contexts that end when a side is planned and not with the statement.
const beginRule analyzer.RuleId = 9004

func beginStatement(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if scope.IsEmpty() {
		statementOf(ctx).begin(ctx)
	}
	return node, transform.SameTree, nil
}

func (e *Engine) readPlan(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, sel analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if !scope.IsEmpty() {
		return node, transform.SameTree, nil // seen from the root, as part of the whole
	}
	r := newReader(ctx)
	joinFamilies(familyTies(ctx, node))
	newReader(ctx).node(node, reading{})
	e.shelves(ctx, node)
	r.node(node, reading{})
	for _, handles := range r.requests {
		for _, t := range handles {
			t.repeat = t.repeat || len(handles) > 1
		}
	}
	if r.err != nil {
		return node, transform.SameTree, r.err
	}
	ahead, same, err := prefetch(ctx, node)
	if err != nil || !sel(analyzer.TrackProcessId) {
		return ahead, same, err // of a derived table: the statement's own plan comes later
	}
	if err := r.within(ctx, e); err != nil {
		return node, transform.SameTree, err
	}
	return ahead, same, nil
}

// reading is what the nodes above a scan do with its rows.
type reading struct {
	lazy   bool     // they may stop before the end
	repeat bool     // they may start again
	checks []string // conditions that stand between
}

type reader struct {
	ctx      *sql.Context
	requests map[string][]*table // by what they ask the API for
	found    func(explained)     // hears of each read
	whole    []*table            // that are read to the end, by other than look-ups
	err      error
}

func newReader(ctx *sql.Context) *reader {
	return &reader{ctx: ctx, requests: map[string][]*table{}, found: func(explained) {}}
}

func (r *reader) node(n sql.Node, how reading) {
	switch n := n.(type) {
	case nil, *plan.ShowCreateTable, *plan.ShowIndexes, *plan.ShowColumns:
		return // these show a table and read none
	case *plan.InsertInto:
		r.node(n.Source, how) // the destination is not read
		return
	case *plan.ResolvedTable:
		r.table(n.Table, how, nil)
		return
	case *plan.IndexedTableAccess:
		var lookup *plan.IndexedTableAccess
		if !n.IsStatic() {
			lookup = n
		}
		r.table(n.Table, how, lookup)
		return
	case *countNode:
		r.note(n.table, reading{lazy: true, repeat: how.repeat}, explained{table: n.table, total: true})
		return
	case *groupCountNode:
		r.note(n.table, reading{repeat: how.repeat}, explained{table: n.table, groups: n})
		return
	case *extremesNode:
		for _, t := range n.handles {
			r.note(t, reading{lazy: true, repeat: how.repeat}, explained{table: t})
		}
		return
	case *plan.Limit:
		how.lazy = true
	case *plan.Sort, *plan.TopN, *plan.GroupBy, *plan.Window:
		how.lazy = false
	case *plan.Filter:
		for _, e := range expression.SplitConjunction(r.ctx, n.Expression) {
			how.checks = append(how.checks, e.String())
		}
	case *plan.JoinNode:
		how.checks = nil
		if ita, t := lookedUp(n.Right()); t != nil && n.JoinType().IsLookup() && !exactLookup(r.ctx, ita) && r.err == nil {
			// Only a hint gets here: the planner avoids it.
			r.err = sqlError(1235, stateSyntax, "%s cannot be looked up by this join condition; leave the LOOKUP_JOIN hint out", t.def.Name)
		}
		r.node(n.Left(), how)
		r.node(n.Right(), right(n, how))
		r.expressions(n)
		return
	case *plan.SubqueryAlias:
		r.node(n.Child, how)
		return
	}
	for _, child := range n.Children() {
		r.node(child, how)
	}
	r.expressions(n)
}

// right is how a join reads its right side. A hash join reads it once and to
// the end; others may start again for every left row.
func right(join *plan.JoinNode, how reading) reading {
	if join.JoinType().IsHash() {
		return reading{repeat: how.repeat}
	}
	return reading{lazy: join.JoinType().IsSemi() || join.JoinType().IsAnti(), repeat: true}
}

// expressions looks for subqueries. A correlated one runs once a row.
func (r *reader) expressions(n sql.Node) {
	e, ok := n.(sql.Expressioner)
	if !ok {
		return
	}
	for _, x := range e.Expressions() {
		sql.Inspect(r.ctx, x, func(_ *sql.Context, x sql.Expression) bool {
			switch x := x.(type) {
			case *plan.ExistsSubquery:
				r.node(x.Query.Query, reading{lazy: true, repeat: true})
				return false
			case *plan.Subquery:
				r.node(x.Query, reading{repeat: true})
				return false
			}
			return true
		})
	}
}

func (r *reader) table(t sql.Table, how reading, lookup *plan.IndexedTableAccess) {
	handle, ok := unwrapped(t)
	if !ok {
		return
	}
	if handle.shelf != nil {
		how, lookup = reading{}, nil // read once, to the end
	}
	how.repeat = how.repeat || lookup != nil
	r.note(handle, how, explained{table: handle, lookup: lookup, checks: how.checks})
}

// unwrapped finds our handle in what the engine puts around tables when a plan
// is about to run.
func unwrapped(t sql.Table) (*table, bool) {
	for {
		switch w := t.(type) {
		case *table:
			return w, true
		case sql.TableWrapper:
			t = w.Underlying()
		default:
			return nil, false
		}
	}
}

// note tells a handle how it is read.
func (r *reader) note(handle *table, how reading, read explained) {
	handle.lazy, handle.repeat = how.lazy, how.repeat
	r.found(read)
	if read.lookup != nil {
		return
	}
	if !how.lazy && !read.total && read.groups == nil && !slices.Contains(r.whole, handle) {
		r.whole = append(r.whole, handle)
	}
	p := handle.reads()
	if err := runnable(p); err != nil && r.err == nil {
		r.err = err
	}
	for _, request := range p.Requests {
		r.requests[request.ItemsKey()] = append(r.requests[request.ItemsKey()], handle)
	}
}
