// Package procs holds the CALL verbs that are not row edits, as plain Go
// functions. It knows no SQL types; it may import writes and helpscout.
//
// A family of procedures is one file; param.go says what they take.
package procs

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

// Procedure is one CALL verb.
type Procedure struct {
	Name string
	Doc  string
	// Table is what it changes; "" changes nothing in Help Scout.
	Table  string
	Params []Param // those that may be left out come last
	Result []Column
	// Calls says what it asks of the API, for people.
	Calls string
	// Example is a statement to copy.
	Example string
	// Call runs the verb. args is the JSON object of the arguments by name; what
	// is left out or null is absent. It returns the values of Result, in order.
	Call func(ctx context.Context, env Env, args []byte) ([]any, error)
}

// Column is a column of the one row that a procedure returns.
type Column struct{ Name, Type, Doc string }

// Env is what a procedure reads from and writes with.
type Env struct {
	Client *helpscout.Client
	// Write sends a row once, or only plans it: a dry run.
	Write func(ctx context.Context, row writes.Row) (writes.Result, error)
	// DryRun says that Write only plans: then it is worth a call to show old values.
	DryRun bool
	// RefreshSchema forgets the account's own columns.
	RefreshSchema func() error
}

// All lists the procedures.
func All() []Procedure {
	var all []Procedure
	for _, family := range [][]Procedure{
		threadProcedures, contactProcedures, tagProcedures, fieldProcedures, conversationProcedures,
		editProcedures, workflowProcedures, userProcedures, accountProcedures,
	} {
		all = append(all, family...)
	}
	return append(all, downloadAttachment, refreshSchema)
}

var refreshSchema = define(Procedure{
	Name:    "RefreshSchema",
	Doc:     "Forgets the account's custom fields and customer properties, so that the next statement that can see them fetches them again.",
	Example: "CALL RefreshSchema()",
	Result:  []Column{{"Status", "VARCHAR(16)", "done."}},
}, func(_ context.Context, c call, _ struct{}) ([]any, error) {
	return []any{"done"}, c.RefreshSchema()
})

// Find gives the procedure of a name, in any case.
func Find(name string) (Procedure, bool) {
	for _, p := range All() {
		if strings.EqualFold(p.Name, name) {
			return p, true
		}
	}
	return Procedure{}, false
}

// call is one CALL of a procedure.
type call struct {
	Env
	procedure *Procedure
}

// define gives a procedure its Go function, which gets the arguments checked,
// in a struct of the parameters' names; a pointer tells absent from zero.
func define[A any](p Procedure, run func(ctx context.Context, c call, args A) ([]any, error)) Procedure {
	p.Call = func(ctx context.Context, env Env, given []byte) ([]any, error) {
		clean, err := p.check(given)
		if err != nil {
			return nil, err
		}
		var args A
		if err := json.Unmarshal(clean, &args); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		return run(ctx, call{env, &p}, args)
	}
	return p
}

// Results that many procedures share.
var (
	newID   = []Column{{"Id", "BIGINT", "Id of what was created; NULL in a dry run."}}
	outcome = []Column{{"Outcome", "VARCHAR(16)", "done, or planned in a dry run."}}
)

// write sends the changes of a procedure; key says, for people, what they change.
func (c *call) write(ctx context.Context, key string, changes ...writes.Change) (writes.Result, error) {
	return c.Write(ctx, writes.Row{
		Table: c.procedure.Table, Operation: "CALL " + c.procedure.Name, Key: key, Changes: changes,
	})
}

// set sends the changes of a procedure that creates nothing. None means that
// all is as asked for already.
func (c *call) set(ctx context.Context, key string, changes ...writes.Change) ([]any, error) {
	result, err := c.write(ctx, key, changes...)
	return []any{string(result.Outcome)}, err
}

// create sends the one change of a procedure that creates something.
func (c *call) create(ctx context.Context, key string, change writes.Change) ([]any, error) {
	result, err := c.write(ctx, key, change)
	return []any{orNull(result.ID)}, err
}

func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// request is a call with a body, if it has one.
func request(operation, method string, body any, path string, args ...any) helpscout.Request {
	return helpscout.Request{Operation: operation, Method: method, Path: fmt.Sprintf(path, args...), Body: body}
}

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func key(name string, id int64) string { return fmt.Sprintf("%s = %d", name, id) }

func is(flag *bool) bool { return flag != nil && *flag }
