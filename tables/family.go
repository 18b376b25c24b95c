package tables

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Unfold gives the lineage of each row that an item of the Base table carries:
// the row's own item first, then its parents outward. The argument is the
// lineage of the Base item: the item itself and, for a table Under another, the
// parent's item (or its Stub). A table that is not Within another has one row.
// The lineage is overwritten by the next step.
func (t *Table) Unfold(base ...gjson.Result) iter.Seq[[]gjson.Result] {
	return func(yield func([]gjson.Result) bool) {
		if t.Within == nil {
			yield(base)
			return
		}
		parent := t.within()
		lineage := make([]gjson.Result, 0, len(base)+2)
		for outer := range parent.Unfold(base...) {
			for _, group := range t.Within.groups(outer) {
				for _, item := range t.Within.items(group[0]) {
					lineage = append(append(lineage[:0], item), group...)
					if !yield(lineage) {
						return
					}
				}
			}
		}
	}
}

// groups gives the lineages that items are looked for in: the parent's own, or
// one for each group between.
func (w *Within) groups(outer []gjson.Result) [][]gjson.Result {
	if w.Groups == nil {
		return [][]gjson.Result{outer}
	}
	var groups [][]gjson.Result
	for _, member := range w.Groups {
		for _, group := range objects(outer[0].Get(member)) {
			groups = append(groups, append([]gjson.Result{keyed(member, group)}, outer...))
		}
	}
	return groups
}

// keyed gives an object one more member, "key".
func keyed(key string, object gjson.Result) gjson.Result {
	members := strings.TrimLeft(object.Raw[1:], " \t\r\n")
	if !strings.HasPrefix(members, "}") {
		members = "," + members
	}
	return gjson.Parse(`{"key":` + strconv.Quote(key) + members)
}

// objects are the objects in a list, or the object itself.
func objects(found gjson.Result) []gjson.Result {
	if found.IsArray() {
		return slices.DeleteFunc(found.Array(), func(v gjson.Result) bool { return !v.IsObject() })
	}
	if found.IsObject() {
		return []gjson.Result{found}
	}
	return nil
}

// items lists the rows inside one item: a list's elements, or the object
// itself. What is not an object is no row.
func (w *Within) items(parent gjson.Result) []gjson.Result {
	items := objects(parent.Get(w.Items))
	if w.SkipBlank {
		items = slices.DeleteFunc(items, blank)
	}
	return items
}

// blank reports whether a value says nothing: null, an empty string, or a list
// or object of nothing else. Link wrappers do not count.
func blank(v gjson.Result) bool {
	switch v.Type {
	case gjson.Null:
		return true
	case gjson.String:
		return strings.TrimSpace(v.Str) == ""
	case gjson.JSON:
		empty := true
		v.ForEach(func(key, member gjson.Result) bool {
			empty = key.Str == "_links" || blank(member)
			return empty
		})
		return empty
	}
	return false
}

// BaseColumn names the column of the Base table that holds the same value as
// ours, so that a filter on ours can narrow the base: CustomerEmails.CustomerId
// is Customers.Id, ThreadAttachments.ConversationId is ConversationThreads.ConversationId.
func (t *Table) BaseColumn(name string) (string, bool) {
	c, ok := t.Column(name)
	if !ok {
		return "", false
	}
	if t.Within == nil {
		return c.Name, true
	}
	if t.Report {
		if !c.Echo {
			return "", false
		}
		return t.within().BaseColumn(c.Name) // a report's block repeats the report's own filters
	}
	path, outer := strings.CutPrefix(c.From, "^")
	if !outer {
		return "", false
	}
	parent := t.within()
	for i := range parent.Columns {
		if parent.Columns[i].From == path {
			return parent.BaseColumn(parent.Columns[i].Name)
		}
	}
	return "", false
}

// Stub stands in for the parent's item of a table Under another when only the
// parent's key is known, from a filter, and the parent itself was not fetched.
func (t *Table) Stub(key any) gjson.Result {
	c, _ := t.Column(t.Under.Column)
	body, err := json.Marshal(map[string]any{strings.TrimPrefix(c.From, "^"): key})
	if err != nil {
		panic(fmt.Sprintf("tables: %s: no key of a parent: %v", t.Name, err))
	}
	return gjson.ParseBytes(body)
}

// DetailRequest is the call that fetches the Detail columns of one row.
func (t *Table) DetailRequest(lineage ...gjson.Result) Request {
	path := t.Detail.Path
	for _, name := range PathColumns(path) {
		i := t.Index(name)
		var row [1]any
		NewDecoder(t, []int{i}).DecodeLineage(lineage, nil, row[:])
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(fmt.Sprint(row[0])))
	}
	query := url.Values{}
	for name, value := range t.Detail.Query {
		query.Set(name, value)
	}
	return Request{Operation: t.Detail.Operation, Path: path, Query: query, Pages: Object, One: true}
}

// within is the table whose items directly carry ours.
func (t *Table) within() *Table {
	parent, ok := Find(t.Within.Table)
	if !ok {
		panic("tables: " + t.Name + " is within unknown " + t.Within.Table)
	}
	return parent
}
