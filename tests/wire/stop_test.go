package wire

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// noticed is how long the calls of a client may go on that has closed its socket.
// It must be far below the time that the statement would take.
const noticed = 8 * time.Second

// long takes a quarter of a minute: 80 pages, one after the other under the LIMIT.
const long = "SELECT COUNT(*) FROM (SELECT Subject FROM Conversations LIMIT 100000) x WHERE Subject = 'x'"

func slow(t testing.TB) *served {
	t.Helper()
	s := serve(t, simulator.Options{Conversations: 2000, Customers: 50}, engine.ServeConfig{})
	s.sim.Control().SetLatency(200 * time.Millisecond)
	return s
}

// underWay waits for the first API calls of a statement.
func (s *served) underWay(t testing.TB) {
	t.Helper()
	require.Eventually(t, func() bool { return len(s.sim.Control().Calls()) >= 3 }, time.Minute, 5*time.Millisecond)
}

func TestCancelledContextStopsTheCalls(t *testing.T) {
	s := slow(t)
	db := s.open(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, err := db.ExecContext(ctx, long)
		done <- err
	}()
	s.underWay(t)
	begin := time.Now()
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	// The driver closes its socket, the only way it has.
	require.Less(t, s.quiet(t, begin), noticed)
	require.NoError(t, db.PingContext(context.Background()))
}

func TestKillQueryLeavesTheConnection(t *testing.T) {
	s := slow(t)
	db := s.open(t, nil)
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	var id int64
	require.NoError(t, conn.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&id))
	done := make(chan error, 1)
	go func() {
		_, err := conn.ExecContext(ctx, long)
		done <- err
	}()
	s.underWay(t)
	begin := time.Now()
	_, err = db.ExecContext(ctx, "KILL QUERY "+strconv.FormatInt(id, 10))
	require.NoError(t, err)
	requireError(t, <-done, 1317, "70100", "interrupted")
	require.Less(t, s.quiet(t, begin), noticed)
	var n int
	require.NoError(t, conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM MailBoxes").Scan(&n))
	require.Equal(t, 5, n)
}

// TestVanishedClient closes the socket below the driver, as a crash does.
func TestVanishedClient(t *testing.T) {
	for name, query := range map[string]string{
		"before the first row": long,
		"while rows stream":    "SELECT * FROM Conversations LIMIT 100000",
	} {
		t.Run(name, func(t *testing.T) {
			s := slow(t)
			var mu sync.Mutex
			var sockets []net.Conn
			db := s.open(t, func(c *mysql.Config) {
				c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
					mu.Lock()
					defer mu.Unlock()
					sockets = append(sockets, conn)
					return conn, err
				}
			})
			go func() {
				rows, err := db.QueryContext(context.Background(), query)
				if err == nil {
					for rows.Next() {
						continue
					}
					_ = rows.Err()
					_ = rows.Close()
				}
			}()
			s.underWay(t)
			mu.Lock()
			for _, conn := range sockets {
				_ = conn.Close()
			}
			mu.Unlock()
			require.Less(t, s.quiet(t, time.Now()), noticed)
		})
	}
}

// The command line's own way has no socket in between.
func TestInProcessCancelStopsTheCalls(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 2000, Customers: 50})
	ignore := goleak.IgnoreCurrent()
	var asked atomic.Int32
	sim.Control().SetLatencyFunc(func(*http.Request) time.Duration {
		if asked.Add(1) <= 5 {
			return 0
		}
		return time.Hour
	})
	for _, query := range []string{
		long, "SELECT * FROM Conversations",
		"SELECT COUNT(*) FROM ConversationThreads",
		"SELECT c.Id, t.Id FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id",
		"SELECT a.Id FROM Conversations a JOIN Conversations b ON a.Subject = b.Preview",
	} {
		sim.Control().ResetCalls()
		asked.Store(0)
		ctx, cancel := context.WithCancel(context.Background())
		session := e.NewSession()
		done := make(chan error, 1)
		go func() {
			done <- session.Run(ctx, query, nil, func(r *engine.Result) error {
				for _, err := range r.Rows {
					if err != nil {
						return err
					}
				}
				return nil
			})
		}()
		require.Eventually(t, func() bool { return asked.Load() > 5 }, time.Minute, 5*time.Millisecond, query)
		cancel()
		require.ErrorContains(t, <-done, "interrupted", query)
		session.Close()
		goleak.VerifyNone(t, ignore)
		n := len(sim.Control().Calls())
		time.Sleep(100 * time.Millisecond)
		require.Equal(t, n, len(sim.Control().Calls()), query)
	}
}

// Whoever takes one row and leaves has no calls left behind.
func TestInProcessStoppingEarly(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 2000, Customers: 50})
	ignore := goleak.IgnoreCurrent()
	session := e.NewSession()
	defer session.Close()
	require.NoError(t, session.Run(context.Background(), "SELECT * FROM Conversations", nil, func(r *engine.Result) error {
		for _, err := range r.Rows {
			return err
		}
		return nil
	}))
	goleak.VerifyNone(t, ignore)
	require.Less(t, len(sim.Control().Calls()), 40, "of 80 pages")
}
