package engine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"

	"github.com/scoutql/scoutql/helpscout"
)

// Statement is what one SQL statement shares between its scans: the meter of
// its API calls and the pages that it may need again. It rides on the context.
type Statement struct {
	meter *helpscout.Meter
	memo  pageMemo
	// session is the user's; nil for what the engine does on its own.
	session  sql.Session
	user     string
	text     string
	start    time.Time
	rows     atomic.Int64 // items that came from the API
	longText atomic.Int64 // bytes of long text that functions made
	// superset: pages may hold more rows than were asked for, in any order. All
	// filters are checked here anyway; counts and orders must not be taken from there.
	superset bool

	running atomic.Bool // the plan's top has been built
	writes  atomic.Bool // it changes rows: it reads nothing from the cache

	mu     sync.Mutex
	base   context.Context // ends with the statement; set when its plan is made
	sight  *sight          // nil while unknown
	warned int             // warnings of the meter that the session has
	id     string          // of its rows in scoutql.writes; "" until it writes one
}

type statementKey struct{}

func newStatement(maxCalls int) *Statement {
	return &Statement{meter: helpscout.NewMeter(maxCalls), start: time.Now()}
}

// with puts the statement on the context of the SQL engine and of the client.
func (s *Statement) with(ctx context.Context) context.Context {
	return context.WithValue(helpscout.WithMeter(ctx, s.meter), statementKey{}, s)
}

// statementOf finds the statement of a context. A context without one (the
// engine's own, at start) gets a fresh statement, so that scans need not care.
func statementOf(ctx context.Context) *Statement {
	if s, ok := ctx.Value(statementKey{}).(*Statement); ok {
		return s
	}
	return newStatement(0)
}

// begin remembers the context that ends with the statement: pages that
// several scans share must outlive the scan that asked first.
func (s *Statement) begin(ctx *sql.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base == nil {
		s.base = ctx.Context
		context.AfterFunc(ctx.Context, s.memo.close)
	}
}

// context is the one that ends with the statement, or ctx before its plan is made.
func (s *Statement) context(ctx context.Context) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base != nil {
		return s.base
	}
	return ctx
}

// warn hands what the client warned of to the session, for SHOW WARNINGS.
func (s *Statement) warn(ctx *sql.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.meter.Warnings()
	for _, text := range all[s.warned:] {
		ctx.Warn(mysql.ERUnknownError, "%s", text)
	}
	s.warned = len(all)
}

func (s *Statement) stats() Stats {
	return Stats{
		Calls: s.meter.Calls(), RowsRead: s.rows.Load(),
		Waited: s.meter.Waited(), Elapsed: time.Since(s.start),
	}
}
