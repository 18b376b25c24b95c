package engine_test

import (
	"context"
	"fmt"
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
	sim := simulator.New(options)
	client := sim.Client()
	const base = "http://simulator"
	source := auth.ClientCredentials(auth.Config{TokenURL: base + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: client})
	e, err := engine.New(engine.Config{Client: helpscout.New(helpscout.Config{HTTP: client, BaseURL: base, Tokens: source}), Version: "test"})
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

func TestProbe(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	for _, q := range []string{
		"SELECT Status, COUNT(*) FROM Conversations GROUP BY Status",
		"SELECT Id, Number, Subject FROM Conversations LIMIT 3",
		"SELECT c.Number, t.Type, LEFT(t.Body,40) FROM Conversations c JOIN ConversationThreads t ON t.ConversationId=c.Id WHERE c.Number=10",
		"SELECT c.Number, u.Email FROM Conversations c LEFT JOIN Users u ON u.Id=c.Assignee_Id WHERE c.Status='pending' LIMIT 5",
		"SELECT cu.LastName, e.Value FROM Customers cu JOIN CustomerEmails e ON e.CustomerId=cu.Id LIMIT 5",
		"SELECT COUNT(*) FROM ConversationThreads",
		"SELECT * FROM (SELECT * FROM Conversations) x WHERE x.Status='spam' LIMIT 1",
		"SELECT * FROM Nope",
		"SELECT createdAt FROM Conversations",
		"SELEC 1",
		"SHOW TABLES",
	} {
		sim.Control().ResetCalls()
		out, err := rows(t, e, q)
		fmt.Println("==", q)
		for i, r := range out {
			if i < 6 {
				fmt.Println("  ", r)
			}
		}
		if err != nil {
			fmt.Println("  ", engine.Message(err))
		}
		calls := sim.Control().Calls()
		fmt.Println("  calls", len(calls))
		for i, c := range calls {
			if i < 4 {
				fmt.Println("    ", c.Method, c.Path, c.Query, c.Status, c.Items)
			}
		}
	}
}
