package engine

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"

	"github.com/scoutql/scoutql/tables"
)

// explainer answers EXPLAIN: for each API table what will be asked of Help
// Scout, then the SQL engine's plan. It makes no call; what it expects comes
// from totals that were seen before.
type explainer struct{ engine *Engine }

// Build implements sql.NodeExecBuilder for EXPLAIN and leaves other nodes alone.
func (x explainer) Build(ctx *sql.Context, n sql.Node, outer sql.Row) (sql.RowIter, error) {
	if _, ok := n.(*plan.ShowProcessList); ok {
		return processes(ctx), nil
	}
	d, ok := n.(*plan.DescribeQuery)
	if !ok {
		return x.noted(ctx, n, outer)
	}
	if !d.Format.Plan {
		return nil, nil
	}
	var lines []string
	if d.Format.Analyze {
		actual, err := x.run(ctx, d.Child)
		if err != nil {
			return nil, err
		}
		lines = append(lines, actual)
	}
	var reads []explained
	r := newReader(ctx)
	r.found = func(read explained) { reads = append(reads, read) }
	joinFamilies(familyTies(ctx, d.Child))
	newReader(ctx).node(d.Child, reading{})
	x.engine.shelves(ctx, d.Child)
	r.node(d.Child, reading{})
	if d.Format.Debug && d.Format.Estimates {
		return x.json(ctx, d, reads)
	}
	for _, read := range reads {
		lines = append(lines, x.describe(read)...)
	}
	lines = append(lines, strings.Split(strings.TrimRight(sql.Describe(ctx, d.Child, d.Format), "\n"), "\n")...)
	rows := make([]sql.Row, len(lines))
	for i, line := range lines {
		rows[i] = sql.NewRow(line)
	}
	return sql.RowsToRowIter(rows...), nil
}

// explained is one read of an API table.
type explained struct {
	table  *table
	lookup *plan.IndexedTableAccess // a look-up by join key, or nil
	total  bool                     // only the total is read
	groups *groupCountNode          // a total for each value is read
	checks []string                 // conditions that are checked here
}

// run runs a statement for EXPLAIN ANALYZE and says what it took.
func (x explainer) run(ctx *sql.Context, n sql.Node) (string, error) {
	rows, err := x.engine.sql.Analyzer.ExecBuilder.Build(ctx, n, nil)
	if err != nil {
		return "", err
	}
	returned := 0
	for {
		if _, err = rows.Next(ctx); err != nil {
			break
		}
		returned++
	}
	if closed := rows.Close(ctx); errors.Is(err, io.EOF) {
		err = closed
	}
	st := statementOf(ctx).stats()
	return fmt.Sprintf("took %s, %d rows read, %d returned, %.2f s", plural(st.Calls), st.RowsRead, returned, st.Elapsed.Seconds()), err
}

func (x explainer) describe(r explained) []string {
	t := r.table
	if r.lookup != nil {
		return []string{
			fmt.Sprintf("%s: one call for each different key %s", t.def.Name, strings.Join(expressions(r.lookup), ", ")),
			"  GET " + keyedPath(t.def, r.lookup),
		}
	}
	p := t.reads()
	if err := runnable(p); err != nil {
		return []string{Message(err)}
	}
	if p.Empty() {
		return []string{t.def.Name + ": no call, since no row can match"}
	}
	lines := []string{t.def.Name + ": " + x.effort(t)}
	if r.groups != nil {
		lines = []string{fmt.Sprintf("%s: a total for each %s, %s; all rows if they do not add up",
			t.def.Name, r.groups.grouping.what(), "about "+plural(int(r.groups.calls)+1))}
	}
	if r.total {
		lines = []string{fmt.Sprintf("%s: the total, %s", t.def.Name, plural(len(p.Requests)))}
	}
	for i, request := range p.Requests {
		if i == 5 {
			lines = append(lines, fmt.Sprintf("  and %d more requests", len(p.Requests)-i))
			break
		}
		lines = append(lines, "  GET "+strings.TrimSuffix(request.Key(), "?"))
	}
	if p.Walk {
		lines = append(lines, "  GET "+p.Base.List.Path+" where the list embedded in the parent is not whole")
	}
	if t.pushed != nil {
		for i, where := range p.Pushed {
			if where != "" {
				lines = append(lines, fmt.Sprintf("  reaches the API: %s%s", where, map[bool]string{false: ", checked again here"}[p.Exact[i]]))
			}
		}
	}
	for _, condition := range r.checks {
		lines = append(lines, "  checked here: "+condition)
	}
	return lines
}

func expressions(n *plan.IndexedTableAccess) []string {
	var list []string
	for _, e := range n.Expressions() {
		list = append(list, e.String())
	}
	return list
}

// keyedPath is where a look-up goes.
func keyedPath(def *tables.Table, n *plan.IndexedTableAccess) string {
	if i, ok := n.Index().(*keyIndex); ok && i.id == "PRIMARY" && def.Get.Path != "" {
		return def.Get.Path
	}
	base := def.Base()
	if base.Under == nil && base.Get.Path != "" && !base.Report {
		return base.Get.Path
	}
	return base.List.Path
}

// effort is how many calls a read will take, and how long at the account's
// rate limit, as far as that is known.
func (x explainer) effort(t *table) string {
	calls := int(math.Ceil(x.engine.totals.expected(t)))
	text := plural(calls)
	switch {
	case t.lazy && calls > 1:
		text = "up to " + text
	case calls > 1:
		text = "about " + text
	}
	if limit := x.engine.config.Client.RateLimit().Limit; limit > 0 && calls > limit {
		text += fmt.Sprintf(", at least %d min at %d calls a minute", calls/limit, limit)
	}
	return text
}

func plural(calls int) string {
	if calls == 1 {
		return "1 API call"
	}
	return fmt.Sprintf("%d API calls", calls)
}
