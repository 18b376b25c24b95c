package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/dolthub/vitess/go/mysql"
)

// loginTime is how long a client may take to sign in.
const loginTime = 30 * time.Second

// conn is one client. Its methods run in one goroutine, but for hangUp.
type conn struct {
	packets
	server *Server
	socket net.Conn
	secure *tls.ConnectionState // nil without TLS
	sql    *mysql.Conn          // what the handler knows the client by
	client uint32               // capabilities that both sides have
	nonce  []byte               // the last that the client was sent

	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	// watched is closed when the watch of the running command has ended: it
	// reads from in, too.
	watched chan struct{}

	statements    map[uint32]*statement
	lastStatement uint32
	row           []byte // memory of the last row sent
}

func newConn(s *Server, socket net.Conn) *conn {
	c := &conn{packets: newPackets(socket), server: s, socket: socket, statements: map[uint32]*statement{}}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.sql = &mysql.Conn{
		Conn: guarded{socket, c.cancel}, ConnectionID: s.lastID.Add(1),
		StatusFlags: statusAutocommit, PrepareData: map[uint32]*mysql.PrepareData{},
	}
	return c
}

// guarded is the socket as the SQL engine sees it: it closes it for KILL. It is
// no *net.TCPConn, so that the engine does not look for the client itself, and
// the same with and without TLS: it may be closed at any time.
type guarded struct {
	net.Conn
	cancel context.CancelFunc
}

// Close ends the running statement with the connection.
func (g guarded) Close() error {
	g.cancel()
	return g.Conn.Close()
}

// hangUp ends the connection from another goroutine.
func (c *conn) hangUp() { c.sql.Close() }

// refuse tells a client that it cannot come in.
func (c *conn) refuse(err error) {
	defer c.hangUp()
	_ = c.socket.SetDeadline(time.Now().Add(loginTime))
	_ = c.fail(err)
	_ = c.flush()
}

// serve is a connection's life.
func (c *conn) serve() {
	defer func() {
		if p := recover(); p != nil {
			c.server.config.Logger.Error("a connection failed", "panic", p)
		}
		c.end()
	}()
	h := c.server.config.Handler
	h.NewConnection(c.sql)
	defer h.ConnectionClosed(c.sql)
	defer c.closeStatements() // before the session goes
	_ = c.socket.SetDeadline(time.Now().Add(loginTime))
	if err := c.login(); err != nil {
		_ = h.ConnectionAborted(c.sql, "login failed")
		c.farewell(err)
		return
	}
	_ = c.socket.SetDeadline(time.Time{})
	c.limit = c.server.config.MaxPacket
	for {
		if err := c.next(); err != nil {
			c.farewell(err)
			return
		}
	}
}

// farewell tells the client why the connection ends, where it can be told.
func (c *conn) farewell(err error) {
	var e *mysql.SQLError
	switch {
	case errors.Is(err, errTooLong):
		e = sqlError(1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes")
	case errors.Is(err, errOrder):
		e = sqlError(1156, "08S01", "Got packets out of order")
	case !errors.As(err, &e):
		return // the client has gone, or wanted to go
	}
	_ = c.socket.SetWriteDeadline(time.Now().Add(loginTime))
	if c.fail(e) == nil {
		_ = c.flush()
	}
}

// end frees what the connection holds. The watch ends with the socket.
func (c *conn) end() {
	_ = c.socket.Close() // over TLS, this says goodbye
	c.hangUp()
	if c.watched != nil {
		<-c.watched
	}
}

// read waits for the watch of the last command, which reads from the same place.
func (c *conn) read() ([]byte, error) {
	if c.watched != nil {
		<-c.watched
		c.watched = nil
	}
	return c.packets.read()
}

// watch calls gone when the client closes the connection, or says that it will,
// while a command runs. What the client sends stays there to be read.
func (c *conn) watch(gone func()) {
	watched := make(chan struct{})
	c.watched = watched
	go func() {
		defer close(watched)
		if _, err := c.in.Peek(1); err != nil {
			gone()
			return
		}
		if next, err := c.in.Peek(min(5, c.in.Buffered())); err == nil && string(next) == "\x01\x00\x00\x00\x01" {
			gone() // COM_QUIT
		}
	}()
}
