package wire

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// What reaches for the server's files, its time or its memory is refused or
// ends, for root as well.
func TestClosedDoors(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	star := "SELECT 1 FROM Tags t0"
	for i := 1; i < 14; i++ {
		star += fmt.Sprintf(" JOIN Tags t%d ON t%d.Id = t0.Id", i, i)
	}
	for _, test := range []struct {
		statement string
		number    int
	}{
		{"SELECT LOAD_FILE('/etc/passwd')", 1290},
		{"SELECT 1 INTO OUTFILE '/tmp/scoutql-out'", 1290},
		{"SELECT 1 INTO DUMPFILE '/tmp/scoutql-out'", 1290},
		{"LOAD DATA INFILE '/etc/passwd' INTO TABLE Tags", 1290},
		{"LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE Tags", 1290},
		{"SET GLOBAL secure_file_priv = ''", 1238},
		{"SELECT SLEEP(60)", 1235},
		{"SELECT SLEEP(1) FROM Tags", 1235},
		{"SELECT SLEEP(1), SLEEP(1)", 1235},
		{"SELECT GET_LOCK('x', 60)", 1235},
		{"SELECT BENCHMARK(1000000000, 1)", 1235},
		{"SELECT LENGTH(REPEAT('x', 1000000000))", 0}, // NULL, as in MySQL
		{"SELECT LENGTH(CONCAT(" + strings.Repeat("REPEAT('x', 60000000),", 20) + "''))", 1041},
		{"WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x) SELECT COUNT(*) FROM x", 3636},
		{star, 1116},
		{"SELECT 1" + strings.Repeat(" UNION SELECT 1", 200), 1235},
		{"SELECT JSON_EXTRACT(REPEAT('[', 100000), '$')", 3141},
	} {
		assert.Equal(t, test.number, outcome(t, db, test.statement), test.statement[:min(80, len(test.statement))])
	}
	var e *mysql.MySQLError
	require.ErrorAs(t, drain(db, "SELECT JSON_EXTRACT(REPEAT('[', 100000), '$')"), &e)
	require.Less(t, len(e.Message), 5000, "the value is not quoted whole")
}

func TestBoundedTextIsMySQLs(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	for statement, want := range map[string]string{
		"SELECT REPEAT('ab', 3)":                    "ababab",
		"SELECT REPEAT('ab', 0)":                    "",
		"SELECT REPEAT('ab', -1)":                   "",
		"SELECT IFNULL(REPEAT('ab', NULL), 'null')": "null",
		"SELECT CONCAT('<', SPACE(3), '>')":         "<   >",
		"SELECT LPAD('x', 4, 'ab')":                 "abax",
		"SELECT RPAD('x', 4, 'ab')":                 "xaba",
		"SELECT RPAD('abcdef', 3, '?')":             "abc",
		"SELECT REPLACE('a.b.c', '.', '--')":        "a--b--c",
		"SELECT REPLACE('a.b.c', '', 'x')":          "a.b.c",
		"SELECT COUNT(*) > 0 FROM Tags WHERE REPLACE(Name, 'q', 'q') = UPPER(Name)": "1", // by our collation
		"SELECT REPEAT('ab', '3')":                                                    "ababab",
		"SELECT IFNULL(REPEAT('ab', 1000000000), 'null')":                             "null",
		"SELECT IFNULL(REPLACE(REPEAT('a', 60000), 'a', REPEAT('b', 60000)), 'null')": "null",
	} {
		assert.Equal(t, []string{want}, column(t, db, statement), statement)
	}
}

