package sqltests

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tests/contract"
)

// seeds are the accounts that files may ask for. Equal options give equal
// accounts, so that each engine may have a simulator of its own.
var seeds = map[string]simulator.Options{
	"small":  {Conversations: 60, Customers: 40, Seed: 7},
	"medium": {Conversations: 500, Customers: 200, Seed: 1},
}

// world is an engine over a simulated account, and one session.
type world struct {
	sim     *simulator.Simulator
	session *engine.Session
}

func newWorld(t testing.TB, seed string) *world {
	t.Helper()
	options, ok := seeds[seed]
	require.True(t, ok, "unknown seed %q", seed)
	sim := simulator.New(options)
	client := sim.Client()
	client.Transport = keeper(t).Requests(client.Transport, func(err error) { t.Errorf("%v", err) })
	const base = "http://simulator"
	tokens := auth.ClientCredentials(auth.Config{TokenURL: base + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: client})
	e, err := engine.New(engine.Config{Client: helpscout.New(helpscout.Config{HTTP: client, BaseURL: base, Tokens: tokens}), Version: "test"})
	require.NoError(t, err)
	session := e.NewSession()
	t.Cleanup(func() {
		session.Close()
		require.NoError(t, e.Close())
	})
	return &world{sim: sim, session: session}
}

// keeper validates every request of every file against the OpenAPI files, and remembers which operations were sent.
func keeper(t testing.TB) *contract.Validator {
	v, err := oneKeeper()
	require.NoError(t, err)
	return v
}

var oneKeeper = sync.OnceValues(contract.New)

// plain is a world whose statements read whole listings.
func plain(t testing.TB, seed string) *world {
	t.Helper()
	w := newWorld(t, seed)
	require.NoError(t, w.answer("SET scoutql_pushdown = 0").err)
	return w
}

// answer is what a statement gives, cells as MySQL's text protocol shows them.
type answer struct {
	rows [][]cell
	err  error
	// told is what a write tells: affected rows, insert id, info and warnings.
	told []string
}

type cell struct {
	text string
	null bool
}

// told shows what a client is told of a statement without rows.
func told(r *engine.Result) []string {
	lines := []string{fmt.Sprintf("affected %d", r.AffectedRows)}
	if r.InsertID != 0 {
		lines = append(lines, fmt.Sprintf("insert id %d", r.InsertID))
	}
	if r.Info != "" {
		lines = append(lines, r.Info)
	}
	for _, w := range slices.Backward(r.Warnings()) { // the session keeps the latest first
		lines = append(lines, fmt.Sprintf("%s %d: %s", strings.ToLower(w.Level), w.Code, w.Message))
	}
	return lines
}

func (w *world) answer(statement string) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a.err = fmt.Errorf("panic: %v", p)
		}
	}()
	a.err = w.session.Run(context.Background(), statement, nil, func(r *engine.Result) error {
		a.rows = nil // of several results the last counts
		defer func() { a.told = told(r) }()
		for row, err := range r.Rows {
			if err != nil {
				return err
			}
			cells := make([]cell, len(row))
			for i, v := range row {
				cells[i] = cell{v.Text, v.Null}
			}
			a.rows = append(a.rows, cells)
		}
		return nil
	})
	return a
}
