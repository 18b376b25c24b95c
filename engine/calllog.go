package engine

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/tables"
)

// callLog keeps the recent API calls, for scoutql.api_calls.
type callLog struct {
	mu    sync.Mutex
	calls []loggedCall // a ring once it is full
	next  int
}

type loggedCall struct {
	helpscout.Call
	user, statement string
	cached          bool
}

// maxCalls is how many calls the log remembers.
const maxCalls = 1000

func (l *callLog) add(c loggedCall) {
	c.statement = shortened(c.statement)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.calls) < maxCalls {
		l.calls = append(l.calls, c)
		return
	}
	l.calls[l.next] = c
	l.next = (l.next + 1) % maxCalls
}

// maxLogged is how much of a statement's text the logs remember: one may bring
// megabytes of attachments.
const maxLogged = 4 << 10

func shortened(text string) string {
	if len(text) <= maxLogged {
		return text
	}
	return strings.ToValidUTF8(strings.Clone(text[:maxLogged]), "") + " ..."
}

// recent lists the calls, oldest first.
func (l *callLog) recent() []loggedCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(append([]loggedCall(nil), l.calls[l.next:]...), l.calls[:l.next]...)
}

// observed logs the calls that a statement makes.
func (e *Engine) observed(c *sql.Context, st *Statement) {
	st.session, st.user, st.text = c.Session, c.Session.Client().User, sqltext.Masked(c.Query())
	runs(c, st)
	st.meter.Observe = func(call helpscout.Call) {
		e.calls.add(loggedCall{Call: call, user: st.user, statement: st.text})
		if e.config.ObserveCall != nil {
			e.config.ObserveCall(call)
		}
	}
}

// fromCache logs an answer that took no call.
func (e *Engine) fromCache(ctx context.Context, r tables.Request) {
	st := statementOf(ctx)
	e.cacheHits.Add(1)
	e.calls.add(loggedCall{
		Call: helpscout.Call{Start: time.Now(), Method: "GET", Path: r.Path, Query: r.Query.Encode()},
		user: st.user, statement: st.text, cached: true,
	})
}

// callsTable is scoutql.api_calls. Without the PROCESS privilege users see
// only their own calls.
func (e *Engine) callsTable() *systemTable {
	return &systemTable{
		name: "api_calls",
		doc:  "One row per recent API call, oldest first; without calls for tokens. Values of filters show in Query.",
		columns: []tables.Column{
			{Name: "StartDate", Type: tables.DATETIME, Doc: "When the call began, UTC."},
			{Name: "User", Type: tables.Text(64), Doc: "SQL user of the statement."},
			{Name: "Statement", Type: tables.LONGTEXT, Doc: "The statement that made the call."},
			{Name: "Method", Type: tables.Text(8), Doc: "HTTP method."},
			{Name: "Path", Type: tables.Text(500), Doc: "Path of the request."},
			{Name: "Query", Type: tables.LONGTEXT, Doc: "Its parameters."},
			{Name: "Status", Type: tables.INT, Doc: "HTTP status; NULL when no answer came, or none was needed."},
			{Name: "Milliseconds", Type: tables.BIGINT, Doc: "From sending to the whole answer."},
			{Name: "Items", Type: tables.INT, Doc: "Items in the answer."},
			{Name: "Bytes", Type: tables.BIGINT, Doc: "Length of the answer."},
			{Name: "Retries", Type: tables.INT, Doc: "How many tries came before this one."},
			{Name: "WaitMilliseconds", Type: tables.BIGINT, Doc: "Time spent waiting for the rate limit."},
			{Name: "Cached", Type: tables.BOOLEAN, Doc: "1 when the answer came from the cache, without a call."},
		},
		rows: e.callRows,
	}
}

func (e *Engine) callRows(ctx *sql.Context) ([]sql.Row, error) {
	all := e.seesOthers(ctx)
	var rows []sql.Row
	for _, c := range e.calls.recent() {
		if !all && c.user != ctx.Session.Client().User {
			continue
		}
		var status any
		if c.Status != 0 {
			status = int32(c.Status)
		}
		rows = append(rows, sql.NewRow(
			c.Start.UTC().Truncate(time.Second), c.user, c.statement, c.Method, c.Path, c.Query, status,
			c.Duration.Milliseconds(), int32(c.Items), int64(c.Bytes), int32(c.Retries), c.Wait.Milliseconds(), flag(c.cached),
		))
	}
	return rows, nil
}

// seesOthers tells whether the user may look at other users' statements.
func (e *Engine) seesOthers(ctx *sql.Context) bool {
	return e.has(ctx, sql.PrivilegeType_Process)
}
