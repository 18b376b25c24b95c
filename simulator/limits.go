package simulator

import (
	"cmp"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	headerLimit     = "X-Ratelimit-Limit-Minute" // canonical form of X-RateLimit-Limit-Minute
	headerRemaining = "X-Ratelimit-Remaining-Minute"
	headerRetry     = "X-Ratelimit-Retry-After"
)

// defaultLimit is the budget of a Plus plan.
const defaultLimit = 400

// limiter is the account-wide budget: one fixed window for all tokens, writes weigh twice.
type limiter struct {
	clock *clock
	mu    sync.Mutex
	rule  RateLimit
	ends  time.Time
	used  int
}

func newLimiter(c *clock) *limiter {
	l := &limiter{clock: c}
	l.set(RateLimit{})
	return l
}

func (l *limiter) set(r RateLimit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.PerWindow = cmp.Or(r.PerWindow, defaultLimit)
	r.Window = cmp.Or(r.Window, time.Minute)
	l.rule, l.used, l.ends = r, 0, time.Time{}
}

// spend takes a call's weight from the budget, fills in the headers every answer has, and says whether the call is refused.
func (l *limiter) spend(method string, h http.Header) (limited bool) {
	weight := 2
	if method == http.MethodGet || method == http.MethodHead {
		weight = 1
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	left := l.rule.PerWindow - weight
	if l.rule.Enforce {
		if now := l.clock.now(); !now.Before(l.ends) {
			l.used, l.ends = 0, now.Add(l.rule.Window)
		}
		limited = l.used+weight > l.rule.PerWindow
		if !limited {
			l.used += weight
		}
		left = l.rule.PerWindow - l.used
	}
	h[headerLimit] = []string{strconv.Itoa(l.rule.PerWindow)}
	h[headerRemaining] = []string{strconv.Itoa(max(left, 0))}
	return limited
}

// refuse is the documented 429: a bare message and the seconds to wait, rounded up.
func (l *limiter) refuse(h http.Header, hide bool) *answer {
	h[headerRemaining] = []string{"0"}
	if !hide {
		l.mu.Lock()
		wait := l.ends.Sub(l.clock.now())
		l.mu.Unlock()
		seconds := int64((wait + time.Second - 1) / time.Second)
		h[headerRetry] = []string{itoa(max(seconds, 1))}
	}
	return reply(http.StatusTooManyRequests, plainJSON, []byte(`{"message":"API rate limit exceeded"}`), 0)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
