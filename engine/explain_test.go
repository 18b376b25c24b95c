package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestExplain(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	for statement, want := range map[string][]string{
		"SELECT Id FROM Conversations WHERE Status = 'closed' AND PrimaryCustomer_Id = 9": {
			"GET /v2/conversations?query=%28customerIds%3A9%29&sortField=createdAt&sortOrder=asc&status=closed",
			"reaches the API: status=closed", "reaches the API: query=(customerIds:9), checked again here",
		},
		"SELECT COUNT(*) FROM Conversations": {"Conversations: the total, 1 API call"},
		"SELECT t.Id FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.Number = 10": {
			"Conversations: 1 API call", "ConversationThreads: one call for each different key c.Id", "GET /v2/conversations/{ConversationId}/threads",
		},
		"SELECT * FROM Tags WHERE Id = 1 AND Id = 2": {"Tags: no call"},
		"SELECT * FROM ConversationThreads":          {"GET /v2/conversations/{ConversationId}/threads where the list embedded in the parent is not whole"},
	} {
		sim.Control().ResetCalls()
		lines, err := rows(t, e, "EXPLAIN "+statement)
		require.NoError(t, err)
		for _, w := range want {
			require.Contains(t, strings.Join(lines, "\n"), w, statement)
		}
		require.Empty(t, calls(sim), "EXPLAIN makes no call")
	}
	// What was seen sharpens the estimate.
	value(t, e, "SELECT COUNT(*) FROM Conversations")
	require.Contains(t, value(t, e, "EXPLAIN SELECT Id FROM Conversations"), "about 20 API calls")
	require.Contains(t, value(t, e, "EXPLAIN SELECT * FROM ReportCompanyOveralls"), "needs Current_StartDate")
}
