package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// BenchmarkStatements reports API calls first: they are what a statement costs.
func BenchmarkStatements(b *testing.B) {
	e, sim := newEngine(b, simulator.Options{Conversations: 5000, Customers: 2000})
	for _, statement := range []string{
		"SELECT COUNT(*) FROM Conversations WHERE Status = 'closed'",
		"SELECT Id FROM Conversations ORDER BY CreatedDate DESC LIMIT 10",
		"SELECT MIN(CreatedDate), MAX(CreatedDate) FROM Conversations",
		"SELECT Status, COUNT(*) FROM Conversations GROUP BY Status",
		"SELECT Id, Subject FROM Conversations",
		"SELECT cu.LastName, e.Value FROM Customers cu JOIN CustomerEmails e ON e.CustomerId = cu.Id",
		"SELECT c.Number, u.Email FROM Conversations c LEFT JOIN Users u ON u.Id = c.Assignee_Id WHERE c.Status = 'pending'",
		"SELECT Current_TotalReplies FROM ReportCompanyOveralls WHERE Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-02-01'",
	} {
		b.Run(statement, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				sim.Control().ResetCalls()
				out, err := rows(b, e, statement)
				require.NoError(b, err)
				n = len(out)
			}
			b.ReportMetric(float64(len(sim.Control().Calls())), "calls/op")
			b.ReportMetric(float64(n), "rows/op")
		})
	}
}
