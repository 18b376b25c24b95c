package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"

	"github.com/scoutql/scoutql/pushdown"
)

// groupCountRule answers GROUP BY with COUNT(*), and DISTINCT, by one total for
// each group, where the groups can be told beforehand and that takes fewer
// calls than reading all rows.
const groupCountRule analyzer.RuleId = 9006

func (e *Engine) groupCounts(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	// A subquery may read the rows anyway, so that counting would come on top.
	if !scope.IsEmpty() || !pushdownOn(ctx) || hasSubquery(ctx, node) {
		return node, transform.SameTree, nil
	}
	return transform.NodeWithOpaque(ctx, node, func(ctx *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		counted, ok := e.countedGroups(ctx, node, n)
		if !ok {
			return n, transform.SameTree, nil
		}
		counted.table.counted = true // rules run until nothing changes
		return counted, transform.NewTree, nil
	})
}

func hasSubquery(ctx *sql.Context, node sql.Node) bool {
	found := false
	transform.InspectExpressions(ctx, node, func(_ *sql.Context, e sql.Expression) bool {
		_, is := e.(*plan.Subquery)
		found = found || is
		return !found
	})
	return found
}

// countedGroups makes a node of a grouping (or of a DISTINCT) that counts can answer.
func (e *Engine) countedGroups(ctx *sql.Context, root, n sql.Node) (*groupCountNode, bool) {
	g, ok := groupingOf(ctx, n)
	if !ok {
		return nil, false
	}
	t, ok := countable(g.child)
	if !ok {
		t, ok = countableList(g.child)
	}
	if !ok || t.counted {
		return nil, false
	}
	for _, by := range g.by {
		d, ok := dimensionOf(ctx, t, by)
		if !ok {
			return nil, false
		}
		if !slices.ContainsFunc(g.dimensions, func(known dimension) bool { return known.merge(d) }) {
			g.dimensions = append(g.dimensions, d)
		}
	}
	g.dimensions = finest(g.dimensions)
	for _, dep := range g.show {
		if !countsRows(t, dep) && !g.shows(dep) {
			return nil, false
		}
	}
	calls := 1.0
	for _, d := range g.dimensions {
		if _, grouped := n.(*plan.GroupBy); d.grain != 0 && grouped && !coarse(ctx, root, n, d, false) {
			return nil, false
		}
		calls *= d.expected(e, t)
	}
	if t.def.Base() != t.def && (len(g.dimensions) != 1 || g.dimensions[0].list == nil) {
		return nil, false
	}
	if len(g.dimensions) == 0 || calls+1 >= e.totals.expected(t) || e.totals.distrusts(g.name(t)) {
		return nil, false
	}
	return &groupCountNode{UnaryNode: plan.UnaryNode{Child: n}, table: t, grouping: g, calls: calls}, true
}

// grouping is what a GROUP BY, or a DISTINCT, asks for.
type grouping struct {
	child      sql.Node
	by         []sql.Expression
	show       []sql.Expression // columns of the groups, and counts
	dimensions []dimension
}

func groupingOf(ctx *sql.Context, n sql.Node) (g grouping, ok bool) {
	switch n := n.(type) {
	case *plan.GroupBy:
		g = grouping{child: n.Child, show: n.SelectDeps}
		for _, e := range n.GroupByExprs {
			if alias, ok := e.(*expression.Alias); ok {
				e = alias.Child
			}
			g.by = append(g.by, e)
		}
	case *plan.Distinct:
		if project, ok := n.Child.(*plan.Project); ok {
			g = grouping{child: project.Child, by: project.Projections, show: project.Projections}
			break
		}
		g.child = n.Child
		for i, c := range n.Child.Schema(ctx) {
			g.by = append(g.by, expression.NewGetFieldWithTable(i, 0, c.Type, c.DatabaseSource, c.Source, c.Name, c.Nullable))
		}
		g.show = g.by
	}
	return g, len(g.by) > 0
}

// shows tells whether an output is a column of the dimensions, or what is grouped by.
func (g *grouping) shows(e sql.Expression) bool {
	if slices.ContainsFunc(g.by, func(by sql.Expression) bool { return by.String() == e.String() }) {
		return true
	}
	field, ok := e.(*expression.GetField)
	return ok && slices.ContainsFunc(g.dimensions, func(d dimension) bool { return strings.EqualFold(d.column.Name, field.Name()) })
}

