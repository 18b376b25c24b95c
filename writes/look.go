package writes

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// lost wraps the error of a call that may have been applied.
type lost struct{ cause error }

func (e *lost) Error() string { return e.cause.Error() }
func (e *lost) Unwrap() error { return e.cause }

// look asks once whether a change whose answer was lost is there. It says so only when nothing else can be meant. It
// never says that it is not there: what is not there may still be on its way.
func (w *Writer) look(ctx context.Context, e *entry, i int, change *Change, left time.Time, cause error) (int64, error) {
	if change.Look == nil || !wait(ctx, w.settle) {
		return 0, &lost{cause}
	}
	found, err := change.Look(ctx, w.client, left)
	if err != nil {
		return 0, &lost{fmt.Errorf("%w; looking for it failed, too: %w", cause, err)}
	}
	if found.Holds {
		e.applied(i, 0)
		return 0, nil
	}
	id, ok := w.journal.attribute(e, i, w.since(found.Created, left))
	if !ok {
		return 0, &lost{cause}
	}
	return id, nil
}

// since drops what was there before the change left. The API tells whole seconds, so a thing may seem a second older
// than it is.
func (w *Writer) since(all []Created, left time.Time) []int64 {
	from, known := w.client.ServerTime(left)
	if !known {
		return nil
	}
	from = from.Add(-time.Second)
	var ids []int64
	for _, c := range all {
		if !c.At.Before(from) && !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// wait waits for d or for the end of ctx, and says whether it waited through.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
