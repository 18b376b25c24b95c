package simulator

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// listCache remembers filtered and sorted lists until the store changes, so that walking the pages of one listing filters and
// sorts once. It is bounded by being emptied when full: a fake server needs no cleverer eviction.
type listCache struct {
	mu      sync.Mutex
	version uint64
	lists   map[string]any
}

const maxLists = 64

// cached returns the list for key, building it at most once per version of the store and caller. The store's read lock is held.
func cached[T any](rq *request, key string, build func() []T) []T {
	c := rq.sim.lists
	c.mu.Lock()
	if c.lists == nil || c.version != rq.store.version || len(c.lists) >= maxLists {
		c.lists, c.version = map[string]any{}, rq.store.version
	}
	if l, ok := c.lists[key]; ok {
		c.mu.Unlock()
		return l.([]T)
	}
	c.mu.Unlock()

	list := build()

	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version == rq.store.version && c.lists != nil {
		c.lists[key] = list
	}
	return list
}

// filter keeps what every condition accepts.
func filter[T any](list []*T, conditions []func(*T) bool) []*T {
	if len(conditions) == 0 {
		return slices.Clone(list)
	}
	var out []*T
next:
	for _, it := range list {
		for _, ok := range conditions {
			if !ok(it) {
				continue next
			}
		}
		out = append(out, it)
	}
	return out
}

// order sorts by a key computed once per element. The incoming order breaks ties, and descending reverses both, so that
// equal keys keep one order on every page.
func order[T any, K cmp.Ordered](list []*T, descending bool, key func(*T) K) []*T {
	type keyed struct {
		k K
		v *T
	}
	ks := make([]keyed, len(list))
	for i, v := range list {
		ks[i] = keyed{key(v), v}
	}
	slices.SortStableFunc(ks, func(a, b keyed) int { return cmp.Compare(a.k, b.k) })
	for i := range ks {
		list[i] = ks[i].v
	}
	if descending {
		slices.Reverse(list)
	}
	return list
}

// words splits text as a search index does: runs of letters and digits, without regard to case. Accents count; nothing in
// the reference says that they are folded.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWordRune(r) })
}

// hasWords says whether all words of want occur in have, in any order.
func hasWords(have []string, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// nameMatches is the match of a name filter: all its words, or the same text when it has none (an emoji, say).
func nameMatches(filter string) func(string) bool {
	want := words(filter)
	if len(want) == 0 {
		return func(s string) bool { return strings.EqualFold(s, filter) }
	}
	return func(s string) bool { return hasWords(words(s), want) }
}
