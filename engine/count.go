package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function/aggregation"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// countRule answers COUNT(*) from the total that a listing tells on its first
// page, where all filters are exact: one call instead of all pages.
const countRule analyzer.RuleId = 9003

func countTotals(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if !scope.IsEmpty() || !pushdownOn(ctx) {
		return node, transform.SameTree, nil
	}
	return transform.NodeWithOpaque(ctx, node, func(_ *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		group, ok := n.(*plan.GroupBy)
		if !ok || len(group.GroupByExprs) > 0 || len(group.SelectDeps) != 1 {
			return n, transform.SameTree, nil
		}
		t, ok := countable(group.Child)
		if !ok || !countsRows(t, group.SelectDeps[0]) {
			return n, transform.SameTree, nil
		}
		return &countNode{table: t, column: group.SelectDeps[0].String()}, transform.NewTree, nil
	})
}

// countsRows recognises COUNT(*), which the engine has made COUNT(1) by now, and
// COUNT of the key, which is never NULL.
func countsRows(t *table, e sql.Expression) bool {
	count, ok := e.(*aggregation.Count)
	if !ok {
		return false
	}
	if field, ok := count.Child.(*expression.GetField); ok {
		c, ok := t.def.Column(field.Name())
		return ok && slices.Contains(t.def.Key, c.Name)
	}
	literal, ok := count.Child.(*expression.Literal)
	return ok && literal.Value() != nil
}

// countableList finds a table of elements of its base's lists that is read
// whole: its rows are not counted by the API, but the items with an element are.
func countableList(n sql.Node) (*table, bool) {
	t, ok := orderable(n)
	if !ok || hasFilter(n) || t.def.Within == nil || t.narrowed() {
		return nil, false
	}
	p := t.reads()
	return t, len(p.Requests) == 1 && p.Requests[0].All && !p.Walk
}

// countable finds the API table that a node reads whole, if the totals of its
// listings add up to its rows. A filter that is not exact stands between as a
// Filter node, so that this does not find it.
func countable(n sql.Node) (*table, bool) {
	t, ok := orderable(n)
	if !ok || hasFilter(n) || t.def.Base() != t.def {
		return nil, false
	}
	p := t.reads()
	for _, r := range p.Requests {
		// A pseudo-column (Customers.MailboxId) may give one row to several requests.
		if r.One || r.Pages != tables.ByNumber || len(r.Echo) > 0 && !t.def.Report {
			return nil, false
		}
	}
	return t, !p.Walk && len(p.Missing) == 0 && p.Refused == ""
}

func hasFilter(n sql.Node) bool {
	for n != nil {
		if _, ok := n.(*plan.Filter); ok {
			return true
		}
		children := n.Children()
		if len(children) != 1 {
			return false
		}
		n = children[0]
	}
	return false
}

// countNode gives one row, the number of rows of its table.
type countNode struct {
	table  *table
	column string // the name by which nodes above know the count
}

var _ sql.ExecSourceRel = (*countNode)(nil)

func (c *countNode) Resolved() bool       { return true }
func (c *countNode) IsReadOnly() bool     { return true }
func (c *countNode) Children() []sql.Node { return nil }

func (c *countNode) String() string { return fmt.Sprintf("Total(%s)", c.table.def.Name) }

// Schema is the count alone.
func (c *countNode) Schema(*sql.Context) sql.Schema {
	return sql.Schema{{Name: c.column, Type: types.Int64}}
}

// WithChildren implements sql.Node.
func (c *countNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) > 0 {
		return nil, sql.ErrInvalidChildrenNumber.New(c, len(children), 0)
	}
	return c, nil
}

// RowIter makes no call before the row is pulled.
func (c *countNode) RowIter(*sql.Context, sql.Row) (sql.RowIter, error) {
	return &onceIter{read: func(ctx *sql.Context) (sql.Row, error) {
		n, err := c.total(ctx)
		return sql.NewRow(n), err
	}}, nil
}

// total adds up the totals of the plan's listings. They have no row in
// common: each asks for another value of an exact filter.
func (c *countNode) total(ctx *sql.Context) (int64, error) {
	var sum int64
	s := newScan(c.table, partition{plan: c.table.reads()})
	for _, r := range s.plan.Requests {
		n, err := s.total(ctx, r, s.source(firstPage(ctx), r.Request, false))
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// freshTotal is a listing's total as it is now, whatever the statement has read before.
func (s *scan) freshTotal(ctx context.Context, r pushdown.Request) (int64, error) {
	return s.total(ctx, r, s.table.engine.source.Pages(fresh(firstPage(ctx)), r.Request, false))
}

// total is what a listing's first page tells, or the number of its items.
func (s *scan) total(ctx context.Context, r pushdown.Request, pages iter.Seq2[tables.Page, error]) (int64, error) {
	n, err := s.listTotal(ctx, r, pages)
	if errors.Is(err, errNoTotal) {
		n, err = s.countItems(ctx, r)
	}
	return n, err
}

var errNoTotal = errors.New("the listing tells no total")

// listTotal reads the first page of a listing, for its total.
func (s *scan) listTotal(ctx context.Context, r pushdown.Request, pages iter.Seq2[tables.Page, error]) (int64, error) {
	for page, err := range pages {
		if err != nil {
			return 0, err
		}
		s.saw(ctx, r, page)
		if page.Total < 0 {
			return 0, errNoTotal
		}
		return page.Total, nil
	}
	return 0, nil
}

// countItems reads a listing that tells no total.
func (s *scan) countItems(ctx context.Context, r pushdown.Request) (n int64, err error) {
	for page, err := range s.source(ctx, r.Request, true) {
		if err != nil {
			return 0, err
		}
		n += int64(len(page.Items))
	}
	return n, nil
}
