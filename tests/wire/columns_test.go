package wire

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

// described is what a client is told of a result's column.
type described struct {
	table, orgTable, name, orgName string
	charset                        uint16
	length                         uint32
	kind                           byte
	decimals                       byte
}

func (p *packets) describe(text string) (columns []described) {
	p.t.Helper()
	p.command(3, []byte(text))
	list, _, failed := p.list()
	require.Nil(p.t, failed, "%s", failed)
	_, _, _ = p.list()
	for _, b := range list[1:] {
		var strings [6]string
		for i := range strings {
			strings[i], b = string(b[1:1+b[0]]), b[1+b[0]:]
		}
		columns = append(columns, described{
			table: strings[2], orgTable: strings[3], name: strings[4], orgName: strings[5],
			charset: binary.LittleEndian.Uint16(b[1:]), length: binary.LittleEndian.Uint32(b[3:]), kind: b[7], decimals: b[10],
		})
	}
	return columns
}

// TestColumnsAreDescribed: types, character sets and origins are MySQL's.
func TestColumnsAreDescribed(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	const bigInt, decimal, double, dateTime, time, varString = 8, 246, 5, 12, 11, 253
	require.Equal(t, []described{
		{"c", "Conversations", "Id", "Id", 63, 20, bigInt, 0},
		{"c", "Conversations", "Subject", "Subject", 255, 4000, varString, 0},
		{"c", "Conversations", "CreatedDate", "CreatedDate", 63, 19, dateTime, 0},
		{"m", "MailBoxes", "Inbox", "Id", 63, 20, bigInt, 0},
	}, p.describe("SELECT c.Id, c.Subject, c.CreatedDate, m.Id AS Inbox FROM Conversations c JOIN Inboxes AS m ON m.Id = c.MailBoxId LIMIT 1"))
	require.Equal(t, []described{
		{"", "", "1", "", 63, 20, bigInt, 0},
		{"", "", "SUM(n)", "", 63, 33, decimal, 0},
		{"", "", "AVG(n)", "", 63, 16, decimal, 4},
		{"", "", "1e0", "", 63, 22, double, 31},
		{"", "", "TIME('10:00')", "", 63, 10, time, 0},
	}, p.describe("SELECT 1, SUM(n), AVG(n), 1e0, TIME('10:00') FROM (SELECT 1 AS n) x"))
	require.Equal(t, described{"x", "", "n", "n", 63, 4, 1, 0}, p.describe("SELECT n FROM (SELECT 1 AS n) x")[0])
	require.Equal(t, "\x0810:00:05", string(p.query("SELECT TIME('10:00:05')")[0]))
	require.Equal(t, "\x0a10:00:05.5", string(p.query("SELECT TIME('10:00:05.5')")[0]))
}

// TestClientCharacterSets: text goes out in the client's, and comes in from it.
func TestClientCharacterSets(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	names := func(set string) {
		p.command(3, []byte("SET NAMES "+set))
		p.ok()
	}
	const text = "SELECT CONCAT('Größe ', CHAR(0xF09F9880 USING utf8mb4))"
	require.Equal(t, "\x0cGröße 😀", string(p.query(text)[0]))
	names("utf8")
	require.Equal(t, "\x09Größe ?", string(p.query(text)[0]))
	require.Equal(t, uint16(33), p.describe("SELECT 'x'")[0].charset)
	names("latin1")
	require.Equal(t, "\x04\xf6\xdf a", string(p.query("SELECT '\xf6\xdf a'")[0]))
	require.Equal(t, "\x017", string(p.query("SELECT LENGTH('Gr\xf6\xdfe')")[0]), "worked on in UTF-8")
	id := p.prepare("SELECT CONCAT('\xf6', ?)")
	p.command(0x17, id, []byte{0, 1, 0, 0, 0, 0, 1, 0xfd, 0, 1, 0xdf})
	_, _, _ = p.list()
	rows, _, _ := p.list()
	require.Equal(t, "\x00\x00\x02\xf6\xdf", string(rows[0]))
	names("utf8mb4")
	require.Equal(t, "\x0cGröße 😀", string(p.query(text)[0]))

	// A client that greets with latin1 never says SET NAMES.
	old := s.open(t, func(c *mysql.Config) { c.Collation = "latin1_swedish_ci" })
	var got string
	require.NoError(t, old.QueryRowContext(context.Background(), "SELECT CONCAT(_utf8mb4 0xC3B6)").Scan(&got))
	require.Equal(t, "\xf6", got)
}
