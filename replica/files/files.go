// Package files reads and writes tables as files: CSV, JSON Lines and Parquet.
// It knows columns and values, not where they come from.
package files

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Column heads a column of a file.
type Column struct {
	Name    string
	Type    string // MySQL's type name, e.g. "bigint"
	Numeric bool   // the text is a JSON number
	JSON    bool   // the text is JSON
}

// Value is one cell in MySQL's text form.
type Value struct {
	Text string
	Null bool
}

// A Writer writes one table: Row for each row, then Close, which completes what
// was written but leaves the underlying file open.
type Writer interface {
	Row(row []Value) error
	Close() error
}

// Formats lists the names that New knows.
var Formats = []string{"csv", "jsonl", "parquet"}

// FormatOf tells the format of a file from the ending of its name: CSV unless it
// says otherwise.
func FormatOf(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jsonl", ".ndjson":
		return "jsonl"
	case ".parquet":
		return "parquet"
	}
	return "csv"
}

// New makes a Writer of one of Formats. dialect is for CSV alone.
func New(format string, to io.Writer, columns []Column, dialect Dialect) (Writer, error) {
	if len(columns) == 0 {
		return nil, errors.New("the statement has no rows to write")
	}
	if name := twice(columns); name != "" && format != "csv" {
		return nil, fmt.Errorf("two columns are called %s; give one of them another name, such as %s AS %s_2", name, name, name)
	}
	switch format {
	case "csv":
		return newCSV(to, columns, dialect)
	case "jsonl":
		return newJSONLines(to, columns), nil
	case "parquet":
		return newParquet(to, columns), nil
	}
	return nil, fmt.Errorf("%q is not one of %s", format, strings.Join(Formats, ", "))
}

// twice names a column that shares its name with another one.
func twice(columns []Column) string {
	for i, c := range columns {
		if slices.ContainsFunc(columns[:i], func(before Column) bool { return before.Name == c.Name }) {
			return c.Name
		}
	}
	return ""
}
