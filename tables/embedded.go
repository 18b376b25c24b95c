package tables

import (
	"strings"

	"github.com/tidwall/gjson"
)

// Embedded lists the rows of a table Under another that the parent's item
// carries; whole tells whether they are all of them.
func (t *Table) Embedded(parent gjson.Result) (items []gjson.Result, whole bool) {
	if t.Under.Whole == nil {
		return nil, false
	}
	items = parent.Get(t.Under.Items).Array()
	return items, t.Under.Whole(parent, items)
}

// ParentKey reads the key of a parent's item that Under.Column equals.
func (t *Table) ParentKey(parent gjson.Result) any {
	c, _ := t.Column(t.Under.Column)
	return c.value(parent.Get(strings.TrimPrefix(c.From, "^")))
}

// PageSize is how many items a page of the table's own list holds.
func (t *Table) PageSize() int {
	if t.List.Size > 0 {
		return t.List.Size
	}
	return 50
}

// ItemID is the path of the member that tells the items of a list apart: the
// part of the key that is not the parent's. "" where there is none.
func (t *Table) ItemID() string {
	for _, k := range t.Key {
		if c, _ := t.Column(k); c.From != "" && c.From[0] != '^' {
			return c.From
		}
	}
	return ""
}
