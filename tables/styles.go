package tables

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// The endpoint styles of core.md 1.3: one word for each way in which the API
// wants to be told of a change.

// Post creates a row from the columns that the statement names.
func Post(operation, path string) *Edit {
	return &Edit{Operation: operation, Method: http.MethodPost, Path: path, build: postBody}
}

// Then leaves columns to the Edits of Update, which follow once the row is there.
func (e *Edit) Then(columns ...string) *Edit {
	e.later = columns
	return e
}

// Del removes a row.
func Del(operation, path string) *Edit {
	return &Edit{Operation: operation, Method: http.MethodDelete, Path: path, build: noBody}
}

// PatchEach takes one operation object a call: one call for each column.
func PatchEach(operation, path string, columns ...string) Edit {
	return Edit{Operation: operation, Method: http.MethodPatch, Path: path, Columns: columns, each: true, build: patchEach}
}

// PatchAll takes a list of operations: one call for all columns.
func PatchAll(operation, path string, columns ...string) Edit {
	return Edit{Operation: operation, Method: http.MethodPatch, Path: path, Columns: columns, build: patchAll}
}

// PatchValues takes a list of operations on named values: those of the account's
// own columns, and of the JSON column that holds them all.
func PatchValues(operation, path, column string) Edit {
	return Edit{Operation: operation, Method: http.MethodPatch, Path: path, Columns: []string{column}, build: patchValues}
}

// PutWhole replaces the object: what the statement does not name is read and kept.
func PutWhole(operation, path string) Edit {
	return Edit{Operation: operation, Method: http.MethodPut, Path: path, Reread: RereadRow, build: putWhole}
}

// PutColumn replaces one list that one column holds whole.
func PutColumn(operation, path, column string) Edit {
	return Edit{Operation: operation, Method: http.MethodPut, Path: path, Columns: []string{column}, build: someBody}
}

// PutValues replaces the list of values that the account's own columns are part of.
func PutValues(operation, path, column string) Edit {
	return Edit{Operation: operation, Method: http.MethodPut, Path: path, Columns: []string{column}, Reread: RereadRow, build: putValues}
}

// PutSiblings replaces the list below the parent that the row is, becomes or was
// an element of: one member of each element, or an object of several.
func PutSiblings(operation, path, member string, element ...string) *Edit {
	return &Edit{
		Operation: operation, Method: http.MethodPut, Path: path, Reread: RereadSiblings,
		build: func(t *Table, columns []int, c Change) ([]body, error) {
			return t.putSiblings(columns, c, member, element)
		},
	}
}

func noBody(*Table, []int, Change) ([]body, error) { return []body{{}}, nil }

func postBody(t *Table, columns []int, c Change) ([]body, error) {
	object := map[string]any{}
	var named []int
	for _, i := range columns {
		column := &t.Columns[i]
		v := c.New[i]
		set := slices.Contains(c.Set, i)
		switch {
		case v == nil && column.Preset != "":
			setMember(object, column.target(), column.Preset)
			continue
		case !set, v == nil && !column.SendsNull:
			continue
		}
		named = append(named, i)
		if column.field == nil {
			setMember(object, column.target(), column.sent(v))
		}
	}
	if t.Typed != nil && slices.ContainsFunc(named, func(i int) bool { return t.Columns[i].field != nil }) {
		values, err := t.mergedValues(c)
		if err != nil {
			return nil, err
		}
		column, _ := t.Column(t.Typed.Column)
		setMember(object, column.target(), values)
	}
	if t.Finish != nil {
		if err := t.Finish(c, object); err != nil {
			return nil, err
		}
	}
	return []body{{value: object, columns: named}}, nil
}

// someBody is an object of the columns that are set, with null for NULL.
func someBody(t *Table, columns []int, c Change) ([]body, error) {
	object := map[string]any{}
	for _, i := range columns {
		column := &t.Columns[i]
		v := column.sent(c.New[i])
		if v == nil && column.Type.Kind == JSON {
			v = []any{} // an empty list is how a list is emptied
		}
		setMember(object, column.target(), v)
	}
	return []body{{value: object, columns: columns}}, nil
}

