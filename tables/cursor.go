package tables

import "slices"

// Cursor says how a copy of a table keeps up with it (skyvia-schema.md, section
// 8). The API filters by a time of change that it does not show; windows of that
// time are read one after the other, and a row can only leave a past window: by
// a new change, which puts it into a later one, or by being deleted.
type Cursor struct {
	Param  string // parameter that is a lower bound of the time of change
	Search string // the same time as a field of the search syntax, for both bounds
	// Column is a DATETIME column by whose ranges the API can count rows, and Range
	// the search field that does: so a copy finds deleted rows without a full listing.
	Column string
	Range  string
}

// Copy is how a table's rows get into a copy and stay true there.
type Copy int

// The ways. What a table declares decides: see Table.Copy.
const (
	NotCopied   Copy = iota // no call lists its rows, or they are computed for a question
	Incremental             // what changed since the last run
	Follows                 // with the rows of the table that it is Within or Under
	Whole                   // read whole in each run, written by difference
)

func (c Copy) String() string {
	return [...]string{"not copied", "incremental", "follows", "whole"}[c]
}

// Copy tells how the table is copied.
func (t *Table) Copy() Copy {
	switch {
	case t.Report:
		return NotCopied
	case t.Cursor != nil:
		return Incremental
	case t.Root().Cursor != nil:
		return Follows
	case t.Base().List.Path == "":
		return NotCopied
	}
	return Whole
}

// Root is the table whose rows this one's rows come with: the outermost that it
// is Within or Under.
func (t *Table) Root() *Table {
	switch {
	case t.Within != nil:
		return t.within().Root()
	case t.Under != nil:
		return t.Parent().Root()
	}
	return t
}

// Owner is the column that says which row of the owning table, the one that
// this table is directly Within or Under, a row belongs to; "" and nil for a
// table of its own.
func (t *Table) Owner() (column string, owner *Table) {
	switch {
	case t.Within != nil:
		return t.Within.Column, t.within()
	case t.Under != nil:
		return t.Under.Column, t.Parent()
	}
	return "", nil
}

// Owned lists the tables that are directly Within or Under this one, by name.
func (t *Table) Owned() []*Table {
	return slices.DeleteFunc(All(), func(o *Table) bool {
		if o.Report {
			return true
		}
		_, owner := o.Owner()
		return owner == nil || owner.Name != t.Name
	})
}

// checkCursor sees to it that a copy can be kept: rows listed in the order of
// creation, and a column to count them by.
func (t *Table) checkCursor() error {
	if t.Cursor == nil {
		return nil
	}
	c, ok := t.Column(t.Cursor.Column)
	switch {
	case t.Cursor.Param == "" || t.Cursor.Search == "" || t.Cursor.Range == "":
		return errCursor("needs Param, Search and Range")
	case !ok || c.Type.Kind != Time || c.Compute != nil:
		return errCursor("needs a DATETIME column that the API filters by")
	case t.List.Path == "" || t.List.Pages != ByNumber || len(t.List.Scan) == 0 || t.Get.Path == "" || len(t.Key) != 1:
		return errCursor("needs a numbered list in the order of creation, a get and a key of one column")
	}
	return nil
}

type errCursor string

func (e errCursor) Error() string { return "Cursor " + string(e) }
