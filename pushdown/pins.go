package pushdown

import (
	"slices"
	"strings"

	"github.com/scoutql/scoutql/tables"
)

// A pin is what the equality predicates on one column leave possible.
type pin struct {
	column *tables.Column
	vals   []any
	preds  []int // the predicates that it came from
	// whole: vals say everything that those predicates say. Not so when a text
	// column has several predicates: their intersection depends on the collation,
	// so that only the first is used.
	whole bool
}

// pinned gathers the equality predicates by column. possible is false when
// they contradict each other, or when one asks for something that no row has.
func pinned(t *tables.Table, preds []Pred) (pins map[string]*pin, possible bool) {
	pins = map[string]*pin{}
	defer func() {
		for _, p := range preds {
			possible = possible && (p.Op != tables.IsNull || pins[p.Col] == nil) // a value is not NULL
		}
	}()
	for i, p := range preds {
		c, ok := t.Column(p.Col)
		if !ok || p.Op != tables.Eq && p.Op != tables.In {
			continue
		}
		vals, usable := candidates(t, c, p.Vals)
		if !usable {
			continue
		}
		if len(vals) == 0 {
			return nil, false
		}
		old := pins[c.Name]
		switch {
		case old == nil:
			pins[c.Name] = &pin{column: c, vals: vals, preds: []int{i}, whole: true}
		case decidable(c):
			old.vals = slices.DeleteFunc(old.vals, func(v any) bool { return !slices.Contains(vals, v) })
			old.preds = append(old.preds, i)
			if len(old.vals) == 0 {
				return nil, false
			}
		}
	}
	return pins, true
}

// decidable tells whether Go's == on candidates is SQL's = on the column:
// numbers, and enum-like columns once their values are canonical.
func decidable(c *tables.Column) bool {
	_, words := enumerated(c)
	return words || c.Type.Kind == tables.BigInt || c.Type.Kind == tables.Int
}

// enumerated is the column's filter that takes certain words only, if it has one.
func enumerated(c *tables.Column) (tables.Filter, bool) {
	i := slices.IndexFunc(c.Filter, func(f tables.Filter) bool { return len(f.Words) > 0 })
	if i < 0 {
		return tables.Filter{}, false
	}
	return c.Filter[i], true
}

// candidates reduces the values of an equality to those that a row can have,
// without duplicates. usable is false when that cannot be told: then the
// predicate stays with the caller, which is always safe.
func candidates(t *tables.Table, c *tables.Column, vals []any) (left []any, usable bool) {
	for _, v := range vals {
		if v == nil {
			continue // col = NULL is never true
		}
		v, keep, known := candidate(t, c, v)
		if !known {
			return nil, false
		}
		if keep && !slices.Contains(left, v) {
			left = append(left, v)
		}
	}
	return left, true
}

func candidate(t *tables.Table, c *tables.Column, v any) (_ any, keep, known bool) {
	switch v := v.(type) {
	case int64:
		// Ids and numbers start at 1: the API refuses others, and no row has them.
		return v, v >= 1 || !isIdentifier(t, c), true
	case string:
		f, ok := enumerated(c)
		if !ok {
			return v, true, true
		}
		if !printableASCII(v) {
			return nil, false, false // may still equal a word in SQL's collation
		}
		v = strings.ToLower(v)
		return v, slices.Contains(f.Words, v), !slices.Contains(f.Unsure, v)
	}
	return v, true, true
}

func isIdentifier(t *tables.Table, c *tables.Column) bool {
	return len(c.Filter) > 0 || slices.Contains(t.Key, c.Name) ||
		t.Under != nil && t.Under.Column == c.Name || t.Within != nil && t.Within.Column == c.Name
}

// printableASCII text has one spelling per collation weight but for case, so
// that comparing it in lower case is comparing it in utf8mb4_0900_ai_ci.
func printableASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
