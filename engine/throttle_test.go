package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Guessing gets slower with each failure, for one address alone, and ends with
// a right password or after a while.
func TestLoginsSlowDown(t *testing.T) {
	l := newThrottle()
	var waited []time.Duration
	now := time.Unix(0, 0)
	l.wait = func(d time.Duration) { waited = append(waited, d) }
	l.now = func() time.Time { return now }
	try := func(host string, in bool) int {
		require.NoError(t, l.Hold(host))
		return l.Ended(host, in)
	}
	for i := range 12 {
		require.Equal(t, i+1, try("192.0.2.1", false))
	}
	ms := time.Millisecond
	require.Equal(t, []time.Duration{250 * ms, 500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 8000 * ms, 10_000 * ms, 10_000 * ms}, waited)

	waited = nil
	try("192.0.2.2", false)
	require.Empty(t, waited, "another address does not wait")

	try("192.0.2.1", true)
	require.Equal(t, []time.Duration{10_000 * ms}, waited, "the right password waits as well")
	waited = nil
	try("192.0.2.1", true)
	require.Empty(t, waited)

	for range 5 {
		try("192.0.2.3", false)
	}
	waited, now = nil, now.Add(forgetAfter+time.Second)
	try("192.0.2.3", false)
	require.Empty(t, waited, "an old failure is forgotten")
}

// He who opens many connections at a time does not hold them all.
func TestLoginsHeldBackAreFew(t *testing.T) {
	l := newThrottle()
	release := make(chan struct{})
	l.wait = func(time.Duration) { <-release }
	for range freeFailures + 1 {
		l.Ended("192.0.2.1", false)
	}
	done := make(chan error)
	for range heldBack + 3 {
		go func() { done <- l.Hold("192.0.2.1") }()
	}
	for range 3 {
		require.ErrorContains(t, <-done, "blocked")
	}
	close(release)
	for range heldBack {
		require.NoError(t, <-done)
	}
}
