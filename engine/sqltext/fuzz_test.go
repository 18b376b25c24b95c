package sqltext_test

import (
	"testing"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine/sqltext"
)

// A rewritten statement can be parsed again, and rewriting it again changes
// nothing more.
func FuzzRewrite(f *testing.F) {
	for _, query := range []string{
		`SELECT Id, '\%' FROM t WHERE S LIKE '100\%' AND N NOT LIKE "a\_b" ESCAPE '|' -- c`,
		"SELECT DISTINCT ToList FROM ConversationThreads c JOIN Inboxes USING (Id) WHERE c.`To` = 5--1",
		"SELECT COUNT(DISTINCT S, COALESCE(N, 1)) OVER (PARTITION BY INSTR(S, 'x') ORDER BY Id) FROM helpscout.Inboxes",
		"WITH RECURSIVE w AS (SELECT 1 AS a UNION SELECT a + 1 FROM w) SELECT * FROM w, LATERAL (SELECT ToList FROM ConversationThreads) x",
		"INSERT INTO Inboxes (Id, Name) VALUES (1, 'x') ON DUPLICATE KEY UPDATE Name = VALUES(Name)",
		"UPDATE ConversationThreads SET ToList = 'x' ORDER BY ToList LIMIT 18446744073709551615",
		"DELETE a FROM Inboxes a JOIN Inboxes b ON a.Id = b.Id WHERE a.Name LIKE ''",
		"(SELECT 1) UNION ALL (SELECT 2 ORDER BY 1) ORDER BY 1 LIMIT 1, 2", "EXPLAIN FORMAT=TREE SELECT 1",
		"SET NAMES utf8 COLLATE utf8_general_ci", "SET @a = (SELECT ToList FROM ConversationThreads)", "SHOW COLUMNS FROM Inboxes LIKE 'a\\_%'",
		"CALL p(ToList = 1, 'a\\%')", "SELECT /*!50000 '\\%' */ 1; SELECT 2", "SELECT * FROM JSON_TABLE('[1]', '$[*]' COLUMNS (a INT PATH '$')) j",
		"SELECT CASE WHEN S LIKE 'a' THEN 1 END, GROUP_CONCAT(DISTINCT S ORDER BY S SEPARATOR ';'), SLEEP(1), CAST(S AS CHAR)", "SELECT '",
		"VALUES ROW(1, '\\_')", "LOCK TABLES Inboxes READ", "DROP TABLE x", "SELECT 1 INTO OUTFILE 'x'", "", ";", "/*", "`", "\\",
	} {
		f.Add(query, false)
		f.Add(query, true)
	}
	p := sqltext.New(testNames)
	f.Fuzz(func(t *testing.T, query string, ansiQuotes bool) {
		options := ast.ParserOptions{AnsiQuotes: ansiQuotes}
		stmt, end, err := p.ParseOneWithOptions(t.Context(), query, options)
		require.GreaterOrEqual(t, end, 0)
		require.LessOrEqual(t, end, len(query)+1)
		whole, parsed, remainder, err2 := p.ParseWithOptions(t.Context(), query, ';', true, options)
		require.LessOrEqual(t, len(parsed)+len(remainder), len(query))
		if err != nil {
			require.True(t, err2 != nil || sqltext.Refusal(whole) != nil, "%v", err)
			return
		}
		once := printed(stmt)
		bare, err := ast.Parse(once)
		if err != nil {
			t.Skip("the parser cannot read what it prints")
		}
		plain := printed(bare)
		again, err := p.ParseSimple(plain)
		require.NoError(t, err)
		require.Equal(t, plain, printed(again))
		twice, _, err := p.ParseOneWithOptions(t.Context(), plain, ast.ParserOptions{})
		if err != nil {
			t.Skip("the parser prints another statement than it has read")
		}
		thrice, _, err := p.ParseOneWithOptions(t.Context(), printed(twice), ast.ParserOptions{})
		require.NoError(t, err)
		require.Equal(t, printed(twice), printed(thrice))
	})
}

// printed prints a tree; with a heading kept, an alias is printed another way.
func printed(stmt ast.Statement) string {
	_ = ast.Walk(func(node ast.SQLNode) (bool, error) {
		if e, ok := node.(*ast.AliasedExpr); ok {
			e.InputExpression = ""
		}
		return true, nil
	}, stmt)
	return ast.String(stmt)
}
