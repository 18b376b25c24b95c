package engine

import (
	"errors"
	"io"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/expression/function/aggregation"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// extremesRule answers MIN and MAX of columns that the API can sort by: the
// first row of a listing in that order, one page each.
const extremesRule analyzer.RuleId = 9005

func extremes(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if !scope.IsEmpty() || !pushdownOn(ctx) {
		return node, transform.SameTree, nil
	}
	return transform.NodeWithOpaque(ctx, node, func(ctx *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		group, ok := n.(*plan.GroupBy)
		if !ok || len(group.GroupByExprs) > 0 || len(group.SelectDeps) == 0 || hasFilter(group.Child) {
			return n, transform.SameTree, nil
		}
		t, ok := orderable(group.Child)
		if !ok {
			return n, transform.SameTree, nil
		}
		out := &extremesNode{}
		for _, e := range group.SelectDeps {
			handle, ok := firstBy(ctx, t, e)
			if !ok {
				return n, transform.SameTree, nil
			}
			out.handles = append(out.handles, handle)
			out.schema = append(out.schema, &sql.Column{Name: e.String(), Type: e.Type(ctx), Nullable: true})
		}
		return out, transform.NewTree, nil
	})
}

// firstBy gives a handle whose first row holds the wanted extreme.
func firstBy(ctx *sql.Context, t *table, aggregate sql.Expression) (*table, bool) {
	var column sql.Expression
	order := sql.Ascending
	switch a := aggregate.(type) {
	case *aggregation.Min:
		column = a.Child
	case *aggregation.Max:
		column, order = a.Child, sql.Descending
	default:
		return nil, false
	}
	field, ok := column.(*expression.GetField)
	if !ok {
		return nil, false
	}
	narrowed, err := t.WithProjections(ctx, []string{field.Name()})
	if err != nil {
		return nil, false
	}
	handle, ok := narrowed.(*table)
	return handle, ok && handle.orderBy(sql.SortField{Column: field, Order: order})
}

// extremesNode gives one row, the first of each of its handles.
type extremesNode struct {
	handles []*table
	schema  sql.Schema
}

var _ sql.ExecSourceRel = (*extremesNode)(nil)

func (n *extremesNode) Resolved() bool                 { return true }
func (n *extremesNode) IsReadOnly() bool               { return true }
func (n *extremesNode) Children() []sql.Node           { return nil }
func (n *extremesNode) String() string                 { return "FirstRows(" + n.handles[0].def.Name + ")" }
func (n *extremesNode) Schema(*sql.Context) sql.Schema { return n.schema }

// WithChildren implements sql.Node.
func (n *extremesNode) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) > 0 {
		return nil, sql.ErrInvalidChildrenNumber.New(n, len(children), 0)
	}
	return n, nil
}

// RowIter makes no call before the row is pulled.
func (n *extremesNode) RowIter(*sql.Context, sql.Row) (sql.RowIter, error) {
	return &onceIter{read: n.row}, nil
}

func (n *extremesNode) row(ctx *sql.Context) (sql.Row, error) {
	row := make(sql.Row, len(n.handles))
	for i, t := range n.handles {
		s := newScan(t, partition{plan: t.reads()})
		first, err := s.Next(ctx)
		if err := errors.Join(s.Close(ctx)); err != nil {
			return nil, err
		}
		switch {
		case errors.Is(err, io.EOF): // an empty table: NULL
		case err != nil:
			return nil, err
		default:
			row[i] = first[0]
		}
	}
	return row, nil
}

// onceIter gives the one row that a node computes when it is pulled.
type onceIter struct {
	read func(*sql.Context) (sql.Row, error)
	done bool
}

func (i *onceIter) Next(ctx *sql.Context) (sql.Row, error) {
	if i.done {
		return nil, io.EOF
	}
	i.done = true
	row, err := i.read(ctx)
	return row, toSQLError(err)
}

func (*onceIter) Close(*sql.Context) error { return nil }
