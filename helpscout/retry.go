package helpscout

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RetryPolicy says how reads are tried again. The zero value of each field is its default; tests shorten them.
type RetryPolicy struct {
	// MaxTries is the number of requests for one read before its failure is reported. 0 means 5.
	MaxTries int
	// Initial is the first pause; each next one is about twice as long, with jitter. 0 means 500 ms.
	Initial time.Duration
	// Max is the longest pause. 0 means 15 s.
	Max time.Duration
	// MaxLimited is the number of 429 answers that one call sits through. 0 means 10.
	MaxLimited int
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.MaxTries <= 0 {
		p.MaxTries = 5
	}
	if p.Initial <= 0 {
		p.Initial = 500 * time.Millisecond
	}
	if p.Max <= 0 {
		p.Max = 15 * time.Second
	}
	if p.MaxLimited <= 0 {
		p.MaxLimited = 10
	}
	return p
}

func (p RetryPolicy) pauses() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval, b.Multiplier = p.Initial, p.Max, 2
	return b
}

// run sends a request until it is answered or there is no point in another try.
//
// A write is sent again only when it is known not to have been applied: after 401 and 429, and when no connection could
// be made. Everything else that goes wrong with a write is reported, because nobody wants the same reply twice.
func (c *Client) run(ctx context.Context, r *request) (*answer, error) {
	var renewed bool
	var failed, limited int
	pauses := c.retry.pauses()
	for n := 0; ; n++ {
		a, err := c.attempt(ctx, r, n)
		if err == nil {
			return a, nil
		}
		var e *Error
		if ctx.Err() != nil || !errors.As(err, &e) {
			return nil, err
		}
		e.Tries = n + 1
		switch {
		case e.Status == http.StatusUnauthorized && a != nil && c.tokens != nil && !renewed:
			if _, err := c.tokens.Renew(ctx, a.token); err != nil {
				return nil, c.failed(r, err)
			}
			renewed = true
		case e.Status == http.StatusTooManyRequests && a != nil && limited < c.retry.MaxLimited:
			limited++ // the limiter knows how long; the next attempt waits there with all the others
		case r.again(e) && failed < c.retry.MaxTries-1:
			failed++
			if !pause(ctx, max(pauses.NextBackOff(), min(e.RetryAfter, time.Minute))) {
				return nil, err
			}
		default:
			return nil, err
		}
	}
}

// again reports whether a failure may be gone with the next try, and the next try can do no harm.
func (r *request) again(e *Error) bool {
	if r.isWrite() {
		return e.Status == 0 && neverLeft(e.Err)
	}
	switch e.Status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return errors.Is(e.Err, errBody) || (e.Status == 0 && e.transport)
}

// pause sleeps, unless the context ends first or would end before the pause does: waiting for a deadline helps nobody.
func pause(ctx context.Context, d time.Duration) bool {
	if until, ok := ctx.Deadline(); ok && time.Until(until) < d {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
