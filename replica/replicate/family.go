package replicate

import (
	"slices"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/tables"
)

// node is one table of a family: tables whose rows come together. The root's
// rows own those of the tables Within and Under it, and so on.
type node struct {
	*target.Table
	decoder *tables.Decoder
	parts   []*node  // inside our items
	below   []*node  // lists under our rows
	cut     []string // members of our items that are rows of their own
}

// tree prepares a table and, of the tables that it owns, those that are wanted.
func tree(def *tables.Table, wanted map[string]*tables.Table) *node {
	n := &node{Table: target.NewTable(def)}
	n.decoder = tables.NewDecoder(def, n.Columns)
	if def.Copy() == tables.Whole {
		return n // each such table is read by itself
	}
	for _, owned := range def.Owned() {
		if owned.Under != nil && owned.Under.Items != "" {
			n.cut = append(n.cut, owned.Under.Items)
		}
		if wanted[owned.Name] == nil {
			continue
		}
		child := tree(wanted[owned.Name], wanted)
		if owned.Within != nil {
			n.parts = append(n.parts, child)
		} else {
			n.below = append(n.below, child)
		}
	}
	return n
}

// children are the tables that the rows of n own.
func (n *node) children() []*node { return slices.Concat(n.parts, n.below) }

// all lists n and everything below it, owners first.
func (n *node) all() []*node {
	list := []*node{n}
	for _, c := range n.children() {
		list = append(list, c.all()...)
	}
	return list
}

func (n *node) names() []string {
	var names []string
	for _, m := range n.all() {
		names = append(names, m.Def.Name)
	}
	slices.Sort(names)
	return names
}

// choose picks the tables to copy, all that can be if none is named, with the
// tables whose rows theirs come with: roots first.
func choose(names []string) (map[string]*tables.Table, error) {
	wanted := map[string]*tables.Table{}
	if len(names) == 0 {
		for _, t := range tables.All() {
			if t.Copy() != tables.NotCopied {
				wanted[t.Name] = t
			}
		}
		return wanted, nil
	}
	for _, name := range names {
		t, ok := tables.Find(name)
		if !ok {
			return nil, &TableError{name, "is no table"}
		}
		if t.Copy() == tables.NotCopied {
			return nil, &TableError{t.Name, "cannot be copied: no call of the API lists its rows, or they are computed for a question"}
		}
		wanted[t.Name] = t
		for t.Copy() == tables.Follows {
			_, t = t.Owner()
			wanted[t.Name] = t
		}
	}
	return wanted, nil
}

// TableError says what is wrong with a table that was asked for.
type TableError struct{ Name, What string }

func (e *TableError) Error() string { return e.Name + " " + e.What + "; see scoutql tables" }

// refill reads columns of a stored row from its item.
func (n *node) refill(item string, columns []int) []any {
	cells := make([]any, len(columns))
	tables.NewDecoder(n.Def, columns).DecodeLineage([]gjson.Result{gjson.Parse(item)}, nil, cells)
	return cells
}

// Names lists the tables that can be copied.
func Names() []string {
	var names []string
	for _, t := range tables.All() {
		if t.Copy() != tables.NotCopied {
			names = append(names, t.Name)
		}
	}
	return names
}
