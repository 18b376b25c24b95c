package engine

import (
	"errors"
	"net/http"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

// run does the statement: snapshot, plan, calls, outcome.
func (e *edit) run(ctx *sql.Context, source sql.RowIter) (ok types.OkResult, returned []sql.Row, err error) {
	changes, matched, err := e.drain(ctx, source)
	if err != nil {
		return ok, nil, err
	}
	if err := e.plan(changes); err != nil {
		return ok, nil, err
	}
	s := sending{edit: e, statement: e.engine.writing(ctx), current: len(changes) == 1 && e.byKey()}
	if err := s.affordable(ctx, changes); err != nil {
		return ok, nil, err
	}
	for n := range changes {
		if err := s.row(ctx, &changes[n]); err != nil {
			return ok, nil, s.halfway(n, len(changes), err)
		}
	}
	if len(e.fields) > 0 {
		for n := range changes {
			row, err := e.returning(ctx, changes[n].New)
			if err != nil {
				return ok, nil, err
			}
			returned = append(returned, row)
		}
	}
	return s.outcome(ctx, matched), returned, nil
}

// affordable refuses a statement whose calls would use up its budget halfway.
func (s *sending) affordable(ctx *sql.Context, changes []change) error {
	most := integerVariable(ctx, maxCallsVariable)
	if most == 0 || s.statement.DryRun {
		return nil
	}
	needs := int64(statementOf(ctx).meter.Calls())
	for n := range changes {
		needs += int64(len(changes[n].calls))
	}
	if needs > most {
		return sqlError(1644, stateUser, "this takes at least %d API calls, more than the %d that a statement may make; nothing was sent. Narrow the statement, or SET scoutql_max_api_calls higher", needs, most)
	}
	return nil
}

// byKey tells whether the snapshot of the target was one read by key, which does
// not lag as listings do.
func (e *edit) byKey() bool {
	if e.joined || e.verb == "INSERT" || e.target.bare && e.def.Detail.Path != "" && e.def.Detail.Path != e.def.Get.Path {
		return false
	}
	p := e.target.reads()
	return len(p.Requests) == 1 && p.Requests[0].One && !p.Walk
}

// sending is a statement under way.
type sending struct {
	edit      *edit
	statement writes.Statement
	affected  int
	done      []string // keys of the rows that were written
	ids       []int64  // of what was created
	planned   int      // calls of a dry run that were shown
	current   bool     // the row was read by its key a moment ago: it is as it is now
}

// row writes one row.
func (s *sending) row(ctx *sql.Context, c *change) error {
	e := s.edit
	calls, err := s.fresh(ctx, c)
	if err != nil || len(calls) == 0 {
		return err // nothing to do: the row is as it should be, or gone
	}
	first := calls
	if e.verb == "INSERT" {
		first = calls[:1] // what follows needs the new row's id
	}
	result, err := s.send(ctx, c, e.key(or(c.Old, c.New)), first)
	if err != nil {
		return s.failed(ctx, c, err)
	}
	if e.def.Notice != nil && e.verb == "INSERT" {
		if text := e.def.Notice(func(column string) any { return c.New[e.def.Index(column)] }); text != "" {
			notify(ctx, text)
		}
	}
	if result.Outcome == writes.Planned {
		s.show(ctx, c, calls)
		return nil
	}
	e.engine.wrote(e.def)
	noteWrite(ctx)
	if result.ID != 0 {
		s.ids = append(s.ids, result.ID)
		s.setID(c, result.ID)
	}
	if e.verb == "INSERT" && len(calls) > 1 {
		if result.ID == 0 {
			return &partly{"the row was created, but not wholly", errors.New("Help Scout did not tell its id; " + e.check(c))}
		}
		if _, err := s.send(ctx, c, e.key(c.New), following(e.def, calls[1:], result.ID)); err != nil {
			return &partly{"the row was created (" + e.key(c.New) + "), but not wholly", err}
		}
	}
	s.affected++
	s.done = append(s.done, e.key(or(c.New, c.Old)))
	return nil
}

func or(row, other []any) []any {
	if row != nil {
		return row
	}
	return other
}

// setID completes the row with the id that Help Scout gave it.
func (s *sending) setID(c *change, id int64) {
	if i := s.edit.def.Index(s.edit.def.Key[len(s.edit.def.Key)-1]); c.New != nil && s.edit.def.Columns[i].Type.Kind == tables.BigInt && c.New[i] == nil {
		c.New[i] = id
	}
}

// following completes the calls that follow a creation.
func following(def *tables.Table, calls []tables.Call, id int64) []tables.Call {
	for i := range calls {
		calls[i].Path = def.Created(calls[i].Path, id)
	}
	return calls
}

// send hands a row's calls to the writer.
func (s *sending) send(ctx *sql.Context, c *change, key string, calls []tables.Call) (writes.Result, error) {
	e := s.edit
	row := writes.Row{Table: e.def.Name, Operation: e.verb, Key: key}
	for _, call := range calls {
		row.Changes = append(row.Changes, writes.Change{
			Request: helpscout.Request{Operation: call.Operation, Method: call.Method, Path: call.Path, Body: call.Body},
			Says:    strings.Join(call.Says, ", "), Columns: call.Columns,
			Look: s.look(ctx, c, call), Check: e.check(c),
		})
	}
	return e.engine.write(ctx, s.statement, row)
}

// failed says what a row's failure means: 404 is no row, and a row that is there
// already may be ignored or updated.
func (s *sending) failed(ctx *sql.Context, c *change, err error) error {
	var w *writes.Error
	var api *helpscout.Error
	e := s.edit
	if errors.As(err, &w) && w.Outcome != writes.Failed {
		e.engine.wrote(e.def) // or may have
		noteWrite(ctx)
		return err
	}
	if w == nil || !errors.As(err, &api) {
		return err
	}
	switch {
	case api.Status == http.StatusNotFound && e.verb != "INSERT":
		s.gone(ctx, c)
		return nil
	case api.Status == http.StatusConflict && e.onDup != nil:
		return e.onDup.update(ctx, s, c, err)
	case api.Status == http.StatusConflict && e.ignore:
		ctx.Warn(1062, "%s", s.edit.duplicate(api))
		return nil
	}
	return err
}

func (s *sending) gone(ctx *sql.Context, c *change) {
	ctx.Warn(1032, "%s: there is no row with %s any more", s.edit.def.Name, s.edit.key(c.Old))
}
