// Package output writes result sets as tables, CSV, JSON and so on, row by row
// as they come.
package output

import (
	"io"
	"slices"
	"strings"

	"github.com/scoutql/scoutql/engine"
)

// Column heads a column.
type Column = engine.ResultColumn

// Cell is one value in MySQL's text form.
type Cell = engine.Value

// A Writer writes one result set: Begin, Row for each row, End. End is not
// called when the statement fails half-way, so that a reader can tell.
type Writer interface {
	Begin(columns []Column) error
	Row(cells []Cell) error
	End() error
}

// Aborter is a Writer that holds rows back; Abort shows them before the
// statement's error is told.
type Aborter interface {
	Abort() error
}

// Screen says what the output is written to.
type Screen struct {
	Terminal bool
	Width    int // columns of the terminal, 0 when unknown
}

// Formats lists the names New knows.
var Formats = []string{"table", "vertical", "csv", "tsv", "json", "jsonl", "markdown"}

// Known reports whether New knows the format.
func Known(format string) bool { return slices.Contains(Formats, format) }

// Default is a table on a terminal and, like `mysql -B`, tsv to a pipe.
func (s Screen) Default() string {
	if s.Terminal {
		return "table"
	}
	return "tsv"
}

// New makes a Writer of a known format.
func New(format string, to io.Writer, screen Screen) Writer {
	switch format {
	case "table":
		return newTable(to, screen)
	case "vertical":
		return &vertical{to: to}
	case "csv":
		return &csvWriter{to: to}
	case "json":
		return &jsonWriter{to: to, open: "[\n", between: ",\n", shut: "\n]\n", empty: "[]\n"}
	case "jsonl":
		return &jsonWriter{to: to, between: "\n", shut: "\n"}
	case "markdown":
		return &markdown{to: to}
	}
	return &tsv{to: to}
}

// printable shows control characters as escapes: a subject or a name comes from
// strangers and must not move the cursor of the reader's terminal.
func printable(text string, keep string) string {
	visible := func(r rune) bool {
		return r >= 0x20 && (r < 0x7f || r > 0x9f) && !bidirectional(r) || strings.ContainsRune(keep, r)
	}
	if strings.IndexFunc(text, func(r rune) bool { return !visible(r) }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case visible(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		default:
			b.WriteString(escapeRune(r))
		}
	}
	return b.String()
}

// bidirectional controls reorder what is shown.
func bidirectional(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func escapeRune(r rune) string {
	const hex = "0123456789abcdef"
	if r < 0x100 {
		return `\x` + string(hex[r>>4]) + string(hex[r&15])
	}
	return `\u` + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]})
}
