package wire

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/simulator"
)

// The Go driver prepares a statement with arguments: positional, named, NULL,
// text as bytes, a time.
func TestPreparedCall(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	ctx := context.Background()
	var id int64
	var mailed bool
	call := func(query string, args ...any) {
		t.Helper()
		require.NoError(t, db.QueryRowContext(ctx, query, args...).Scan(&id, &mailed))
	}
	call("CALL CreateThreadReply(?, ?, ?)", 3000000016, 1000139, "Grüße 👋 'quoted' \"double\" \\ \n line")
	assert.True(t, mailed)
	first := id
	call("CALL CreateThreadReply(?, ?, ?, ?, ?, ?, ?, ?)", 3000000016, "1000139", []byte("Draft"), true, false, `["a@example.com"]`, nil, nil)
	assert.False(t, mailed)
	assert.Equal(t, first+1, id)
	call("CALL CreateThreadReply(conversationId = ?, customerId = ?, text = ?, imported = ?, createdAt = ?)",
		3000000016, 1000139, "Imported", 1, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	assert.Equal(t, first+2, id)

	statement, err := db.PrepareContext(ctx, "CALL AddConversationTag(?, ?)")
	require.NoError(t, err)
	defer func() { _ = statement.Close() }()
	for _, tag := range []string{"one", "two"} {
		var outcome string
		require.NoError(t, statement.QueryRowContext(ctx, 3000000016, tag).Scan(&outcome))
		assert.Equal(t, "done", outcome)
	}
	_, err = db.ExecContext(ctx, "CALL RemoveConversationTag(?, ?)", 3000000016, "one")
	require.NoError(t, err, "a result that nobody reads")

	last := s.sim.Store().Written()
	require.Len(t, last, 3)
	assert.Equal(t, "Grüße 👋 'quoted' \"double\" \\ \n line", last[0].Body)
	assert.Equal(t, []string{"draft", "a@example.com"}, append([]string{last[1].State}, last[1].CC...))
	assert.Equal(t, "2026-01-02 03:04:05", last[2].CreatedAt.Time().Format(time.DateTime))
	assert.Equal(t, []string{"two"}, column(t, db, "SELECT Tag FROM ConversationTags WHERE ConversationId = 3000000016"))
	assert.Equal(t, []string{"6"}, column(t, db, "SELECT COUNT(*) FROM scoutql.writes WHERE Outcome = 'done' AND User = 'root'"))
}

func TestCallErrors(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	s.calls()
	for _, test := range []struct {
		number uint16
		state  string
		query  string
		args   []any
	}{
		{1318, "42000", "CALL CreateThreadReply(?, ?)", []any{1, 2}},
		{1318, "42000", "CALL CreateThreadReply(1, 2)", nil},
		{1305, "42000", "CALL CreateThreadReplies(?)", []any{1}},
		{1048, "23000", "CALL CreateThreadReply(?, ?, ?)", []any{1, 2, nil}},
		{1265, "01000", "CALL SetConversationStatus(?, ?)", []any{1, "shut"}},
		{1292, "22007", "CALL SnoozeConversation(?, ?)", []any{1, "soon"}},
		{3140, "22032", "CALL UpdateConversationTag(?, ?)", []any{1, "vip"}},
		{1366, "HY000", "CALL AssignConversation(?, ?)", []any{1, 0}},
		{1406, "22001", "CALL InviteUser(?, 'Lee', 'ann@example.com', 'user')", []any{strings.Repeat("A", 41)}},
	} {
		_, err := db.ExecContext(context.Background(), test.query, test.args...)
		var e *mysql.MySQLError
		if assert.ErrorAs(t, err, &e, test.query) {
			assert.Equal(t, test.number, e.Number, "%s: %s", test.query, e.Message)
			assert.Equal(t, test.state, string(e.SQLState[:]), "%s: %s", test.query, e.Message)
		}
	}
	assert.Empty(t, s.calls())
}

// 45000 is no reason for a driver to try again.
func TestUnknownOutcomeIsNotRetried(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	s.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Operation: "createNoteThread"})
	_, err := db.ExecContext(context.Background(), "CALL CreateThreadNote(?, ?)", 3000000016, "Note")
	var e *mysql.MySQLError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, uint16(1644), e.Number)
	assert.Equal(t, "45000", string(e.SQLState[:]))
	assert.Contains(t, e.Message, "it is unknown whether Help Scout applied this")
	posts := 0
	for _, c := range s.calls() {
		if strings.HasPrefix(c, "POST") {
			posts++
		}
	}
	assert.Equal(t, 1, posts)
	assert.Equal(t, []string{"unknown"}, column(t, db, "SELECT Outcome FROM scoutql.writes"))
}

