package writes

import (
	"context"
	"errors"
	"time"

	"github.com/scoutql/scoutql/helpscout"
)

// Writer sends rows. It is safe for concurrent use.
type Writer struct {
	client  *helpscout.Client
	journal *Journal
}

// New makes a Writer.
func New(client *helpscout.Client, journal *Journal) *Writer {
	return &Writer{client: client, journal: journal}
}

// Journal is where the writer's rows are remembered.
func (w *Writer) Journal() *Journal { return w.journal }

// Do sends the calls of a row, in order, each at most once, and stops at the first that fails. The error is an *Error,
// or Statement.Refuse, or why the journal could not be written (then nothing was sent).
func (w *Writer) Do(ctx context.Context, st Statement, row Row) (Result, error) {
	if st.Refuse != nil {
		return Result{}, st.Refuse
	}
	if st.DryRun {
		return Result{Outcome: Planned}, w.journal.plan(st, row)
	}
	entry := w.journal.begin(st, row)
	var result Result
	for i, change := range row.Changes {
		id, err := w.send(ctx, entry, i, change)
		if err != nil {
			return result, w.fail(entry, row, change, result, err)
		}
		if id != 0 {
			result.ID = id
		}
		result.Columns = append(result.Columns, change.Columns...)
	}
	result.Outcome = Done
	entry.end(Done, result, "")
	return result, nil
}

// send makes one call. What it returns as an *unknown may have been applied; any other error means that it was not.
func (w *Writer) send(ctx context.Context, entry *entry, i int, change Change) (int64, error) {
	if err := entry.sent(i, change); err != nil {
		return 0, err
	}
	left := time.Now()
	response, err := w.client.Do(ctx, change.Request)
	if err == nil {
		entry.applied(i, change, response.ResourceID)
		return response.ResourceID, nil
	}
	var api *helpscout.Error
	if errors.As(err, &api) && api.Unknown {
		return w.look(ctx, entry, i, change, left, err)
	}
	entry.refused(i, change)
	return 0, err
}

func (w *Writer) fail(entry *entry, row Row, change Change, result Result, cause error) error {
	e := &Error{Table: row.Table, Operation: row.Operation, Key: row.Key, Columns: result.Columns, Check: change.Check, Err: cause}
	var lost *unknown
	switch {
	case errors.As(cause, &lost):
		e.Outcome, e.Err = Unknown, lost.cause
	case len(result.Columns) > 0 || result.ID != 0:
		e.Outcome = Partial
	default:
		e.Outcome = Failed
	}
	entry.end(e.Outcome, result, e.Error())
	return e
}
