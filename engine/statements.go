package engine

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/tables"
)

// Executed is a statement that has ended.
type Executed struct {
	Start    time.Time
	User     string
	Address  string // of the client; "" in this process
	Text     string // without passwords; it may hold personal data
	Kind     string // SELECT, INSERT ..., or OTHER
	Duration time.Duration
	Calls    int
	RowsRead int64 // items that came from the API
	Returned int64 // rows that the client was sent, or that were changed
	Waited   time.Duration
	Errno    int // MySQL's number, 0 when all went well
	Error    string
}

// execution is a statement that a client has sent. It rides on the context that
// the SQL engine is given, and learns of the Statement that is made of it.
type execution struct {
	engine    *Engine
	user      string
	address   string
	text      string
	start     time.Time
	returned  atomic.Int64
	statement atomic.Pointer[Statement]
}

type executionKey struct{}

// execute begins a statement; its end must be told with done.
func (e *Engine) execute(ctx context.Context, user, address, text string) (context.Context, *execution) {
	x := &execution{engine: e, user: user, address: address, text: text, start: time.Now()}
	return context.WithValue(ctx, executionKey{}, x), x
}

// runs tells the execution of a context which statement it is.
func runs(ctx context.Context, st *Statement) {
	if x, ok := ctx.Value(executionKey{}).(*execution); ok {
		x.statement.Store(st)
	}
}

// count notes the rows that a client is sent.
func (x *execution) count(callback mysql.ResultSpoolFn) mysql.ResultSpoolFn {
	return func(r *sqltypes.Result, more bool) error {
		if len(r.Fields) > 0 {
			x.returned.Add(int64(len(r.Rows)))
		} else {
			x.returned.Add(int64(r.RowsAffected))
		}
		return callback(r, more)
	}
}