// Drivers find procedures and parameters in information_schema, or ask SHOW, and
// get the names as they were declared.
func TestProcedureMetadata(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	names, params := []string{}, []string{}
	for _, p := range procs.All() {
		names = append(names, p.Name)
		for i := range p.Params {
			params = append(params, p.Name+"."+p.Params[i].Name)
		}
	}
	assert.Contains(t, params, "CreateThreadReply.conversationId")
	assert.ElementsMatch(t, names, column(t, db, "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'helpscout'"))
	assert.ElementsMatch(t, params,
		column(t, db, "SELECT CONCAT(SPECIFIC_NAME, '.', PARAMETER_NAME) FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = 'helpscout'"))
	assert.Equal(t, []string{"conversationId", "snoozedUntil", "unsnoozeOnCustomerReply"},
		column(t, db, "SELECT PARAMETER_NAME FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = 'helpscout' AND SPECIFIC_NAME = ? ORDER BY ORDINAL_POSITION", "SnoozeConversation"))
	assert.Equal(t, []string{"bigint", "datetime", "tinyint"},
		column(t, db, "SELECT DATA_TYPE FROM information_schema.PARAMETERS WHERE SPECIFIC_NAME LIKE 'snooze%' ORDER BY ORDINAL_POSITION"))
	assert.Equal(t, []string{"SnoozeConversation CALL __snoozeconversation(JSON_OBJECT('conversationId', conversationId, 'snoozedUntil', snoozedUntil, 'unsnoozeOnCustomerReply', unsnoozeOnCustomerReply))"},
		column(t, db, "SELECT CONCAT(ROUTINE_NAME, ' ', ROUTINE_DEFINITION) FROM information_schema.ROUTINES WHERE ROUTINE_NAME LIKE 'snooze%'"))
	status := fields(t, db, "SHOW PROCEDURE STATUS WHERE Name = 'snoozeconversation'")
	assert.Equal(t, []string{"helpscout", "SnoozeConversation", "PROCEDURE"}, status[:3])
	created := fields(t, db, "SHOW CREATE PROCEDURE snoozeconversation")
	assert.Equal(t, "SnoozeConversation", created[0])
	assert.Contains(t, created[2], "CREATE PROCEDURE SnoozeConversation(IN conversationId BIGINT, IN snoozedUntil DATETIME, IN unsnoozeOnCustomerReply BOOLEAN) COMMENT '")
}

// fields are the values of the only row.
func fields(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	require.NoError(t, err)
	values, into := make([]string, len(names)), make([]any, len(names))
	for i := range into {
		into[i] = &values[i]
	}
	require.True(t, rows.Next())
	require.NoError(t, rows.Scan(into...))
	require.False(t, rows.Next())
	require.NoError(t, rows.Err())
	return values
}

// The mysql shell sends text, in which the arrows of other databases work, too.
func TestCallFromTheShell(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	got := s.client(t, "-e", "CALL SetConversationStatus(conversationId => 3000000016, status := 'closed'); "+
		"SELECT Status FROM Conversations WHERE Id = 3000000016")
	assert.Equal(t, printed{out: "Outcome\ndone\nStatus\nclosed\n"}, got)
}

// Without EXECUTE nothing is called, whichever way CALL comes; with it, only
// what was granted.
func TestCallNeedsExecute(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	root := s.open(t, nil)
	for _, statement := range []string{
		"CREATE USER bi@'%' IDENTIFIED BY 'Reader-1234'", "GRANT SELECT ON helpscout.* TO bi@'%'",
		"CREATE USER clerk@'%' IDENTIFIED BY 'Clerk-1234'", "GRANT EXECUTE ON PROCEDURE helpscout.AddConversationTag TO clerk@'%'",
		"GRANT SELECT ON scoutql.* TO clerk@'%'",
	} {
		_, err := root.ExecContext(context.Background(), statement)
		require.NoError(t, err, statement)
	}
	s.calls()
	as := func(user, password string) *sql.DB {
		return s.open(t, func(c *mysql.Config) { c.User, c.Passwd = user, password })
	}
	bi, clerk := as("bi", "Reader-1234"), as("clerk", "Clerk-1234")
	refused := func(db *sql.DB, query string, args ...any) {
		t.Helper()
		_, err := db.ExecContext(context.Background(), query, args...)
		var e *mysql.MySQLError
		if assert.ErrorAs(t, err, &e, query) {
			assert.Equal(t, uint16(1370), e.Number, "%s: %s", query, e.Message)
			assert.Equal(t, "42000", string(e.SQLState[:]))
		}
	}
	refused(bi, "CALL AddConversationTag(3000000016, 'vip')")
	refused(bi, "CALL helpscout.AddConversationTag(conversationId=3000000016, tag='vip')")
	refused(bi, "CALL AddConversationTag(?, ?)", 3000000016, "vip")
	refused(bi, "CALL __addconversationtag(?)", `{"conversationId": 3000000016, "tag": "vip"}`)
	refused(clerk, "CALL SetConversationStatus(?, ?)", 3000000016, "closed")
	assert.Empty(t, s.calls())
	_, err := clerk.ExecContext(context.Background(), "CALL AddConversationTag(?, ?)", 3000000016, "vip")
	require.NoError(t, err)
	_, err = root.ExecContext(context.Background(), "CALL SetConversationStatus(3000000016, 'closed')")
	require.NoError(t, err)
	assert.Equal(t, []string{"clerk", "root"}, column(t, root, "SELECT User FROM scoutql.writes"))
	assert.Equal(t, []string{"clerk"}, column(t, clerk, "SELECT User FROM scoutql.writes"), "his own")
}
