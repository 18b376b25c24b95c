package engine

import (
	"sync"
	"time"
)

// gate lets writes through until the server stops; then it waits for those
// that are under way, so that none is cut off in the middle.
type gate struct {
	mu      sync.Mutex
	closed  bool
	passing int
	empty   chan struct{} // closed when the last has passed a closed gate
}

// errStopping answers a write that comes too late: nothing was sent.
var errStopping = sqlError(1053, "08S01", "Server shutdown in progress; nothing more is written")

// enter lets a write begin. Each that may begin must leave.
func (g *gate) enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return errStopping
	}
	g.passing++
	return nil
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.passing--; g.passing == 0 && g.closed {
		close(g.empty)
	}
}

// shut lets no more writes begin, and waits for those under way, for as long as
// a request may take at most.
func (g *gate) shut(longest time.Duration) {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return
	}
	g.closed, g.empty = true, make(chan struct{})
	if g.passing == 0 {
		close(g.empty)
	}
	g.mu.Unlock()
	select {
	case <-g.empty:
	case <-time.After(longest):
	}
}
