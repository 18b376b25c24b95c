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
		"SELECT * FROM OpenConversations LIMIT 1",
		"SELECT Id FROM OpenConversations WHERE Number = 9",
		"SELECT * FROM ConversationMessages WHERE ConversationId = 3000000084",
		"SELECT * FROM ConversationMetrics ORDER BY ConversationId LIMIT 4",
		"SELECT * FROM ConversationMetrics WHERE ConversationId=3000000084",
		"SELECT TableName, ColumnName, Operators, Strength FROM scoutql.columns WHERE Operators IS NOT NULL LIMIT 6",
		"SELECT * FROM scoutql.rate_limit",
		"SELECT ConversationId, Id, Filename, Size FROM ThreadAttachments LIMIT 3",
		"CALL DownloadAttachment(1, 2)",
		"CALL RefreshSchema()",
		"SHOW PROCEDURE STATUS",
		"SHOW FULL TABLES",
		"SELECT * FROM SavedReplies LIMIT 3",
		"SELECT * FROM SatisfactionRatings",
		"SELECT * FROM Teams t JOIN TeamMembers m ON m.TeamId = t.Id LIMIT 2",
		"INSERT INTO Tags (Name) VALUES ('x')", "DELETE FROM Users WHERE Id=1", "UPDATE Users SET FirstName='x' WHERE Id=1",
		"REPLACE INTO Tags (Name) VALUES ('x')", "CREATE TABLE x (a int)", "SELECT LOAD_FILE('/etc/hostname')",
		"SELECT Subject FROM Conversations WHERE Subject LIKE 'Re%' LIMIT 5",
		"SELECT DISTINCT Subject FROM Conversations WHERE Subject LIKE 'Refund'",
		"SELECT foo FROM Users", "SELECT * FROM Conversation", "SELECT nosuch(1)", "CALL nosuch()", "USE nodb",
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
