package helpscout

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// mutation changes a list between two answers.
type mutation struct {
	name   string
	stable bool
	change func(r *rand.Rand, l *listing)
}

var mutations = []mutation{
	{name: "shrinks", stable: true, change: func(r *rand.Rand, l *listing) { drop(r, l) }},
	{name: "grows", stable: true, change: func(_ *rand.Rand, l *listing) { l.add() }},
	{name: "both", stable: true, change: func(r *rand.Rand, l *listing) {
		if r.IntN(2) == 0 {
			drop(r, l)
		} else {
			l.add()
		}
	}},
	// The total stays what it was: only repeats and the clock give the change away.
	{name: "hidden", stable: true, change: func(r *rand.Rand, l *listing) { drop(r, l); l.add() }},
	{name: "members come and go", change: func(r *rand.Rand, l *listing) {
		if r.IntN(2) == 0 {
			drop(r, l)
		} else {
			l.insert(r.IntN(len(l.rows) + 1))
		}
	}},
	{name: "many go at once", change: func(r *rand.Rand, l *listing) {
		for range r.IntN(7) {
			drop(r, l)
		}
	}},
	{name: "many come at once", change: func(r *rand.Rand, l *listing) {
		for range r.IntN(7) {
			l.insert(r.IntN(len(l.rows) + 1))
		}
	}},
}

func drop(r *rand.Rand, l *listing) {
	if len(l.rows) > 0 {
		l.remove(r.IntN(len(l.rows)))
	}
}

// TestChangingList is the promise of product.md section 4: each row that was there from beginning to end comes exactly
// once, whatever happens to the others between two answers.
func TestChangingList(t *testing.T) {
	rounds := 300
	if testing.Short() {
		rounds = 50
	}
	for _, m := range mutations {
		for _, read := range []ReadMode{Whole, Lazy} {
			if m.name == "hidden" && read == Lazy {
				continue // forward.go says why nothing can be promised
			}
			t.Run(fmt.Sprintf("%s, whole %v", m.name, read == Whole), func(t *testing.T) {
				var cost changeCost
				for seed := range uint64(rounds) {
					changingRound(t, m, read, seed, &cost)
				}
				t.Logf("%d rounds with changes: %d calls for %d pages, %d with warnings", cost.changed, cost.calls, cost.pages, cost.warned)
				require.Less(t, cost.warned, max(1, cost.changed/20))
			})
		}
	}
}

type changeCost struct{ changed, calls, pages, warned int }

func changingRound(t *testing.T, m mutation, read ReadMode, seed uint64, cost *changeCost) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	l := newListing(r.IntN(120), 3+r.IntN(5))
	l.jitter = true
	l.beyond = []int{200, 404}[r.IntN(2)]
	often, changes := []float64{0, 0.02, 0.1, 0.3}[r.IntN(4)], 0
	l.change = func(l *listing) {
		if l.calls > 1 && r.Float64() < often {
			m.change(r, l)
			changes++
		}
	}
	before, pages := l.ids(), max(1, l.pages())
	_, cfg := newRoundServer(t, l)
	meter := NewMeter(0)
	got, err := collect(WithMeter(t.Context(), meter), New(cfg), rowsList(read, m.stable))
	require.NoError(t, err, "seed %d", seed)

	count := map[int]int{}
	for _, id := range got {
		count[id]++
		require.Equal(t, 1, count[id], "seed %d: row %d came twice", seed, id)
	}
	warned := len(meter.Warnings()) > 0
	left := l.ids()
	for _, id := range before {
		if slices.Contains(left, id) && !warned {
			require.Equal(t, 1, count[id], "seed %d: row %d was lost; got %v", seed, id, got)
		}
	}
	if changes == 0 {
		require.Equal(t, pages, l.calls, "seed %d: a list at rest costs its pages", seed)
		require.False(t, warned)
		return
	}
	cost.changed++
	cost.calls += l.calls
	cost.pages += pages
	if warned {
		cost.warned++
	}
}

func TestWholeSurvivesBackdatedRows(t *testing.T) {
	// A row created with a date of the past pushes another over the edge of a page: only the count gives it away.
	l := newListing(60, 5)
	l.change = func(l *listing) {
		if l.calls == 8 {
			l.insert(2)
		}
	}
	before := l.ids()
	_, cfg := newServer(t, l.ServeHTTP)
	cfg.Concurrency = 1
	m := NewMeter(0)
	got, err := collect(WithMeter(t.Context(), m), New(cfg), rowsList(Whole, true))
	require.NoError(t, err)
	require.Subset(t, got, before)
	require.Empty(t, m.Warnings())
}

func TestListThatNeverRestsEndsInAWarning(t *testing.T) {
	l := newListing(100, 5)
	l.change = func(l *listing) { // nothing stays for as long as two answers
		n := 100 + l.calls%2
		l.rows = nil
		for range n {
			l.append("")
		}
	}
	_, cfg := newServer(t, l.ServeHTTP)
	m := NewMeter(0)
	_, err := collect(WithMeter(t.Context(), m), New(cfg), rowsList(Whole, false))
	require.NoError(t, err)
	require.NotEmpty(t, m.Warnings())
	require.Less(t, l.calls, 1000)
}

func TestStableListWithWrongCountIsReadAgainOnce(t *testing.T) {
	l := newListing(20, 5)
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := l.page(atoi(r.URL.Query().Get("page")))
		sendJSON(w, 200, string(body[:len(body)-1])+`,"ignored":1}`)
	})
	l.change = func(l *listing) { l.rows[7].ID = l.rows[6].ID } // the API repeats one and leaves another out
	m := NewMeter(0)
	got, err := collect(WithMeter(t.Context(), m), New(cfg), rowsList(Whole, true))
	require.NoError(t, err)
	require.Len(t, got, 19)
	require.Equal(t, []string{"/v2/rows changed while it was read: Help Scout counts 20 rows, 19 were found"}, m.Warnings())
	require.LessOrEqual(t, l.calls, 14)
}
