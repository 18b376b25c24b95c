// Package procs holds the CALL verbs that are not row edits, as plain Go
// functions over the API client. It knows no SQL types; it may import helpscout.
package procs

import (
	"context"

	"github.com/scoutql/scoutql/helpscout"
)

// Procedure is one CALL verb.
type Procedure struct {
	Name   string
	Doc    string
	Params []Param
	Result []Param // columns of the one row that it returns
	// Call runs the verb. args is the JSON object of the arguments by name; NULL
	// is null. It returns the values of Result, in order.
	Call func(ctx context.Context, client *helpscout.Client, args []byte) ([]any, error)
}

// Param is a parameter or a result column, with its MySQL type.
type Param struct{ Name, Type string }

// All lists the procedures.
func All() []Procedure {
	return []Procedure{downloadAttachment}
}
