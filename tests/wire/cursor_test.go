package wire

import (
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// packets speaks the MySQL protocol by hand: the Go driver opens no cursor.
type packets struct {
	t    *testing.T
	conn net.Conn
	next byte // the number that the next packet must bear
}

func (p *packets) send(body ...byte) {
	header := binary.LittleEndian.AppendUint32(nil, uint32(len(body)))
	header[3] = p.next
	_, err := p.conn.Write(append(header, body...))
	require.NoError(p.t, err)
	p.next++
}

func (p *packets) command(body ...byte) {
	p.next = 0
	p.send(body...)
}

func (p *packets) read() ([]byte, error) {
	var header [4]byte
	if _, err := io.ReadFull(p.conn, header[:]); err != nil {
		return nil, err
	}
	require.Equal(p.t, p.next, header[3], "packets in order")
	p.next++
	header[3] = 0
	body := make([]byte, binary.LittleEndian.Uint32(header[:]))
	_, err := io.ReadFull(p.conn, body)
	return body, err
}

// list reads packets up to an EOF packet.
func (p *packets) list() (n int, err error) {
	for ; ; n++ {
		body, err := p.read()
		if err != nil || (body[0] == 0xfe && len(body) < 9) {
			return n, err
		}
		require.NotEqual(p.t, byte(0xff), body[0], "%s", body)
	}
}

// TestAPIFailureBehindACursor: a statement with a server-side cursor runs beside
// the connection. Its error must not come between the packets of another answer.
func TestAPIFailureBehindACursor(t *testing.T) {
	s := serve(t, simulator.Options{Conversations: 3000, Customers: 50}, engine.ServeConfig{})
	s.sim.Control().AddFault(simulator.Fault{
		Kind: simulator.FaultStatus, Status: 400, Times: simulator.Always, Path: `conversations\?.*page=100(&|$)`,
	})
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	p := &packets{t: t, conn: conn}

	_, err = p.read() // the greeting
	require.NoError(t, err)
	const protocol41, secureConnection, withDatabase, pluginAuth = 1 << 9, 1 << 15, 1 << 3, 1 << 19
	login := binary.LittleEndian.AppendUint32(nil, protocol41|secureConnection|withDatabase|pluginAuth)
	login = append(binary.LittleEndian.AppendUint32(login, 1<<24), 45) // utf8mb4
	login = append(append(login, make([]byte, 23)...), "root\x00\x00helpscout\x00mysql_native_password\x00"...)
	p.send(login...)
	ok, err := p.read()
	require.NoError(t, err)
	require.Zero(t, ok[0], "%s", ok)

	p.command(append([]byte{0x16}, "SELECT Id, Subject FROM Conversations LIMIT 2900"...)...)
	prepared, err := p.read()
	require.NoError(t, err)
	require.Zero(t, prepared[0], "%s", prepared)
	id := prepared[1:5]
	n, err := p.list()
	require.NoError(t, err)
	require.Equal(t, 2, n)

	const readOnlyCursor = 1
	p.command(append(append([]byte{0x17}, id...), readOnlyCursor, 1, 0, 0, 0)...)
	n, err = p.list() // the count of the columns, and the columns
	require.NoError(t, err)
	require.Equal(t, 3, n)
	rows := 0
	for {
		p.command(append(append([]byte{0x1c}, id...), 100, 0, 0, 0)...)
		if n, err = p.list(); err != nil {
			break
		}
		rows += n
		require.Equal(t, 100, n, "no end before the failure")
	}
	require.ErrorIs(t, err, io.EOF, "the library can only close the connection")
	require.Positive(t, rows)
	require.Less(t, rows, 25*100)
}