// what says what the groups are of.
func (g *grouping) what() string {
	var names []string
	for _, d := range g.dimensions {
		names = append(names, d.column.Name)
	}
	return strings.Join(names, " and ")
}

// name identifies an enumeration, for what is learnt of it.
func (g *grouping) name(t *table) string {
	names := []string{t.def.Name}
	for _, d := range g.dimensions {
		names = append(names, d.column.Name)
	}
	return strings.Join(names, ".")
}

// groupCountNode stands above the grouping that it answers, and falls back to
// it when the counts do not add up: a value beyond the known ones, or a listing
// that moved between two calls.
type groupCountNode struct {
	plan.UnaryNode
	table    *table
	grouping grouping
	calls    float64 // that counting is expected to take
}

var _ sql.ExecBuilderNode = (*groupCountNode)(nil)

func (n *groupCountNode) String() string   { return n.Child.String() }
func (n *groupCountNode) IsReadOnly() bool { return true }

// Schema is the grouping's.
func (n *groupCountNode) Schema(ctx *sql.Context) sql.Schema { return n.Child.Schema(ctx) }

// WithChildren implements sql.Node.
func (n *groupCountNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(n, len(children), 1)
	}
	c := *n
	c.Child = children[0]
	return &c, nil
}

// BuildRowIter makes no call before the first row is pulled.
func (n *groupCountNode) BuildRowIter(_ *sql.Context, b sql.NodeExecBuilder, outer sql.Row) (sql.RowIter, error) {
	return &groupCountIter{node: n, builder: b, outer: outer}, nil
}

type groupCountIter struct {
	node    *groupCountNode
	builder sql.NodeExecBuilder
	outer   sql.Row
	rows    sql.RowIter
}

func (i *groupCountIter) Next(ctx *sql.Context) (sql.Row, error) {
	if i.rows == nil {
		rows, answer, err := i.node.count(ctx, false)
		if err == nil && answer == disagree {
			rows, answer, err = i.node.count(ctx, true)
		}
		switch {
		case err != nil:
			return nil, toSQLError(err)
		case answer == agree:
			i.rows = sql.RowsToRowIter(rows...)
		default:
			if i.rows, err = i.builder.Build(ctx, i.node.Child, i.outer); err != nil {
				return nil, err
			}
			if answer == disagree {
				i.rows = i.node.learning(i.rows)
			}
		}
	}
	return i.rows.Next(ctx)
}

// Close ends the grouping, if it came to that.
func (i *groupCountIter) Close(ctx *sql.Context) error {
	if i.rows == nil {
		return nil
	}
	return i.rows.Close(ctx)
}

// verdict says what came of counting.
type verdict int

const (
	dearer verdict = iota // reading the rows takes fewer calls
	disagree
	agree
)

// count asks for the total and for each group's, side by side, and tells
// whether they add up.
func (n *groupCountNode) count(ctx *sql.Context, again bool) ([]sql.Row, verdict, error) {
	groups := []group{{}}
	s := newScan(n.table, partition{})
	known := map[string]int64{}
	total, err := s.sumOf(ctx, n.table.reads(), func(r pushdown.Request, total int64) { known[r.Key()] = total })
	if err != nil {
		return nil, dearer, err
	}
	pages := math.Ceil(float64(total) / float64(listed(n.table.def).PageSize()))
	for _, d := range n.grouping.dimensions {
		if float64(len(groups)) >= pages && !again {
			return nil, dearer, nil
		}
		values, ok, err := d.values(ctx, n.table, pages)
		if err != nil || !ok {
			return nil, dearer, err
		}
		groups = times(groups, values)
	}
	var given []pushdown.Pred
	if n.table.pushed != nil {
		given = n.table.pushed.exact
	}
	plans := make([]pushdown.Plan, 0, len(groups))
	calls := 0
	for i := range groups {
		p := pushdown.For(n.table.def.Base(), slices.Concat(given, groups[i].preds))
		for j := range groups[i].preds {
			if p.Pushed[len(given)+j] == "" && !p.Empty() {
				return nil, dearer, nil // it would count too many
			}
		}
		plans = append(plans, p)
		calls += len(p.Requests)
	}
	if float64(calls) >= pages && !again {
		return nil, dearer, nil
	}
	totals := make([]int64, len(plans))
	err = s.each(ctx, len(plans), func(ctx context.Context, i int) (err error) {
		if rs := plans[i].Requests; len(rs) == 1 {
			if total, asked := known[rs[0].Key()]; asked {
				totals[i] = total
				return nil
			}
		}
		totals[i], err = s.sumOf(ctx, plans[i], func(pushdown.Request, int64) {})
		return err
	})
	if err != nil {
		return nil, dearer, err
	}
	sum := int64(0)
	for i := range groups {
		if told := groups[i].total; n.table.def.Base() != n.table.def && told != totals[i] {
			return nil, disagree, nil
		}
		groups[i].total = totals[i]
		sum += totals[i]
	}
	if sum != total && n.table.def.Base() == n.table.def {
		return nil, disagree, nil
	}
	rows, err := n.grouping.rows(ctx, n.table, n.Child, groups)
	return rows, agree, err
}

