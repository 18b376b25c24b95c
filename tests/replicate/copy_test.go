package replicate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestTheFirstRunCopiesEverything(t *testing.T) {
	w := newWorld(t, simulator.Options{Conversations: 400}, sqliteFile(t))
	sum := w.runs()
	require.Empty(t, sum.Notes)
	w.same()
	require.Empty(t, changes(w.runs()), "a second run has nothing to write")
}
