package helpscout

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// RateStatus is what the client knows of the account's rate limit, for scoutql.rate_limit.
type RateStatus struct {
	Limit     int           // calls a minute; 0 while unknown
	Remaining int           // of this minute, as last heard; -1 while unknown
	ResetsIn  time.Duration // until the next call may leave, while the limit is used up
	Waiting   int           // calls that stand waiting
}

// RateLimit tells how much of the account's rate limit is left (overview/rate-limiting). It makes no call.
func (c *Client) RateLimit() RateStatus { return c.limit.status() }

// limiter lets calls go while the account has budget, and holds all of them together while it has none.
//
// The budget belongs to the account, so other programs spend it too; only the API knows what is left, and only its 429
// tells until when. So nothing is delayed while the API reports budget. When the budget is used up, every call waits as
// long as the API says; then one call goes ahead as a probe and the rest wait for its answer, rather than all of them
// running into the next 429.
type limiter struct {
	fixed *rate.Limiter // the user's own cap, or nil
	retry RetryPolicy

	mu        sync.Mutex
	limit     int
	remaining int       // as last reported, -1 unknown
	reports   int       // answers that were believed so far
	flying    int       // weight of the calls under way, which the report may not have counted yet
	until     time.Time // no call leaves before
	spent     bool      // used up: one call at a time until an answer shows budget
	probing   bool      // that call is under way
	guesses   int       // 429 answers in a row that did not say how long
	waiting   int
	changed   chan struct{} // closed when waiting calls should look again
}

// pass is the permission to make one call; it must be handed to release.
type pass struct {
	weight  int
	probe   bool
	reports int // answers believed when the call left
}

// spentError says that the wait for the rate limit would outlast the caller's deadline.
type spentError struct{ wait time.Duration }

func (e *spentError) Error() string { return fmt.Sprintf("the rate limit is free again in %s", e.wait) }

func newLimiter(perMinute int, retry RetryPolicy) *limiter {
	l := &limiter{remaining: -1, retry: retry, changed: make(chan struct{})}
	if perMinute > 0 {
		// A bucket that holds b lets b calls more than its rate pass in one minute, so the rate leaves room for them: no
		// minute sees more than the user allows.
		burst := max(2, perMinute/10)
		perSecond := float64(max(perMinute-burst, (perMinute+1)/2)) / 60
		l.fixed = rate.NewLimiter(rate.Limit(perSecond), burst)
		l.limit = perMinute
	}
	return l
}

// acquire returns when a call of this weight may leave, or with a *spentError at once if that is after the deadline.
func (l *limiter) acquire(ctx context.Context, weight int) (pass, error) {
	if err := ctx.Err(); err != nil {
		return pass{}, err
	}
	if err := l.acquireFixed(ctx, weight); err != nil {
		return pass{}, err
	}
	for {
		p, wait, changed := l.try(weight)
		if changed == nil {
			return p, nil
		}
		if err := l.await(ctx, wait, changed); err != nil {
			return pass{}, err
		}
	}
}

func (l *limiter) acquireFixed(ctx context.Context, weight int) error {
	if l.fixed == nil {
		return nil
	}
	r := l.fixed.ReserveN(time.Now(), weight)
	delay := r.Delay()
	if delay == 0 {
		return nil
	}
	if err := l.await(ctx, delay, nil); err != nil {
		r.Cancel()
		return err
	}
	return nil
}

// try takes a pass, or says how long to wait (0: until something changes) and what to watch.
func (l *limiter) try(weight int) (pass, time.Duration, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := time.Until(l.until); wait > 0 {
		return pass{}, wait, l.changed
	}
	if !l.spent && l.remaining >= 0 && l.remaining-l.flying < weight {
		if l.flying > 0 {
			return pass{}, 0, l.changed // the answers under way will tell what is left
		}
		l.spent = true
	}
	if l.spent && l.probing {
		return pass{}, 0, l.changed
	}
	l.probing = l.spent
	l.flying += weight
	return pass{weight: weight, probe: l.spent, reports: l.reports}, 0, nil
}

// await waits for a time or a change (either may be missing) as long as the context allows.
func (l *limiter) await(ctx context.Context, wait time.Duration, changed <-chan struct{}) error {
	if until, ok := ctx.Deadline(); ok && time.Until(until) < wait {
		return &spentError{wait: wait}
	}
	l.count(1)
	defer l.count(-1)
	var timer <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-timer:
	case <-changed:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (l *limiter) count(n int) {
	l.mu.Lock()
	l.waiting += n
	l.mu.Unlock()
}

// release takes a pass back and learns from the answer; without one (header nil) nothing is learnt.
func (l *limiter) release(p pass, status int, header http.Header) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flying -= p.weight
	switch {
	case header == nil:
	case status == http.StatusTooManyRequests:
		l.refused(p, header)
	case p.probe || !l.spent: // an answer to a call from before the limit was hit proves nothing
		l.answered(p, header)
	}
	if p.probe {
		l.probing = false
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *limiter) refused(p pass, header http.Header) {
	wait := retryAfter(header)
	if wait <= 0 {
		if p.probe || !l.spent { // the calls that were under way together are one refusal, not eight
			l.guesses++
		}
		wait = min(l.retry.Initial<<min(l.guesses-1, 10), time.Minute)
		wait += time.Duration(rand.Int64N(int64(wait)/4 + 1)) //nolint:gosec // jitter
	}
	if until := time.Now().Add(wait); until.After(l.until) {
		l.until = until
	}
	l.spent, l.remaining = true, 0
	if n, ok := headerInt(header, "X-RateLimit-Limit-Minute"); ok {
		l.limit = n
	}
}

// answered learns from an answer with budget. Answers overtake each other, so more than was reported before is a new
// minute only if the call left after that report; an older answer may only lower the figure.
func (l *limiter) answered(p pass, header http.Header) {
	if n, ok := headerInt(header, "X-RateLimit-Limit-Minute"); ok {
		l.limit = n
	}
	n, ok := headerInt(header, "X-RateLimit-Remaining-Minute")
	switch {
	case !ok:
		l.remaining = -1
	case l.spent, l.remaining < 0, n < l.remaining, p.reports == l.reports:
		l.remaining = n
		l.reports++
	}
	l.spent, l.guesses = l.remaining == 0, 0
	if wait := retryAfter(header); l.spent && wait > 0 {
		l.until = time.Now().Add(wait)
	}
}

func (l *limiter) status() RateStatus {
	l.mu.Lock()
	defer l.mu.Unlock()
	return RateStatus{
		Limit: l.limit, Remaining: l.remaining, ResetsIn: max(0, time.Until(l.until)), Waiting: l.waiting,
	}
}

// retryAfter reads how long the API wants to be left alone: its own header first, then the standard one, which the
// documentation does not name but gateways send. 0 when neither says.
func retryAfter(h http.Header) time.Duration {
	for _, name := range []string{"X-RateLimit-Retry-After", "Retry-After"} {
		v := h.Get(name)
		if s, err := strconv.ParseFloat(v, 64); err == nil && s > 0 {
			return time.Duration(min(s, 3600) * float64(time.Second))
		}
		if t, err := http.ParseTime(v); err == nil && time.Until(t) > 0 {
			return min(time.Until(t), time.Hour)
		}
	}
	return 0
}

func headerInt(h http.Header, name string) (int, bool) {
	n, err := strconv.Atoi(h.Get(name))
	return n, err == nil && n >= 0
}
