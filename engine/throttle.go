package engine

import (
	"sync"
	"time"

	"github.com/scoutql/scoutql/engine/wire"
)

// throttle slows down those who guess passwords: each failure from an address
// doubles the time until its next answer, whoever it says it is. What is right
// is answered as late as what is wrong, so that nothing can be told from the
// time; other addresses do not notice.
type throttle struct {
	wait func(time.Duration) // replaced by tests
	now  func() time.Time

	mu      sync.Mutex
	failing map[string]*failures
}

type failures struct {
	count   int
	last    time.Time
	waiting int // logins that are being held back
}

const (
	freeFailures  = 3 // a person mistypes
	firstDelay    = 250 * time.Millisecond
	longestDelay  = 10 * time.Second
	forgetAfter   = 10 * time.Minute
	keptAddresses = 10_000
	heldBack      = 5 // at a time, from one address: each holds a connection
)

func newThrottle() *throttle {
	return &throttle{wait: time.Sleep, now: time.Now, failing: map[string]*failures{}}
}

var _ wire.Logins = (*throttle)(nil)

// Hold implements wire.Logins. It refuses when too many wait already.
func (l *throttle) Hold(host string) error {
	l.mu.Lock()
	f := l.failing[host]
	if f == nil || f.count <= freeFailures || l.now().Sub(f.last) > forgetAfter {
		l.mu.Unlock()
		return nil
	}
	if f.waiting >= heldBack {
		l.mu.Unlock()
		return sqlError(1129, stateGeneral, "Host '%s' is blocked for a while because of many failed logins", host)
	}
	f.waiting++
	delay := min(firstDelay<<min(f.count-freeFailures-1, 10), longestDelay)
	l.mu.Unlock()
	l.wait(delay)
	l.mu.Lock()
	f.waiting--
	l.mu.Unlock()
	return nil
}

// Ended implements wire.Logins.
func (l *throttle) Ended(host string, in bool) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if in {
		delete(l.failing, host)
		return 0
	}
	now := l.now()
	f := l.failing[host]
	if f == nil || now.Sub(f.last) > forgetAfter {
		l.forget(now)
		f = &failures{}
		l.failing[host] = f
	}
	f.count++
	f.last = now
	return f.count
}

// forget bounds what is remembered: addresses are cheap to him who has many.
func (l *throttle) forget(now time.Time) {
	if len(l.failing) < keptAddresses {
		return
	}
	for host, f := range l.failing {
		if now.Sub(f.last) > forgetAfter {
			delete(l.failing, host)
		}
	}
	for host := range l.failing {
		if len(l.failing) < keptAddresses {
			return
		}
		delete(l.failing, host)
	}
}