// countedRows notes the rows that a caller in this process reads.
func countedRows(ctx context.Context, rows iter.Seq2[[]Value, error]) iter.Seq2[[]Value, error] {
	x, ok := ctx.Value(executionKey{}).(*execution)
	if !ok {
		return rows
	}
	return func(yield func([]Value, error) bool) {
		for row, err := range rows {
			if err == nil {
				x.returned.Add(1)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// done ends a statement: its error loses passwords, and it goes into
// scoutql.statements, the log, the query log and the metrics.
func (x *execution) done(err *error) {
	*err = masked(x.text, toSQLError(*err))
	done := Executed{
		Start: x.start, User: x.user, Address: x.address, Text: x.text,
		Duration: time.Since(x.start), Returned: x.returned.Load(),
	}
	if st := x.statement.Load(); st != nil {
		if st.text != "" {
			done.Text = st.text
		}
		stats := st.stats()
		done.Calls, done.RowsRead, done.Waited = stats.Calls, stats.RowsRead, stats.Waited
	}
	done.Text = strings.TrimSpace(sqltext.Masked(done.Text))
	done.Kind = kindOf(done.Text)
	var e *mysql.SQLError
	if errors.As(*err, &e) {
		done.Errno, done.Error = e.Num, e.Message
	}
	if x.engine.ready.Load() {
		x.engine.statements.add(done)
		x.engine.log(done)
	}
}

// masked takes out of an error what Masked hides in its statement.
func masked(text string, err error) error {
	var e *mysql.SQLError
	if !errors.As(err, &e) {
		return err
	}
	if message := sqltext.MaskedError(text, e.Message); message != e.Message {
		return sqlError(e.Num, e.State, "%s", message)
	}
	return err
}

// log tells of a statement: a line without its texts, since these may be
// personal, and one with all of it in the query log.
func (e *Engine) log(x Executed) {
	attributes := []slog.Attr{
		slog.String("user", x.User), slog.String("address", x.Address), slog.Int64("ms", x.Duration.Milliseconds()),
		slog.Int("calls", x.Calls), slog.Int64("rows_read", x.RowsRead), slog.Int64("rows", x.Returned), slog.Int("error", x.Errno),
	}
	e.config.Logger.LogAttrs(context.Background(), slog.LevelInfo, "statement",
		append(attributes, slog.String("statement", sqltext.WithoutTexts(x.Text)))...)
	if e.config.QueryLog != nil {
		e.config.QueryLog.LogAttrs(context.Background(), slog.LevelInfo, "statement",
			append(attributes, slog.String("message", x.Error), slog.String("statement", x.Text))...)
	}
	if e.config.Observe != nil {
		e.config.Observe(x)
	}
}

// kinds are the words that a statement is counted under.
var kinds = map[string]bool{
	"SELECT": true, "WITH": true, "INSERT": true, "UPDATE": true, "DELETE": true, "CALL": true, "SET": true, "SHOW": true,
	"EXPLAIN": true, "DESCRIBE": true, "USE": true, "CREATE": true, "ALTER": true, "DROP": true, "GRANT": true,
	"REVOKE": true, "KILL": true, "BEGIN": true, "COMMIT": true, "ROLLBACK": true, "PREPARE": true, "EXECUTE": true,
}

func kindOf(text string) string {
	word := strings.ToUpper(text[:min(len(text), 10)])
	if i := strings.IndexFunc(word, func(r rune) bool { return r < 'A' || r > 'Z' }); i >= 0 {
		word = word[:i]
	}
	if kinds[word] {
		return word
	}
	return "OTHER"
}

// statementLog keeps the recent statements, for scoutql.statements.
type statementLog struct {
	mu   sync.Mutex
	all  []Executed // a ring once it is full
	next int
}

// maxStatements is how many statements the log remembers.
const maxStatements = 1000

func (l *statementLog) add(x Executed) {
	x.Text = shortened(x.Text)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) < maxStatements {
		l.all = append(l.all, x)
		return
	}
	l.all[l.next] = x
	l.next = (l.next + 1) % maxStatements
}

// recent lists the statements, oldest first.
func (l *statementLog) recent() []Executed {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(append([]Executed(nil), l.all[l.next:]...), l.all[:l.next]...)
}

// statementsTable is scoutql.statements. Without the PROCESS privilege users
// see only their own statements.
func (e *Engine) statementsTable() *systemTable {
	return &systemTable{
		name: "statements",
		doc:  "One row per recent statement that has ended, oldest first. Passwords are hidden.",
		columns: []tables.Column{
			{Name: "StartDate", Type: tables.DATETIME, Doc: "When the statement began, UTC."},
			{Name: "User", Type: tables.Text(64), Doc: "SQL user."},
			{Name: "Address", Type: tables.Text(64), Doc: "Address of the client; NULL for scoutql itself."},
			{Name: "Statement", Type: tables.LONGTEXT, Doc: "The statement."},
			{Name: "Milliseconds", Type: tables.BIGINT, Doc: "From its arrival to its last row."},
			{Name: "Calls", Type: tables.INT, Doc: "API calls that it made."},
			{Name: "WaitMilliseconds", Type: tables.BIGINT, Doc: "Time spent waiting for the rate limit."},
			{Name: "RowsRead", Type: tables.BIGINT, Doc: "Items that came from the API."},
			{Name: "RowsReturned", Type: tables.BIGINT, Doc: "Rows that the client was sent, or that were changed."},
			{Name: "ErrorNumber", Type: tables.INT, Doc: "MySQL's error number; NULL when all went well."},
			{Name: "Error", Type: tables.LONGTEXT, Doc: "The error's text; NULL when all went well."},
		},
		rows: e.statementRows,
	}
}

func (e *Engine) statementRows(ctx *sql.Context) ([]sql.Row, error) {
	all := e.seesOthers(ctx)
	var rows []sql.Row
	for _, x := range e.statements.recent() {
		if !all && x.User != ctx.Session.Client().User {
			continue
		}
		var number any
		if x.Errno != 0 {
			number = int32(x.Errno)
		}
		rows = append(rows, sql.NewRow(
			x.Start.UTC().Truncate(time.Second), x.User, orNull(x.Address), x.Text, x.Duration.Milliseconds(),
			int32(x.Calls), x.Waited.Milliseconds(), x.RowsRead, x.Returned, number, orNull(x.Error),
		))
	}
	return rows, nil
}
