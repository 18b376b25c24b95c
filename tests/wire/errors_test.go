package wire

import (
	"context"
	"database/sql"
	"strconv"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

func requireError(t testing.TB, err error, number uint16, state, text string) {
	t.Helper()
	var e *mysql.MySQLError
	require.ErrorAs(t, err, &e)
	require.Equal(t, number, e.Number, e.Message)
	require.Equal(t, state, string(e.SQLState[:]), e.Message)
	require.Contains(t, e.Message, text)
}

func TestErrorNumbersAndStates(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	tests := []struct {
		query  string
		number uint16
		state  string
		text   string
	}{
		{"SELECT * FROM Conversation", 1146, "42S02", "did you mean Conversations?"},
		{"SELECT createdAt FROM Conversations", 1054, "42S22", "did you mean CreatedDate?"},
		{"SELECT Id FROM Conversations WHERE Nope = 1", 1054, "42S22", "Nope"},
		{"SELEC 1", 1064, "42000", "SELEC"},
		{"SELECT * FROM nowhere.x", 1049, "42000", "nowhere"},
		{"SELECT nope(1)", 1305, "42000", "nope"},
		{"CALL Nope()", 1305, "42000", "PROCEDURE Nope"},
		{"SELECT Id FROM Conversations c, Customers k", 1052, "23000", "ambiguous"},
		{"SELECT LOAD_FILE('/etc/hostname')", 1290, "HY000", "secure-file-priv"},
		{"SELECT 1 INTO OUTFILE '/tmp/scoutql-wire'", 1290, "HY000", "secure-file-priv"},
		{"LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE Tags", 1290, "HY000", "secure-file-priv"},
		{"DROP TABLE Tags", 1235, "42000", "Help Scout"},
		{"SELECT (SELECT Id FROM MailBoxes)", 1242, "21000", ""},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			_, err := db.ExecContext(context.Background(), test.query)
			requireError(t, err, test.number, test.state, test.text)
			statement, err := db.PrepareContext(context.Background(), test.query)
			if err == nil {
				_, err = statement.ExecContext(context.Background())
				require.NoError(t, statement.Close())
			}
			requireError(t, err, test.number, test.state, test.text)
		})
	}
	require.Len(t, s.calls(), 2, "only the scalar subquery asks, once each way")
}

func TestSigningIn(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{User: "ada", Password: "secret"})
	ping := func(user, password, database string) error {
		return s.open(t, func(c *mysql.Config) { c.User, c.Passwd, c.DBName = user, password, database }).PingContext(context.Background())
	}
	require.NoError(t, ping("ada", "secret", "helpscout"))
	requireError(t, ping("ada", "wrong", "helpscout"), 1045, "28000", "Access denied")
	requireError(t, ping("ada", "", "helpscout"), 1045, "28000", "Access denied")
	requireError(t, ping("eve", "secret", "helpscout"), 1045, "28000", "Access denied")
	requireError(t, ping("ada", "secret", "nowhere"), 1049, "42000", "nowhere")
	requireError(t, ping("root", "", "helpscout"), 1045, "28000", "Access denied")
}

// TestAPIFailureInTheMiddle pins what a client sees when the API fails at a
// page: the API's error, never a shorter result, however many rows are out.
func TestAPIFailureInTheMiddle(t *testing.T) {
	tests := []struct {
		name string
		page int
		sql  string
		args []any
	}{
		{"at row 1", 1, "SELECT Id, Subject FROM Conversations LIMIT 1400", nil},
		{"at row 100", 5, "SELECT Id, Subject FROM Conversations LIMIT 1400", nil},
		{"after row 1000", 42, "SELECT Id, Subject FROM Conversations LIMIT 1400", nil},
		{"after row 1000, prepared", 42, "SELECT Id, Subject FROM Conversations WHERE Id > ? LIMIT 1400", []any{1}},
		{"after row 1000, the second of two", 42, "SELECT 1; SELECT Id, Subject FROM Conversations LIMIT 1400", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, simulator.Options{Conversations: 1500, Customers: 50}, engine.ServeConfig{})
			db := s.open(t, func(c *mysql.Config) { c.MultiStatements = true })
			db.SetMaxOpenConns(1)
			s.sim.Control().AddFault(simulator.Fault{
				Kind: simulator.FaultStatus, Status: 400, Times: simulator.Always, Path: `conversations\?.*page=` + strconv.Itoa(test.page) + `(&|$)`,
			})
			var before int
			require.NoError(t, db.QueryRowContext(context.Background(), "SELECT CONNECTION_ID()").Scan(&before))
			n, err := count(db, test.sql, test.args...)
			require.Error(t, err)
			require.Less(t, n, 25*test.page)
			requireError(t, err, 1366, "HY000", "GET /v2/conversations")
			s.sim.Control().ClearFaults()
			var after int
			require.NoError(t, db.QueryRowContext(context.Background(), "SELECT CONNECTION_ID()").Scan(&after))
			require.Equal(t, before, after, "the connection lives on")
			n, err = count(db, "SELECT Id FROM MailBoxes")
			require.NoError(t, err)
			require.Equal(t, 5, n)
		})
	}
}

// TestPanicsEndAtTheStatement: the SQL engine panics over a UNION of unequal
// arms. That is an error of the statement, and the connection lives.
func TestPanicsEndAtTheStatement(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	ctx := context.Background()
	conn, err := s.open(t, nil).Conn(ctx)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	const unequal = "SELECT Id, Name FROM MailBoxes UNION SELECT Id FROM Tags"
	var e *mysql.MySQLError
	_, err = conn.ExecContext(ctx, unequal)
	require.ErrorAs(t, err, &e)
	require.NoError(t, conn.PingContext(ctx))
	_, err = conn.PrepareContext(ctx, unequal)
	require.ErrorAs(t, err, &e)
	require.NoError(t, conn.PingContext(ctx))
}

// count reads the last result to its end, or to its error.
func count(db *sql.DB, query string, args ...any) (n int, err error) {
	rows, err := db.QueryContext(context.Background(), query, args...)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for {
		for n = 0; rows.Next(); n++ {
		}
		if rows.Err() != nil || !rows.NextResultSet() {
			return n, rows.Err()
		}
	}
}

func TestLimitsOfAStatement(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	db.SetMaxOpenConns(1)
	exec := func(statement string) error {
		_, err := db.ExecContext(context.Background(), statement)
		return err
	}
	require.NoError(t, exec("SET scoutql_max_api_calls = 2"))
	requireError(t, exec("SELECT COUNT(Subject) FROM Conversations"), 1644, "45000", "more than the 2 that a statement may make")
	require.LessOrEqual(t, len(s.calls()), 2)
	require.NoError(t, exec("SELECT COUNT(Name) FROM Tags"), "each statement has its own")
	require.NoError(t, exec("SET scoutql_max_api_calls = 0"))

	s.sim.Control().SetLatency(time.Hour)
	require.NoError(t, exec("SET max_execution_time = 200"))
	requireError(t, exec("SELECT COUNT(Subject) FROM Conversations"), 3024, "HY000", "maximum statement execution time")
	s.sim.Control().SetLatency(0)
	require.NoError(t, exec("SELECT COUNT(Subject) FROM Conversations"))
}