func putWhole(t *Table, columns []int, c Change) ([]body, error) {
	object := map[string]any{}
	for i := range t.Columns {
		column := &t.Columns[i]
		switch {
		case column.Write&Patch == 0:
		case c.New[i] != nil:
			setMember(object, column.target(), column.sent(c.New[i]))
		case column.Preset != "":
			setMember(object, column.target(), column.Preset)
		}
	}
	if t.Finish != nil {
		if err := t.Finish(c, object); err != nil {
			return nil, err
		}
	}
	return []body{{value: object, columns: columns}}, nil
}

func patchEach(t *Table, columns []int, c Change) ([]body, error) {
	var bodies []body
	for _, i := range columns {
		bodies = append(bodies, body{value: t.operation(i, c.New[i]), columns: []int{i}})
	}
	return bodies, nil
}

func patchAll(t *Table, columns []int, c Change) ([]body, error) {
	var ops []any
	for _, i := range columns {
		ops = append(ops, t.operation(i, c.New[i]))
	}
	return []body{{value: ops, columns: columns}}, nil
}

// operation is one object of a patch.
func (t *Table) operation(column int, v any) map[string]any {
	c := &t.Columns[column]
	verb, path := "replace", c.Patch
	if before, after, ok := strings.Cut(c.Patch, " "); ok {
		verb, path = before, after
	}
	if path == "" {
		path = "/" + c.target()
	}
	if v == nil {
		return map[string]any{"op": "remove", "path": path}
	}
	return map[string]any{"op": verb, "path": path, "value": c.sent(v)}
}

// value is one entry of a list of the account's own values.
type value struct {
	key  string // id or slug
	text string
}

// values reads the list that a JSON column holds.
func (t *Table) values(cell any) []value {
	text, _ := cell.(string)
	var list []value
	gjson.Parse(text).ForEach(func(_, v gjson.Result) bool {
		if given := v.Get("value"); given.Exists() && given.Type != gjson.Null {
			list = append(list, value{v.Get(t.Typed.By).String(), given.String()})
		}
		return true
	})
	return list
}

// changedValues are the values after a change: those of the JSON column, with
// what the typed columns say.
func (t *Table) changedValues(c Change) ([]value, error) {
	list := t.values(c.New[t.Index(t.Typed.Column)])
	for _, i := range only(t.typedColumns(), c.Set) {
		column := &t.Columns[i]
		list = slices.DeleteFunc(list, func(v value) bool { return v.key == column.field.Key })
		if c.New[i] == nil {
			continue
		}
		text, err := t.option(column, fmt.Sprint(column.sent(c.New[i])))
		if err != nil {
			return nil, err
		}
		list = append(list, value{column.field.Key, text})
	}
	return list, nil
}

