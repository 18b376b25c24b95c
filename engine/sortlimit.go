package engine

import (
	"maps"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"

	"github.com/scoutql/scoutql/pushdown"
)

// sortLimitRule hands ORDER BY ... LIMIT to the API, which then gives the
// wanted rows first; reading stops after them. Without a LIMIT the rows are
// sorted here: a whole listing is read in creation order, which loses no row.
const sortLimitRule analyzer.RuleId = 9002

func sortLimit(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if !scope.IsEmpty() || !pushdownOn(ctx) {
		return node, transform.SameTree, nil
	}
	return transform.NodeWithOpaque(ctx, node, func(_ *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		top, ok := n.(*plan.TopN)
		if !ok || top.CalcFoundRows || len(top.Fields) != 1 {
			return n, transform.SameTree, nil
		}
		t, ok := orderable(top.Child)
		if !ok || !t.orderBy(top.Fields[0]) {
			return n, transform.SameTree, nil
		}
		return plan.NewLimit(top.Limit, top.Child), transform.NewTree, nil
	})
}

// orderable finds the one API table whose order survives up to a node.
func orderable(n sql.Node) (*table, bool) {
	switch n := n.(type) {
	case *plan.Project:
		return orderable(n.Child)
	case *plan.Filter:
		return orderable(n.Child)
	case *plan.TableAlias:
		return orderable(n.Child)
	case *plan.ResolvedTable:
		t, ok := n.Table.(*table)
		return t, ok
	case *plan.IndexedTableAccess:
		t, ok := n.Table.(*table)
		return t, ok && n.IsStatic()
	}
	return nil, false
}

// order is a sort that the API does.
type order struct{ field, direction string }

// orderBy notes the sort on the handle, if the API can do it in MySQL's order
// and one listing gives all rows.
func (t *table) orderBy(f sql.SortField) bool {
	column, ok := f.Column.(*expression.GetField)
	if !ok {
		return false
	}
	c, ok := t.def.Column(column.Name())
	if !ok || t.def.Sort[c.Name] == "" || t.def.Base() != t.def {
		return false
	}
	p := t.reads()
	if p.Walk || len(p.Requests) != 1 || p.Requests[0].One {
		return false
	}
	t.order = &order{t.def.Sort[c.Name], "asc"}
	if f.Order == sql.Descending {
		t.order.direction = "desc"
	}
	return true
}

// ordered asks for the plan's rows in the handle's order.
func (t *table) ordered(p pushdown.Plan) pushdown.Plan {
	if t.order == nil || len(p.Requests) != 1 {
		return p
	}
	r := p.Requests[0]
	r.Query = maps.Clone(r.Query)
	r.Query.Set("sortField", t.order.field)
	r.Query.Set("sortOrder", t.order.direction)
	r.Stable = false
	p.Requests = []pushdown.Request{r}
	return p
}
