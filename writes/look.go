package writes

import (
	"context"
	"fmt"
	"time"
)

// unknown wraps the error of a call that may have been applied.
type unknown struct{ cause error }

func (e *unknown) Error() string { return e.cause.Error() }
func (e *unknown) Unwrap() error { return e.cause }

// look asks once whether a change whose answer was lost is there. It believes so only if nothing else can be meant:
// exactly one new thing of that kind, and no other write of ours that it could come from.
func (w *Writer) look(ctx context.Context, entry *entry, i int, change Change, left time.Time, cause error) (int64, error) {
	lost := &unknown{cause}
	if change.Look == nil || ctx.Err() != nil {
		return 0, lost
	}
	found, err := change.Look(ctx, w.client, left)
	if err != nil {
		return 0, &unknown{fmt.Errorf("%w; and looking failed: %w", cause, err)}
	}
	id, ok := w.journal.attribute(entry, i, change, found)
	if !ok {
		return 0, lost
	}
	entry.applied(i, change, id)
	return id, nil
}
