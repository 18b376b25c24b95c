package sqltests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// TestCloseWhatLiesStill closes the conversations that nobody touched for a
// month, dry and in earnest.
func TestCloseWhatLiesStill(t *testing.T) {
	const where = " WHERE Status='active' AND UserUpdatedDate < NOW() - INTERVAL 30 DAY"
	const update = "UPDATE Conversations SET Status='closed'" + where
	w := newWorld(t, "medium")
	still := w.answer("SELECT Id FROM Conversations" + where)
	require.NoError(t, still.err)
	require.Greater(t, len(still.rows), 1)

	require.NoError(t, w.answer("SET scoutql_dry_run = 1").err)
	dry := w.answer(update)
	require.NoError(t, dry.err)
	require.Equal(t, "affected 0", dry.told[0])
	for _, row := range still.rows {
		require.Contains(t, strings.Join(dry.told, "\n"), fmt.Sprintf("PATCH /v2/conversations/%s  Status: 'active' -> 'closed'", row[0].text))
	}
	require.Empty(t, patches(w.sim))
	require.Len(t, w.answer("SELECT RowKey FROM scoutql.writes WHERE Outcome = 'planned'").rows, len(still.rows))

	require.NoError(t, w.answer("SET scoutql_dry_run = 0").err)
	done := w.answer(update)
	require.NoError(t, done.err)
	require.Equal(t, fmt.Sprintf("affected %d", len(still.rows)), done.told[0])
	require.Len(t, patches(w.sim), len(still.rows))
	require.Empty(t, w.answer("SELECT Id FROM Conversations"+where).rows)
	require.Len(t, w.answer("SELECT RowKey FROM scoutql.writes WHERE Outcome = 'done' AND ColumnsDone = '[\"Status\"]'").rows, len(still.rows))
}

func patches(sim *simulator.Simulator) (calls []simulator.Call) {
	for _, c := range sim.Control().Calls() {
		if c.Method != "GET" {
			calls = append(calls, c)
		}
	}
	return calls
}

// TestLostAnswersOfDML: a write whose answer is lost is not sent again. Where a
// look finds it done it is done; else nobody knows, and the error says how to check.
func TestLostAnswersOfDML(t *testing.T) {
	const key = 3000000045
	for _, test := range []struct {
		what, statement string
		effect          simulator.Effect
		done            bool
	}{
		{"an update that was applied", "UPDATE Conversations SET Subject = 'lost' WHERE Id = %d", simulator.EffectDone, true},
		{"an update that was not", "UPDATE Conversations SET Subject = 'lost' WHERE Id = %d", simulator.EffectNone, false},
		{"a deletion that was applied", "DELETE FROM Conversations WHERE Id = %d", simulator.EffectDone, true},
		{"a deletion that was not", "DELETE FROM Conversations WHERE Id = %d", simulator.EffectNone, false},
		{"a new phone, which nothing tells from another", "INSERT INTO CustomerPhones (CustomerId, Value) VALUES (1000023, '%d')", simulator.EffectDone, false},
		{"a new customer", `INSERT INTO Customers (FirstName, Emails) VALUES ('Lost', '[{"value":"%d@lost.example"}]')`, simulator.EffectDone, true},
		{"a customer that did not come to be", `INSERT INTO Customers (FirstName, Emails) VALUES ('Lost', '[{"value":"%d@lost.example"}]')`, simulator.EffectNone, false},
		{"a secret, which is never shown", "UPDATE Webhooks SET Url = 'https://x.example', Secret = 'lost' WHERE Id = 610001 AND %d", simulator.EffectDone, false},
	} {
		t.Run(test.what, func(t *testing.T) {
			w := newWorld(t, "small")
			w.answer("SELECT Id FROM Conversations LIMIT 1") // the API's clock is known from now on
			w.sim.Control().ResetCalls()
			for _, method := range []string{"POST", "PATCH", "PUT", "DELETE"} {
				w.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Method: method, Path: "^/v2/c|^/v2/w", Effect: test.effect, Times: simulator.Always})
			}
			got := w.answer(fmt.Sprintf(test.statement, key))
			require.Len(t, patches(w.sim), 1, "sent once, whatever came of it")
			outcome := w.answer("SELECT Outcome FROM scoutql.writes").rows[0][0].text
			if test.done {
				require.NoError(t, got.err)
				require.Equal(t, "affected 1", got.told[0])
				require.Equal(t, "done", outcome)
				return
			}
			require.Equal(t, 1644, number(got.err), got.err)
			require.Contains(t, engine.Message(got.err), "(45000)")
			require.Contains(t, engine.Message(got.err), "SELECT * FROM")
			require.Equal(t, "unknown", outcome)
		})
	}
}

// TestHalfWay: the answer of the third of five rows is lost. Two are done, one
// is unknown, two were never sent.
func TestHalfWay(t *testing.T) {
	w := newWorld(t, "small")
	rows := w.answer("SELECT Id FROM Conversations WHERE Status = 'closed' ORDER BY CreatedDate LIMIT 5").rows
	w.sim.Control().ResetCalls()
	w.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Method: "PATCH", Nth: 3})
	got := w.answer("UPDATE Conversations SET Subject = 'half' WHERE Status = 'closed' ORDER BY CreatedDate LIMIT 5")
	require.Equal(t, 1644, number(got.err))
	message := engine.Message(got.err)
	require.Contains(t, message, "row 3 of 5 failed")
	require.Contains(t, message, fmt.Sprintf("done before that: Id = %s; Id = %s", rows[0][0].text, rows[1][0].text))
	require.Len(t, patches(w.sim), 3)
	require.Len(t, w.answer("SELECT Id FROM Conversations WHERE Subject = 'half'").rows, 2)
	var outcomes []string
	for _, r := range w.answer("SELECT Outcome FROM scoutql.writes").rows {
		outcomes = append(outcomes, r[0].text)
	}
	require.Equal(t, []string{"done", "done", "unknown"}, outcomes)
}

// TestReadOwnWrites: by key a row is as it was written, however far listings lag.
func TestReadOwnWrites(t *testing.T) {
	w := newWorld(t, "small")
	w.sim.Control().SetLag(&simulator.Lag{Requests: 1000})
	require.NoError(t, w.answer("UPDATE Conversations SET Subject = 'fresh' WHERE Id = 3000000045").err)
	require.Equal(t, "fresh", w.answer("SELECT Subject FROM Conversations WHERE Id = 3000000045").rows[0][0].text)
	require.NoError(t, w.answer(`INSERT INTO Customers (FirstName, Emails) VALUES ('New', '[{"value":"new@lag.example"}]')`).err)
	require.Equal(t, "New", w.answer("SELECT FirstName FROM Customers WHERE Id = LAST_INSERT_ID()").rows[0][0].text)
	require.NoError(t, w.answer("INSERT INTO CustomerPhones (CustomerId, Value) VALUES (1000028, '42')").err)
	require.Len(t, w.answer("SELECT * FROM CustomerPhones WHERE CustomerId = 1000028 AND Value = '42'").rows, 1)
	// A listing that lags must not undo what was written since.
	require.NoError(t, w.answer("UPDATE Organizations SET Note = 'first' WHERE Id IN (150176, 150396)").err)
	require.NoError(t, w.answer("UPDATE Organizations SET Location = 'second' WHERE Name = '100% Organic Inc.' LIMIT 1").err)
	require.Equal(t, "first", w.answer("SELECT Note FROM Organizations WHERE Id = 150176").rows[0][0].text)
}
