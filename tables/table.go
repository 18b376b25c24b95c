// Package tables holds the definitions: one Help Scout resource is one Table
// value in one file. Schema, push-down, EXPLAIN, the reference and the
// contract tests derive from it. The package is data in, data out: it knows
// neither HTTP nor the SQL engine and imports none of our rooms.
package tables

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// Table declares one SQL table over one Help Scout resource.
type Table struct {
	Name    string   // the SQL name, PascalCase
	Aliases []string // other names that statements may use; not in the catalogue
	Doc     string   // one or two sentences: what a row is, and what surprises
	Key     []string // the primary key's columns, in order
	List    List     // where all rows come from; zero for a table Within another
	Get     Get      // one row by its key; zero where the API has no such call
	Detail  Get      // the call that adds the Detail columns to one row; usually Get
	Within  *Within  // rows are elements inside another table's items
	Under   *Under   // rows hang below another table's rows, one list a parent
	Insert  *Edit    // nil: rows cannot be inserted
	Update  []Edit   // the calls that an UPDATE may take, in their order
	Delete  *Edit
	Instead Instead
	// Finish completes the body of an INSERT and refuses what no column alone can tell.
	Finish func(c Change, body map[string]any) error
	// Notice says what an INSERT of a row does besides, "" for nothing.
	Notice func(cell func(column string) any) string
	Sort   map[string]string // column -> the API's sortField, where the API can sort
	// Report marks a computed table: it has no key, its filters are parameters of
	// the computation, and each row repeats the values it was asked with.
	Report  bool
	Columns []Column
	Typed   *Typed  // values that the account defines itself
	Cursor  *Cursor // how a copy keeps up with changes; nil: it follows another table, or is read whole
	Foreign []Foreign
	// Rows is a rough count for the planner until the API has told the total.
	Rows     int
	Examples []Example
	// Left says what the API has no call for, so that the reference can say why
	// something a reader would look for is missing.
	Left string

	byName map[string]int // lower-cased column and twin names -> position
}

// Params are query parameters, name to value.
type Params map[string]string

// Paging is how an endpoint hands out its list.
type Paging int

// The ways of core.md 1.2 and 1.5.
const (
	ByNumber Paging = iota // ?page=N, 1-based, page.totalPages tells the end
	ByCursor               // ?cursor=..., taken from _links.next.href (v3 lists)
	Single                 // one body, not paged, items in a list inside it
	Array                  // the body is a bare JSON array
	Object                 // the body is the one item
)

// List says how to list a resource.
type List struct {
	Operation string // operationId in the OpenAPI file
	Path      string // may hold {Column} variables, filled from an equality filter
	Items     string // gjson path of the items in a body, "" for Array and Object
	Pages     Paging
	Size      int    // items a page, 0 for the usual 50 (core.md 1.2)
	Default   Params // sent unless a filter sets the parameter
	// Scan is the sort of a full scan: creation order ascending, so that a row
	// created or deleted meanwhile moves no unread row (product.md, section 4).
	Scan Params
}

// Get says how to fetch one item by key.
type Get struct {
	Operation string
	Path      string // holds {Column} variables of the key
	Query     Params // sent always
}

// Within places a table inside the items of another one, which already carry
// its rows: reading it costs no call beyond the other table's.
type Within struct {
	Table  string // the table whose items carry the rows
	Items  string // gjson path of the list (or object) in such an item
	Column string // our column that equals the other table's Key
	// Groups are members that come between: Items is looked for in each of them,
	// or in each element where one is a list. A column reads the group with "^id",
	// and with "^key" the name of the member that the group is.
	Groups []string
	// SkipBlank: an item whose members are all null or empty is no row.
	SkipBlank bool
}

// Under hangs a table below another: List.Path names the parent's key.
type Under struct {
	Table  string // the parent
	Column string // our column that equals the parent's Key
	// Embed asks the parent's list to carry our rows, found at Items, and saves
	// a call for each parent whose embedded list Whole accepts.
	Embed Params
	Items string
	Whole func(parent gjson.Result, items []gjson.Result) bool
}

// Foreign is a foreign key for tools that draw joins; nothing enforces it.
type Foreign struct{ Column, Table, Ref string }

// Example is a statement that runs as it stands, and what it shows.
type Example struct{ Says, SQL string }

// Request is one listing or one get of the API, as plain data.
type Request struct {
	Operation string
	Path      string
	Query     url.Values
	Items     string
	Pages     Paging
	ID        string // path of the member that tells items apart, "" for none
	// One marks a get by key (or a list below a key): 404 is no row, not an error.
	One bool
	// Stable: the list is unfiltered by anything that can change, and sorted by
	// creation ascending, so that the full-scan rule holds.
	Stable bool
}

// Key is the request as it goes to the API.
func (r Request) Key() string {
	return r.Path + "?" + r.Query.Encode()
}

// ItemsKey identifies what is read of the answer: equal keys, equal items. Two
// tables may read different lists of one answer (current and previous series).
func (r Request) ItemsKey() string { return r.Key() + "#" + r.Items }

// Page is one answer of a list. Items are the raw JSON items, in order.
type Page struct {
	Items  []json.RawMessage
	Number int       // 1-based, 0 for what is not paged
	Pages  int       // as the API tells it, 0 when it does not
	Total  int64     // totalElements, -1 when the API does not tell
	Served time.Time // the server's clock, for Stable requests; zero when it does not tell
}

// Column returns the column of that name or twin, without regard to case.
func (t *Table) Column(name string) (*Column, bool) {
	i, ok := t.byName[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	return &t.Columns[i], true
}

// Index returns the position of a column in Columns, or -1.
func (t *Table) Index(name string) int {
	if i, ok := t.byName[strings.ToLower(name)]; ok {
		return i
	}
	return -1
}
