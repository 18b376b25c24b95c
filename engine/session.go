package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"
	"time"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/sqltypes"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/scoutql/scoutql/engine/collate"
	"github.com/scoutql/scoutql/engine/sqltext"
)

// apiSession is a session whose transactions do nothing: the API has none.
// Without them drivers that wrap everything in a transaction fail.
type apiSession struct {
	*sql.BaseSession
	wrote bool // since the transaction began: ROLLBACK cannot undo it
}

// GetCharacterSetResults is what the SQL engine encodes text in. It fails on
// what the client's character set lacks: we encode ourselves (charset.go).
func (*apiSession) GetCharacterSetResults() sql.CharacterSetID { return sql.CharacterSet_utf8mb4 }

var _ sql.TransactionSession = (*apiSession)(nil)

type noTransaction struct{}

func (noTransaction) String() string   { return "none" }
func (noTransaction) IsReadOnly() bool { return false }

func (s *apiSession) StartTransaction(*sql.Context, sql.TransactionCharacteristic) (sql.Transaction, error) {
	s.wrote = false
	return noTransaction{}, nil
}

func (s *apiSession) CommitTransaction(*sql.Context, sql.Transaction) error {
	s.wrote = false
	return nil
}

// Rollback undoes nothing. It says so only after a write: pools send it all the time.
func (s *apiSession) Rollback(ctx *sql.Context, _ sql.Transaction) error {
	if s.wrote {
		ctx.Warn(1196, "Some non-transactional changed tables couldn't be rolled back: what was written to Help Scout stays")
	}
	s.wrote = false
	return nil
}

func (*apiSession) CreateSavepoint(*sql.Context, sql.Transaction, string) error     { return nil }
func (*apiSession) RollbackToSavepoint(*sql.Context, sql.Transaction, string) error { return nil }
func (*apiSession) ReleaseSavepoint(*sql.Context, sql.Transaction, string) error    { return nil }

// noteWrite remembers that the session's transaction has written.
func noteWrite(ctx *sql.Context) {
	if s, ok := ctx.Session.(*apiSession); ok {
		s.wrote = true
	}
}

// newContext is the context of one statement: the server makes one for each.
func (e *Engine) newContext(ctx context.Context, options ...sql.ContextOption) *sql.Context {
	c := sql.NewContext(ctx, options...)
	showUptime()
	c.ProcessList = visibleProcesses{c.ProcessList, e, c}
	st := newStatement(int(integerVariable(c, maxCallsVariable)))
	st.superset = e.config.Source != nil
	e.observed(c, st)
	budget := collate.NewBudget(e.config.MaxRowsInMemory)
	c.Memory = sql.NewMemoryManager(budget)
	c.Context = budget.With(st.with(c.Context))
	if limit := time.Duration(integerVariable(c, "max_execution_time")) * time.Millisecond; limit > 0 {
		bounded, cancel := context.WithTimeout(c.Context, limit)
		context.AfterFunc(bounded, cancel)
		c.Context = bounded
	}
	return c
}

