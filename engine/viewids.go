package engine

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// viewIDsRule cures a fault of the SQL engine: it numbers a view in a FROM
// otherwise than the columns that are taken from it. Its join planner then does
// not find them and compares every row with every other.
const viewIDsRule analyzer.RuleId = 9008

func viewIDs(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, scope *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	if !scope.IsEmpty() {
		return node, transform.SameTree, nil
	}
	owners := map[sql.ColumnId]sql.TableId{}
	transform.InspectWithOpaque(ctx, node, func(_ *sql.Context, n sql.Node) bool {
		if with, ok := n.(sql.Expressioner); ok {
			for _, e := range with.Expressions() {
				sql.Inspect(ctx, e, func(_ *sql.Context, e sql.Expression) bool {
					if field, ok := e.(*expression.GetField); ok {
						owners[field.Id()] = field.TableId()
					}
					return true
				})
			}
		}
		return true
	})
	return transform.NodeWithOpaque(ctx, node, func(_ *sql.Context, n sql.Node) (sql.Node, transform.TreeIdentity, error) {
		from, ok := n.(*plan.SubqueryAlias)
		if !ok {
			return n, transform.SameTree, nil
		}
		for column, ok := from.Columns().Next(1); ok; column, ok = from.Columns().Next(column + 1) {
			if owner, used := owners[column]; used && owner != from.Id() {
				return from.WithId(owner).(sql.Node), transform.NewTree, nil
			}
		}
		return n, transform.SameTree, nil
	})
}
