package schema

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
)

// account is small enough to read whole, and has what is odd in large ones:
// conversations of more threads than a page, of exactly a page, two pages of
// customers, ids beyond 2^32.
var account = simulator.Options{Conversations: 150, Customers: 80, Seed: 3}

// world is an engine over a simulated account, and one session.
type world struct {
	t       testing.TB
	sim     *simulator.Simulator
	engine  *engine.Engine
	session *engine.Session

	warnings []engine.Warning // of the last statement
}

func newWorld(t testing.TB, options simulator.Options) *world {
	return newWorldWith(t, options, engine.Config{}, nil)
}

// newWorldWith is newWorld with settings, and with wrap around what carries the calls.
func newWorldWith(t testing.TB, options simulator.Options, config engine.Config, wrap func(http.RoundTripper) http.RoundTripper) *world {
	t.Helper()
	sim := simulator.New(options)
	client := sim.Client()
	if wrap != nil {
		client.Transport = wrap(client.Transport)
	}
	const base = "http://simulator"
	tokens := auth.ClientCredentials(auth.Config{TokenURL: base + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: client})
	config.Client = helpscout.New(helpscout.Config{HTTP: client, BaseURL: base, Tokens: tokens})
	config.Version = "test"
	e, err := engine.New(config)
	require.NoError(t, err)
	w := &world{t: t, sim: sim, engine: e, session: e.NewSession()}
	t.Cleanup(func() {
		w.session.Close()
		require.NoError(t, e.Close())
	})
	return w
}

// in is the same world in a subtest.
func (w *world) in(t testing.TB) *world {
	c := *w
	c.t = t
	return &c
}

// cell is a value as MySQL's text protocol shows it.
type cell = engine.Value

// null is the cell of NULL.
var null = cell{Null: true}

// text is the cell of a text or a number.
func text(s string) cell { return cell{Text: s} }

// result is what a statement gives.
type result struct {
	columns []string
	rows    [][]cell
}

// query runs a statement that must succeed.
func (w *world) query(statement string) result {
	w.t.Helper()
	r, err := w.try(statement)
	require.NoError(w.t, err, statement)
	return r
}

func (w *world) try(statement string) (r result, err error) {
	err = w.session.Run(context.Background(), statement, nil, func(got *engine.Result) error {
		for _, c := range got.Columns {
			r.columns = append(r.columns, c.Name)
		}
		for row, err := range got.Rows {
			if err != nil {
				return err
			}
			r.rows = append(r.rows, row)
		}
		w.warnings = got.Warnings()
		return nil
	})
	return r, err
}

// lines are the rows of a statement, their cells apart by " | ".
func (w *world) lines(statement string) []string {
	w.t.Helper()
	lines := []string{}
	for _, row := range w.query(statement).rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = show(c)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

func show(c cell) string {
	if c.Null {
		return "NULL"
	}
	return c.Text
}

// calls runs a statement and gives the API calls that it made.
func (w *world) calls(statement string) []simulator.Call {
	w.t.Helper()
	w.sim.Control().ResetCalls()
	w.query(statement)
	return w.sim.Control().Calls()
}

// warm fetches the account's own definitions, so that they cost later statements nothing.
func (w *world) warm() {
	w.t.Helper()
	w.query("SELECT COUNT(*) FROM information_schema.columns")
}