// newSession prepares a session's variables and default database.
func (e *Engine) newSession(base *sql.BaseSession) (*apiSession, error) {
	s := &apiSession{BaseSession: base}
	s.SetCurrentDatabase(DatabaseName)
	ctx := sql.NewContext(context.Background(), sql.WithSession(s))
	for name, value := range map[string]any{
		maxCallsVariable:     int64(e.config.MaxAPICalls),
		"max_execution_time": e.config.Timeout.Milliseconds(),
	} {
		if err := s.SetSessionVariable(ctx, name, value); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Session runs statements in this process, without a server.
type Session struct {
	engine *Engine
	sql    *apiSession
	id     uint32
}

// Ids of in-process sessions and statements lie far above those that the
// server gives out.
var (
	sessions atomic.Uint32
	pids     atomic.Uint64
)

func init() {
	sessions.Store(1 << 30)
	pids.Store(1 << 60)
}

// NewSession opens a session with every right.
func (e *Engine) NewSession() *Session {
	id := sessions.Add(1)
	base := sql.NewBaseSessionWithClientServer("", sql.Client{User: localUser, Address: "localhost", Capabilities: 0}, id)
	s, err := e.newSession(base)
	if err != nil {
		panic(fmt.Sprintf("scoutql: a session variable of ours is unknown: %v", err))
	}
	e.sql.ProcessList.AddConnection(id, "localhost")
	e.sql.ProcessList.ConnectionReady(s)
	return &Session{engine: e, sql: s, id: id}
}

// Close ends the session.
func (s *Session) Close() { s.engine.sql.ProcessList.RemoveConnection(s.id) }

// Run runs the statements of a text one after the other and calls each with
// every result. It stops at the first failure. params are the values of
// :name parameters: strings, int64, float64 or nil.
func (s *Session) Run(ctx context.Context, text string, params map[string]any, each func(*Result) error) error {
	parse := s.context(ctx, text)
	return toSQLError(sqltext.Split(parse, s.engine.sql.Parser, text, func(statement string) error {
		return s.run(ctx, statement, params, each)
	}))
}

func (s *Session) context(ctx context.Context, query string) *sql.Context {
	e := s.engine
	return e.newContext(ctx, sql.WithSession(s.sql), sql.WithQuery(query), sql.WithPid(pids.Add(1)),
		sql.WithProcessList(e.sql.ProcessList), sql.WithMemoryManager(e.sql.MemoryManager), sql.WithServices(sql.Services{}))
}

func (s *Session) run(ctx context.Context, statement string, params map[string]any, each func(*Result) error) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, x := s.engine.execute(ctx, localUser, "", statement)
	defer x.done(&err)
	c, err := s.engine.sql.ProcessList.BeginQuery(s.context(ctx, statement), statement)
	if err != nil {
		return err
	}
	defer s.engine.sql.ProcessList.EndQuery(c)
	result, err := s.query(c, statement, params)
	if err != nil {
		return err
	}
	return each(result)
}

func (s *Session) query(c *sql.Context, statement string, params map[string]any) (r *Result, err error) {
	defer rescue(&err)
	parsed, _, _, err := s.engine.sql.Parser.Parse(c, statement, false)
	if err != nil {
		return nil, err
	}
	bindings, err := bind(parsed, params)
	if err != nil {
		return nil, err
	}
	schema, rows, _, err := s.engine.sql.QueryWithBindings(c, statement, parsed, bindings, nil)
	if err != nil {
		return nil, err
	}
	r = &Result{statement: statementOf(c), warnings: func() []Warning { return warnings(c) }}
	if types.IsOkResultSchema(schema) || len(schema) == 0 {
		return r, r.readOK(c, rows)
	}
	holdsJSON := jsonColumns(parsed)
	for _, column := range schema {
		r.Columns = append(r.Columns, ResultColumn{
			Name: column.Name, Type: column.Type.String(), Numeric: types.IsNumber(column.Type) && !types.IsBit(column.Type),
			JSON: holdsJSON(column),
		})
	}
	r.Rows = countedRows(c, textRows(c, schema, rows))
	return r, nil
}

// readOK reads the outcome of a statement without a result set.
func (r *Result) readOK(c *sql.Context, rows sql.RowIter) error {
	r.Rows = func(func([]Value, error) bool) {}
	for {
		row, err := rows.Next(c)
		if errors.Is(err, io.EOF) {
			return rows.Close(c)
		}
		if err != nil {
			return errors.Join(err, rows.Close(c))
		}
		if len(row) > 0 {
			if ok, is := row[0].(types.OkResult); is {
				r.AffectedRows, r.InsertID = ok.RowsAffected, ok.InsertID
				if ok.Info != nil {
					r.Info = ok.Info.String()
				}
			}
		}
	}
}

// textRows shows rows as the text protocol would.
func textRows(c *sql.Context, schema sql.Schema, rows sql.RowIter) iter.Seq2[[]Value, error] {
	return func(yield func([]Value, error) bool) {
		defer func() { _ = rows.Close(c) }()
		for {
			values, err := nextRow(c, schema, rows)
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(values, toSQLError(err)) || err != nil {
				return
			}
		}
	}
}

func nextRow(c *sql.Context, schema sql.Schema, rows sql.RowIter) (values []Value, err error) {
	defer rescue(&err)
	row, err := rows.Next(c)
	if err != nil {
		return nil, err
	}
	return textRow(c, schema, row)
}

func textRow(c *sql.Context, schema sql.Schema, row sql.Row) ([]Value, error) {
	cells, err := server.RowToSQL(c, schema, row, nil, nil)
	if err != nil {
		return nil, err
	}
	values := make([]Value, len(cells))
	for i, cell := range cells {
		text := cell.Raw()
		if cell.Type() == sqltypes.Time {
			text = shortTime(text)
		}
		values[i] = Value{Text: string(text), Null: cell.IsNull()}
	}
	return values, nil
}

func warnings(c *sql.Context) []Warning {
	var list []Warning
	for _, w := range c.Session.Warnings() {
		list = append(list, Warning{Level: w.Level, Code: w.Code, Message: w.Message})
	}
	return list
}

// bind picks the values of the parameters that a statement names.
func bind(statement ast.Statement, params map[string]any) (map[string]ast.Expr, error) {
	bindings := map[string]ast.Expr{}
	err := ast.Walk(func(node ast.SQLNode) (bool, error) {
		v, ok := node.(*ast.SQLVal)
		if !ok || v.Type != ast.ValArg {
			return true, nil
		}
		name := string(v.Val[1:])
		value, ok := params[name]
		if !ok {
			return false, sqlError(1210, stateGeneral, "no value for the parameter :%s; give it with --param %s=...", name, name)
		}
		e, err := literal(value)
		bindings[name] = e
		return true, err
	}, statement)
	return bindings, err
}

func literal(value any) (ast.Expr, error) {
	switch v := value.(type) {
	case nil:
		return &ast.NullVal{}, nil
	case string:
		return ast.NewStrVal([]byte(v)), nil
	case int64:
		return ast.NewIntVal(fmt.Append(nil, v)), nil
	case float64:
		return ast.NewFloatVal(fmt.Append(nil, v)), nil
	}
	return nil, fmt.Errorf("a parameter cannot be a %T", value)
}
