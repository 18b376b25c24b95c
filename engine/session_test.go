package engine_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

func TestValues(t *testing.T) {
	e, _ := newEngine(t, simulator.Options{Conversations: 30, Customers: 10})
	for statement, want := range map[string]string{
		"SELECT PLAIN_TEXT('<p>Hi &amp; bye<br>there</p>')": "Hi & bye\nthere",
		"SELECT COALESCE(PLAIN_TEXT(NULL), 'nothing')":      "nothing",
		"SELECT @@scoutql_pushdown":                         "1",
		"SELECT @@time_zone":                                "+00:00",
		"SELECT DATABASE()":                                 "helpscout",
		"SELECT Operators FROM scoutql.columns WHERE TableName = 'Conversations' AND ColumnName = 'Number'":                                           "=, IN",
		"SELECT Strength FROM scoutql.columns WHERE TableName = 'Conversations' AND ColumnName = 'PrimaryCustomer_Id'":                                "superset",
		"SELECT COUNT(*) FROM information_schema.views WHERE table_schema = 'helpscout'":                                                              "3",
		"SELECT referenced_table_name FROM information_schema.key_column_usage WHERE constraint_name = 'TeamMembers_TeamId'":                          "Teams",
		"SELECT column_key FROM information_schema.columns WHERE table_name = 'CustomerEmails' AND column_name = 'Id'":                                "PRI",
		"SELECT COUNT(*) > 0 FROM information_schema.parameters WHERE specific_name = 'downloadattachment'":                                           "1",
		"SELECT GROUP_CONCAT(parameter_name ORDER BY ordinal_position) FROM information_schema.parameters WHERE specific_name = 'SnoozeConversation'": "conversationId,snoozedUntil,unsnoozeOnCustomerReply",
		"SELECT routine_name FROM information_schema.routines WHERE routine_name = 'createthreadreply'":                                               "CreateThreadReply",
		"SELECT table_comment <> '' FROM information_schema.tables WHERE table_schema = 'helpscout' AND table_name = 'Users'":                         "1",
	} {
		require.Equal(t, want, value(t, e, statement), statement)
	}
}

func TestParameters(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 30, Customers: 10})
	s := e.NewSession()
	defer s.Close()
	var got []string
	run := func(statement string, params map[string]any) error {
		return s.Run(context.Background(), statement, params, func(r *engine.Result) error {
			for row, err := range r.Rows {
				if err != nil {
					return err
				}
				got = append(got, row[0].Text)
			}
			return nil
		})
	}
	sim.Control().ResetCalls()
	require.NoError(t, run("SELECT Number FROM Conversations WHERE Number = :n; SELECT :text", map[string]any{"n": int64(3), "text": "it's"}))
	require.Equal(t, []string{"3", "it's"}, got)
	require.Len(t, calls(sim), 1, "a parameter reaches the API like a literal")
	require.ErrorContains(t, run("SELECT :missing", nil), "no value for the parameter :missing")
}

// TestCancel: the HTTP calls end with the statement's context.
func TestCancel(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	value(t, e, "SELECT COUNT(*) FROM Tags") // the token, whose renewal outlives a statement
	sim.Control().SetLatency(time.Hour)
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	s := e.NewSession()
	defer s.Close()
	start := time.Now()
	err := s.Run(ctx, "SELECT * FROM Users", nil, func(r *engine.Result) error {
		for _, err := range r.Rows {
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.Error(t, err)
	require.Less(t, time.Since(start), time.Minute)
	goleak.VerifyNone(t, before)
}

// TestStopEarly: whoever stops reading stops the calls.
func TestStopEarly(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 2000})
	before := goleak.IgnoreCurrent()
	s := e.NewSession()
	defer s.Close()
	sim.Control().ResetCalls()
	err := s.Run(context.Background(), "SELECT Id FROM Conversations", nil, func(r *engine.Result) error {
		for _, err := range r.Rows {
			return err
		}
		return nil
	})
	require.NoError(t, err)
	require.Less(t, len(calls(sim)), 40)
	goleak.VerifyNone(t, before)
}
