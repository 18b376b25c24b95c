package writes

import "strings"

// Error is a row that was not written, not wholly, or not for certain.
type Error struct {
	Table, Operation, Key string
	Outcome               Outcome  // Failed, Partial or Unknown
	Columns               []string // settled before the failure
	Check                 string   // a SELECT that shows what is there
	Err                   error    // the cause, a *helpscout.Error as a rule
}

// Error says what happened to which row, what of it is done, and how to check.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Operation + " " + e.Table)
	if e.Key != "" {
		b.WriteString(" (" + e.Key + ")")
	}
	switch e.Outcome {
	case Unknown:
		b.WriteString(": the answer was lost and it is not known whether Help Scout applied this; it is not sent again")
	default:
		b.WriteString(" failed")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if len(e.Columns) > 0 {
		b.WriteString("; changed before that: " + strings.Join(e.Columns, ", "))
	}
	if e.Outcome != Failed && e.Check != "" {
		b.WriteString("; check with: " + e.Check)
	}
	return b.String()
}

// Unwrap gives errors.As the cause.
func (e *Error) Unwrap() error { return e.Err }
