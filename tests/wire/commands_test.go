package wire

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

func TestOldCommands(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	p.command(0x09) // COM_STATISTICS
	require.Regexp(t, `^Uptime: [1-9]\d*  Threads: 1  Questions: \d+  Slow queries: 0 `, string(p.must()))
	p.command(0x0e) // COM_PING
	p.ok()
	p.command(0x02, []byte("scoutql")) // COM_INIT_DB
	p.ok()
	require.Equal(t, "\x07scoutql", string(p.query("SELECT DATABASE()")[0]))
	p.command(0x02, []byte("nowhere"))
	p.failure(1049, "42000", "Unknown database 'nowhere'")
	p.command(0x02, []byte("helpscout"))
	p.ok()
	p.command(0x04, []byte("MailBoxes\x00%ame")) // COM_FIELD_LIST
	columns, _, failed := p.list()
	require.Nil(t, failed)
	require.Len(t, columns, 1)
	p.command(0x04, []byte("Nope\x00"))
	p.failure(1146, "42S02", "nope")
	p.command(0x0a) // COM_PROCESS_INFO
	_, _, failed = p.list()
	require.Nil(t, failed)
	_, _, failed = p.list()
	require.Nil(t, failed)
	p.command(0x0d) // COM_DEBUG
	require.True(t, isEnd(p.must()))
	p.command(0x05, []byte("x")) // COM_CREATE_DB
	p.failure(1235, "42000", "")
	p.command(0x12) // COM_BINLOG_DUMP
	p.failure(1047, "08S01", "Unknown command")
	require.Len(t, p.query("SELECT Id FROM MailBoxes"), 5)
	require.Len(t, s.calls(), 1)
}

func TestSetOption(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	p.command(3, []byte("SELECT 1; SELECT 2"))
	require.Equal(t, byte(0xff), p.must()[0], "one statement at a time")
	p.command(0x1b, []byte{0, 0})
	require.True(t, isEnd(p.must()))
	p.command(3, []byte("SELECT 1; SELECT * FROM Nope; SELECT 2"))
	_, _, _ = p.list()
	rows, status, _ := p.list()
	require.Len(t, rows, 1)
	require.NotZero(t, status&8, "more results")
	p.failure(1146, "42S02", "")
	require.Len(t, p.query("SELECT 1"), 1, "the third did not run")
}

// TestReset: a pool hands the connection on as new.
func TestReset(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	p.command(3, []byte("SET @x = 1, sql_mode = ''"))
	p.ok()
	id := p.prepare("SELECT 1")
	p.command(0x1f)
	p.ok()
	require.Equal(t, "\xfb", string(p.query("SELECT @x")[0]))
	require.NotEqual(t, "\x00", string(p.query("SELECT @@sql_mode")[0]))
	p.command(0x17, id, []byte{0, 1, 0, 0, 0})
	p.failure(1243, "HY000", "mysqld_stmt_execute")
}

func TestChangeUser(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	admin := s.open(t, nil)
	for _, statement := range []string{
		"CREATE USER ada IDENTIFIED BY 'secret'",
		"CREATE USER eve IDENTIFIED WITH caching_sha2_password BY 'other'",
		"GRANT SELECT ON helpscout.Tags TO ada",
		"GRANT SELECT ON helpscout.* TO eve",
	} {
		_, err := admin.ExecContext(context.Background(), statement)
		require.NoError(t, err)
	}
	change := func(p *packets, user string, answer []byte, database, plugin string) {
		p.command(0x11, []byte(user+"\x00"), []byte{byte(len(answer))}, answer, []byte(database+"\x00\x2d\x00"+plugin+"\x00"))
	}
	user := func(p *packets) string { return string(p.query("SELECT CURRENT_USER()")[0][1:]) }

	p := s.signedIn(t)
	p.command(3, []byte("SET @x = 1"))
	p.ok()
	change(p, "ada", prove("", "secret", p.nonce), "helpscout", "mysql_native_password") // libmysql uses the first nonce
	p.ok()
	require.Equal(t, "ada@%", user(p))
	require.Equal(t, "\xfb", string(p.query("SELECT @x")[0]), "a new session")
	p.command(3, []byte("SELECT Id FROM MailBoxes"))
	require.Equal(t, byte(0xff), p.must()[0], "with her own rights")

	change(p, "root", nil, "helpscout", "mysql_native_password") // without a password
	p.ok()
	require.Equal(t, "root@", user(p)[:5])

	change(p, "eve", []byte("whatever an old nonce gave......"), "", "caching_sha2_password")
	request := p.must()
	require.Equal(t, byte(0xfe), request[0])
	require.Equal(t, "caching_sha2_password", string(request[1:22]))
	p.send(prove("caching_sha2_password", "wrong", request[23:43])...)
	require.Equal(t, []byte{1, 4}, p.must(), "send the password")
	p.send(2) // for which the client needs the public key
	require.Contains(t, string(p.must()), "BEGIN PUBLIC KEY")
	p.send(make([]byte, 256)...)
	p.failure(1045, "28000", "Access denied for user 'eve'@'127.0.0.1' (using password: YES)")
	_, err := p.read()
	require.Error(t, err, "as in MySQL, that is the end")
}

