package tables

import (
	"strconv"

	"github.com/tidwall/gjson"
)

// Column declares one SQL column.
type Column struct {
	Name string
	Twin string // an unreserved second name for a reserved one, e.g. ToList for To
	Type Type
	// From is the member's path in the item, "assignee.id". "^id" takes it from
	// the parent item (Within, Under), "^^id" from that one's parent.
	// "tags[].tag" plucks one member of each element into a JSON array. Empty
	// for Echo, Compute and WriteOnly.
	From string
	// Compute derives the value where no single member holds it; parent is the
	// zero Result for a top-level table. It returns a Go value of the column's type or nil.
	Compute func(item, parent gjson.Result) any
	Doc     string
	Null    bool
	// ZeroNull reads 0 as NULL: some members say "none" that way.
	ZeroNull bool
	// Echo columns exist for filtering only: the value asked for is written into the row.
	Echo bool
	// WriteOnly columns exist for INSERT or UPDATE and read NULL: the API takes
	// the member but never gives it back.
	WriteOnly bool
	// Detail columns may be missing in the list's items. Where an item lacks the
	// member, Table.Detail fetches it, one call a row, and only for statements
	// that read such a column.
	Detail bool
	// Required columns must be pinned by a filter, or the statement is refused.
	Required bool
	Filter   []Filter
	// Narrows names a list column of the base table that holds our value too: an
	// equality on ours asks for the items whose list Has the value.
	Narrows string
	// Listed are the tables that together list the values that rows may have.
	Listed []Listing

	// Write says which statements may give the column a value; the rest of this
	// block says how the value is sent.
	Write  Write
	Needed bool // INSERT must give it a value
	// To is the member of the request's body, "customer.id"; empty for From.
	To string
	// Patch is the path of the column's patch operation, with a verb where it is
	// not replace: "/subject", "move /mailboxId". Empty for a slash and the member.
	Patch string
	// Preset is what INSERT sends where the statement gives no value.
	Preset string
	// Takes lists the values that may be written; nil means all of Type.Words.
	Takes []string
	// Means maps the values that may be written to what is sent for them.
	Means map[string]any
	// SendsNull: NULL is a value of its own for the API (unassigned), sent as null
	// or as a remove operation. Otherwise INSERT leaves NULL out and UPDATE
	// refuses it, unless the column may be emptied (Null).
	SendsNull bool
	// Shape is the form of a JSON column's value.
	Shape *Shape
	// Quiet values are never shown or logged: secrets and message texts.
	Quiet bool
	field *Field // of a column that the account defines itself
}

// Listing is a column that lists another column's values. Count, if set, is the
// one that tells how many items have the value.
type Listing struct{ Table, Column, Count string }

// Kind is a column's SQL type family.
type Kind int

// The kinds, and the Go type a decoded value has.
const (
	BigInt    Kind = iota // int64
	Int                   // int32
	Bool                  // int8, 0 or 1
	Time                  // time.Time, UTC, whole seconds
	Date                  // time.Time at midnight
	Varchar               // string, Size characters
	LongText              // string
	JSON                  // string: JSON text in a LONGTEXT
	PlainText             // string: a TEXT
	Double                // float64
)

// Type is a column's SQL type.
type Type struct {
	Kind Kind
	Size int // characters, for Varchar
	// Words lists the values known for an enum-like column. A value beyond them
	// that the API sends is shown, not lost.
	Words []string
}

// Text is a VARCHAR(n).
func Text(n int) Type { return Type{Kind: Varchar, Size: n} }

// Word is a VARCHAR(n) with known values.
func Word(n int, words ...string) Type { return Type{Kind: Varchar, Size: n, Words: words} }

// Types without a size.
var (
	BIGINT   = Type{Kind: BigInt}
	INT      = Type{Kind: Int}
	BOOLEAN  = Type{Kind: Bool}
	DATETIME = Type{Kind: Time}
	DATE     = Type{Kind: Date}
	TEXT     = Type{Kind: PlainText}
	LONGTEXT = Type{Kind: LongText}
	JSONTEXT = Type{Kind: JSON}
	DOUBLE   = Type{Kind: Double}
)

// String is the type as SQL writes it.
func (t Type) String() string {
	if t.Kind == Varchar {
		return "VARCHAR(" + strconv.Itoa(t.Size) + ")"
	}
	return [...]string{
		BigInt: "BIGINT", Int: "INT", Bool: "TINYINT(1)", Time: "DATETIME", Date: "DATE",
		LongText: "LONGTEXT", JSON: "LONGTEXT", PlainText: "TEXT", Double: "DOUBLE",
	}[t.Kind]
}

// Op is an operator a filter understands.
type Op int

// The operators. In is a list of equalities.
const (
	Eq Op = iota
	In
	Gt
	Ge
	Lt
	Le
	IsNull
	Has // a JSON list contains one of the values
)

func (o Op) String() string {
	return [...]string{"=", "IN", ">", ">=", "<", "<=", "IS NULL", "JSON_CONTAINS"}[o]
}

// Strength is the promise of a pushed filter.
type Strength int

// Exact: the API returns precisely the rows SQL means. Superset: at least
// those. A filter that may return fewer must not be declared at all.
const (
	Exact Strength = iota
	Superset
)

func (s Strength) String() string {
	return [...]string{"exact", "superset"}[s]
}

// Filter says how predicates on a column reach the API.
type Filter struct {
	Ops      []Op
	Param    string // query parameter
	Search   string // or: field of the `query` search syntax
	Style    Style
	Strength Strength
	Needs    string // a column that must be pinned by equality too
	Unique   bool   // at most one row has a value
	// Words maps a SQL value to the API's, where only some values can be asked.
	// A value that is not listed is one that the API refuses: no row has it.
	Words []string
	// Unsure are values that rows may have, but that the filter may mean otherwise:
	// they are not asked for.
	Unsure []string
	// Fixed is the search's text for an operator without a value (IS NULL).
	Fixed string
	// Strict: a value that the API refuses is an error that lists Words, where it
	// would otherwise be no row (reports: no row would look like a zero).
	Strict bool
}

// Style is how a value is written into the request.
type Style int

// The styles of the reference.
const (
	Each     Style = iota // one request per value
	Comma                 // all values in one parameter, comma separated
	Quoted                // search syntax: field:"value"
	Bare                  // search syntax: field:value (numbers)
	Raw                   // the value is the parameter (Query)
	Words                 // search syntax: one quoted clause per ASCII word
	Instant               // a point in time; bounds serve as well as equality
	IDs                   // the value is itself a comma list of ids
	WordList              // the value is itself a comma list of the filter's Words
	Unsent                // the value is only read back: the endpoint has no such parameter
	Range                 // search syntax: field:[from TO to], both ends inclusive
	Since                 // a parameter that is a lower bound
	Names                 // one request per name; the parameter is a comma list, so that none with a comma is sent
)

// Equal is the usual filter: = and IN, one request a value.
func Equal(param string) []Filter {
	return []Filter{{Ops: []Op{Eq, In}, Param: param}}
}

// CommaList is = and IN, all values in one parameter.
func CommaList(param string) []Filter {
	return []Filter{{Ops: []Op{Eq, In}, Param: param, Style: Comma}}
}

// Accepts reports whether the filter takes the operator.
func (f Filter) Accepts(op Op) bool {
	for _, o := range f.Ops {
		if o == op {
			return true
		}
	}
	return false
}
