package wire

import (
	"bufio"
	"crypto/rand"
	"crypto/tls"
	"net"

	"github.com/dolthub/vitess/go/mysql"
)

// hello is a client's answer to the greeting, or COM_CHANGE_USER.
type hello struct {
	user, database string
	plugin         string // that answer is made with
	answer         []byte // proves that the client knows the password
	charset        uint16 // collation id
}

var errMalformed = sqlError(1835, "HY000", "Malformed communication packet.")

// login brings a connection to the point where it takes commands.
func (c *conn) login() error {
	c.nonce = newNonce()
	if err := c.send(c.greeting(c.nonce)); err != nil {
		return err
	}
	packet, err := c.read()
	if err != nil {
		return err
	}
	if len(packet) <= 32 && c.wantsTLS(packet) {
		if err := c.startTLS(); err != nil {
			return err
		}
		if packet, err = c.read(); err != nil {
			return err
		}
	}
	h, err := c.hello(packet)
	if err != nil {
		return err
	}
	if c.secure == nil && c.server.config.RequireTLS {
		return sqlError(3159, "HY000", "Connections using insecure transport are prohibited while --require_secure_transport=ON; connect with TLS (mysql --ssl-mode=REQUIRED)")
	}
	if err := c.signIn(h, false); err != nil {
		return err
	}
	handler := c.server.config.Handler
	if err := handler.ConnectionAuthenticated(c.sql); err != nil {
		return err
	}
	if h.database != "" {
		if err := handler.ComInitDB(c.sql, h.database); err != nil {
			return err
		}
	}
	return c.sendOK(&okay{})
}

// newNonce is 20 random bytes that C clients can treat as a string.
func newNonce() []byte {
	nonce := make([]byte, 20)
	_, _ = rand.Read(nonce) // it never fails
	for i, b := range nonce {
		if nonce[i] = b & 0x7f; nonce[i] == 0 || nonce[i] == '$' {
			nonce[i]++
		}
	}
	return nonce
}

// greeting is the packet HandshakeV10.
func (c *conn) greeting(nonce []byte) []byte {
	flags := uint32(offered)
	if c.server.config.TLS != nil {
		flags |= withTLS
	}
	b := append([]byte{greetingFormat}, c.server.config.Version...)
	b = append32(append(b, 0), c.sql.ConnectionID)
	b = append(append(b, nonce[:8]...), 0)
	b = append16(b, uint16(flags))
	b = append(b, charsetUTF8MB4)
	b = append16(b, c.sql.StatusFlags)
	b = append16(b, uint16(flags>>16))
	b = append(b, byte(len(nonce)+1))
	b = append(b, make([]byte, 10)...)
	b = append(append(b, nonce[8:]...), 0)
	return append(append(b, nativePassword...), 0)
}

func (c *conn) wantsTLS(packet []byte) bool {
	b := body{rest: packet}
	return c.server.config.TLS != nil && b.uint32()&withTLS != 0 && !b.bad
}

// startTLS goes on with TLS. The client may have sent its first TLS record
// already, so that we have read some of it.
func (c *conn) startTLS() error {
	socket := tls.Server(readAhead{c.socket, c.in}, c.server.config.TLS)
	if err := socket.HandshakeContext(c.ctx); err != nil {
		return err
	}
	state := socket.ConnectionState()
	c.secure, c.socket = &state, socket
	c.sql.ClientData = c.secure
	c.in, c.out = bufio.NewReaderSize(socket, bufferSize), bufio.NewWriterSize(socket, bufferSize)
	return nil
}

// readAhead is a connection of which in has read some already.
type readAhead struct {
	net.Conn
	in *bufio.Reader
}

func (r readAhead) Read(p []byte) (int, error) {
	if n := r.in.Buffered(); n > 0 {
		return r.in.Read(p[:min(n, len(p))])
	}
	return r.Conn.Read(p)
}

// hello reads the packet HandshakeResponse41.
func (c *conn) hello(packet []byte) (hello, error) {
	b := body{rest: packet}
	client := b.uint32()
	if client&protocol41 == 0 {
		return hello{}, sqlError(1251, "08004", "Client does not support authentication protocol requested by server; consider upgrading MySQL client")
	}
	c.client = client & (offered | withTLS)
	c.sql.Capabilities = c.client &^ withTLS
	if c.secure != nil {
		c.sql.Capabilities |= mysql.CapabilityClientSSL
	}
	b.uint32() // the client's own limit of a packet
	h := hello{charset: uint16(b.byte())}
	b.take(23)
	h.user = b.ended()
	switch {
	case client&lenencAuth != 0:
		h.answer = b.text()
	case client&secureConnection != 0:
		h.answer = b.take(uint64(b.byte()))
	default:
		h.answer = []byte(b.ended())
	}
	if client&connectWithDB != 0 {
		h.database = b.ended()
	}
	h.plugin = nativePassword
	if client&pluginAuth != 0 {
		if name := b.ended(); name != "" {
			h.plugin = name
		}
	}
	if b.bad {
		return hello{}, errMalformed
	}
	c.sql.CharacterSet = byte(h.charset)
	return h, nil // connection attributes follow; nobody asks for them
}

// changeUser signs in anew on an open connection (COM_CHANGE_USER).
func (c *conn) changeUser(command []byte) error {
	b := body{rest: command}
	h := hello{user: b.ended(), plugin: nativePassword}
	h.answer = b.take(uint64(b.byte()))
	h.database = b.ended()
	if len(b.rest) >= 2 {
		h.charset = b.uint16()
		c.sql.CharacterSet = byte(h.charset)
	}
	if c.client&pluginAuth != 0 && len(b.rest) > 0 {
		h.plugin = b.ended()
	}
	if b.bad {
		return errMalformed
	}
	if err := c.signIn(h, true); err != nil {
		return err // MySQL, too, ends the connection
	}
	c.closeStatements()
	handler := c.server.config.Handler
	if err := handler.ComResetConnection(c.sql); err != nil {
		return err
	}
	if h.database != "" {
		if err := handler.ComInitDB(c.sql, h.database); err != nil {
			return err
		}
	}
	c.sql.StatusFlags = statusAutocommit
	return c.writeOK(&okay{})
}
