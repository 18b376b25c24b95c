package engine

import (
	"io"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"

	"github.com/scoutql/scoutql/tables"
)

// edits runs INSERT, UPDATE and DELETE. The SQL engine plans them: it resolves
// names, carries filters to the API and evaluates expressions. Then this takes
// the plan over, before a row is read: it drains the source, checks and bounds
// all rows (so an UPDATE of its own filter's column cannot chase itself), plans
// every call, and only then sends the first one.
type edits struct{ engine *Engine }

// edit is one statement that writes.
type edit struct {
	engine *Engine
	verb   string // INSERT, UPDATE or DELETE
	target *table
	def    *tables.Table
	source sql.Node
	at     int // where the target's columns begin in a source row; their number is the schema's
	width  int // of a source row
	ignore bool
	named  []int // columns that the statement gives a value, positions in def.Columns
	sets   []sql.Expression
	onDup  *onDuplicate
	fields []sql.Expression // of RETURNING
	joined bool
}

// editPrivilege is what a verb takes. The SQL engine has checked it by the
// statement's text, which a WITH of the same name hides (grants.go).
var editPrivilege = map[string]sql.PrivilegeType{
	"INSERT": sql.PrivilegeType_Insert, "UPDATE": sql.PrivilegeType_Update, "DELETE": sql.PrivilegeType_Delete,
}

// Build implements sql.NodeExecBuilder for statements that write and leaves
// other nodes alone.
func (x edits) Build(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	e, err := x.read(ctx, n)
	if e == nil || err != nil {
		return nil, err
	}
	statementOf(ctx).writes.Store(true)
	if err := x.engine.may(ctx, e.verb, editPrivilege[e.verb], e.target.db, e.def.Name); err != nil {
		return nil, err
	}
	if err := e.allowed(ctx); err != nil {
		return nil, err
	}
	if err := e.prepare(ctx); err != nil {
		return nil, err
	}
	rows, err := x.engine.sql.Analyzer.ExecBuilder.Build(ctx, e.source, row)
	if err != nil {
		return nil, err
	}
	iter := &editIter{edit: e, source: rows}
	if len(e.fields) > 0 {
		return iter, nil
	}
	// The SQL engine takes the outcome for one only of its own iterators.
	like, err := x.engine.sql.Analyzer.ExecBuilder.Build(ctx, plan.NewDeleteFrom(plan.NewEmptyTableWithSchema(nil), nil, false), nil)
	return &outcomeIter{editIter: iter, like: like}, err
}

// builders asks several builders in turn.
type builders []sql.NodeExecBuilder

// Build implements sql.NodeExecBuilder; nil means that none of them builds n.
func (all builders) Build(ctx *sql.Context, n sql.Node, row sql.Row) (sql.RowIter, error) {
	for _, b := range all {
		if rows, err := b.Build(ctx, n, row); rows != nil || err != nil {
			return rows, err
		}
	}
	return nil, nil
}

// prepare does for the source what the analyzer's rules do for a SELECT; they do
// not run for the simplest of these statements.
func (e *edit) prepare(ctx *sql.Context) error {
	statementOf(ctx).begin(ctx)
	e.askSorted()
	r := reader{ctx: ctx, requests: map[string][]*table{}, found: func(explained) {}}
	r.node(e.source, reading{})
	e.target.bare = e.verb != "INSERT" && !e.mentionsDetail(ctx)
	return r.err
}

// askSorted lets the API do the ORDER BY of a LIMIT where it can.
func (e *edit) askSorted() {
	limit, ok := e.source.(*plan.Limit)
	if !ok || e.joined {
		return
	}
	sort, ok := limit.Child.(*plan.Sort)
	if ok && len(sort.SortFields) == 1 && e.target.orderBy(sort.SortFields[0]) {
		e.source = plan.NewLimit(limit.Limit, sort.Child)
	}
}

// mentionsDetail tells whether the statement reads a column that takes a call of its own.
func (e *edit) mentionsDetail(ctx *sql.Context) bool {
	found := false
	look := func(_ *sql.Context, x sql.Expression) bool {
		if field, ok := x.(*expression.GetField); ok {
			c, known := e.def.Column(field.Name())
			found = found || known && c.Detail
		}
		return !found
	}
	for _, set := range e.sets {
		sql.Inspect(ctx, set, look)
	}
	sqlInspect(e.source, func(n sql.Node) {
		if x, ok := n.(sql.Expressioner); ok {
			for _, one := range x.Expressions() {
				sql.Inspect(ctx, one, look)
			}
		}
	})
	return found
}

// editIter runs the statement when its first row is asked for.
type editIter struct {
	edit   *edit
	source sql.RowIter
	done   bool
	rows   []sql.Row // of RETURNING
}

func (i *editIter) Next(ctx *sql.Context) (sql.Row, error) {
	if i.done && len(i.rows) == 0 {
		return nil, io.EOF
	}
	if !i.done {
		i.done = true
		outcome, rows, err := i.edit.run(ctx, i.source)
		if err != nil {
			return nil, toSQLError(err)
		}
		if len(i.edit.fields) == 0 {
			return sql.NewRow(outcome), nil
		}
		if i.rows = rows; len(rows) == 0 {
			return nil, io.EOF
		}
	}
	row := i.rows[0]
	i.rows = i.rows[1:]
	return row, nil
}

func (i *editIter) Close(ctx *sql.Context) error { return i.source.Close(ctx) }

// outcomeIter gives the statement's one outcome. The SQL engine asks for the
// iterator below to learn that a statement has no rows but an outcome, and gets
// one that looks alike.
type outcomeIter struct {
	*editIter
	like sql.RowIter
}

var _ sql.MutableRowIter = (*outcomeIter)(nil)

// GetChildIter implements sql.MutableRowIter.
func (i *outcomeIter) GetChildIter() sql.RowIter { return i.like }

// WithChildIter implements sql.MutableRowIter.
func (i *outcomeIter) WithChildIter(sql.RowIter) sql.RowIter { return i }
