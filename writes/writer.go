package writes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scoutql/scoutql/helpscout"
)

// Writer sends rows. It is safe for concurrent use.
type Writer struct {
	client  *helpscout.Client
	journal *Journal
	settle  time.Duration
}

// New makes a Writer. settle is how long it waits before it looks for a change whose answer was lost: listings lag a
// little behind writes.
func New(client *helpscout.Client, journal *Journal, settle time.Duration) *Writer {
	return &Writer{client: client, journal: journal, settle: settle}
}

// Journal is where the writer's rows are remembered.
func (w *Writer) Journal() *Journal { return w.journal }

// Do sends the calls of a row, in order, each at most once, and stops at the first that fails. The error is an *Error;
// its Outcome says what is known.
func (w *Writer) Do(ctx context.Context, st Statement, row Row) (Result, error) {
	entry := newEntry(w.journal, st, row)
	if st.DryRun {
		if err := entry.plan(); err != nil {
			return Result{}, w.fail(entry, row, 0, Result{}, err)
		}
		return Result{Outcome: Planned}, nil
	}
	result := Result{Outcome: Done}
	for i := range row.Changes {
		id, err := w.send(ctx, entry, i, &row.Changes[i])
		if err != nil {
			return result, w.fail(entry, row, i, result, err)
		}
		if id != 0 {
			result.ID = id
		}
		result.Columns = append(result.Columns, row.Changes[i].Columns...)
	}
	entry.end(Done, result, "")
	return result, nil
}

// send makes one call. Of what it returns as a *lost nobody knows whether it was applied; with any other error it was not.
func (w *Writer) send(ctx context.Context, e *entry, i int, change *Change) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := e.sending(i, change); err != nil {
		e.refused(i)
		return 0, fmt.Errorf("the write log in the data directory cannot be written, so nothing was sent: %w", err)
	}
	left := time.Now()
	response, err := w.client.Do(ctx, change.Request)
	if err == nil {
		e.applied(i, response.ResourceID)
		return response.ResourceID, nil
	}
	var api *helpscout.Error
	if errors.As(err, &api) && api.Unknown {
		return w.look(ctx, e, i, change, left, err)
	}
	e.refused(i)
	return 0, err
}

// fail says what is known of a row whose i-th call failed.
func (w *Writer) fail(entry *entry, row Row, i int, result Result, cause error) error {
	e := &Error{
		Table: row.Table, Operation: row.Operation, Key: row.Key, Outcome: Failed, ID: result.ID,
		Columns: result.Columns, Err: cause,
	}
	if i < len(row.Changes) {
		e.Check = row.Changes[i].Check
	}
	var answer *lost
	switch {
	case errors.As(cause, &answer):
		e.Outcome, e.Err = Unknown, answer.cause
	case i > 0:
		e.Outcome = Partial
	}
	result.Outcome = e.Outcome
	entry.end(e.Outcome, result, e.Error())
	return e
}
