// Package writes sends a change to Help Scout once and knows what became of it. It imports helpscout only.
//
// A Row is what one row of a DML statement, or one CALL, takes: one API call or several, in order. Writer.Do sends them,
// and a Journal remembers each before it leaves, so that a lost answer, a crash or a restart never makes anybody guess.
// Reading order: change.go (what is written), writer.go (how it is sent), look.go (what a lost answer may still tell),
// journal.go and file.go (what is remembered), errors.go.
package writes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
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

// Look asks the API, once, whether a change whose answer was lost is there. left is when it left, by our clock;
// client.ServerTime turns it into the API's.
type Look func(ctx context.Context, client *helpscout.Client, left time.Time) (Found, error)

// Found is what a Look saw.
type Found struct {
	// Created are the things that look as the change would have made them: content and author. Those from before the
	// change left, and those that other writes of ours made, are sorted out by the Writer.
	Created []Created
	// Holds says, of a change that sets something, that it is set.
	Holds bool
}

// Created is one thing in Help Scout.
type Created struct {
	ID int64
	At time.Time // createdAt, by the API's clock
}

// Row is one row of a DML statement, or one CALL: the calls that it takes, in order.
type Row struct {
	Table     string // that it changes
	Operation string // "INSERT", "UPDATE", "DELETE", or "CALL" and the procedure's name
	Key       string // for people, such as "ConversationId = 42"; "" where there is none yet
	Changes   []Change
}

// Statement says who writes, and how.
type Statement struct {
	ID     string // the same for all rows of a statement
	User   string // SQL user
	Text   string // SQL without its literal texts: they may be messages or secrets
	DryRun bool   // plan and journal, send nothing
}

// Result is what became of a row that did not fail.
type Result struct {
	Outcome Outcome  // Done or Planned
	ID      int64    // of what the last creating change created; 0 when nothing was created
	Columns []string // settled
}

// Plan is the call as people read it: `PATCH /v2/conversations/5  Status: 'active' -> 'closed'`.
func (c *Change) Plan() string {
	text := c.Method + " " + c.Path
	if len(c.Query) > 0 {
		text += "?" + c.Query.Encode()
	}
	if c.Says != "" {
		text += "  " + c.Says
	}
	return text
}

// kin is the hash of what the change could be mistaken for.
func (c *Change) kin() string {
	text := c.Kin
	if text == "" {
		body, err := json.Marshal(c.Body)
		if err != nil {
			body = nil // then all writes to that path are kin, which is the safe side
		}
		text = strings.Join([]string{c.Method, c.Path, c.Query.Encode(), string(body)}, " ")
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
