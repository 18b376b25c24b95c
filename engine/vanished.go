package engine

import (
	"context"
	"net"
	"time"

	"github.com/dolthub/vitess/go/mysql"
)

// clientPoll is how often a running statement looks whether its client is still
// there. The SQL engine looks itself, every five seconds.
const clientPoll = 250 * time.Millisecond

// whileConnected gives a context that ends when the client has closed its
// socket, so that nobody's statement makes no more API calls.
func whileConnected(ctx context.Context, c *mysql.Conn) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	socket := tcpBelow(c.Conn)
	if socket == nil {
		return ctx, cancel
	}
	go func() {
		ticker := time.NewTicker(clientPoll)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if hungUp(socket) {
					cancel()
					return
				}
			}
		}
	}()
	return ctx, cancel
}

// tcpBelow finds the socket below TLS and other wrappers.
func tcpBelow(conn net.Conn) *net.TCPConn {
	for {
		switch c := conn.(type) {
		case *net.TCPConn:
			return c
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
