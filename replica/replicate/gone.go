package replicate

import (
	"context"
	"fmt"
	"time"

	"github.com/scoutql/scoutql/replica/target"
)

// compare counts here and there. A difference that another look at the changes
// does not explain is searched for: rows were deleted, or merged into others.
func (r *run) compare(ctx context.Context, root *node, s *state) error {
	for round := 0; ; round++ {
		there, here, err := r.counts(ctx, root, s)
		if err != nil || there == here {
			r.sum.counted(root, there, here)
			return err
		}
		switch {
		case round == 0: // something came or went since
			err = r.pass(ctx, root, s)
		case round == 1:
			r.Log.Info("rows are gone, or missing: searching", "table", root.Def.Name, "help_scout", there, "copy", here)
			if s.Since.IsZero() {
				err = r.search(ctx, root, span{}, there)
			} else {
				err = r.sweepSince(ctx, root, s)
			}
		default:
			r.sum.counted(root, there, here)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// counts is the number of rows that Help Scout has, and of those accounted for
// here: stored, or waiting to be stored.
func (r *run) counts(ctx context.Context, root *node, s *state) (there, here int64, err error) {
	if there, _, err = r.first(ctx, root, r.sinceField(root, s), span{from: s.Since}); err != nil {
		return 0, 0, err
	}
	if here, err = r.Target.Count(ctx, root.Table, time.Time{}, time.Time{}); err != nil {
		return 0, 0, err
	}
	rejects, err := r.Target.Rejects(ctx, root.Def.Name)
	if err != nil || len(rejects) == 0 {
		return there, here, err
	}
	var keys []any
	for _, reject := range rejects {
		keys = append(keys, number(reject.Key))
	}
	err = r.Target.Write(ctx, func(x *target.Tx) error {
		stored, err := x.Existing(root.Table, root.Def.Key[0], keys)
		here += int64(len(keys) - len(stored))
		return err
	})
	return there, here, err
}

// search finds the rows that make the difference: a span whose counts differ is
// halved until it is small enough to be listed. A row that is gone costs about
// as many calls as the number of rows has bits, not a listing of all of them.
func (r *run) search(ctx context.Context, root *node, at span, there int64) error {
	here, err := r.Target.Count(ctx, root.Table, at.from, at.to)
	if err != nil || here == there {
		return err
	}
	small := int64(2 * root.Def.PageSize())
	middle, ok, err := r.Target.Middle(ctx, root.Table, at.from, at.to)
	if err != nil {
		return err
	}
	if !ok || max(here, there) <= small {
		return r.sweep(ctx, root, at)
	}
	early, late := span{from: at.from, to: middle.Add(-time.Second)}, span{from: middle, to: at.to}
	first, _, err := r.first(ctx, root, root.Def.Cursor.Range, early)
	if err != nil {
		return err
	}
	if err := r.search(ctx, root, early, first); err != nil {
		return err
	}
	return r.search(ctx, root, late, there-first)
}

// sweep lists a span of the column that rows are counted by, writes what
// differs, and removes what is not there any more.
func (r *run) sweep(ctx context.Context, root *node, at span) error {
	start, until := at.from, at.to
	if start.IsZero() || until.IsZero() {
		_, oldest, err := r.first(ctx, root, "", span{})
		if err != nil {
			return err
		}
		if start.IsZero() {
			start = oldest
		}
		if until.IsZero() {
			until = r.now()
		}
		if start.IsZero() || start.After(until) {
			start = until
		}
	}
	return r.windows(ctx, at.from, start, until, func(ctx context.Context, part span) (int64, bool, error) {
		return r.sweepPart(ctx, root, part, nil)
	})
}

// sweepPart does one step of a sweep. Nothing is removed because a list did not
// show it: lists lag, so each such row is asked for by its key.
func (r *run) sweepPart(ctx context.Context, root *node, part span, done func(*target.Tx) error) (int64, bool, error) {
	there := map[int64]bool{}
	rows, wide, err := r.readSpan(ctx, root, root.Def.Cursor.Range, part, !r.Reconcile, there, nil)
	if err != nil || wide {
		return rows, wide, err
	}
	here, err := r.Target.Keys(ctx, root.Table, part.from, part.to)
	if err != nil {
		return 0, false, err
	}
	if err := r.verify(ctx, root, here, there); err != nil || done == nil {
		return rows, false, err
	}
	return rows, false, r.Target.Write(ctx, done)
}

// verify asks for each row that a list did not show, and removes those that are gone.
func (r *run) verify(ctx context.Context, root *node, here []int64, there map[int64]bool) error {
	for _, key := range here {
		if there[key] {
			continue
		}
		u, gone, err := r.get(ctx, root, key)
		switch {
		case err != nil:
			return err
		case gone:
			err = r.remove(ctx, root, key)
		default:
			err = r.write(ctx, root, []unit{u}, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepSince is the sweep of a copy that does not begin at the beginning: only
// the time of change says what belongs to it.
func (r *run) sweepSince(ctx context.Context, root *node, s *state) error {
	there, until := map[int64]bool{}, r.now()
	err := r.windows(ctx, s.Since, s.Since, until, func(ctx context.Context, part span) (int64, bool, error) {
		return r.readSpan(ctx, root, root.Def.Cursor.Search, part, !r.Reconcile, there, nil)
	})
	if err != nil {
		return err
	}
	here, err := r.Target.Keys(ctx, root.Table, time.Time{}, time.Time{})
	if err != nil {
		return err
	}
	return r.verify(ctx, root, here, there)
}

// reconcile sweeps all rows. How far it came is kept, so that one that was
// interrupted goes on there.
func (r *run) reconcile(ctx context.Context, root *node, s *state) error {
	if !s.Since.IsZero() {
		return r.sweepSince(ctx, root, s)
	}
	until := r.now()
	from, start := s.Sweep, s.Sweep
	if start.IsZero() {
		_, oldest, err := r.first(ctx, root, "", span{})
		if err != nil {
			return err
		}
		start = oldest
	}
	if start.IsZero() || start.After(until) {
		start = until
	}
	r.read = 0
	err := r.windows(ctx, from, start, until, func(ctx context.Context, part span) (int64, bool, error) {
		return r.sweepPart(ctx, root, part, func(x *target.Tx) error {
			s.Sweep = part.to.Add(time.Second)
			return s.save(x, root)
		})
	})
	if err != nil {
		return fmt.Errorf("reconciling: %w", err)
	}
	s.Sweep = time.Time{}
	return r.Target.Write(ctx, func(x *target.Tx) error { return s.save(x, root) })
}
