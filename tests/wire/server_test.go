// Package wire talks to a real server over the MySQL protocol: with the Go
// driver, and with the mysql command line.
package wire

import (
	"context"
	"database/sql"
	"net"
	"os"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
)

func TestMain(m *testing.M) {
	_ = mysql.SetLogger(&mysql.NopLogger{}) // it tells of connections that break, which tests break
	os.Exit(m.Run())
}

// served is a running server over a simulated account of its own.
type served struct {
	address string
	sim     *simulator.Simulator
}

// serve starts a server that ends with the test.
func serve(t testing.TB, options simulator.Options, config engine.ServeConfig) *served {
	t.Helper()
	return serveEngine(t, options, engine.Config{}, config)
}

// serveEngine is serve with settings of the engine.
func serveEngine(t testing.TB, options simulator.Options, settings engine.Config, config engine.ServeConfig) *served {
	t.Helper()
	e, sim := newEngineWith(t, options, settings)
	config.Listen = "127.0.0.1:0"
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan net.Addr, 1), make(chan error, 1)
	go func() { done <- e.Serve(ctx, config, func(a net.Addr) { ready <- a }) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	select {
	case address := <-ready:
		return &served{address: address.String(), sim: sim}
	case err := <-done:
		done <- err
		t.Fatal(err)
		return nil
	}
}

func newEngine(t testing.TB, options simulator.Options) (*engine.Engine, *simulator.Simulator) {
	t.Helper()
	return newEngineWith(t, options, engine.Config{})
}

func newEngineWith(t testing.TB, options simulator.Options, settings engine.Config) (*engine.Engine, *simulator.Simulator) {
	t.Helper()
	sim := simulator.New(options)
	client := sim.Client()
	const base = "http://simulator"
	tokens := auth.ClientCredentials(auth.Config{TokenURL: base + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: client})
	settings.Client, settings.Version = helpscout.New(helpscout.Config{HTTP: client, BaseURL: base, Tokens: tokens}), "test"
	e, err := engine.New(settings)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e, sim
}

var small = simulator.Options{Conversations: 60, Customers: 40, Seed: 7}

// settings are the driver's for the server's first user.
func (s *served) settings() *mysql.Config {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = "root", "tcp", s.address, engine.DatabaseName
	c.ParseTime = true
	return c
}

// open gives a pool; change may alter the driver's settings.
func (s *served) open(t testing.TB, change func(*mysql.Config)) *sql.DB {
	t.Helper()
	c := s.settings()
	if change != nil {
		change(c)
	}
	connector, err := mysql.NewConnector(c)
	require.NoError(t, err)
	db := sql.OpenDB(connector)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// calls are the API calls since the last time, as the simulator shows them.
func (s *served) calls() []string {
	var shown []string
	for _, c := range s.sim.Control().Calls() {
		shown = append(shown, c.String())
	}
	s.sim.Control().ResetCalls()
	return shown
}

// quiet waits until no API call arrives for a while, and says how long after
// begin the last one came.
func (s *served) quiet(t testing.TB, begin time.Time) time.Duration {
	t.Helper()
	const silence = time.Second
	count, last := len(s.sim.Control().Calls()), begin
	for deadline := begin.Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if n := len(s.sim.Control().Calls()); n != count {
			count, last = n, time.Now()
		}
		if time.Since(last) > silence {
			return last.Sub(begin)
		}
	}
	t.Fatal("the API calls do not end")
	return 0
}

// column runs a query and returns its first column.
func column(t testing.TB, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query, args...)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	require.NoError(t, err)
	var out []string
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(sql.NullString)
		}
		require.NoError(t, rows.Scan(cells...))
		out = append(out, cells[0].(*sql.NullString).String)
	}
	require.NoError(t, rows.Err())
	return out
}
