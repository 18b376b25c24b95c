package wire

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

const (
	cursorExists = 1 << 6
	lastRowSent  = 1 << 7
)

var readOnlyCursor = []byte{1, 1, 0, 0, 0} // and the iteration count

// openCursor executes a prepared statement for fetching, and reads its columns.
func (p *packets) openCursor(id []byte) {
	p.t.Helper()
	p.command(0x17, id, readOnlyCursor)
	columns, status, failed := p.list()
	require.Nil(p.t, failed, "%s", failed)
	require.NotEmpty(p.t, columns)
	require.NotZero(p.t, status&cursorExists)
}

func (p *packets) fetch(id []byte, rows byte) (n int, last bool, failed []byte) {
	p.t.Helper()
	p.command(0x1c, id, []byte{rows, 0, 0, 0})
	list, status, failed := p.list()
	return len(list), status&lastRowSent != 0, failed
}

// TestAPIFailureBehindACursor: a statement with a server-side cursor runs beside
// the connection. Its error answers the fetch that meets it.
func TestAPIFailureBehindACursor(t *testing.T) {
	s := serve(t, simulator.Options{Conversations: 3000, Customers: 50}, engine.ServeConfig{})
	s.sim.Control().AddFault(simulator.Fault{
		Kind: simulator.FaultStatus, Status: 400, Times: simulator.Always, Path: `conversations\?.*page=100(&|$)`,
	})
	p := s.signedIn(t)
	id := p.prepare("SELECT Id, Subject FROM Conversations LIMIT 2900")
	p.openCursor(id)
	rows := 0
	for {
		n, last, failed := p.fetch(id, 100)
		rows += n
		require.False(t, last, "no end before the failure")
		if failed != nil {
			require.Contains(t, string(failed), "#HY000Help Scout refused the request")
			break
		}
		require.Equal(t, 100, n)
	}
	require.Positive(t, rows)
	require.Less(t, rows, 25*100)
	p.command(0x1c, id, []byte{1, 0, 0, 0})
	p.failure(1421, "HY000", "no open cursor")
	require.Len(t, p.query("SELECT Id FROM MailBoxes"), 5)
}

// TestTwoCursorsAndAQuery: rows that wait do not keep the connection.
func TestTwoCursorsAndAQuery(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	all, some := p.prepare("SELECT Id FROM Conversations"), p.prepare("SELECT Id FROM Conversations WHERE Number < 31")
	p.openCursor(all)
	n, last, _ := p.fetch(all, 7)
	require.Equal(t, 7, n)
	require.False(t, last)
	p.openCursor(some)
	require.Len(t, p.query("SELECT Id FROM MailBoxes"), 5)
	read := map[string]int{"all": 7, "some": 0}
	for _, cursor := range []struct {
		name string
		id   []byte
	}{{"all", all}, {"some", some}} {
		for last := false; !last; {
			var failed []byte
			n, last, failed = p.fetch(cursor.id, 9)
			require.Nil(t, failed, "%s", failed)
			read[cursor.name] += n
		}
	}
	require.Equal(t, map[string]int{"all": 60, "some": 30}, read)

	// Closing and resetting leave no cursor behind.
	p.openCursor(all)
	p.command(0x1a, all)
	p.ok()
	p.command(0x1c, all, []byte{1, 0, 0, 0})
	p.failure(1421, "HY000", "no open cursor")
	p.openCursor(some)
	p.command(0x19, some) // no answer
	p.command(0x17, some, readOnlyCursor)
	p.failure(1243, "HY000", "Unknown prepared statement")
}

// TestCursorStopsReading: who fetches the first rows only, pays for those.
func TestCursorStopsReading(t *testing.T) {
	s := serve(t, simulator.Options{Conversations: 20_000, Customers: 50}, engine.ServeConfig{})
	p := s.signedIn(t)
	id := p.prepare("SELECT Id FROM Conversations LIMIT 20000")
	p.openCursor(id)
	n, _, _ := p.fetch(id, 10)
	require.Equal(t, 10, n)
	p.command(0x1a, id)
	p.ok()
	require.Less(t, len(s.calls()), 400, "of 800 pages")
}

func TestCursorWithoutRows(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	p := s.signedIn(t)
	p.command(0x17, p.prepare("SET @x = 1"), readOnlyCursor)
	p.ok()
	p.command(0x17, p.prepare("SELECT (SELECT Id FROM MailBoxes)"), readOnlyCursor)
	p.failure(1242, "21000", "")
	id := p.prepare("SELECT Id FROM MailBoxes WHERE Id = " + strconv.Itoa(1))
	p.openCursor(id)
	n, last, _ := p.fetch(id, 1)
	require.Zero(t, n)
	require.True(t, last)
}
