package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// barren are the examples that the demo account has no row for, with the
// reason. What a newcomer copies should show something.
var barren = map[string]string{}

// TestExamples runs every example of the reference as a newcomer would: over
// the demo account.
func TestExamples(t *testing.T) {
	w := newWorld(t, simulator.Options{}) // what --demo has
	left := map[string]string{}
	for says, why := range barren {
		left[says] = why
	}
	for _, def := range objects() {
		require.NotEmpty(t, def.Examples, def.Name)
		for _, e := range def.Examples {
			t.Run(def.Name+"/"+e.Says, func(t *testing.T) {
				r := w.in(t).query(e.SQL)
				if barren[def.Name+": "+e.Says] != "" {
					require.Empty(t, r.rows, "it gives rows now: take it off the list")
					delete(left, def.Name+": "+e.Says)
					return
				}
				require.NotEmpty(t, r.rows, e.SQL)
			})
		}
	}
	require.Empty(t, left, "no such examples")
}
