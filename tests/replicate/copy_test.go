package replicate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestTheFirstRunCopiesEverything(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 300}, to)
		sum := w.runs()
		require.Empty(t, sum.Notes)
		require.Empty(t, sum.Rejected)
		w.same()
		require.Empty(t, changes(w.runs()), "a second run has nothing to write")
	})
}
