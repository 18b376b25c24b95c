package tables

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Write says which statements may give a column a value.
type Write uint8

// Create: INSERT. Patch: UPDATE.
const (
	Create Write = 1 << iota
	Patch
)

// Edit is one operation of the API that writes a row, as a table declares it:
// Post, PatchEach and the other constructors in styles.go are the endpoint styles.
type Edit struct {
	Operation string // operationId in the OpenAPI file
	Method    string
	Path      string // holds {Column} variables
	// Columns are what the operation writes, in the order of its calls; nil means
	// every column that can be written and that no other Edit of the table names.
	Columns []string
	// Reread: the endpoint replaces more than the statement names, so that the
	// rest must be read by key just before. A listing may lag.
	Reread Reread
	each   bool     // a call for each column
	later  []string // of INSERT: columns that an Edit of Update writes once the row is there
	// build gives the bodies of the calls, in order; no body is no call.
	build func(t *Table, columns []int, c Change) ([]body, error)
}

// Reread is what must be read anew before an operation.
type Reread int

// NoReread: the operation touches only what it names. RereadRow: the row as it
// is now. RereadSiblings: all rows with the same parent, as they are now.
const (
	NoReread Reread = iota
	RereadRow
	RereadSiblings
)

// Change is one row of a statement that writes, as cells in the order of
// Table.Columns.
type Change struct {
	Old, New []any // Old is nil for INSERT, New for DELETE
	// Set are the columns that an INSERT names, or that an UPDATE gives another value.
	Set []int
	// Siblings are the rows with the same parent, for an Edit that asks for them.
	Siblings [][]any
}

// Call is one request that writes, as plain data.
type Call struct {
	Operation, Method, Path string
	Body                    any      // sent as JSON, nil for none
	Says                    []string // what changes, a column each: `Status: 'active' -> 'closed'`; no message text, no secret
	Columns                 []string // what it settles
}

// body is a call in the making.
type body struct {
	method, operation, path string // where they differ from the Edit's
	value                   any
	columns                 []int
}

// Instead names what to use where a statement is refused, for the error's text.
type Instead struct{ Insert, Update, Delete string }

// InsertCalls are the requests that create a row. Where there are several, the
// later ones hold the new row's key as {Key} in their path: Created fills it in.
func (t *Table) InsertCalls(c Change) ([]Call, error) {
	if err := t.check(Create, &c); err != nil {
		return nil, err
	}
	first := t.columnsOf(t.Insert, Create)
	calls, err := t.calls(t.Insert, first, c)
	if err != nil {
		return nil, err
	}
	later := only(t.named(t.Insert.later), c.Set)
	for i := range t.Update {
		e := &t.Update[i]
		if rest := only(t.columnsOf(e, Create), later); len(rest) > 0 {
			after, err := t.calls(e, rest, c)
			if err != nil {
				return nil, err
			}
			calls = append(calls, after...)
		}
	}
	return calls, nil
}

// Created fills the new row's id into a request that follows the creation.
func (t *Table) Created(path string, id int64) string {
	return strings.ReplaceAll(path, "{"+t.Key[0]+"}", fmt.Sprint(id))
}

// UpdateCalls are the requests that bring a row from Old to New; none where
// nothing differs.
func (t *Table) UpdateCalls(c Change) ([]Call, error) {
	if err := t.check(Patch, &c); err != nil {
		return nil, err
	}
	var all []Call
	for i := range t.Update {
		e := &t.Update[i]
		set := only(t.columnsOf(e, Patch), c.Set)
		if len(set) == 0 {
			continue
		}
		calls, err := t.calls(e, set, c)
		if err != nil {
			return nil, err
		}
		all = append(all, calls...)
	}
	return all, nil
}

// DeleteCalls are the requests that remove a row.
func (t *Table) DeleteCalls(c Change) ([]Call, error) {
	return t.calls(t.Delete, nil, c)
}

// Rereads says what must be read anew before an UPDATE that sets these columns.
// INSERT and DELETE tell it themselves, in their Edit.
func (t *Table) Rereads(set []int) Reread {
	most := NoReread
	for i := range t.Update {
		e := &t.Update[i]
		touched := only(t.columnsOf(e, Patch), set)
		if len(touched) > 0 && e.Reread > most && (e.Reread != RereadRow || !t.replacesAll(e, touched)) {
			most = e.Reread
		}
	}
	return most
}

// replacesAll tells whether a statement names everything that a replacing
// endpoint replaces, so that nothing has to be kept.
func (t *Table) replacesAll(e *Edit, set []int) bool {
	if t.Typed != nil && slices.Contains(set, t.Index(t.Typed.Column)) {
		return true // the list that holds all typed values
	}
	return len(only(t.columnsOf(e, Patch), set)) == len(t.columnsOf(e, Patch))
}

// columnsOf are the columns that an Edit writes, in its order.
func (t *Table) columnsOf(e *Edit, w Write) (columns []int) {
	if e == nil {
		return nil
	}
	if e.Columns != nil {
		return t.named(e.Columns)
	}
	left := t.named(e.later)
	if e != t.Insert {
		for i := range t.Update {
			left = append(left, t.named(t.Update[i].Columns)...)
		}
	}
	for i := range t.Columns {
		if t.Columns[i].Write&w != 0 && !slices.Contains(left, i) {
			columns = append(columns, i)
		}
	}
	return columns
}

// named are the positions of columns; the one that holds all typed values
// brings the typed ones along.
func (t *Table) named(names []string) (columns []int) {
	for _, name := range names {
		columns = append(columns, t.Index(name))
		if t.Typed != nil && name == t.Typed.Column {
			columns = append(columns, t.typedColumns()...)
		}
	}
	return columns
}

func (t *Table) typedColumns() (columns []int) {
	for i := range t.Columns {
		if t.Columns[i].field != nil {
			columns = append(columns, i)
		}
	}
	return columns
}

func only(columns, set []int) []int {
	return slices.DeleteFunc(slices.Clone(columns), func(i int) bool { return !slices.Contains(set, i) })
}

func (t *Table) calls(e *Edit, columns []int, c Change) ([]Call, error) {
	bodies, err := e.build(t, columns, c)
	if err != nil {
		return nil, err
	}
	calls := make([]Call, len(bodies))
	for i, b := range bodies {
		calls[i] = Call{Operation: e.Operation, Method: e.Method, Path: t.path(e.Path+b.path, c), Body: b.value, Says: t.says(b.columns, c)}
		if b.method != "" {
			calls[i].Method, calls[i].Operation = b.method, b.operation
		}
		for _, column := range b.columns {
			calls[i].Columns = append(calls[i].Columns, t.Columns[column].Name)
		}
	}
	return calls, nil
}

// path fills the columns' values into a path. The key of a row that does not
// exist yet stays a variable.
func (t *Table) path(path string, c Change) string {
	row := c.Old
	if row == nil {
		row = c.New
	}
	for _, name := range PathColumns(path) {
		if v := row[t.Index(name)]; v != nil {
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(fmt.Sprint(v)))
		}
	}
	return path
}
