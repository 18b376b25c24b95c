package writes

import "strings"

// Error is a row that was not written, not wholly, or not for certain.
type Error struct {
	Table, Operation, Key string
	Outcome               Outcome  // Failed, Partial or Unknown
	ID                    int64    // of what was created before the failure; 0 for nothing
	Columns               []string // settled before the failure
	Check                 string   // a SELECT that shows what is there
	Err                   error    // the cause, a *helpscout.Error as a rule
}

// Error says what happened to which row, what of it is done, and how to check.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.What())
	b.WriteString(" failed: ")
	if e.Err != nil {
		b.WriteString(e.Err.Error())
	}
	if e.Outcome == Unknown {
		b.WriteString("; it is not sent again")
	}
	if len(e.Columns) > 0 {
		b.WriteString("; changed before that: " + strings.Join(e.Columns, ", "))
	}
	if e.Outcome != Failed && e.Check != "" {
		b.WriteString("; check with " + e.Check)
	}
	return b.String()
}

// What names the row: `UPDATE Conversations (Id = 42)`, `CALL CreateThreadReply (conversationId = 42)`.
func (e *Error) What() string {
	what := e.Operation
	if !strings.HasPrefix(what, "CALL ") {
		what += " " + e.Table
	}
	if e.Key != "" {
		what += " (" + e.Key + ")"
	}
	return what
}

// Unwrap gives errors.As the cause.
func (e *Error) Unwrap() error { return e.Err }
