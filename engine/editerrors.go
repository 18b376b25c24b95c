package engine

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

var errReadOnly = sqlError(1290, stateGeneral, "scoutql is running with the --read-only option so it cannot execute this statement")

// faults are MySQL's numbers and states for values that cannot be written.
var faults = map[tables.Fault]struct {
	number int
	state  string
}{
	tables.Missing: {1364, stateGeneral}, tables.NotNull: {1048, "23000"}, tables.TooLong: {1406, "22001"},
	tables.NotOneOf: {1265, "01000"}, tables.BadTime: {1292, "22007"}, tables.BadJSON: {3140, "22032"},
	tables.BadValue: {1366, stateGeneral}, tables.Duplicate: {1062, "23000"}, tables.ReadOnly: {1348, stateGeneral},
}

// valueError words a value that cannot be written; row 0 is no row in particular.
func valueError(err error, row int) error {
	var v *tables.ValueError
	if !errors.As(err, &v) {
		return err
	}
	text := v.Table + "." + v.Column + " " + v.Message
	if v.Fault == tables.Missing || v.Fault == tables.NotNull {
		text = v.Message + " (" + v.Table + "." + v.Column + ")"
	} else if v.Fault != tables.ReadOnly {
		text = v.Table + "." + v.Column + ": " + v.Message
	}
	if row > 0 {
		text += fmt.Sprintf(" at row %d", row)
	}
	f := faults[v.Fault]
	return sqlError(f.number, f.state, "%s", text)
}

// partly is a row of which a part was written.
type partly struct {
	what string
	err  error
}

func (e *partly) Error() string { return e.what + ": " + e.err.Error() }
func (e *partly) Unwrap() error { return e.err }

// refused words the failure of a row (house.md section 5).
func (e *edit) refused(err error) error {
	var value *tables.ValueError
	if errors.As(err, &value) {
		return valueError(value, 0)
	}
	var part *partly
	if errors.As(err, &part) {
		return sqlError(1644, stateUser, "%s", part)
	}
	var w *writes.Error
	if !errors.As(err, &w) {
		return toSQLError(err)
	}
	if w.Outcome != writes.Failed {
		return sqlError(1644, stateUser, "%s", w)
	}
	var api *helpscout.Error
	if !errors.As(w.Err, &api) {
		return toSQLError(w.Err)
	}
	switch api.Status {
	case http.StatusBadRequest:
		return sqlError(1366, stateGeneral, "Help Scout refused %s%s", e.complaints(api), call(api))
	case http.StatusForbidden:
		return sqlError(1142, stateSyntax, "your Help Scout user or plan may not write %s: %s", e.def.Name, api)
	case http.StatusNotFound:
		return sqlError(1452, "23000", "Help Scout has nothing that this row of %s would belong to: %s", e.def.Name, api)
	case http.StatusConflict:
		return sqlError(1062, "23000", "%s", e.duplicate(api))
	case http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge:
		return sqlError(1644, stateUser, "Help Scout refused %s: %s", w.What(), api)
	}
	return toSQLError(api)
}

func (e *edit) duplicate(api *helpscout.Error) string {
	return "Duplicate entry: Help Scout has this row of " + e.def.Name + " already" + call(api)
}

// complaints is what the API says of each member, by its column.
func (e *edit) complaints(api *helpscout.Error) string {
	if len(api.Fields) == 0 {
		return "a row of " + e.def.Name + ": " + api.Message
	}
	said := make([]string, len(api.Fields))
	for i, f := range api.Fields {
		name := e.def.Name + "." + f.Path
		if c, ok := e.def.Member(f.Path); ok {
			name = e.def.Name + "." + c.Name
		}
		said[i] = fmt.Sprintf("%s: %q", name, f.Message)
	}
	return strings.Join(said, "; ")
}

func call(api *helpscout.Error) string {
	if api.LogRef == "" {
		return fmt.Sprintf(" (%s %s)", api.Method, api.Path)
	}
	return fmt.Sprintf(" (%s %s, logRef %s)", api.Method, api.Path, api.LogRef)
}
