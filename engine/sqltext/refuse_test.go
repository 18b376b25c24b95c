package sqltext_test

import (
	"strings"
	"testing"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/stretchr/testify/require"
)

func TestRefusedStatements(t *testing.T) {
	e := newEngine(t)
	for _, test := range []struct {
		query string
		num   int
		state string
	}{
		{"SELECT LOAD_FILE('/etc/hostname')", 1290, "HY000"},
		{"SELECT Id FROM t WHERE S = (SELECT Load_File('/etc/hostname'))", 1290, "HY000"},
		{"SELECT Id FROM t ORDER BY LOAD_FILE('x')", 1290, "HY000"},
		{"SELECT SUM(Id) OVER w FROM t WINDOW w AS (PARTITION BY LOAD_FILE('x'))", 1290, "HY000"},
		{"SELECT 1 UNION SELECT 2 ORDER BY LOAD_FILE('x')", 1290, "HY000"},
		{"EXPLAIN SELECT LOAD_FILE('x')", 1290, "HY000"},
		{"SET @a = LOAD_FILE('x')", 1290, "HY000"},
		{"INSERT INTO t (Id, S) VALUES (99, LOAD_FILE('x'))", 1290, "HY000"},
		{"SELECT /*!50000 LOAD_FILE('x') */", 1290, "HY000"},
		{"SELECT Id FROM t INTO OUTFILE '/tmp/x'", 1290, "HY000"},
		{"SELECT Id FROM t LIMIT 1 INTO DUMPFILE '/tmp/x'", 1290, "HY000"},
		{"LOAD DATA INFILE 'x' INTO TABLE t", 1290, "HY000"},
		{"LOAD DATA LOCAL INFILE 'x' INTO TABLE t", 1290, "HY000"},
		{"SELECT SLEEP(6)", 1235, "42000"},
		{"SELECT SLEEP(Id) FROM t", 1235, "42000"},
		{"SELECT SLEEP(2*10)", 1235, "42000"},
		{"SELECT GET_LOCK('a', 60)", 1235, "42000"},
		{"SELECT GET_LOCK('a', -1)", 1235, "42000"},
		{"SELECT BENCHMARK(1000000000, MD5('x'))", 1235, "42000"},
		{"REPLACE INTO t (Id) VALUES (1)", 1235, "42000"},
		{"CREATE TABLE x (a INT)", 1235, "42000"},
		{"CREATE TABLE x AS SELECT 1", 1235, "42000"},
		{"CREATE TEMPORARY TABLE x (a INT)", 1235, "42000"},
		{"ALTER TABLE t ADD COLUMN x INT", 1235, "42000"},
		{"DROP TABLE t", 1235, "42000"},
		{"TRUNCATE TABLE t", 1235, "42000"},
		{"RENAME TABLE t TO u", 1235, "42000"},
		{"CREATE DATABASE x", 1235, "42000"},
		{"DROP DATABASE helpscout", 1235, "42000"},
		{"CREATE VIEW v AS SELECT 1", 1235, "42000"},
		{"DROP VIEW v", 1235, "42000"},
		{"CREATE PROCEDURE p() SELECT 1", 1235, "42000"},
		{"DROP PROCEDURE p", 1235, "42000"},
		{"CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @a = 1", 1235, "42000"},
		{"CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO SELECT 1", 1235, "42000"},
		{"CREATE INDEX i ON t (S)", 1235, "42000"},
		{"ANALYZE TABLE t", 1235, "42000"},
		{"PREPARE s FROM 'DROP TABLE t'", 1235, "42000"},
		{"SELECT 1" + strings.Repeat(" UNION SELECT 1", 100), 1235, "42000"},
		{"SELECT 1 FROM (SELECT 1" + strings.Repeat(" UNION SELECT 1", 100) + ") x", 1235, "42000"},
	} {
		t.Run(test.query[:min(60, len(test.query))], func(t *testing.T) {
			_, _, err := e.query(test.query)
			requireSQLError(t, err, test.num, test.state)
			if !strings.HasPrefix(test.query, "PREPARE") {
				requireSQLError(t, e.prepared(test.query), test.num, test.state)
			}
		})
	}
}

func requireSQLError(t *testing.T, err error, num int, state string) (message string) {
	t.Helper()
	var e *mysql.SQLError
	require.ErrorAs(t, err, &e)
	require.Equal(t, num, e.Num, err)
	require.Equal(t, state, e.State, err)
	return e.Message
}

func TestAllowedStatements(t *testing.T) {
	e := newEngine(t)
	for _, query := range []string{
		"SELECT SLEEP(0.01)", "SELECT SLEEP(0)", "SELECT SLEEP(NULL)", "SELECT GET_LOCK('a', 1)", "SELECT RELEASE_LOCK('a')",
		"SELECT Id FROM t LIMIT 1 INTO @x", "SET @y = 1", "SELECT 'LOAD_FILE(1)' AS load_file",
		"BEGIN", "COMMIT", "ROLLBACK", "START TRANSACTION", "SHOW TABLES", "USE helpscout",
		"SELECT 1" + strings.Repeat(" UNION SELECT 1", 99),
	} {
		_, _, err := e.query(query)
		require.NoError(t, err, query[:min(60, len(query))])
	}
	// These need privileges that the engine of this test has not; they parse.
	for _, query := range []string{
		"CREATE USER a IDENTIFIED BY 'x'", "ALTER USER a IDENTIFIED BY 'y'", "DROP USER a", "GRANT SELECT ON helpscout.* TO a",
		"REVOKE SELECT ON helpscout.* FROM a", "SHOW GRANTS", "FLUSH PRIVILEGES", "KILL QUERY 1", "CALL p(1)",
	} {
		_, _, err := e.query(query)
		if err != nil {
			require.NotContains(t, err.Error(), "1235", query)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	e := newEngine(t)
	for query, message := range map[string]string{
		"SELEC 1":                             "You have an error in your SQL syntax near 'SELEC 1' at line 1",
		"SELECT 1\nFROM t\nWHERE S x":         "You have an error in your SQL syntax near 'x' at line 3",
		"SELECT Id FROM":                      "You have an error in your SQL syntax near '' at line 1",
		"SELECT '\\%' FROM t WHERE S = = 1":   "You have an error in your SQL syntax near '= 1' at line 1",
		"SELECT Range FROM ReportUserOverall": "You have an error in your SQL syntax near 'Range FROM ReportUserOverall' at line 1 (`Range` is a reserved word; for the column write RangeType, or `Range` in backticks)",
		"SELECT Id, To FROM t":                "You have an error in your SQL syntax near 'To FROM t' at line 1 (`To` is a reserved word; for the column write ToList, or `To` in backticks)",
		"SELECT''A":                           "You have an error in your SQL syntax near 'SELECT''A' at line 1",
		"SELECT 'open":                        "You have an error in your SQL syntax near 'open' at line 1",
	} {
		_, _, err := e.query(query)
		require.Equal(t, message, requireSQLError(t, err, 1064, "42000"), query)
		requireSQLError(t, e.prepared(query), 1064, "42000")
	}
}
