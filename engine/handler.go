package engine

import (
	"context"
	"fmt"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// handler gives errors their MySQL numbers: the server has cast most of them to
// 1105 by then.
type handler struct{ *server.Handler }

func (e *Engine) wrapHandler(h mysql.Handler) (mysql.Handler, error) {
	inner, ok := h.(*server.Handler)
	if !ok {
		return nil, fmt.Errorf("scoutql: the server's handler is a %T", h)
	}
	return handler{inner}, nil
}

func (h handler) ComInitDB(c *mysql.Conn, schema string) error {
	return toSQLError(h.Handler.ComInitDB(c, schema))
}

func (h handler) ComQuery(ctx context.Context, c *mysql.Conn, query string, callback mysql.ResultSpoolFn) error {
	return answer(ctx, c, func(ctx context.Context, late *lateError) error {
		return h.Handler.ComQuery(ctx, c, query, late.watch(callback))
	})
}

func (h handler) ComMultiQuery(ctx context.Context, c *mysql.Conn, query string, callback mysql.ResultSpoolFn) (rest string, err error) {
	err = answer(ctx, c, func(ctx context.Context, late *lateError) (err error) {
		rest, err = h.Handler.ComMultiQuery(ctx, c, query, late.watch(callback))
		return err
	})
	return rest, err
}

func (h handler) ComParsedQuery(ctx context.Context, c *mysql.Conn, query string, parsed sqlparser.Statement, callback mysql.ResultSpoolFn) error {
	return answer(ctx, c, func(ctx context.Context, late *lateError) error {
		return h.Handler.ComParsedQuery(ctx, c, query, parsed, late.watch(callback))
	})
}

func (h handler) ComPrepare(ctx context.Context, c *mysql.Conn, query string, prepare *mysql.PrepareData) (fields []*querypb.Field, err error) {
	defer rescue(&err)
	fields, err = h.Handler.ComPrepare(ctx, c, query, prepare)
	return fields, toSQLError(err)
}

func (h handler) ComStmtExecute(ctx context.Context, c *mysql.Conn, prepare *mysql.PrepareData, callback func(*sqltypes.Result) error) error {
	return answer(ctx, c, func(ctx context.Context, late *lateError) error {
		watched := late.watch(func(r *sqltypes.Result, _ bool) error { return callback(r) })
		return h.Handler.ComStmtExecute(ctx, c, prepare, func(r *sqltypes.Result) error { return watched(r, false) })
	})
}

// answer runs a statement for as long as its client is there, and sees to it
// that the client is told of every error.
func answer(ctx context.Context, c *mysql.Conn, run func(context.Context, *lateError) error) (err error) {
	late := &lateError{conn: c}
	defer func() { late.send(err) }()
	defer rescue(&err)
	ctx, cancel := whileConnected(ctx, c)
	defer cancel()
	return toSQLError(run(ctx, late))
}

// rescue turns a panic of the SQL engine into the statement's error: it would
// close the client's connection, or end a command line with a stack trace.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = sqlError(1105, stateGeneral, "the SQL engine fails on this statement: %v", p)
	}
}
