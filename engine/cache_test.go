package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

func TestResponseCache(t *testing.T) {
	options := simulator.Options{Conversations: 120, Customers: 60}
	e, sim := newEngineWith(t, options, engine.Config{CacheTTL: time.Hour})
	plain, _ := newEngine(t, options)
	for _, statement := range []string{
		"SELECT * FROM Conversations", "SELECT Id, Subject FROM Conversations ORDER BY Id", "SELECT COUNT(*) FROM Conversations",
		"SELECT COUNT(*) FROM Conversations WHERE Status = 'closed'", "SELECT Status, COUNT(*) FROM Conversations GROUP BY Status",
		"SELECT Id, FirstName FROM Customers", "SELECT * FROM Users ORDER BY Id", "SELECT * FROM Users WHERE Id = 1",
		"SELECT c.Number, u.Email FROM Conversations c LEFT JOIN Users u ON u.Id = c.Assignee_Id WHERE c.Status = 'pending'",
	} {
		want, err := rows(t, plain, statement)
		require.NoError(t, err)
		got, err := rows(t, e, statement)
		require.NoError(t, err)
		require.ElementsMatch(t, want, got, statement)
		sim.Control().ResetCalls()
		got, err = rows(t, e, statement)
		require.NoError(t, err)
		require.ElementsMatch(t, want, got, "again: %s", statement)
		require.Empty(t, calls(sim), statement)
	}
	require.Positive(t, e.Status().CacheHits)
	require.NotEqual(t, "0", value(t, e, "SELECT COUNT(*) FROM scoutql.api_calls WHERE Cached = 1 AND Path = '/v2/conversations' AND Status IS NULL"))
}

func TestWritesEmptyTheCache(t *testing.T) {
	e, sim := newEngineWith(t, simulator.Options{Conversations: 60, Customers: 20}, engine.Config{CacheTTL: time.Hour})
	id := value(t, e, "SELECT MIN(Id) FROM Conversations")
	look := "SELECT Subject FROM Conversations WHERE Id = " + id
	value(t, e, look)
	require.NotEmpty(t, value(t, e, "SELECT COUNT(*) FROM Users"))
	_, err := rows(t, e, "UPDATE Conversations SET Subject = 'changed' WHERE Id = "+id)
	require.NoError(t, err)
	require.Equal(t, "changed", value(t, e, look), "a write is seen by the next statement")
	sim.Control().ResetCalls()
	require.Equal(t, "changed", value(t, e, look))
	require.Empty(t, calls(sim))

	// A statement that writes reads what is there now, and not what was kept.
	sim.Control().ResetCalls()
	_, err = rows(t, e, "UPDATE Conversations SET Subject = 'changed' WHERE Id = "+id)
	require.NoError(t, err)
	require.NotEmpty(t, calls(sim))
}

func TestACutListingIsNotKept(t *testing.T) {
	e, sim := newEngineWith(t, simulator.Options{Conversations: 120, Customers: 20}, engine.Config{CacheTTL: time.Hour})
	first := value(t, e, "SELECT Id FROM Conversations LIMIT 1")
	require.NotEmpty(t, first)
	sim.Control().ResetCalls()
	out, err := rows(t, e, "SELECT Id FROM Conversations")
	require.NoError(t, err)
	require.Len(t, out, 120)
	require.NotEmpty(t, calls(sim))
}
