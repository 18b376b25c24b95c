package sqltext_test

import (
	"errors"
	"strings"
	"testing"

	gms "github.com/dolthub/go-mysql-server/sql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine/sqltext"
)

func (e *engine) value(query string) string {
	_, rows, err := e.query(query)
	require.NoError(e.t, err, query)
	return strings.Join(rows, "|")
}

func TestSessionSettings(t *testing.T) {
	e := newEngine(t)
	for _, set := range []string{
		"SET NAMES utf8", "SET NAMES 'utf8mb3'", "SET NAMES utf8 COLLATE utf8_general_ci", "SET CHARACTER SET utf8",
		"SET character_set_results = utf8", "SET character_set_client = 'utf8mb3'",
	} {
		e.value(set)
		require.Equal(t, `"utf8mb4"`, e.value("SELECT @@character_set_connection"), set)
		require.Equal(t, `"utf8mb4_0900_ai_ci"`, e.value("SELECT @@collation_connection"), set)
	}
	require.Equal(t, `"utf8mb3"`, e.value("SELECT @@character_set_results"))
	require.Equal(t, `"utf8mb3"`, e.value("SELECT @@character_set_client"))
	e.value("SET NAMES utf8mb4")
	require.Equal(t, `"utf8mb4"`, e.value("SELECT @@character_set_results"))
	e.value("SET sql_select_limit = 2")
	require.Len(t, strings.Split(e.value("SELECT Id FROM t"), "|"), 2)
	require.Len(t, strings.Split(e.value("SELECT Id FROM t UNION ALL SELECT Id FROM t"), "|"), 2)
	require.Len(t, strings.Split(e.value("SELECT Id FROM t LIMIT 5"), "|"), 5)
	require.Equal(t, `"33"`, e.value("SELECT COUNT(*) FROM (SELECT Id FROM t) x"))
	e.value("SET sql_select_limit = 18446744073709551615")
	require.Len(t, strings.Split(e.value("SELECT Id FROM t"), "|"), len(texts))
	e.value("SET sql_select_limit = 1")
	e.value("SET sql_select_limit = DEFAULT")
	require.Len(t, strings.Split(e.value("SELECT Id FROM t"), "|"), len(texts))
}

func TestNoBackslashEscapesAndAnsiQuotes(t *testing.T) {
	e, j := newEngine(t), newJudge(t)
	for _, mode := range []string{"NO_BACKSLASH_ESCAPES", "ANSI_QUOTES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"} {
		set := "SET sql_mode = '" + mode + "'"
		e.value(set)
		j.exec(set)
		queries := []string{`SELECT Id FROM t WHERE S LIKE '100\%'`, `SELECT 'a''b\%'`, `SELECT '\_' AS x`}
		if strings.Contains(mode, "NO_") {
			queries = append(queries, `SELECT '\' AS x`, `SELECT Id FROM t WHERE S = 'back\slash'`, `SELECT Id FROM t WHERE S LIKE 'back\%'`)
		}
		if strings.Contains(mode, "ANSI") {
			queries = append(queries, `SELECT "Id" FROM "t" WHERE "S" LIKE 'a\_b'`)
		}
		for _, query := range queries {
			sameRows(t, e, j, query)
		}
	}
}

func TestExplain(t *testing.T) {
	e := newEngine(t)
	for _, query := range []string{
		"EXPLAIN SELECT Id FROM t", "DESCRIBE SELECT Id FROM t", "EXPLAIN FORMAT=TREE SELECT Id FROM t",
		"EXPLAIN FORMAT=TRADITIONAL SELECT Id FROM t", "EXPLAIN UPDATE t SET S = 'x' WHERE Id = 1", "EXPLAIN ANALYZE SELECT Id FROM t",
	} {
		columns, rows, err := e.query(query)
		require.NoError(t, err, query)
		require.Equal(t, []string{"plan"}, columns, query)
		require.NotEmpty(t, rows, query)
	}
}

func TestSplit(t *testing.T) {
	e := newEngine(t)
	for _, test := range []struct {
		text string
		want []string
	}{
		{"SELECT 1", []string{"SELECT 1"}},
		{"SELECT 1;", []string{"SELECT 1"}},
		{" SELECT 1 ; ; SELECT 2;; ", []string{"SELECT 1", "SELECT 2"}},
		{`SELECT ';'; SELECT ";", 'it''s;', '\';'; SELECT ` + "`Id` FROM t", []string{"SELECT ';'", `SELECT ";", 'it''s;', '\';'`, "SELECT `Id` FROM t"}},
		{"SELECT 1 /* ; */; -- ; nothing\nSELECT 2 # ;\n; SELECT 3", []string{"SELECT 1 /* ; */", "SELECT 2 #", "SELECT 3"}},
		{"SELECT 1;;SELECT 2; /* c */ ; # x\n ;SELECT 3", []string{"SELECT 1", "SELECT 2", "SELECT 3"}},
		{`SELECT '\%;'; SELECT '\_', 5--1; SELECT 'x'`, []string{`SELECT '\%;'`, `SELECT '\_', 5--1`, `SELECT 'x'`}},
		{"", nil},
		{"  ;; ", nil},
		{"-- only a comment", nil},
		{"/* c */;", nil},
		{"SELECT 1; -- the end", []string{"SELECT 1"}},
	} {
		var got []string
		err := sqltext.Split(e.context(), e.Parser, test.text, func(s string) error { got = append(got, s); return nil })
		require.NoError(t, err, test.text)
		require.Equal(t, test.want, got, test.text)
	}

	var got []string
	collect := func(s string) error { got = append(got, s); return nil }
	err := sqltext.Split(e.context(), e.Parser, "SELECT 1; SELEC 2; SELECT 3", collect)
	requireSQLError(t, err, 1064, "42000")
	require.Equal(t, []string{"SELECT 1"}, got)
	requireSQLError(t, sqltext.Split(e.context(), e.Parser, "DROP TABLE t; SELECT 1", collect), 1235, "42000")
	stop := errors.New("stop")
	require.ErrorIs(t, sqltext.Split(e.context(), e.Parser, "SELECT 1; SELECT 2", func(string) error { return stop }), stop)
}

func TestDefinitionsOfOurOwnPass(t *testing.T) {
	const own = "CREATE PROCEDURE p() SELECT 1"
	p := sqltext.New(sqltext.Names{Definition: func(text string) bool { return text == own }})
	e := newEngine(t)
	stmt, _, _, err := p.Parse(e.context(), own, false)
	require.NoError(t, err)
	require.NoError(t, sqltext.Refusal(stmt))
	stmt, _, _, err = p.Parse(e.context(), "CREATE PROCEDURE q() SELECT 1", false)
	require.NoError(t, err)
	requireSQLError(t, sqltext.Refusal(stmt), 1235, "42000")
}

var _ gms.Parser = sqltext.New(sqltext.Names{})
