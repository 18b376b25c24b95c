package engine

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// correlateRule lets a correlated subquery read a child by its parent's key:
// (SELECT COUNT(*) FROM ConversationThreads t WHERE t.ConversationId = c.Id).
// The SQL engine does so only where nothing filters the outer table.
const correlateRule analyzer.RuleId = 9007

func correlate(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if !scope.IsEmpty() || !pushdownOn(ctx) {
		return node, transform.SameTree, nil
	}
	return transform.NodeExprsWithOpaque(ctx, node, func(ctx *sql.Context, e sql.Expression) (sql.Expression, transform.TreeIdentity, error) {
		switch e := e.(type) {
		case *plan.Subquery:
			sub, same, err := correlated(ctx, e)
			return sub, same, err
		case *plan.ExistsSubquery:
			sub, same, err := correlated(ctx, e.Query)
			if same || err != nil {
				return e, same, err
			}
			return &plan.ExistsSubquery{Query: sub}, transform.NewTree, nil
		}
		return e, transform.SameTree, nil
	})
}

func correlated(ctx *sql.Context, sub *plan.Subquery) (*plan.Subquery, transform.TreeIdentity, error) {
	if sub.Correlated().Empty() {
		return sub, transform.SameTree, nil
	}
	query, same, err := transform.NodeWithOpaque(ctx, sub.Query, func(ctx *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		filter, ok := n.(*plan.Filter)
		if !ok {
			return n, transform.SameTree, nil
		}
		return byOuterKey(ctx, filter)
	})
	if same || err != nil {
		return sub, same, err
	}
	return sub.WithQuery(query), transform.NewTree, nil
}

// byOuterKey makes the whole table below a filter a look-up by the key that an
// outer row gives. The filter stays.
func byOuterKey(ctx *sql.Context, filter *plan.Filter) (sql.Node, transform.TreeIdentity, error) {
	leaf, name, rebuild := wholeTable(filter.Child)
	if leaf == nil {
		return filter, transform.SameTree, nil
	}
	t, ok := leaf.Table.(*table)
	if !ok || t.narrowed() || t.def.Report {
		return filter, transform.SameTree, nil
	}
	indexes, err := t.GetIndexes(ctx)
	if err != nil {
		return nil, transform.SameTree, err
	}
	for _, e := range expression.SplitConjunction(ctx, filter.Expression) {
		inner, outer, ok := equated(e)
		if ok && !strings.EqualFold(inner.Table(), name) {
			inner, outer = outer, inner
		}
		if !ok || !strings.EqualFold(inner.Table(), name) || strings.EqualFold(outer.Table(), name) || !types.IsInteger(outer.Type(ctx)) {
			continue
		}
		for _, index := range indexes {
			key, ok := index.(*keyIndex)
			if !ok || !key.keyed || len(key.columns) != 1 || !strings.EqualFold(key.columns[0], inner.Name()) {
				continue
			}
			read, err := plan.NewIndexedAccessForTableNode(ctx, leaf, plan.NewLookupBuilder(ctx, key, []sql.Expression{outer}, []bool{false}))
			if err != nil {
				return nil, transform.SameTree, err
			}
			return plan.NewFilter(ctx, filter.Expression, rebuild(read)), transform.NewTree, nil
		}
	}
	return filter, transform.SameTree, nil
}

func wholeTable(n sql.Node) (leaf *plan.ResolvedTable, name string, rebuild func(sql.Node) sql.Node) {
	switch n := n.(type) {
	case *plan.ResolvedTable:
		return n, n.Name(), func(n sql.Node) sql.Node { return n }
	case *plan.TableAlias:
		if leaf, ok := n.Child.(*plan.ResolvedTable); ok {
			return leaf, n.Name(), func(read sql.Node) sql.Node {
				c := *n
				c.Child = read
				return &c
			}
		}
	}
	return nil, "", nil
}

