package sqltext_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAliasesAndTwins(t *testing.T) {
	e := newEngine(t)
	for _, test := range []struct{ query, columns, rows string }{
		{"SELECT * FROM Inboxes ORDER BY Id", "Id Name", `"1" "Sales"|"2" "Support"`},
		{"SELECT Inboxes.Name FROM Inboxes WHERE Inboxes.Id = 1", "Name", `"Sales"`},
		{"SELECT helpscout.inboxes.Name FROM helpscout.inboxes WHERE helpscout.inboxes.Id = 1", "Name", `"Sales"`},
		{"SELECT i.Name FROM Mailboxes i JOIN Inboxes j ON i.Id = j.Id WHERE j.Id = 2", "Name", `"Support"`},
		{"SELECT Inboxes.* FROM Inboxes WHERE Id = 2", "Id Name", `"2" "Support"`},
		{"SELECT Name FROM Inboxes WHERE Id IN (SELECT Id FROM mailboxes WHERE Name = 'sales')", "Name", `"Sales"`},
		// names of the statement come first
		{"WITH Inboxes AS (SELECT 7 AS Id) SELECT * FROM Inboxes", "Id", `"7"`},
		{"SELECT * FROM (SELECT 7 AS Id) Inboxes", "Id", `"7"`},
		{"SELECT Inboxes.Id FROM t AS Inboxes WHERE Inboxes.Id = 3", "Id", `"3"`},
		// twins
		{"SELECT ToList FROM ConversationThreads WHERE Id = 1", "ToList", `"ann@example.com"`},
		{"SELECT tolist AS x, UPPER(c.ToList) FROM ConversationThreads c WHERE c.ToList LIKE 'ann%' ORDER BY ToList", "x UPPER(c.ToList)", `"ann@example.com" "ANN@EXAMPLE.COM"`},
		{"SELECT ToList, COUNT(*) FROM ConversationThreads GROUP BY ToList HAVING ToList LIKE 'bob%'", "ToList COUNT(*)", `"bob@example.com" "1"`},
		{"SELECT Body AS ToList FROM ConversationThreads ORDER BY ToList DESC", "ToList", `"hello"|"bye"`},
		{"SELECT ToList FROM (SELECT ToList FROM ConversationThreads) x WHERE x.ToList LIKE 'a%'", "ToList", `"ann@example.com"`},
		{"SELECT ToList FROM (SELECT * FROM ConversationThreads) x WHERE x.Id = 2", "ToList", `"bob@example.com"`},
		{"WITH w AS (SELECT * FROM ConversationThreads) SELECT w.ToList FROM w WHERE w.Id = 2", "ToList", `"bob@example.com"`},
		{"SELECT ToList FROM ConversationThreads UNION SELECT 'x' ORDER BY ToList", "ToList", `"ann@example.com"|"bob@example.com"|"x"`},
		{"SELECT Id FROM t WHERE EXISTS (SELECT 1 FROM ConversationThreads c WHERE c.Id = t.Id AND ToList LIKE 'bob%')", "Id", `"2"`},
		{"SELECT a.Id FROM ConversationThreads a JOIN ConversationThreads b ON a.ToList = b.ToList AND b.Id = 1", "Id", `"1"`},
		{"SELECT Id, ROW_NUMBER() OVER (ORDER BY ToList DESC) AS r FROM ConversationThreads ORDER BY r", "Id r", `"2" "1"|"1" "2"`},
	} {
		t.Run(test.query, func(t *testing.T) {
			columns, rows, err := e.query(test.query)
			require.NoError(t, err)
			require.Equal(t, test.columns, strings.Join(columns, " "))
			require.Equal(t, test.rows, strings.Join(rows, "|"))
			require.NoError(t, e.prepared(test.query))
		})
	}
	_, _, err := e.query("SELECT ToList FROM t")
	require.ErrorContains(t, err, "ToList")
	_, _, err = e.query("SELECT * FROM other.Inboxes")
	require.Error(t, err)
}

func TestAliasesInWritesAndShow(t *testing.T) {
	e := newEngine(t)
	for _, query := range []string{
		"INSERT INTO ConversationThreads (Id, ToList, Body) VALUES (3, 'c@example.com', 'new')",
		"UPDATE ConversationThreads SET ToList = 'd@example.com' WHERE ToList = 'C@example.com'",
		"INSERT INTO inboxes SELECT 5, 'x' FROM Mailboxes WHERE Id = 1",
		"UPDATE Inboxes SET Inboxes.Name = 'y' WHERE Inboxes.Id = 5",
		"DELETE FROM Inboxes WHERE Name = 'Y'",
		"DELETE FROM ConversationThreads WHERE ToList = 'd@example.com'",
		"DESCRIBE Inboxes", "SHOW COLUMNS FROM Inboxes", "SHOW CREATE TABLE helpscout.Inboxes", "SHOW INDEX FROM Inboxes",
		"EXPLAIN SELECT ToList FROM ConversationThreads",
	} {
		_, rows, err := e.query(query)
		require.NoError(t, err, query)
		require.NotEmpty(t, rows, query)
	}
	_, rows, err := e.query("SELECT (SELECT COUNT(*) FROM Inboxes), (SELECT COUNT(*) FROM ConversationThreads)")
	require.NoError(t, err)
	require.Equal(t, []string{`"2" "2"`}, rows)
}
