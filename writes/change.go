// Package writes sends a change to Help Scout once and knows what became of it. It imports helpscout only.
//
// A Row is what one row of a DML statement, or one CALL, takes: one API call or several, in order. Writer.Do sends them,
// and a Journal remembers each before it leaves, so that a lost answer, a crash or a restart never makes anybody guess.
// Reading order: change.go (what is written), writer.go (how it is sent), look.go (what a lost answer may still tell),
// journal.go (what is remembered), errors.go.
package writes

import (
	"context"
	"time"

	"github.com/scoutql/scoutql/helpscout"
)

// Outcome is what became of a row that was to be written.
type Outcome string

// The outcomes, as scoutql.writes shows them.
const (
	// Planned rows were not sent: a dry run.
	Planned Outcome = "planned"
	// Done rows were written whole.
	Done Outcome = "done"
	// Partial rows took several calls, of which the first ones were applied and then one was refused or not sent.
	Partial Outcome = "partial"
	// Failed rows changed nothing: Help Scout refused, or nothing was sent.
	Failed Outcome = "failed"
	// Unknown rows may have been written or not. They are never sent again.
	Unknown Outcome = "unknown"
)

// Change is one API call that changes something.
type Change struct {
	helpscout.Request
	// Says tells a dry run and its reader what the call changes: `Status: 'active' -> 'closed'`. It holds no message text.
	Says string
	// Columns are the SQL columns that this call settles.
	Columns []string
	// Kin names the writes that this one could be mistaken for: of two writes with the same Kin, Look cannot tell whose
	// result it sees. "" is the method, path and body of the request. Only its hash is kept.
	Kin string
	// Look asks the API whether the change is there, after its answer was lost. nil: nothing can tell.
	Look Look
	// Check is what a user types to find out himself: a SELECT.
	Check string
}

// Look asks the API, once, whether a change whose answer was lost is there. since is when the change left, by the
// clock of the API and a little early: what was there before cannot be it.
type Look func(ctx context.Context, client *helpscout.Client, since time.Time) (Found, error)

// Found is what a Look saw.
type Found struct {
	// Created are the ids of the things that look as the change would have made them (content, author, time).
	Created []int64
	// Holds says, of a change that sets something, that it is set.
	Holds bool
}

// Row is one row of a DML statement, or one CALL: the calls that it takes, in order.
type Row struct {
	Table     string // or the procedure's name
	Operation string // INSERT, UPDATE, DELETE or CALL
	Key       string // for people, such as "ConversationId = 42"; "" where there is none yet
	Changes   []Change
}

// Statement says who writes, and how.
type Statement struct {
	ID     string // the same for all rows of a statement
	User   string // SQL user
	Text   string // SQL without its literal texts: they may be messages or secrets
	DryRun bool   // plan and journal, send nothing
	Refuse error  // not nil: nothing may be written (read-only); returned before anything else
}

// Result is what became of a row that did not fail.
type Result struct {
	Outcome Outcome  // Done or Planned
	ID      int64    // of what the last change created; 0 when it created nothing
	Columns []string // settled
}