// sumOf adds up the totals of a plan's listings as they are now.
func (s *scan) sumOf(ctx context.Context, p pushdown.Plan, each func(pushdown.Request, int64)) (sum int64, err error) {
	for _, r := range p.Requests {
		total, err := s.freshTotal(ctx, r)
		if err != nil {
			return 0, err
		}
		each(r, total)
		sum += total
	}
	return sum, nil
}

// rows makes the output of the groups that have any row. Several counts may be
// of one group: March of one year and of another, where MONTH groups.
func (g *grouping) rows(ctx *sql.Context, t *table, node sql.Node, groups []group) ([]sql.Row, error) {
	// The expressions of the plan as it runs know where their columns are.
	running, _ := groupingOf(ctx, node)
	schema := running.child.Schema(ctx)
	var rows []sql.Row
	at := map[string]int{}
	counts := make([]int64, 0, len(groups))
	var outputs []sql.Row
	for _, one := range groups {
		if one.total == 0 {
			continue
		}
		row := make(sql.Row, len(schema))
		for column, value := range one.values {
			i := slices.IndexFunc(schema, func(c *sql.Column) bool { return strings.EqualFold(c.Name, column) })
			if i < 0 {
				return nil, fmt.Errorf("scoutql: %s is missing below a grouping", column)
			}
			row[i] = value
		}
		var key strings.Builder
		for _, by := range running.by {
			v, err := by.Eval(ctx, row)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&key, "%T %v\x00", v, v)
		}
		i, known := at[key.String()]
		if !known {
			i = len(counts)
			at[key.String()] = i
			counts, outputs = append(counts, 0), append(outputs, row)
		}
		counts[i] += one.total
	}
	for i, row := range outputs {
		out := make(sql.Row, len(running.show))
		for j, e := range running.show {
			if countsRows(t, e) {
				out[j] = counts[i]
				continue
			}
			v, err := e.Eval(ctx, row)
			if err != nil {
				return nil, err
			}
			out[j] = v
		}
		rows = append(rows, out)
	}
	return rows, nil
}

// learning reads the rows that counting could not tell, and notes the values
// that no table lists: conversations name users who are gone. Where there are
// none, the enumeration is not tried again.
func (n *groupCountNode) learning(rows sql.RowIter) sql.RowIter {
	known := &n.table.engine.totals
	known.distrust(n.grouping.name(n.table))
	if len(n.grouping.dimensions) != 1 || n.grouping.dimensions[0].listed == nil {
		return rows
	}
	at := slices.IndexFunc(n.grouping.show, func(e sql.Expression) bool { return !countsRows(n.table, e) })
	if at < 0 {
		return rows
	}
	return &learningIter{RowIter: rows, at: at, learn: func(values []any) {
		known.learn(n.grouping.name(n.table), values)
	}}
}

type learningIter struct {
	sql.RowIter
	at     int
	values []any
	learn  func([]any)
}

// Next passes a row on.
func (i *learningIter) Next(ctx *sql.Context) (sql.Row, error) {
	row, err := i.RowIter.Next(ctx)
	switch {
	case errors.Is(err, io.EOF):
		i.learn(i.values)
	case err == nil && row[i.at] != nil:
		i.values = append(i.values, row[i.at])
	}
	return row, err
}