// option gives the id of a dropdown's label: the columns show labels, the API
// of conversations takes ids.
func (t *Table) option(c *Column, text string) (string, error) {
	if fieldKind(c.field.Type).member != "text" || len(c.field.Options) == 0 {
		return text, nil
	}
	var labels []string
	for _, o := range c.field.Options {
		if strings.EqualFold(o.Label, text) || o.ID != "" && o.ID == text {
			return orElse(o.ID, o.Label), nil
		}
		labels = append(labels, o.Label)
	}
	return "", &ValueError{t.Name, c.Name, NotOneOf, "'" + text + "' is not one of " + strings.Join(labels, ", ")}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// mergedValues is the list of changedValues as the API takes it.
func (t *Table) mergedValues(c Change) ([]any, error) {
	list, err := t.changedValues(c)
	merged := make([]any, len(list))
	for i, v := range list {
		merged[i] = map[string]any{t.Typed.By: keyMember(v.key), "value": v.text}
	}
	return merged, err
}

// keyMember is an id as a number, a slug as a text.
func keyMember(key string) any {
	if n, ok := integer(gjson.Result{Type: gjson.String, Str: key}); ok {
		return n
	}
	return key
}

func putValues(t *Table, columns []int, c Change) ([]body, error) {
	list, err := t.mergedValues(c)
	if err != nil {
		return nil, err
	}
	column, _ := t.Column(t.Typed.Column)
	return []body{{value: map[string]any{column.target(): list}, columns: columns}}, nil
}

func patchValues(t *Table, columns []int, c Change) ([]body, error) {
	after, err := t.changedValues(c)
	if err != nil {
		return nil, err
	}
	var before []value
	if c.Old != nil {
		before = t.values(c.Old[t.Index(t.Typed.Column)])
	}
	var ops []any
	for _, v := range after {
		if !slices.Contains(before, v) {
			ops = append(ops, map[string]any{"op": "replace", "path": "/" + v.key, "value": v.text})
		}
	}
	for _, v := range before {
		if !slices.ContainsFunc(after, func(a value) bool { return a.key == v.key }) {
			ops = append(ops, map[string]any{"op": "remove", "path": "/" + v.key})
		}
	}
	if len(ops) == 0 {
		return nil, nil
	}
	return []body{{value: ops, columns: columns}}, nil
}

// putSiblings gives the whole list after the row was added, changed or taken away.
func (t *Table) putSiblings(columns []int, c Change, member string, element []string) ([]body, error) {
	rows := slices.Clone(c.Siblings)
	at := slices.IndexFunc(rows, func(r []any) bool { return t.sameElement(r, c) })
	switch {
	case c.New == nil && at < 0:
		return nil, nil // gone already
	case c.New == nil:
		rows = slices.Delete(rows, at, at+1)
	case at >= 0:
		if c.Old == nil {
			return nil, &ValueError{t.Name, element[0], Duplicate, fmt.Sprintf("'%v' is there already", c.New[t.Index(element[0])])}
		}
		rows[at] = c.New
	default:
		rows = append(rows, c.New)
	}
	list := make([]any, len(rows))
	for i, r := range rows {
		if len(element) == 1 {
			list[i] = t.Columns[t.Index(element[0])].sent(r[t.Index(element[0])])
			continue
		}
		object := map[string]any{}
		for _, name := range element {
			column := &t.Columns[t.Index(name)]
			setMember(object, column.target(), column.sent(r[t.Index(name)]))
		}
		list[i] = object
	}
	return []body{{value: map[string]any{member: list}, columns: columns}}, nil
}

// sameElement tells whether a sibling is the row that changes: by its id, or,
// for one that is inserted without, by the text that makes it unique.
func (t *Table) sameElement(sibling []any, c Change) bool {
	row := c.Old
	if row == nil {
		row = c.New
	}
	id := t.Index("Id")
	if id >= 0 && row[id] != nil {
		return sibling[id] == row[id]
	}
	at := t.Index("Tag")
	return at >= 0 && strings.EqualFold(fmt.Sprint(sibling[at]), fmt.Sprint(row[at]))
}

// setMember sets a member by its path, making the objects on the way.
func setMember(object map[string]any, path string, v any) {
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			object[name] = inner
		}
		object = inner
	}
	object[names[len(names)-1]] = v
}

// PatchValue sets or removes one named value of the parent: the row's Slug says which.
func PatchValue(operation, path string) *Edit {
	return &Edit{Operation: operation, Method: http.MethodPatch, Path: path, build: func(t *Table, columns []int, c Change) ([]body, error) {
		slug, at := t.Index("Slug"), t.Index("Value")
		if c.New == nil {
			return []body{{value: []any{map[string]any{"op": "remove", "path": fmt.Sprint("/", c.Old[slug])}}}}, nil
		}
		op := map[string]any{"op": "replace", "path": fmt.Sprint("/", c.New[slug]), "value": t.Columns[at].sent(c.New[at])}
		return []body{{value: []any{op}, columns: columns}}, nil
	}}
}

// PutDelta adds an id to the parent's members, or takes it away.
func PutDelta(operation, path, column string) *Edit {
	return &Edit{Operation: operation, Method: http.MethodPut, Path: path, build: func(t *Table, columns []int, c Change) ([]body, error) {
		object := map[string]any{"addedUserIds": []any{}, "deletedUserIds": []any{}}
		if at := t.Index(column); c.New == nil {
			object["deletedUserIds"] = []any{c.Old[at]}
		} else {
			object["addedUserIds"] = []any{c.New[at]}
		}
		return []body{{value: object, columns: columns}}, nil
	}}
}
