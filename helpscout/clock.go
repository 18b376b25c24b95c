package helpscout

import (
	"net/http"
	"sync"
	"time"
)

// clock knows how far the API's clock is from ours, from the Date of its answers.
type clock struct {
	mu     sync.Mutex
	known  bool
	offset time.Duration
}

func (c *clock) saw(h http.Header, now time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.offset = true, date.Sub(now)
}

// ServerTime turns a moment of our clock into the API's, as its last answer told it: never late, and early by the
// fraction of a second that the Date header leaves out and the answer's way here. It says false before the first answer.
func (c *Client) ServerTime(t time.Time) (time.Time, bool) {
	c.clock.mu.Lock()
	defer c.clock.mu.Unlock()
	return t.Add(c.clock.offset), c.clock.known
}
