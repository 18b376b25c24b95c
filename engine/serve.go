package engine

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/mysql_db"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/sirupsen/logrus"

	"github.com/scoutql/scoutql/engine/wire"
)

// localUser is the user of in-process sessions, and the server's first one.
const localUser = "root"

// ServeConfig says how the MySQL server listens.
type ServeConfig struct {
	Listen          string // host:port
	User            string // "" is root
	Password        string
	UsersFile       string      // keeps users and grants between runs; "" keeps them in memory
	Exposed         bool        // other machines can reach it: every user needs a password
	TLS             *tls.Config // nil offers none
	RequireTLS      bool
	MaxConnections  int           // 0 means 200
	ShutdownTimeout time.Duration // how long running statements may go on after ctx ends
}

// Serve answers MySQL clients until ctx ends. ready is called once with the
// address that it listens on.
func (e *Engine) Serve(ctx context.Context, config ServeConfig, ready func(net.Addr)) error {
	// The SQL engine logs through logrus, to standard error, and not in our form.
	logrus.SetLevel(logrus.PanicLevel)
	if err := e.loadUsers(config); err != nil {
		return err
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", config.Listen)
	if err != nil {
		return listenError(config.Listen, err)
	}
	s, front, err := e.newServer(config, listener)
	if err != nil {
		_ = listener.Close()
		return err
	}
	stop := context.AfterFunc(ctx, front.Close)
	defer stop()
	ready(listener.Addr())
	if err := s.Start(); err != nil {
		return err
	}
	e.drain(config.ShutdownTimeout)
	front.Disconnect()
	return nil
}

// newServer makes the SQL engine's server, with our own front to the clients.
func (e *Engine) newServer(config ServeConfig, listener net.Listener) (*server.Server, *wire.Server, error) {
	if config.MaxConnections <= 0 {
		config.MaxConnections = 200
	}
	var front *wire.Server
	var h *handler
	s, err := server.NewServerWithHandler(server.Config{
		Protocol: "tcp", Address: config.Listen, Listener: listener,
		MaxLoggedQueryLen: -1, // statements may hold personal data
		ProtocolListenerFactory: func(server.Config, mysql.ListenerConfig, server.ServerEventListener) (server.ProtocolListener, error) {
			front = wire.NewServer(wire.Config{
				Listener: listener, Handler: h, Accounts: e.account, Version: serverVersion(e.config.Version),
				TLS: config.TLS, RequireTLS: config.RequireTLS, MaxConnections: config.MaxConnections,
				MaxPacket: maxPacket, Logger: e.config.Logger, Logins: newThrottle(),
			})
			return front, nil
		},
	}, e.sql, e.newContext, func(ctx context.Context, c *mysql.Conn, addr string) (sql.Session, error) {
		return h.buildSession(ctx, c, addr)
	}, nil, func(inner mysql.Handler) (_ mysql.Handler, err error) {
		h, err = e.wrapHandler(inner)
		return h, err
	})
	if err != nil {
		return nil, nil, err
	}
	h.sessions = s.SessionManager()
	if first, ok := e.account(config.firstUser(), "localhost"); ok {
		front.Remember(first.Secret, config.Password)
	}
	return s, front, nil
}

func (c ServeConfig) firstUser() string { return cmp.Or(c.User, localUser) }

// putSuperUser makes or replaces a user with every right.
func (e *Engine) putSuperUser(name, host, password string) {
	users := e.sql.Analyzer.Catalog.MySQLDb
	editor := users.Editor()
	defer editor.Close()
	editor.RemoveUser(mysql_db.UserPrimaryKey{Host: host, User: name})
	users.AddSuperUser(editor, name, host, password)
}

func (e *Engine) buildSession(ctx context.Context, conn *mysql.Conn, addr string) (*apiSession, error) {
	base, err := sql.BaseSessionFromConnection(ctx, conn, addr)
	if err != nil {
		return nil, err
	}
	if state, ok := conn.ClientData.(*tls.ConnectionState); ok && state != nil {
		showTLS(base, state)
	}
	return e.newSession(base)
}

// longestRequest is how long a server that stops waits for a change that is on
// its way to Help Scout; the client gives up before.
const longestRequest = 2 * time.Minute

// drain lets running statements end, then cancels them, but never in the middle
// of a write.
func (e *Engine) drain(limit time.Duration) {
	deadline := time.Now().Add(limit)
	for time.Now().Before(deadline) && e.running() {
		time.Sleep(20 * time.Millisecond)
	}
	e.writes.shut(longestRequest)
	for _, p := range e.sql.ProcessList.Processes() {
		e.sql.ProcessList.Kill(p.Connection)
	}
}

func (e *Engine) running() bool {
	for _, p := range e.sql.ProcessList.Processes() {
		if p.Command == sql.ProcessCommandQuery {
			return true
		}
	}
	return false
}

func listenError(address string, err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", address, op.Err)
	}
	return fmt.Errorf("cannot listen on %s: %w", address, err)
}
