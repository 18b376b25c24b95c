// Package engine is the only room that speaks go-mysql-server: it turns table
// definitions into SQL tables, carries filters to the planner and rows back,
// and serves them over the MySQL protocol. It may import pushdown, procs,
// tables and helpscout.
package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/memo"

	"github.com/scoutql/scoutql/engine/collate"
	"github.com/scoutql/scoutql/engine/exact"
	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

// Config says what an engine reads from and how it behaves.
type Config struct {
	Client  *helpscout.Client
	Logger  *slog.Logger // nil for none
	Version string       // shown to clients beside MySQL's version
	// Concurrency is how many requests may be made side by side; 0 means 8.
	Concurrency int
	// MaxAPICalls bounds the API calls of a statement; 0 is no bound. The session
	// variable scoutql_max_api_calls starts with it.
	MaxAPICalls int
	// Timeout bounds a statement; 0 is no bound. max_execution_time starts with it.
	Timeout  time.Duration
	ReadOnly bool
	// QueryLog gets a line for each statement, with all of its text; nil for none.
	QueryLog *slog.Logger
	// Observe and ObserveCall, if not nil, are told of each statement that has
	// ended, and of each API call that one made.
	Observe     func(Executed)
	ObserveCall func(helpscout.Call)
	// MaxRowsInMemory bounds the rows that a statement's sorts, groups and joins
	// hold; 0 is no bound.
	MaxRowsInMemory int64
	// ReportTTL is how long reports whose period has ended are kept; 0 is not at all.
	ReportTTL time.Duration
	// CacheTTL is how long any answer of the API is kept; 0 is not at all. A write of this engine forgets all of them.
	CacheTTL time.Duration
	// SchemaFile keeps the account's own definitions (custom fields, customer
	// properties) between runs; "" keeps them in memory.
	SchemaFile string
	SchemaTTL  time.Duration // how long they are good; 0 means 24 hours
	// Journal remembers what is written; nil remembers it as long as the engine lives.
	Journal *writes.Journal
	// Settle is how long to wait before looking for a write whose answer was lost.
	Settle time.Duration
	// Source, if set, is where rows come from in place of the API: a replica, whose
	// pages hold at least what was asked for, in any order. Such an engine reads only.
	Source tables.Source
	// JobsFile is the history that scoutql.jobs shows; "" for none.
	JobsFile string
}

// Engine answers SQL with Help Scout's data.
type Engine struct {
	config      Config
	source      tables.Source
	concurrency int
	totals      totals
	calls       callLog
	statements  statementLog
	writes      gate
	schema      *schemaCache
	answers     *responseCache
	writer      *writes.Writer
	sql         *sqle.Engine
	overrides   sql.EngineOverrides
	exposed     atomic.Bool // other machines can sign in
	cacheHits   atomic.Int64
	ready       atomic.Bool // the start-up tests are over
}

