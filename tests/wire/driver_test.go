package wire

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

func TestTypesInTextAndPrepared(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	ctx := context.Background()
	const query = "SELECT Id, Subject, CreatedDate, ClosedDate, Assignee_Id, ThreadCount, Tags, Draft FROM Conversations c, (SELECT 1 AS Draft) x "
	type row struct {
		id, threads int64
		subject     string
		created     time.Time
		closed      sql.NullTime
		assignee    sql.NullInt64
		tags        []byte
		draft       bool
	}
	scan := func(r *sql.Row) (got row) {
		t.Helper()
		require.NoError(t, r.Scan(&got.id, &got.subject, &got.created, &got.closed, &got.assignee, &got.threads, &got.tags, &got.draft))
		return got
	}
	want := row{
		id: 3000000007, threads: 7, subject: "refund", created: time.Date(2024, 11, 25, 2, 46, 42, 0, time.UTC),
		closed:   sql.NullTime{Time: time.Date(2024, 12, 5, 16, 17, 43, 0, time.UTC), Valid: true},
		assignee: sql.NullInt64{Int64: 100002, Valid: true}, tags: []byte(`["fraud?"]`), draft: true,
	}
	require.Equal(t, want, scan(db.QueryRowContext(ctx, query+"WHERE Number = 2")))
	require.Equal(t, want, scan(db.QueryRowContext(ctx, query+"WHERE Number = ?", 2)))
	require.Equal(t, want, scan(db.QueryRowContext(ctx, query+"WHERE Number = ? AND Status = ? AND CreatedDate = ?", "2", "CLOSED", want.created)))

	got := scan(db.QueryRowContext(ctx, query+"WHERE Number = ?", 1))
	require.False(t, got.closed.Valid)
	require.False(t, got.assignee.Valid)

	var dynamic any
	require.NoError(t, db.QueryRowContext(ctx, "SELECT Id FROM Conversations WHERE Number = ?", 2).Scan(&dynamic))
	require.Equal(t, int64(3000000007), dynamic)
	rows, err := db.QueryContext(ctx, query+"WHERE Number = ?", 1)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	require.NoError(t, err)
	var names []string
	for _, c := range types {
		names = append(names, c.DatabaseTypeName())
	}
	require.Equal(t, []string{"BIGINT", "VARCHAR", "DATETIME", "DATETIME", "BIGINT", "INT", "TEXT", "TINYINT"}, names)
}

func TestPreparedParametersReachTheAPI(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	ctx := context.Background()
	statement, err := db.PrepareContext(ctx, "SELECT Id FROM Conversations WHERE Status = ? AND MailboxId IN (?, ?)")
	require.NoError(t, err)
	defer func() { _ = statement.Close() }()
	require.Empty(t, s.calls(), "preparing asks nothing")
	for _, status := range []string{"spam", "SPAM", "closed"} {
		rows, err := statement.QueryContext(ctx, status, 200000, 200034)
		require.NoError(t, err)
		n := 0
		for rows.Next() {
			n++
		}
		require.NoError(t, rows.Err())
		require.Positive(t, n)
		calls := s.calls()
		require.Len(t, calls, 1)
		require.Contains(t, calls[0], "mailbox=200000%2C200034")
	}
	rows, err := statement.QueryContext(ctx, nil, 200000, 200034)
	require.NoError(t, err)
	require.False(t, rows.Next())
	require.NoError(t, rows.Close())
	require.Empty(t, s.calls(), "nothing equals NULL")
	require.Len(t, column(t, db, "SELECT Id FROM Conversations LIMIT ?", 3), 3)
	require.Len(t, column(t, db, "SELECT Id FROM Conversations WHERE Subject LIKE ? ORDER BY Id LIMIT ? OFFSET ?", "re%", 2, 1), 2)
}

func TestMultiStatements(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, func(c *mysql.Config) { c.MultiStatements = true })
	rows, err := db.QueryContext(context.Background(), "SELECT Id FROM MailBoxes; SELECT COUNT(*) FROM Users; SET @x = 1; SELECT @x")
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	var counts []int
	for more := true; more; more = rows.NextResultSet() {
		n := 0
		for rows.Next() {
			n++
		}
		counts = append(counts, n)
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []int{5, 1, 1}, counts, "the driver skips what has no result set")

	_, err = db.ExecContext(context.Background(), "SELECT 1; SELECT * FROM Nope; SELECT 2")
	requireError(t, err, 1146, "42S02", "nope")
}

func TestTransactionsDoNothing(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Commit, (*sql.Tx).Rollback} {
		tx, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
		require.NoError(t, err)
		var n int
		require.NoError(t, tx.QueryRowContext(context.Background(), "SELECT COUNT(*) FROM Tags").Scan(&n))
		require.Equal(t, 42, n)
		require.NoError(t, end(tx))
	}
	_, err := db.ExecContext(context.Background(), "SAVEPOINT a")
	require.NoError(t, err)
}

// TestExactCallsOverTheWire: the server asks a table for its rows twice, and
// must not read them twice.
func TestExactCallsOverTheWire(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	column(t, db, "SELECT * FROM Tags LIMIT 1") // the account's own definitions are asked for once
	column(t, db, "SELECT * FROM Conversations LIMIT 1")
	s.calls()
	const page = "GET /v2/conversations?page="
	tests := []struct {
		query string
		args  []any
		rows  int
		calls []string
	}{
		{"SELECT * FROM MailBoxes", nil, 5, []string{"GET /v2/mailboxes?page=1  200  5 items"}},
		{"SELECT Name FROM MailBoxes", nil, 5, []string{"GET /v2/mailboxes?page=1  200  5 items"}},
		{"SELECT Name FROM MailBoxes WHERE Id > ?", []any{0}, 5, []string{"GET /v2/mailboxes?page=1  200  5 items"}},
		{"SELECT * FROM Conversations WHERE Status = 'spam'", nil, 5, []string{page + "1&sortField=createdAt&sortOrder=asc&status=spam  200  5 items"}},
		{"SELECT * FROM Conversations WHERE Status = ?", []any{"spam"}, 5, []string{page + "1&sortField=createdAt&sortOrder=asc&status=spam  200  5 items"}},
		{"SELECT Subject FROM Conversations WHERE Id = 3000000007", nil, 1, []string{"GET /v2/conversations/3000000007  200  1 item"}},
		{"SELECT * FROM Conversations", nil, 60, []string{
			page + "1&sortField=createdAt&sortOrder=asc&status=all  200  25 items",
			page + "2&sortField=createdAt&sortOrder=asc&status=all  200  25 items",
			page + "3&sortField=createdAt&sortOrder=asc&status=all  200  10 items",
		}},
		{"SELECT * FROM Conversations LIMIT 3", nil, 3, []string{page + "1&sortField=createdAt&sortOrder=asc&status=all  200  25 items"}},
		{"SELECT COUNT(*) FROM Conversations WHERE Status = 'all'", nil, 1, nil},
	}
	for _, test := range tests {
		require.Len(t, column(t, db, test.query, test.args...), test.rows, test.query)
		require.ElementsMatch(t, test.calls, s.calls(), test.query)
	}
}