// A statement that runs on without end is ended by its time.
func TestExecutionTimeEndsWhatComputes(t *testing.T) {
	s := serve(t, simulator.Options{Conversations: 300, Customers: 100, Seed: 7}, engine.ServeConfig{})
	db := s.open(t, func(c *mysql.Config) { c.Params = map[string]string{"max_execution_time": "300"} })
	for _, statement := range []string{
		"SELECT COUNT(*) FROM Conversations a, Conversations b, Conversations c, Conversations d",
		"SELECT 1 FROM Conversations a JOIN Conversations b JOIN Conversations c JOIN Conversations d WHERE a.Subject = CONCAT(b.Subject, c.Subject, d.Subject, 'x')",
		"SELECT COUNT(*) FROM Conversations a WHERE (SELECT COUNT(*) FROM Conversations b, Conversations c WHERE b.Id + c.Id = a.Id AND c.Id > 0) > 1",
		"WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT x.n + 1 FROM x, Conversations c WHERE x.n < 50) SELECT COUNT(*) FROM x",
		"SELECT GROUP_CONCAT(a.Id) FROM Conversations a, Conversations b, Conversations c, Conversations d",
	} {
		assert.Equal(t, 3024, outcome(t, db, statement), statement)
	}
}

// What would hold too many rows says so, and how to go on.
func TestRowsInMemoryAreBounded(t *testing.T) {
	s := serveEngine(t, simulator.Options{Conversations: 200, Customers: 100, Seed: 7}, engine.Config{MaxRowsInMemory: 1000}, engine.ServeConfig{})
	const cross = "Conversations a, Conversations b"
	for _, statement := range []string{
		"SELECT a.Id FROM " + cross + " ORDER BY a.Subject, b.Subject",
		"SELECT a.Id, b.Id, COUNT(*) FROM " + cross + " GROUP BY a.Id, b.Id",
		"SELECT DISTINCT a.Id, b.Id FROM " + cross,
		"SELECT DISTINCT a.Subject, b.Number FROM " + cross,
		"SELECT COUNT(DISTINCT a.Id, b.Id) FROM " + cross,
		"SELECT a.Id, b.Id FROM " + cross + " UNION SELECT 1, 2",
		"SELECT a.Id, ROW_NUMBER() OVER (ORDER BY b.Id) FROM " + cross,
		"SELECT LENGTH(GROUP_CONCAT(a.Id)) FROM " + cross,
		"SELECT JSON_ARRAYAGG(a.Id) FROM " + cross,
		"SELECT 1 WHERE 5 IN (SELECT a.Id + b.Id FROM " + cross + ")",
		"SELECT c.Id FROM Conversations c JOIN (SELECT a.Id AS x, b.Id AS y FROM " + cross + ") d ON d.x = c.Id",
		"WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT x.n + 1 FROM x, Tags t WHERE x.n < 9) SELECT COUNT(*) FROM x",
		"SELECT a.Id, b.Id FROM " + cross + " INTERSECT SELECT a.Id, b.Id FROM " + cross,
	} {
		err := drain(s.open(t, nil), statement) // an error behind rows ends its connection
		var e *mysql.MySQLError
		if assert.True(t, errors.As(err, &e), "%s: %v", statement, err) {
			assert.Equal(t, 1038, int(e.Number), statement)
			assert.Contains(t, e.Message, "--max-rows-in-memory", statement)
		}
	}
	for _, statement := range []string{
		"SELECT COUNT(*) FROM " + cross, // holds nothing but a side of the join
		"SELECT a.Status, COUNT(*) FROM " + cross + " GROUP BY a.Status",
		"SELECT Id FROM Conversations ORDER BY Subject",
		"SELECT Id FROM Conversations a WHERE EXISTS (SELECT 1 FROM Conversations b WHERE b.Number > a.Number)",
		"SELECT a.Id, b.Id FROM " + cross,
	} {
		assert.Equal(t, 0, outcome(t, s.open(t, nil), statement), statement)
	}
}

// The SQL engine's own GROUP BY hangs on this for good, deaf to KILL.
func TestFailingGroupEnds(t *testing.T) {
	s := serve(t, simulator.Options{Conversations: 1000, Customers: 100, Seed: 7}, engine.ServeConfig{})
	db := s.open(t, nil)
	assert.NotEqual(t, 0, outcome(t, db, "SELECT Status, MAX(JSON_EXTRACT(Subject, '$.x')) FROM Conversations GROUP BY Status"))
}
