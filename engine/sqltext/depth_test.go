package sqltext_test

import (
	"strings"
	"testing"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine/sqltext"
)

const megabyte = 1 << 20

// Each would end the process in the parser or in whoever walks its tree.
func TestDeepStatements(t *testing.T) {
	e := newEngine(t)
	for _, query := range []string{
		"SELECT 1" + strings.Repeat("+1", 6000),
		"SELECT 1" + strings.Repeat("+1", 4*megabyte),
		"SELECT " + strings.Repeat("NOT ", 2*megabyte) + "1",
		"SELECT " + strings.Repeat("CASE WHEN 1 THEN ", megabyte/2) + "1" + strings.Repeat(" END", megabyte/2),
		"SELECT Id FROM t WHERE Id = 1" + strings.Repeat(" OR Id = 2", megabyte),
		"SELECT 'a'" + strings.Repeat(" || 'b, c'", megabyte),
		"SELECT ABS(1" + strings.Repeat("+ABS(1, 1)", megabyte) + ")",
		"SELECT " + strings.Repeat("(1"+strings.Repeat("+1", 1000)+"+", 60) + "1" + strings.Repeat(")", 60),
		"SELECT 1" + strings.Repeat("+(2+(1,1))", 20_000),
		"SELECT 1 /* ; */" + strings.Repeat("+1", 60_000),
	} {
		_, _, err := e.query(query)
		requireSQLError(t, err, 1235, "42000")
		requireSQLError(t, e.prepared(query), 1235, "42000")
	}
}

func TestLongStatements(t *testing.T) {
	p := sqltext.New(testNames)
	for _, query := range []string{
		"SELECT Id FROM t WHERE Id IN (1" + strings.Repeat(", 2", megabyte) + ")",
		"SELECT Id FROM t WHERE (Id, S) IN ((1, 'a')" + strings.Repeat(", (2, 'b')", megabyte/4) + ")",
		"INSERT INTO t VALUES (1, 'x', -1)" + strings.Repeat(", (2, 'it''s; (', 3 + 4)", megabyte/4),
		"INSERT INTO t VALUES (1, '" + strings.Repeat("+1 (NOT ", 2*megabyte) + "', -1)",
		"SELECT 1 /* " + strings.Repeat("+1 (NOT ", 2*megabyte) + "*/",
		"SELECT COALESCE(1" + strings.Repeat(", 1 + 2", megabyte/4) + ")",
		"SELECT Id FROM t WHERE Id = 1" + strings.Repeat(" OR Id = 2 AND S <> 'x'", 4000),
		"SELECT 1" + strings.Repeat("+1", 4900),
	} {
		_, _, err := p.ParseOneWithOptions(t.Context(), query, ast.ParserOptions{})
		require.NoError(t, err, query[:60])
	}
	require.NoError(t, sqltext.Bounded("SELECT 1"))
	require.Error(t, sqltext.Bounded("SELECT 1"+strings.Repeat("+1", megabyte)))
	many := "SELECT 1;" + strings.Repeat(" SELECT 1 + 1;", 10_000)
	require.NoError(t, sqltext.Bounded(many))
}
