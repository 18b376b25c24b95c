package wire

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// packets speaks the MySQL protocol by hand, for what no driver here does.
type packets struct {
	t        testing.TB
	conn     net.Conn
	next     byte // the number that the next packet must bear
	nonce    []byte
	greeting []byte
}

// Capabilities that the tests ask for.
const (
	protocol41, secureConnection, withDatabase, pluginAuth, multiStatements = 1 << 9, 1 << 15, 1 << 3, 1 << 19, 1 << 16
)

// dial reads the greeting.
func (s *served) dial(t testing.TB) *packets {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(2*time.Minute)))
	p := &packets{t: t, conn: conn}
	p.greeting, err = p.read()
	require.NoError(t, err)
	require.Equal(t, byte(10), p.greeting[0], "%s", p.greeting)
	rest := p.greeting[bytes.IndexByte(p.greeting, 0)+5:] // behind version and id
	p.nonce = append(bytes.Clone(rest[:8]), rest[27:39]...)
	return p
}

// hello is what a client says about itself.
type hello struct {
	flags                  uint32
	user, password, plugin string
}

func (p *packets) hello(h hello) {
	b := binary.LittleEndian.AppendUint32(nil, protocol41|secureConnection|withDatabase|pluginAuth|h.flags)
	b = append(binary.LittleEndian.AppendUint32(b, 1<<24), 45) // utf8mb4
	b = append(append(b, make([]byte, 23)...), h.user+"\x00"...)
	answer := prove(h.plugin, h.password, p.nonce)
	b = append(append(append(b, byte(len(answer))), answer...), "helpscout\x00"+h.plugin+"\x00"...)
	p.send(b...)
}

// signedIn gives a connection of root, who has no password.
func (s *served) signedIn(t testing.TB) *packets {
	t.Helper()
	p := s.dial(t)
	p.hello(hello{user: "root", plugin: "mysql_native_password"})
	p.ok()
	return p
}

// prove makes a client's answer to a nonce.
func prove(plugin, password string, nonce []byte) []byte {
	if password == "" {
		return nil
	}
	if plugin == "caching_sha2_password" {
		once := sha256.Sum256([]byte(password))
		twice := sha256.Sum256(once[:])
		salted := sha256.Sum256(append(twice[:], nonce...))
		subtle.XORBytes(once[:], once[:], salted[:])
		return once[:]
	}
	once := sha1.Sum([]byte(password))
	twice := sha1.Sum(once[:])
	salted := sha1.Sum(append(bytes.Clone(nonce), twice[:]...))
	subtle.XORBytes(once[:], once[:], salted[:])
	return once[:]
}

func (p *packets) send(body ...byte) {
	for {
		n := min(len(body), 1<<24-1)
		header := binary.LittleEndian.AppendUint32(nil, uint32(n))
		header[3] = p.next
		_, err := p.conn.Write(append(header, body[:n]...))
		require.NoError(p.t, err)
		p.next++
		if body = body[n:]; n < 1<<24-1 {
			return
		}
	}
}

// command begins a new dialogue.
func (p *packets) command(code byte, arguments ...[]byte) {
	p.next = 0
	p.send(append([]byte{code}, bytes.Join(arguments, nil)...)...)
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

func (p *packets) must() []byte {
	p.t.Helper()
	body, err := p.read()
	require.NoError(p.t, err)
	return body
}

func (p *packets) ok() []byte {
	p.t.Helper()
	body := p.must()
	require.Zero(p.t, body[0], "%s", body)
	return body
}

// failure reads an ERR packet.
func (p *packets) failure(number uint16, state, text string) {
	p.t.Helper()
	body := p.must()
	require.Equal(p.t, byte(0xff), body[0], "%q", body)
	require.Equal(p.t, number, binary.LittleEndian.Uint16(body[1:]), "%s", body)
	require.Equal(p.t, "#"+state, string(body[3:9]), "%s", body)
	require.Contains(p.t, string(body[9:]), text)
}

func isEnd(body []byte) bool { return body[0] == 0xfe && len(body) < 9 }

// list reads packets up to an EOF packet; an ERR packet ends it, too.
func (p *packets) list() (bodies [][]byte, status uint16, failed []byte) {
	p.t.Helper()
	for {
		body := p.must()
		switch {
		case isEnd(body):
			return bodies, binary.LittleEndian.Uint16(body[3:]), nil
		case body[0] == 0xff:
			return bodies, 0, body
		}
		bodies = append(bodies, body)
	}
}

// query runs a statement as text and gives its rows.
func (p *packets) query(text string) [][]byte {
	p.t.Helper()
	p.command(3, []byte(text))
	_, _, failed := p.list() // the number of columns, and the columns
	require.Nil(p.t, failed, "%s", failed)
	rows, _, failed := p.list()
	require.Nil(p.t, failed, "%s", failed)
	return rows
}

// prepare gives a statement's id.
func (p *packets) prepare(text string) []byte {
	p.t.Helper()
	p.command(0x16, []byte(text))
	prepared := p.ok()
	for _, n := range []uint16{binary.LittleEndian.Uint16(prepared[7:]), binary.LittleEndian.Uint16(prepared[5:])} {
		if n > 0 {
			list, _, _ := p.list()
			require.Len(p.t, list, int(n))
		}
	}
	return prepared[1:5]
}
