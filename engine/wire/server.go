package wire

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dolthub/vitess/go/mysql"
)

// Handler runs what clients ask. Errors that are a *mysql.SQLError reach the
// client with their number and state. A connection's ClientData is its
// *tls.ConnectionState, nil without TLS.
type Handler interface {
	mysql.Handler
	// Parameters is the number of ? in a statement.
	Parameters(ctx context.Context, c *mysql.Conn, query string) (int, error)
	// Forget drops what ComPrepare has kept of a statement.
	Forget(c *mysql.Conn, query string)
}

// Config says how a server greets its clients.
type Config struct {
	Listener       net.Listener
	Handler        Handler
	Accounts       Accounts
	Version        string
	TLS            *tls.Config // nil offers none
	RequireTLS     bool
	MaxConnections int          // 0 is no limit
	MaxPacket      int          // bytes; 0 means 64 MiB, as in MySQL
	Logger         *slog.Logger // nil for none
	Logins         Logins       // nil lets everyone try as fast as he can
}

// Logins is told of each login, by the address that it comes from, and slows
// down those who guess.
type Logins interface {
	// Hold keeps a login waiting for as long as its address has deserved; an error
	// refuses it.
	Hold(host string) error
	// Ended says whether it was let in, and gives the failures in a row.
	Ended(host string, in bool) (failures int)
}

// noLogins holds nobody.
type noLogins struct{}

func (noLogins) Hold(string) error      { return nil }
func (noLogins) Ended(string, bool) int { return 0 }

// Server answers MySQL clients. It stands in for the SQL engine's listener
// (server.ProtocolListener).
type Server struct {
	config    Config
	keys      keyPair
	proven    proven
	started   time.Time
	questions atomic.Uint64
	lastID    atomic.Uint32
	closing   atomic.Bool

	mu    sync.Mutex
	conns map[*conn]struct{}
	ended sync.WaitGroup
}

// NewServer makes a server; it answers once Accept runs.
func NewServer(config Config) *Server {
	if config.MaxPacket <= 0 {
		config.MaxPacket = 64 << 20
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Logins == nil {
		config.Logins = noLogins{}
	}
	return &Server{config: config, started: time.Now(), conns: map[*conn]struct{}{}}
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.config.Listener.Addr() }

// Accept serves connections until Close.
func (s *Server) Accept() {
	for {
		socket, err := s.config.Listener.Accept()
		if err != nil {
			if s.closing.Load() {
				return
			}
			// Out of file descriptors, say: it passes when a client goes.
			s.config.Logger.Warn("cannot accept a connection", "error", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		c := newConn(s, socket)
		if !s.add(c) {
			go c.refuse(sqlError(1040, "08004", "Too many connections"))
			continue
		}
		go func() {
			defer s.remove(c)
			c.serve()
		}()
	}
}

// add counts a connection in, unless there are too many.
func (s *Server) add(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.config.MaxConnections > 0 && len(s.conns) >= s.config.MaxConnections {
		return false
	}
	s.conns[c] = struct{}{}
	s.ended.Add(1)
	return true
}

func (s *Server) remove(c *conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.ended.Done()
}

func (s *Server) threads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Close ends Accept; who is connected stays, and COM_PING tells him.
func (s *Server) Close() {
	s.closing.Store(true)
	_ = s.config.Listener.Close()
}

// Disconnect closes every connection and waits until they have ended.
func (s *Server) Disconnect() {
	s.mu.Lock()
	for c := range s.conns {
		c.hangUp()
	}
	s.mu.Unlock()
	s.ended.Wait()
}

func sqlError(number int, state, format string, args ...any) *mysql.SQLError {
	return mysql.NewSQLError(number, state, format, args...)
}
