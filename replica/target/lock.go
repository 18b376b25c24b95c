package target

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// lockWait is how long a run waits for the one before it to let go: a server
// may take a moment to see that a process was killed.
const lockWait = 3 * time.Second

// LockedError says that another run writes to the same target.
type LockedError struct{ Name string }

func (e *LockedError) Error() string {
	return "another scoutql replicate is writing to " + e.Name + "; wait for it to end"
}

// Lock keeps others from writing a copy into the same database, until release
// is called or the process dies in whatever way.
func (t *Target) Lock(ctx context.Context) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	for {
		release, err := t.tryLock(ctx)
		if err != nil || release != nil {
			return release, err
		}
		select {
		case <-ctx.Done():
			return nil, &LockedError{t.name}
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (t *Target) tryLock(ctx context.Context) (release func(), err error) {
	if t.file != "" {
		lock := flock.New(t.file + ".lock")
		ok, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("locking %s: %w", t.name, err)
		}
		if !ok {
			return nil, nil //nolint:nilnil // not an error: somebody else has it
		}
		return func() { _ = lock.Unlock() }, nil
	}
	conn, err := t.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	query := "SELECT GET_LOCK(CONCAT('scoutql ', DATABASE()), 0)"
	if t.d == pg {
		query = "SELECT CASE WHEN pg_try_advisory_lock(hashtext('scoutql'), hashtext(current_schema())) THEN 1 ELSE 0 END"
	}
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, query).Scan(&got); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("locking %s: %w", t.name, err)
	}
	if got.Int64 != 1 {
		return nil, conn.Close()
	}
	return func() {
		// The session's locks go with its connection, which the pool must not keep.
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		_ = conn.Close()
	}, nil
}
