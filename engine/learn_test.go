package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// TestGroupsThatNobodyLists: conversations name a user who is gone. The counts
// do not add up, the rows are read, and the next time the id is known.
func TestGroupsThatNobodyLists(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 2000})
	const statement = "SELECT Assignee_Id, COUNT(*) FROM Conversations GROUP BY Assignee_Id"
	first, err := rows(t, e, statement)
	require.NoError(t, err)
	require.Greater(t, len(calls(sim)), 80, "all pages")

	sim.Control().ResetCalls()
	second, err := rows(t, e, statement)
	require.NoError(t, err)
	require.ElementsMatch(t, first, second)
	require.Less(t, len(calls(sim)), 30)
}
