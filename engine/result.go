package engine

import (
	"iter"
	"time"
)

// Result is one statement's outcome for callers in this process (scoutql
// query, export ...). Over the wire the same statement gives the same values.
type Result struct {
	Columns []ResultColumn // empty for a statement without a result set
	// Rows streams the rows as MySQL's text protocol would show them. It may be
	// ranged over once; stopping early cancels the statement's requests.
	Rows         iter.Seq2[[]Value, error]
	AffectedRows uint64 // for a statement without a result set
	InsertID     uint64
	Info         string // MySQL's info text, e.g. "Records: 2  Duplicates: 0"

	statement *Statement
	warnings  func() []Warning
}

// ResultColumn describes a column of a result.
type ResultColumn struct {
	Name    string
	Numeric bool   // the text is a JSON number
	Type    string // MySQL's type name, e.g. "bigint"
	JSON    bool   // the text is JSON: a column of a table that holds a list or an object
}

// Value is one cell in MySQL's text form.
type Value struct {
	Text string
	Null bool
}

// Warning is one line of SHOW WARNINGS.
type Warning struct {
	Level   string // Note, Warning or Error
	Code    int
	Message string
}

// Stats says what a statement has cost so far.
type Stats struct {
	Calls    int           // API calls, without token requests
	RowsRead int64         // items that came from the API
	Waited   time.Duration // time spent waiting for the rate limit
	Elapsed  time.Duration
}

// Warnings lists the warnings of the statement; complete once Rows has ended.
func (r *Result) Warnings() []Warning { return r.warnings() }

// Stats says what the statement has cost so far.
func (r *Result) Stats() Stats { return r.statement.stats() }
