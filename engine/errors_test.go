package engine_test

import (
	"testing"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestErrors(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 30, Customers: 10})
	for _, c := range []struct {
		statement string
		number    int
		state     string
		message   string
	}{
		{"SELECT * FROM Conversation", 1146, "42S02", "Table 'helpscout.conversation' doesn't exist; did you mean Conversations?"},
		{"SELECT * FROM Zzzzzz", 1146, "42S02", "Table 'helpscout.zzzzzz' doesn't exist"},
		{"SELECT createdAt FROM Conversations", 1054, "42S22", "Unknown column 'createdAt'; did you mean CreatedDate?"},
		{"SELECT c.Subjekt FROM Conversations c", 1054, "42S22", "Unknown column 'c.subjekt'; did you mean Subject?"},
		{"SELECT Id FROM Users ORDER BY nonsense", 1054, "42S22", "Unknown column 'nonsense'"},
		{"SELECT Id FROM Users u JOIN Tags t ON u.Id = t.Id", 1052, "23000", "Column 'id' is ambiguous"},
		{"SELEC 1", 1064, "42000", "You have an error in your SQL syntax near 'SELEC 1' at line 1"},
		{"USE nowhere", 1049, "42000", "Unknown database 'nowhere'"},
		{"SELECT * FROM nowhere.Users", 1049, "42000", "Unknown database 'nowhere'"},
		{"SELECT nosuch(1)", 1305, "42000", "FUNCTION nosuch does not exist"},
		{"CALL nosuch()", 1305, "42000", "PROCEDURE nosuch does not exist"},
		{"CALL DownloadAttachment(1)", 1318, "42000", "Incorrect number of arguments for PROCEDURE helpscout.DownloadAttachment; expected 2 (conversationId, attachmentId), got 1"},
		{"SELECT LOWER()", 1582, "42000", "Incorrect parameter count in the call to native function 'lower'"},
		{"SELECT (SELECT Id FROM Users)", 1242, "21000", "the subquery returned more than 1 row"},
		{"SELECT * FROM SatisfactionRatings", 1644, "45000", "SatisfactionRatings needs Id; add WHERE Id = 1"},
		{"SELECT * FROM (SELECT * FROM SatisfactionRatings) x", 1644, "45000", "SatisfactionRatings needs Id; add WHERE Id = 1"},
		{"CREATE TABLE x (a INT)", 1235, "42000", ""},
		{"REPLACE INTO Tags (Name) VALUES ('x')", 1235, "42000", ""},
		{"SELECT LOAD_FILE('/etc/hostname')", 1290, "HY000", ""},
		{"INSERT INTO Tags (Name) VALUES ('x')", 1471, "HY000", ""},
		{"UPDATE Tags SET Name = 'x'", 1288, "HY000", ""},
		{"DELETE FROM Tags", 1288, "HY000", ""},
	} {
		t.Run(c.statement, func(t *testing.T) {
			sim.Control().ResetCalls()
			_, err := rows(t, e, c.statement)
			var got *mysql.SQLError
			require.ErrorAs(t, err, &got)
			require.Equal(t, c.number, got.Num, got.Message)
			require.Equal(t, c.state, got.State)
			if c.message != "" {
				require.Equal(t, c.message, got.Message)
			}
			if c.number != 1242 { // which only reading can tell
				require.Empty(t, calls(sim), "an error that planning finds costs no call")
			}
		})
	}
}