// New builds an engine and checks that the SQL engine below behaves as we rely on.
func New(config Config) (*Engine, error) {
	prepareProcess(config.Version)
	e := &Engine{config: config, concurrency: config.Concurrency}
	source := config.Source
	if source == nil {
		source = apiSource{config.Client}
	}
	e.answers = &responseCache{
		Source: source, ttl: config.CacheTTL, reportTTL: config.ReportTTL, maxBytes: maxCacheBytes, now: time.Now, hit: e.fromCache,
	}
	e.source = e.answers
	if config.Journal == nil {
		config.Journal = writes.NewJournal()
	}
	e.writer = writes.New(config.Client, config.Journal, config.Settle)
	if e.concurrency <= 0 {
		e.concurrency = 8
	}
	if e.config.Logger == nil {
		e.config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.SchemaTTL <= 0 {
		config.SchemaTTL = 24 * time.Hour
	}
	e.schema = newSchemaCache(source, config.SchemaFile, config.SchemaTTL, e.config.Logger)
	a, err := e.analyzer()
	if err != nil {
		return nil, err
	}
	e.sql = sqle.New(a, &sqle.Config{IsReadOnly: config.ReadOnly})
	e.sql.ProcessList = maskedProcesses{e.sql.ProcessList}
	a.Catalog.MySQLDb.SetPersister(&userFile{}) // without one, CREATE USER panics
	// Nobody signs in as this user before Serve gives it a password or none.
	e.putSuperUser(localUser, "localhost", rand.Text())
	err = e.selfTest()
	e.ready.Store(true)
	return e, err
}

// analyzer is the SQL engine's planner with what we take out and put in.
func (e *Engine) analyzer() (*analyzer.Analyzer, error) {
	p := &provider{
		databases:  []sql.Database{&database{fixed{DatabaseName}, e}, e.systemDatabase(), emptyDatabase{fixed{"performance_schema"}}},
		functions:  functions(),
		procedures: sql.NewExternalStoredProcedureRegistry(),
	}
	e.registerProcedures(&p.procedures)
	builder := analyzer.NewBuilder(p)
	if err := removeReplaceSubqueries(builder); err != nil {
		return nil, err
	}
	e.overrides = sql.EngineOverrides{Builder: sql.BuilderOverrides{Parser: sqltext.New(e.names())}}
	builder.AddOverrides(e.overrides)
	builder.AddPreAnalyzeRule(beginRule, beginStatement).AddPreAnalyzeRule(viewIDsRule, viewIDs).AddPreAnalyzeRule(outerFilterRule, outerFilters)
	builder.AddPostAnalyzeRule(sortLimitRule, sortLimit).AddPostAnalyzeRule(countRule, countTotals).AddPostAnalyzeRule(correlateRule, correlate).
		AddPostAnalyzeRule(extremesRule, extremes).AddPostAnalyzeRule(groupCountRule, e.groupCounts)
	builder.AddPostValidationRule(readPlanRule, e.readPlan)
	a := builder.Build()
	// DISTINCT, IN, UNION, <=> and hash joins compare by collation; EXPLAIN is ours.
	a.ExecBuilder = collate.NewExecBuilder(e.overrides, builders{accountStatement{e}, edits{e}, explainer{e}})
	a.Catalog.RegisterFunction(sql.NewEmptyContext(), append(boundedFunctions(), plainTextFunction)...)
	a.Catalog.InfoSchema = infoSchema{a.Catalog.InfoSchema}
	a.Coster = coster{Coster: memo.NewDefaultCoster(), totals: &e.totals}
	return a, nil
}

// removeReplaceSubqueries takes out a rule that breaks every filtered
// SELECT * FROM (SELECT * FROM t) x: BI tools send nothing else (engine note 3b).
func removeReplaceSubqueries(builder *analyzer.Builder) error {
	for _, rule := range analyzer.DefaultRules {
		if rule.Id.String() == "replaceSubqueries" {
			builder.RemoveDefaultRule(rule.Id)
			return nil
		}
	}
	return errors.New("scoutql: the SQL engine has no rule replaceSubqueries: this is not the version that was tested")
}

var processOnce sync.Once

// prepareProcess sets what the SQL engine keeps per process.
func prepareProcess(version string) {
	processOnce.Do(func() {
		// A buffer that starts at zero never doubles: each value is allocated by
		// itself. Otherwise every result stays in memory (engine note 6).
		sql.ByteBufPool.New = func() any { return sql.NewByteBuffer(0) }
		addVariables(version)
		exact.Install()
		sql.SetAuthorizationHandlerFactory(grantFactory{sql.GetAuthorizationHandlerFactory()})
	})
}

// selfTest fails the start where the pinned engine does not behave as measured.
func (e *Engine) selfTest() error {
	if buf, ok := sql.ByteBufPool.Get().(*sql.ByteBuffer); !ok || len(buf.Get()) != 0 {
		return errors.New("scoutql: the row buffer's cure is not active")
	}
	ctx := context.Background()
	session := e.NewSession()
	defer session.Close()
	for _, check := range selfTests {
		var got string
		err := session.Run(ctx, check.statement, nil, func(r *Result) error {
			for row, err := range r.Rows {
				if err != nil {
					return err
				}
				got += row[0].Text
			}
			return nil
		})
		if err != nil || got != check.want {
			return fmt.Errorf("scoutql: the SQL engine fails its start-up test, %s: got %q, want %q: %w", check.what, got, check.want, err)
		}
	}
	return nil
}

var selfTests = []struct{ what, statement, want string }{
	{"server files are out of reach", "SELECT @@secure_file_priv", "/nonexistent"},
	{"the parser wrapper is in place", `SELECT '100\%' LIKE '1000'`, "0"},
	{"text compares like MySQL's default", `SELECT 'a' = 'Ä'`, "1"},
	{"dates are UTC", "SELECT @@time_zone", "+00:00"},
}

// Close ends all statements.
func (e *Engine) Close() error { return e.sql.Close() }
