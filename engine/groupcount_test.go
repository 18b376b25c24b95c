package engine_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// TestGroupCountsFallBack: a value that the API cannot be asked for makes the
// counts disagree; then the rows are read, and it is there.
func TestGroupCountsFallBack(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	const statement = "SELECT Status, COUNT(*) FROM Conversations GROUP BY Status"
	before, err := rows(t, e, statement)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"active | 48", "closed | 386", "pending | 48", "spam | 18"}, before)

	id := sim.Store().Conversations()[0].ID
	sim.Store().UpdateConversation(id, func(c *simulator.Conversation) { c.Status = "open" })
	after, err := rows(t, e, statement)
	require.NoError(t, err)
	slices.Sort(after)
	require.Contains(t, after, "open | 1")
	require.Len(t, after, 5)
}
