package helpscout

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// window is an API with so many calls a period, weighted as the real one.
type window struct {
	mu      sync.Mutex
	limit   int
	left    int
	period  time.Duration
	resets  time.Time
	silent  bool // no header says when
	refused int
}

func (a *window) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.After(a.resets) {
		a.left, a.resets = a.limit, now.Add(a.period)
	}
	weight := 1
	if r.Method != http.MethodGet {
		weight = 2
	}
	w.Header().Set("X-RateLimit-Limit-Minute", strconv.Itoa(a.limit))
	if a.left < weight {
		a.refused++
		w.Header().Set("X-RateLimit-Remaining-Minute", "0")
		if !a.silent {
			w.Header().Set("X-RateLimit-Retry-After", strconv.FormatFloat(a.resets.Sub(now).Seconds(), 'f', 4, 64))
		}
		sendJSON(w, 429, `{"message":"API rate limit exceeded"}`)
		return
	}
	a.left -= weight
	w.Header().Set("X-RateLimit-Remaining-Minute", strconv.Itoa(a.left))
	sendJSON(w, 200, `{}`)
}

func callMany(t *testing.T, c *Client, n int) time.Duration {
	t.Helper()
	start := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			var err error
			if i%5 == 0 {
				_, err = c.Do(t.Context(), Request{Method: "PATCH", Path: "/v2/x"})
			} else {
				_, err = c.Get(t.Context(), "getX", "/v2/x", nil)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

func TestBurstIsNotDelayed(t *testing.T) {
	a := &window{limit: 200, period: time.Hour}
	_, cfg := newServer(t, a.ServeHTTP)
	c := New(cfg)
	require.Equal(t, RateStatus{Remaining: -1}, c.RateLimit())
	require.Less(t, callMany(t, c, 100), time.Minute) // a wait would be for the hour
	require.Zero(t, a.refused)
	require.Equal(t, RateStatus{Limit: 200, Remaining: 80}, c.RateLimit())
}

func TestAllWaitTogetherAndOneProbes(t *testing.T) {
	for _, silent := range []bool{false, true} {
		a := &window{limit: 20, period: 150 * time.Millisecond, silent: silent}
		_, cfg := newServer(t, a.ServeHTTP)
		cfg.Retry = RetryPolicy{Initial: 30 * time.Millisecond, MaxLimited: 30}
		took := callMany(t, New(cfg), 60) // weight 72: four windows
		require.Greater(t, took, 400*time.Millisecond)
		require.Less(t, took, time.Minute)
		// A few probes a window at most, where eight calls would each run into it otherwise.
		require.Less(t, a.refused, 30)
		t.Logf("silent %v: %v, %d refused", silent, took, a.refused)
	}
}

func TestStandardRetryAfter(t *testing.T) {
	at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for _, tc := range []struct {
		h    http.Header
		want time.Duration
	}{
		{http.Header{"X-Ratelimit-Retry-After": {"38"}, "Retry-After": {"7"}}, 38 * time.Second},
		{http.Header{"Retry-After": {"7"}}, 7 * time.Second},
		{http.Header{"Retry-After": {at(90 * time.Second)}}, 90 * time.Second},
		{http.Header{"Retry-After": {at(-time.Hour)}}, 0},
		{http.Header{"Retry-After": {"soon"}}, 0},
		{http.Header{"Retry-After": {"NaN"}}, 0},
		{http.Header{"Retry-After": {"1e300"}}, time.Hour},
		{http.Header{}, 0},
	} {
		require.InDelta(t, tc.want.Seconds(), retryAfter(tc.h).Seconds(), 1.1, "%v", tc.h)
	}
}

func TestWaitThatOutlastsTheDeadlineFailsAtOnce(t *testing.T) {
	h, calls := script(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Retry-After", "38")
		sendJSON(w, 429, `{"message":"API rate limit exceeded"}`)
	})
	_, cfg := newServer(t, h)
	c := New(cfg)
	m := NewMeter(0)
	ctx, cancel := context.WithTimeout(WithMeter(t.Context(), m), 20*time.Second)
	defer cancel()
	for range 2 { // the second one does not even ask
		start := time.Now()
		_, err := c.Get(ctx, "getX", "/v2/x", nil)
		e := asError(t, err)
		require.Equal(t, 429, e.Status)
		require.InDelta(t, 38, e.RetryAfter.Seconds(), 15)
		require.ErrorContains(t, err, "free again in ")
		require.Less(t, time.Since(start), 15*time.Second)
	}
	require.EqualValues(t, 1, calls.Load())
	require.Equal(t, 1, m.Calls())
	require.InDelta(t, 38, c.RateLimit().ResetsIn.Seconds(), 15)
}

func TestWaitIsMeteredAndCancelled(t *testing.T) {
	h, _ := script(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Retry-After", "0.1")
		sendJSON(w, 429, `{}`)
	}, good, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		sendJSON(w, 429, `{}`)
	})
	_, cfg := newServer(t, h)
	c := New(cfg)
	m := NewMeter(0)
	_, err := c.Get(WithMeter(t.Context(), m), "getX", "/v2/x", nil)
	require.NoError(t, err)
	require.Greater(t, m.Waited(), 90*time.Millisecond)

	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for c.RateLimit().Waiting == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err = c.Get(ctx, "getX", "/v2/x", nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, c.RateLimit().Waiting)
}

func TestEndlessRefusalsEnd(t *testing.T) {
	h, calls := script(answers(429, "", ""))
	_, cfg := newServer(t, h)
	cfg.Retry.MaxLimited = 3
	_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.Equal(t, 429, asError(t, err).Status)
	require.EqualValues(t, 4, calls.Load())
}

func TestFixedRateLimit(t *testing.T) {
	var calls atomic.Int64
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) { calls.Add(1); good(w, r) })
	cfg.RateLimit = 60 // 6 at once, then 0.9 a second
	c := New(cfg)
	require.Equal(t, 60, c.RateLimit().Limit)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	var err error
	for err == nil {
		_, err = c.Get(ctx, "getX", "/v2/x", nil)
	}
	require.InDelta(t, 7.5, calls.Load(), 1.5)
	require.Equal(t, 429, asError(t, err).Status)
}

func TestProbeThatBreaksDoesNotBlockTheOthers(t *testing.T) {
	h, _ := script(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "0.02")
		sendJSON(w, 429, `{}`)
	}, reset, good)
	_, cfg := newServer(t, h)
	require.Less(t, readMany(t, New(cfg), 10), time.Minute)
	_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.NoError(t, err)
}

func readMany(t *testing.T, c *Client, n int) time.Duration {
	t.Helper()
	start := time.Now()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, err := c.Get(t.Context(), "getX", "/v2/x", nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}
