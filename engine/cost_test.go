package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// TestCalls pins what statements cost where the plan's shape decides it; the
// SQL files in tests/sql pin rows and calls of many more.
func TestCalls(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	for _, c := range []struct {
		why, statement string
		calls          int
	}{
		{"LIMIT stops paging", "SELECT Id FROM Conversations LIMIT 30", 2},
		{"so it does below a derived table", "SELECT Id FROM (SELECT * FROM Conversations) x WHERE x.MailboxId > 0 LIMIT 3", 1},
		{"the API sorts", "SELECT Id FROM Conversations ORDER BY CreatedDate DESC LIMIT 10", 1},
		{"and skips", "SELECT c.Id FROM Conversations c WHERE c.Status = 'closed' ORDER BY c.Number LIMIT 10 OFFSET 20", 2},
		{"within a derived table too", "SELECT * FROM (SELECT Id, Number FROM Conversations ORDER BY Number DESC LIMIT 2) x", 1},
		{"the API counts", "SELECT COUNT(*) FROM Conversations", 1},
		{"by exact filters", "SELECT COUNT(*) AS n FROM Conversations c WHERE c.Status = 'closed' AND c.MailboxId = 200000", 1},
		{"a listing for each value", "SELECT COUNT(*) + 1 FROM Conversations WHERE Status IN ('active', 'pending')", 2},
		{"not by others", "SELECT COUNT(*) FROM Conversations WHERE State = 'published'", 20},
		{"extremes are a page each", "SELECT MIN(CreatedDate), MAX(CreatedDate) FROM Conversations", 2},
		{"with exact filters too", "SELECT MAX(Number) FROM Conversations WHERE Status = 'closed'", 1},
		{"groups of an enumerated column are counts", "SELECT Status, COUNT(*) FROM Conversations GROUP BY Status", 5},
		{"a few rows are read rather than counted", "SELECT Status, COUNT(*) FROM Conversations WHERE Number = 10 GROUP BY Status", 1},
		{"a sort reads to the end", "SELECT Id FROM Conversations ORDER BY Subject LIMIT 3", 20},
		{"children come with their parent", "SELECT t.Id FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.Number = 10", 1},
		{"many rows on the left: one listing", "SELECT c.Id, u.Email FROM Conversations c JOIN Users u ON u.Id = c.Assignee_Id", 21},
		{"both sides of a self-join are one listing", "SELECT a.Id FROM Users a JOIN Users b ON a.Id < b.Id", 1},
		{"a correlated subquery does not list again", "SELECT (SELECT COUNT(*) FROM Users u WHERE u.Role = m.Name) FROM MailBoxes m", 2},
		{"NOT IN over nullable values lists once", "SELECT Id FROM MailBoxes WHERE Id NOT IN (SELECT Assignee_Id FROM Conversations WHERE Assignee_Id IS NOT NULL)", 21},
		{"entries cost their customers", "SELECT COUNT(*) FROM CustomerEmails", 4},
		{"a parent's children stop with LIMIT", "SELECT Id FROM MailboxFolders LIMIT 1", 2},
		{"details only for rows that are taken", "SELECT Text FROM SavedReplies LIMIT 1", 3},
		{"and only when they are read", "SELECT Name FROM SavedReplies LIMIT 1", 2},
		{"metrics of one conversation", "SELECT Replies FROM ConversationMetrics WHERE ConversationId = 3000000084", 2},
		{"no call for a contradiction", "SELECT * FROM Tags WHERE Id = 1 AND Id = 2", 0},
		{"no call to plan or explain", "EXPLAIN SELECT Id FROM Conversations", 0},
		{"no call for metadata of fixed columns", "SHOW TABLES", 0},
	} {
		t.Run(c.why, func(t *testing.T) {
			sim.Control().ResetCalls()
			_, err := rows(t, e, c.statement)
			require.NoError(t, err)
			require.Len(t, calls(sim), c.calls, "%s", c.statement)
		})
	}
}
