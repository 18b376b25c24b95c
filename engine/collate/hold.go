package collate

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression/function/aggregation"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// Budget is how many rows the operators of one statement may hold at a time:
// sorts, groups, joins, windows and subqueries. It is also the SQL engine's
// memory reporter: each row that the engine keeps in a cache asks it for room.
type Budget struct {
	most int64
	held atomic.Int64
}

// NewBudget gives the budget of a statement. 0 is no bound.
func NewBudget(most int64) *Budget { return &Budget{most: most} }

// BudgetError says that a statement would hold too many rows.
type BudgetError struct{ Most int64 }

func (e *BudgetError) Error() string {
	return fmt.Sprintf("more than %d rows would have to be held in memory", e.Most)
}

type budgetKey struct{}

// With puts the budget on a context.
func (b *Budget) With(ctx context.Context) context.Context {
	return context.WithValue(ctx, budgetKey{}, b)
}

// UsedMemory implements sql.Reporter: a cache asks once for each row.
func (b *Budget) UsedMemory() uint64 { return uint64(b.held.Add(1)) - 1 }

// MaxMemory implements sql.Reporter. 0 is no bound.
func (b *Budget) MaxMemory() uint64 { return uint64(b.most) }

func budgetOf(ctx context.Context) *Budget {
	b, _ := ctx.Value(budgetKey{}).(*Budget)
	return b
}

// take accounts for a row that is held; check says whether there are too many.
func (b *Budget) take() error {
	if b == nil || b.most == 0 {
		return nil
	}
	b.held.Add(1)
	return b.check()
}

func (b *Budget) check() error {
	if b != nil && b.most > 0 && b.held.Load() > b.most {
		return &BudgetError{Most: b.most}
	}
	return nil
}

// lookEvery is how many rows pass between two looks at the statement's deadline:
// a join can go through millions before it finds a pair.
const lookEvery = 64

// watched rows end with their statement, and with its budget.
type watched struct {
	sql.RowIter
	budget *Budget
	n      uint
}

func watch(ctx *sql.Context, rows sql.RowIter) sql.RowIter {
	return &watched{RowIter: rows, budget: budgetOf(ctx)}
}

func (w *watched) Next(ctx *sql.Context) (sql.Row, error) {
	if w.n++; w.n%lookEvery == 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := w.budget.check(); err != nil {
			return nil, err
		}
	}
	return w.RowIter.Next(ctx)
}

// holding rows are kept by whoever reads them. What is given back at the end
// was kept for as long as they were read.
type holding struct {
	watched
	taken int64
	back  bool
}

func (h *holding) Next(ctx *sql.Context) (sql.Row, error) {
	row, err := h.watched.Next(ctx)
	if err != nil {
		return nil, err
	}
	h.taken++
	return row, h.budget.take()
}

func (h *holding) Close(ctx *sql.Context) error {
	if h.back && h.budget != nil {
		h.budget.held.Add(-h.taken)
	}
	h.taken = 0
	return h.RowIter.Close(ctx)
}

// held is a node whose rows are kept by the node above it.
type held struct {
	sql.Node
	back bool
}

var _ sql.ExecBuilderNode = (*held)(nil)

// WithChildren implements sql.Node.
func (h *held) WithChildren(_ *sql.Context, children ...sql.Node) (sql.Node, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(h, len(children), 1)
	}
	return &held{children[0], h.back}, nil
}

// Children implements sql.Node.
func (h *held) Children() []sql.Node { return []sql.Node{h.Node} }

// BuildRowIter implements sql.ExecBuilderNode.
func (h *held) BuildRowIter(ctx *sql.Context, b sql.NodeExecBuilder, row sql.Row) (sql.RowIter, error) {
	rows, err := b.Build(ctx, h.Node, row)
	if err != nil {
		return nil, err
	}
	return &holding{watched: watched{RowIter: rows, budget: budgetOf(ctx)}, back: h.back}, nil
}

// hold builds the nodes that keep rows, so that these are counted. nil rows
// mean that the node is another one. Sorts, groups, cached results and
// DISTINCT of the engine keep rows in its caches, which ask the budget.
func (b *execBuilder) hold(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	switch n := n.(type) {
	case *plan.HashLookup:
		hashing := n.Lookup == nil
		rows, err := b.byEngine(ctx, n, row)
		if err != nil {
			return nil, err
		}
		if hashing {
			return &holding{watched: watched{RowIter: rows, budget: budgetOf(ctx)}}, nil
		}
		return watch(ctx, rows), nil
	case *plan.CachedResults, *plan.RecursiveTable:
		rows, err := b.byEngine(ctx, n, row)
		if err != nil {
			return nil, err
		}
		return watch(ctx, rows), nil
	case *plan.RecursiveCte: // it keeps a level at a time, and grows by levels
		rows, err := b.byEngine(ctx, n, row)
		if err != nil {
			return nil, err
		}
		return &holding{watched: watched{RowIter: rows, budget: budgetOf(ctx)}}, nil
	case *plan.Window:
		if _, done := n.Child.(*held); !done {
			c := *n
			c.Child = &held{n.Child, false}
			return b.base.Build(ctx, &c, row)
		}
	case *plan.GroupBy:
		if _, done := n.Child.(*held); !done && collects(ctx, n.SelectDeps) {
			c := *n
			c.Child = &held{n.Child, false}
			return b.base.Build(ctx, &c, row)
		}
	}
	return nil, nil
}

// collects tells whether an aggregation keeps a value of each row.
func collects(ctx *sql.Context, list []sql.Expression) bool {
	for _, e := range list {
		if transform.InspectExpr(ctx, e, func(_ *sql.Context, e sql.Expression) bool {
			switch e.(type) {
			case *aggregation.GroupConcat, *aggregation.JsonArray, *aggregation.JSONObjectAgg, *aggregation.CountDistinct:
				return true
			}
			return false
		}) {
			return true
		}
	}
	return false
}

// byEngine lets the engine build a node, with our builder below it.
func (b *execBuilder) byEngine(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	c := *b.base
	c.PriorityBuilder = &except{b, n}
	return c.Build(ctx, n, row)
}

// except is our builder for all nodes but one.
type except struct {
	*execBuilder
	node sql.Node
}

// Build implements sql.NodeExecBuilder.
func (e *except) Build(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	if n == e.node {
		return nil, nil
	}
	return e.execBuilder.Build(ctx, n, row)
}