// TestLargePackets sends more than fits into one packet, both ways and ahead of
// a prepared statement.
func TestLargePackets(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, func(c *mysql.Config) { c.MaxAllowedPacket = 1 << 30 })
	ctx := context.Background()
	for _, size := range []int{1<<24 - 1 - 18, 1<<24 - 17, 20 << 20} {
		var n int
		require.NoError(t, db.QueryRowContext(ctx, "SELECT LENGTH('"+strings.Repeat("a", size)+"')").Scan(&n))
		require.Equal(t, size, n)
	}
	var text string
	require.NoError(t, db.QueryRowContext(ctx, "SELECT REPEAT('b', 17000000)").Scan(&text))
	require.Len(t, text, 17_000_000)
	var n int
	require.NoError(t, db.QueryRowContext(ctx, "SELECT LENGTH(?)", strings.Repeat("c", 18_000_000)).Scan(&n))
	require.Equal(t, 18_000_000, n)

	p := s.signedIn(t)
	p.next = 0
	// Five packets that are full are more than 64 MB; the last says so.
	for range 5 {
		header := binary.LittleEndian.AppendUint32(nil, 1<<24-1)
		header[3] = p.next
		p.next++
		if _, err := p.conn.Write(append(header, bytes.Repeat([]byte{3}, 1<<24-1)...)); err != nil {
			return // the server has closed already
		}
	}
	if body, err := p.read(); err == nil {
		require.Contains(t, string(body), "#08S01Got a packet bigger than 'max_allowed_packet' bytes")
	}
}

// TestLongData sends a parameter in pieces.
func TestLongData(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	id := p.prepare("SELECT CONCAT(?, ?)")
	execute := append(append([]byte{}, id...), 0, 1, 0, 0, 0, 0, 1, 0xfd, 0, 0xfd, 0)
	p.command(0x18, id, []byte{0, 0}, []byte("sent "))
	p.command(0x18, id, []byte{0, 0}, []byte("ahead "))
	p.command(0x17, execute, []byte("\x04once"))
	_, _, failed := p.list()
	require.Nil(t, failed, "%s", failed)
	rows, _, _ := p.list()
	require.Equal(t, "\x00\x00\x0fsent ahead once", string(rows[0]))

	p.command(0x18, id, []byte{9, 0}, []byte("nowhere"))
	p.command(0x17, execute, []byte("\x01a\x01b"))
	p.failure(1210, "HY000", "mysqld_stmt_send_long_data")
	p.command(0x17, execute, []byte("\x01a\x01b"))
	_, _, failed = p.list()
	require.Nil(t, failed)
	rows, _, _ = p.list()
	require.Equal(t, "\x00\x00\x02ab", string(rows[0]))
	p.command(0x17, execute, []byte("\x09cut"))
	p.failure(1835, "HY000", "Malformed")
}

