package wire

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// TestStreamingKeepsMemoryBounded reads many rows as a client would. The whole
// result is hundreds of megabytes as text; the SQL engine kept all of it before
// its buffer was cured.
func TestStreamingKeepsMemoryBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100,000 rows")
	}
	const conversations = 100_000
	s := serve(t, simulator.Options{Conversations: conversations, Customers: 100}, engine.ServeConfig{})
	db := s.open(t, nil)
	column(t, db, "SELECT * FROM Conversations LIMIT 1") // the simulator sorts its list once
	before := heap()
	var most uint64
	done := make(chan struct{})
	go func() {
		defer close(done)
		rows, err := db.QueryContext(context.Background(), "SELECT * FROM Conversations")
		if !assertNoError(t, err) {
			return
		}
		defer func() { _ = rows.Close() }()
		n := 0
		for rows.Next() {
			n++
		}
		assertNoError(t, rows.Err())
		if n != conversations {
			t.Errorf("%d rows of %d", n, conversations)
		}
	}()
	for ticker := time.NewTicker(500 * time.Millisecond); ; {
		select {
		case <-done:
			ticker.Stop()
			grown := (max(most, before) - before) >> 20
			t.Logf("the heap grew by %d MB at most", grown)
			require.Less(t, grown, uint64(100))
			return
		case <-ticker.C:
			most = max(most, heap())
		}
	}
}

func assertNoError(t *testing.T, err error) bool {
	t.Helper()
	if err != nil {
		t.Errorf("streaming: %v", err)
	}
	return err == nil
}

// heap is what is in use once the garbage is gone.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestFirstRowsBeforeTheLastPage: a result streams to the client.
func TestFirstRowsBeforeTheLastPage(t *testing.T) {
	s := serve(t, simulator.Options{Conversations: 5000, Customers: 50}, engine.ServeConfig{})
	s.sim.Control().SetLatency(50 * time.Millisecond)
	db := s.open(t, func(c *mysql.Config) { c.InterpolateParams = true })
	ctx, cancel := context.WithCancel(context.Background())
	rows, err := db.QueryContext(ctx, "SELECT Id, Subject FROM Conversations LIMIT 5000")
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	defer cancel() // first, or Close reads the rest
	require.True(t, rows.Next())
	require.Less(t, len(s.sim.Control().Calls()), 150, "of 200 pages")
}
