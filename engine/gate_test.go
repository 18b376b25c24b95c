package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server that stops waits for writes under way, and lets no other begin.
func TestGate(t *testing.T) {
	var g gate
	require.NoError(t, g.enter())
	require.NoError(t, g.enter())
	shut := make(chan struct{})
	go func() {
		g.shut(time.Hour)
		close(shut)
	}()
	require.Eventually(t, func() bool {
		if g.enter() != nil {
			return true
		}
		g.leave()
		return false
	}, time.Minute, time.Millisecond)
	g.leave()
	select {
	case <-shut:
		t.Fatal("one is still under way")
	default:
	}
	g.leave()
	<-shut
	require.ErrorIs(t, g.enter(), errStopping)
	g.shut(time.Hour) // once more does not wait

	var idle gate
	idle.shut(time.Hour)
	require.Error(t, idle.enter())
}