// TestParametersOfEveryKind: what the client sends is what the statement sees,
// and dates have their zeros.
func TestParametersOfEveryKind(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, func(c *mysql.Config) { c.ParseTime = false })
	tests := []struct {
		value any
		want  string
	}{
		{int64(-5), "-5"},
		{uint64(1<<64 - 1), "18446744073709551615"},
		{1.5, "1.5"},
		{"Größe 😀", "Größe 😀"},
		{[]byte("bytes"), "bytes"},
		{true, "1"},
		{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "2026-01-02 03:04:05"},
		{time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), "2026-01-02 03:04:05.000006"},
		{time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), "2026-01-02"},
	}
	for _, test := range tests {
		var got string
		require.NoError(t, db.QueryRowContext(context.Background(), "SELECT CONCAT(?, '')", test.value).Scan(&got))
		require.Equal(t, test.want, strings.TrimSuffix(got, " 00:00:00"))
	}
	var null sql.NullString
	require.NoError(t, db.QueryRowContext(context.Background(), "SELECT ?", nil).Scan(&null))
	require.False(t, null.Valid)
}

// TestWhatTheGrammarLacks: statements that tools send, as text and prepared.
func TestWhatTheGrammarLacks(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, func(c *mysql.Config) { c.ParseTime = false })
	for query, want := range map[string]string{
		"SELECT @x := 5": "5",
		"SELECT @r := @r + 1 AS n FROM MailBoxes, (SELECT @r := 0) v":            "1,2,3,4,5",
		"SELECT @c := CASE WHEN 1 THEN 'x' ELSE 'y' END AS v":                    "x",
		"SELECT {fn CONCAT('a', {fn UCASE('b')})}":                               "aB",
		"SELECT {ts '2026-01-02 03:04:05'}":                                      "2026-01-02 03:04:05",
		"SELECT MAKEDATE(2026, 32)":                                              "2026-02-01",
		"SELECT SEC_TO_TIME(3661)":                                               "01:01:01",
		"SELECT CURRENT_ROLE":                                                    "NONE",
		"SELECT COUNT(IF(Id > 1e15, JSON_OBJECT('a', Id), NULL)) FROM MailBoxes": "0",
		"SELECT STDDEV(n) FROM (SELECT 1 AS n UNION ALL SELECT 2) x":             "0.5",
		"SHOW SCHEMAS LIKE 'help%'":                                              "helpscout",
		"SHOW OPEN TABLES":                                                       "",
		"SHOW FULL TRIGGERS":                                                     "",
		"SHOW ERRORS":                                                            "",
		"SHOW EVENTS":                                                            "",
		"SHOW TABLES FROM performance_schema":                                    "",
		"DESCRIBE Tags 'Na%'":                                                    "Name",
		"DESC Tags Id":                                                           "Id",
		"CHECK TABLE Tags":                                                       "helpscout.Tags",
		"SELECT COUNT(*) FROM information_schema.events":                         "0",
		"SELECT @@have_ssl":                                                      "YES",
	} {
		require.Equal(t, want, strings.Join(column(t, db, query), ","), query)
		statement, err := db.PrepareContext(context.Background(), query)
		require.NoError(t, err, query)
		rows, err := statement.QueryContext(context.Background())
		require.NoError(t, err, query)
		require.NoError(t, rows.Close())
		require.NoError(t, statement.Close())
	}
	for _, statement := range []string{
		"DO SLEEP(0)", "FLUSH STATUS", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", "SAVEPOINT a", "ROLLBACK TO SAVEPOINT a", "COMMIT",
		"SET profiling = 0, optimizer_switch = 'x'",
	} {
		_, err := db.ExecContext(context.Background(), statement)
		require.NoError(t, err, statement)
	}
	for _, refused := range []string{"CREATE TEMPORARY TABLE x (a INT)", "CREATE TABLE x (a INT)", "ALTER TABLE Tags ADD a INT", "DROP TABLE Tags"} {
		_, err := db.ExecContext(context.Background(), refused)
		requireError(t, err, 1235, "42000", "")
	}
	_, err := db.PrepareContext(context.Background(), "SELECT 1; SELECT 2")
	requireError(t, err, 1064, "42000", "SELECT 2")
	require.Equal(t, "7", column(t, db, "SELECT ? + 2;", 5)[0])
}
