package engine

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"

	"github.com/scoutql/scoutql/engine/sqltext"
)

// handler runs what clients ask, and gives errors their MySQL numbers: the
// server has cast most of them to 1105 by then.
type handler struct {
	*server.Handler
	engine   *Engine
	sessions *server.SessionManager
	open     sync.Map // sessions by connection id
}

func (e *Engine) wrapHandler(h mysql.Handler) (*handler, error) {
	inner, ok := h.(*server.Handler)
	if !ok {
		return nil, fmt.Errorf("scoutql: the server's handler is a %T", h)
	}
	return &handler{Handler: inner, engine: e}, nil
}

func (h *handler) ConnectionAuthenticated(c *mysql.Conn) error {
	return toSQLError(h.Handler.ConnectionAuthenticated(c))
}

// ConnectionClosed implements mysql.Handler.
func (h *handler) ConnectionClosed(c *mysql.Conn) {
	h.Handler.ConnectionClosed(c)
	h.open.Delete(c.ConnectionID)
}

// buildSession makes a connection's session: at its login, and when it is reset.
func (h *handler) buildSession(ctx context.Context, c *mysql.Conn, addr string) (sql.Session, error) {
	s, err := h.engine.buildSession(ctx, c, addr)
	if err != nil {
		return nil, err
	}
	h.open.Store(c.ConnectionID, s)
	return s, greetedCharset(s, c)
}

func (h *handler) ComInitDB(c *mysql.Conn, schema string) error {
	return toSQLError(h.Handler.ComInitDB(c, schema))
}

// execute begins a client's statement.
func (h *handler) execute(ctx context.Context, c *mysql.Conn, text string) (context.Context, *execution) {
	address := ""
	if c.Conn != nil {
		address, _, _ = net.SplitHostPort(c.RemoteAddr().String())
	}
	return h.engine.execute(ctx, c.User, address, text)
}

func (h *handler) ComQuery(ctx context.Context, c *mysql.Conn, query string, callback mysql.ResultSpoolFn) (err error) {
	query = h.decoded(c, query)
	ctx, x := h.execute(ctx, c, query)
	defer x.done(&err)
	defer rescue(&err)
	return h.Handler.ComQuery(ctx, c, query, h.shaped(c, query, x.count(callback)))
}

func (h *handler) ComMultiQuery(ctx context.Context, c *mysql.Conn, query string, callback mysql.ResultSpoolFn) (rest string, err error) {
	query = h.decoded(c, query)
	ctx, x := h.execute(ctx, c, query)
	defer func() {
		x.text = strings.TrimSuffix(query, rest)
		x.done(&err)
	}()
	defer rescue(&err)
	return h.Handler.ComMultiQuery(ctx, c, query, h.shaped(c, query, x.count(callback)))
}

// Parameters implements wire.Handler.
func (h *handler) Parameters(ctx context.Context, c *mysql.Conn, query string) (n int, err error) {
	defer rescue(&err)
	query = h.decoded(c, query)
	session, err := h.sessions.NewContextWithQuery(ctx, c, query)
	if err != nil {
		return 0, toSQLError(err)
	}
	parsed, end, err := h.engine.sql.Parser.ParseOneWithOptions(session, query, sql.LoadSqlMode(session).ParserOptions())
	if err != nil {
		return 0, toSQLError(err)
	}
	if rest := strings.Trim(query[min(end, len(query)):], "; \t\r\n"); rest != "" && strings.Contains(query[:min(end, len(query))], ";") {
		return 0, sqlError(1064, stateSyntax, "You have an error in your SQL syntax near '%.80s': a prepared statement is one statement", rest)
	}
	return sqltext.Parameters(parsed), nil
}

func (h *handler) ComPrepare(ctx context.Context, c *mysql.Conn, query string, prepare *mysql.PrepareData) (fields []*querypb.Field, err error) {
	defer rescue(&err)
	query = h.decoded(c, query)
	fields, err = h.Handler.ComPrepare(ctx, c, query, prepare)
	h.originals(c, query, fields)
	shapeColumns(fields)
	h.charsetVariable(c, "character_set_results").encodeColumns(fields)
	return fields, masked(query, toSQLError(err))
}

// Forget implements wire.Handler.
func (h *handler) Forget(c *mysql.Conn, query string) {
	if session, err := h.sessions.NewContextWithQuery(context.Background(), c, ""); err == nil {
		session.Session.UnprepareQuery(h.decoded(c, query))
	}
}

func (h *handler) ComStmtExecute(ctx context.Context, c *mysql.Conn, prepare *mysql.PrepareData, callback func(*sqltypes.Result) error) (err error) {
	prepare.PrepareStmt = h.decoded(c, prepare.PrepareStmt)
	ctx, x := h.execute(ctx, c, prepare.PrepareStmt)
	defer x.done(&err)
	defer rescue(&err)
	h.decodedParameters(c, prepare.BindVars)
	take := h.shaped(c, prepare.PrepareStmt, x.count(func(r *sqltypes.Result, _ bool) error { return callback(r) }))
	return h.Handler.ComStmtExecute(ctx, c, prepare, func(r *sqltypes.Result) error { return take(r, false) })
}

// rescue turns a panic of the SQL engine into the statement's error: it would
// close the client's connection, or end a command line with a stack trace.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = sqlError(1105, stateGeneral, "the SQL engine fails on this statement: %v", p)
	}
}
