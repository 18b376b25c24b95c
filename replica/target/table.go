package target

import (
	"slices"
	"strings"

	"github.com/scoutql/scoutql/tables"
)

// Names of the columns that a copy adds to those of a table.
const (
	ItemColumn    = "api_item"   // the item as the API sent it
	deletedColumn = "deleted_at" // Soft: since when the row is gone
	fromColumn    = "valid_from" // History: since when the row is so
	toColumn      = "valid_to"   // History: until when it was; NULL for what is now
)

// Table is one table of a copy.
type Table struct {
	Def     *tables.Table // with the account's own columns
	Columns []int         // positions in Def.Columns of those that are copied
	names   []string      // of Columns
	owner   string        // column that names the owning row; "" for none
}

// NewTable prepares the copy of a table. Columns that exist for filtering or
// writing alone hold nothing to copy.
func NewTable(def *tables.Table) *Table {
	t := &Table{Def: def}
	for i := range def.Columns {
		c := &def.Columns[i]
		if !c.Echo && !c.WriteOnly {
			t.Columns = append(t.Columns, i)
			t.names = append(t.names, c.Name)
		}
	}
	t.owner, _ = def.Owner()
	return t
}

// Names are the names of the columns that are copied.
func (t *Table) Names() []string { return slices.Clone(t.names) }

// Row is a row of a Table: its cells, one for each of Columns, and the JSON
// that they were read from.
type Row struct {
	Cells []any
	Item  string
}

// Key gives the cells of the row's key, in order.
func (t *Table) Key(r Row) []any {
	key := make([]any, len(t.Def.Key))
	for i, name := range t.Def.Key {
		key[i] = r.Cells[t.position(name)]
	}
	return key
}

// position of a column in a row's cells, -1 where it is not copied.
func (t *Table) position(name string) int {
	for i, n := range t.names {
		if strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}

func (t *Table) kind(name string) tables.Kind {
	c, _ := t.Def.Column(name)
	return c.Type.Kind
}

// live is the condition for rows that are still there in Help Scout.
func (t *Target) live() string {
	switch t.keep {
	case Soft:
		return t.d.id(deletedColumn) + " IS NULL"
	case History:
		return t.d.id(toColumn) + " IS NULL"
	}
	return "1 = 1"
}

// keyOf is the primary key in the target.
func (t *Target) keyOf(table *Table) []string {
	if t.keep == History {
		return append(append([]string{}, table.Def.Key...), fromColumn)
	}
	return table.Def.Key
}