// shelve decides for the look-ups of a correlated subquery whether the rows of
// all keys are read at once instead, when an outer query reads many rows to the
// end: from the pages of the outer table where the two are one family.
func (e *Engine) shelve(outer sql.Node, lookup *plan.IndexedTableAccess) {
	t, ok := unwrapped(lookup.Table)
	key, isKey := lookup.Index().(*keyIndex) // its column is a BIGINT: so are the keys of the shelf
	if !ok || !isKey || t.shelf != nil || !t.integer(key) || t.lead != nil || t.def.Report {
		return
	}
	field, ok := lookup.Expressions()[0].(*expression.GetField)
	if !ok {
		return
	}
	from, ok := origin(outer, field.Table(), field.Name())
	if !ok { // the alias of a filtered table is gone from the plan
		only, found := orderable(outer)
		from, ok = sourceColumn{only, field.Name()}, found && only.def.Index(field.Name()) >= 0
	}
	if !ok || from.table == t || from.table.lazy {
		return
	}
	whole := *t
	if kin(from, sourceColumn{t, key.columns[0]}) && from.table.lists() {
		whole.lead = from.table
	}
	rows := coster{totals: &e.totals}.rowsOf(from.table)
	if hasFilter(outer) {
		rows *= filterSelectivity // of what is checked here nothing is known
	}
	if e.totals.expected(&whole) > rows {
		return
	}
	t.lead, t.shelf = whole.lead, &shelf{column: t.def.Index(key.columns[0])}
	if t.lead != nil {
		for lead := t.lead; lead != nil && t.embeds() != nil; lead = lead.lead {
			lead.embed = t.embeds()
		}
		t.embed = t.embeds()
	}
}

// shelf keeps the rows of a table by one column, for the look-ups of one statement.
type shelf struct {
	column int // position in the definition
	once   sync.Once
	rows   map[any][]sql.Row
	err    error
}

// fill reads the table once.
func (s *shelf) fill(ctx *sql.Context, t *table) error {
	s.once.Do(func() {
		all := *t
		all.shelf, all.lazy, all.repeat = nil, false, true
		all.columns = append(slices.Clone(t.columns), s.column)
		scan := newScan(&all, partition{plan: all.reads()})
		s.rows = map[any][]sql.Row{}
		for {
			row, err := scan.Next(ctx)
			if err != nil {
				if !errors.Is(err, io.EOF) {
					s.err = err
				}
				_ = scan.Close(ctx)
				return
			}
			last := len(row) - 1
			s.rows[row[last]] = append(s.rows[row[last]], row[:last:last])
		}
	})
	return s.err
}

// shelfIter gives the rows of some keys.
type shelfIter struct {
	table *table
	keys  pushdown.Pred
	rows  sql.RowIter
}

// Next fills the shelf when the first row is pulled.
func (i *shelfIter) Next(ctx *sql.Context) (sql.Row, error) {
	if i.rows == nil {
		if err := i.table.shelf.fill(ctx, i.table); err != nil {
			return nil, err
		}
		var rows []sql.Row
		for _, key := range i.keys.Vals {
			if key != nil {
				rows = append(rows, i.table.shelf.rows[key]...)
			}
		}
		i.rows = sql.RowsToRowIter(rows...)
	}
	return i.rows.Next(ctx)
}

// Close has nothing to end.
func (*shelfIter) Close(*sql.Context) error { return nil }

// shelves looks at the subqueries of a plan, once it is known which reads stop early.
func (e *Engine) shelves(ctx *sql.Context, node sql.Node) {
	if !pushdownOn(ctx) {
		return
	}
	transform.InspectWithOpaque(ctx, node, func(_ *sql.Context, outer sql.Node) bool {
		for _, query := range subqueries(ctx, outer) {
			for _, child := range outer.Children() {
				transform.InspectWithOpaque(ctx, query, func(_ *sql.Context, n sql.Node) bool {
					if lookup, ok := n.(*plan.IndexedTableAccess); ok && !lookup.IsStatic() {
						e.shelve(child, lookup)
					}
					return true
				})
			}
		}
		return true
	})
}

// integer tells whether an index is of one BIGINT column, whose keys look alike
// in rows and in look-ups.
func (t *table) integer(key *keyIndex) bool {
	if len(key.columns) != 1 {
		return false
	}
	c, ok := t.def.Column(key.columns[0])
	return ok && c.Type.Kind == tables.BigInt
}
