package sqltext_test

import (
	"errors"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
)

// Errors with the number and state of MariaDB, whose words are not MySQL's.
func TestSameErrorsAsMariaDB(t *testing.T) {
	e, j := newEngine(t), newJudge(t)
	for _, query := range []string{
		"SELECT Id, S FROM t UNION SELECT Id FROM t",
		"SELECT Id FROM t UNION SELECT Id FROM t EXCEPT SELECT Id, S FROM t",
		"SELECT Id FROM t WHERE EXISTS (SELECT 1 UNION SELECT 2, 3)",
		"(SELECT 1) UNION ALL (SELECT 1, 2)",
		"SELECT x.Id FROM t",
		"SELECT Id FROM t WHERE x.Id = 1",
		"SELECT a.Id FROM t a JOIN t b ON b.Id = x.Id",
		"SELECT t.Id FROM t a",
		"SELECT a.Id FROM t a ORDER BY x.Id",
		"SELECT a.N FROM t a GROUP BY x.N",
		"SELECT a.N FROM t a GROUP BY a.N HAVING x.N = 1",
		"SELECT v.Id FROM (SELECT v.Id FROM t v) d",
		"SELECT a.Id FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.Id = z.Id)",
		"WITH w AS (SELECT Id FROM t) SELECT v.Id FROM w",
		"UPDATE t a SET a.N = x.N",
		"DELETE FROM t WHERE x.Id = 1",
	} {
		_, _, err := j.query(query)
		var want *driver.MySQLError
		require.True(t, errors.As(err, &want), "MariaDB: %s: %v", query, err)
		_, _, err = e.query(query)
		requireSQLError(t, err, int(want.Number), string(want.SQLState[:]))
		requireSQLError(t, e.prepared(query), int(want.Number), string(want.SQLState[:]))
	}
}

// Qualifiers that are known, though by no table of the same FROM.
func TestKnownQualifiers(t *testing.T) {
	e, j := newEngine(t), newJudge(t)
	for _, query := range []string{
		"SELECT a.Id FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.Id = a.Id AND a.N = 1)",
		"SELECT d.Id FROM (SELECT v.Id FROM t v) d",
		"WITH w AS (SELECT Id FROM t) SELECT w.Id, q.Id FROM w JOIN w q ON q.Id = w.Id",
		"WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT w.a + 1 FROM w WHERE w.a < 3) SELECT w.a FROM w",
		"SELECT j.a FROM JSON_TABLE('[1]', '$[*]' COLUMNS (a INT PATH '$')) j",
		"SELECT a.Id, (SELECT MAX(b.Id) FROM t b WHERE b.N = a.N) AS m FROM t a",
		"SELECT a.Id FROM (t a JOIN t b ON a.Id = b.Id) WHERE b.N = 1",
		"SELECT @@session.autocommit AS c FROM t",
	} {
		sameRows(t, e, j, query)
	}
	_, _, err := e.query("SELECT helpscout.t.Id, t.S FROM helpscout.t")
	require.NoError(t, err)
}
