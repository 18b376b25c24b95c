package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
)

// newEngine is an engine over a fresh simulator in this process.
func newEngine(t testing.TB, options simulator.Options) (*engine.Engine, *simulator.Simulator) {
	t.Helper()
	return newEngineWith(t, options, engine.Config{})
}

func newEngineWith(t testing.TB, options simulator.Options, config engine.Config) (*engine.Engine, *simulator.Simulator) {
	t.Helper()
	sim := simulator.New(options)
	client := sim.Client()
	const base = "http://simulator"
	source := auth.ClientCredentials(auth.Config{TokenURL: base + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: client})
	config.Client = helpscout.New(helpscout.Config{HTTP: client, BaseURL: base, Tokens: source})
	config.Version = "test"
	e, err := engine.New(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e, sim
}

// rows runs a statement and shows its rows, cells apart by " | ".
func rows(t testing.TB, e *engine.Engine, statement string) ([]string, error) {
	t.Helper()
	s := e.NewSession()
	defer s.Close()
	var out []string
	err := s.Run(context.Background(), statement, nil, func(r *engine.Result) error {
		for row, err := range r.Rows {
			if err != nil {
				return err
			}
			cells := make([]string, len(row))
			for i, v := range row {
				cells[i] = v.Text
				if v.Null {
					cells[i] = "NULL"
				}
			}
			out = append(out, strings.Join(cells, " | "))
		}
		return nil
	})
	return out, err
}

// value is the first cell of the first row of a statement that must not fail.
func value(t testing.TB, e *engine.Engine, statement string) string {
	t.Helper()
	out, err := rows(t, e, statement)
	require.NoError(t, err)
	require.NotEmpty(t, out)
	return out[0]
}

// calls lists the API calls since they were last reset, without their parameters.
func calls(sim *simulator.Simulator) []string {
	var paths []string
	for _, c := range sim.Control().Calls() {
		paths = append(paths, c.Method+" "+c.Path)
	}
	return paths
}
