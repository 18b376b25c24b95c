package replicate

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/replica/target"
)

// incremental copies what changed in a table with a cursor, and then compares counts.
func (r *run) incremental(ctx context.Context, root *node) error {
	s, err := r.loadState(ctx, root)
	if err != nil {
		return err
	}
	if !s.covers(root.names()) {
		s.Cursor, s.Sweep = time.Time{}, time.Time{} // a table has joined: its rows come with all the others
	}
	s.Tables = root.names()
	total, oldest, err := r.first(ctx, root, r.sinceField(root, s), span{from: s.Since})
	if err != nil {
		return err
	}
	if s.Cursor.IsZero() {
		r.sum.table(root).Expected = total
		r.estimate(root, total)
	}
	if err := r.again(ctx, root); err != nil {
		return err
	}
	if err := r.pass(ctx, root, s, oldest); err != nil {
		return err
	}
	if r.Reconcile || !s.Sweep.IsZero() {
		if err := r.reconcile(ctx, root, s, oldest); err != nil {
			return err
		}
	}
	return r.compare(ctx, root, s, oldest)
}

// covers tells whether the tables were all copied along from the beginning.
func (s *state) covers(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(s.Tables, n) })
}

// sinceField is the field that bounds a copy which does not begin at the beginning.
func (r *run) sinceField(root *node, s *state) string {
	if s.Since.IsZero() {
		return ""
	}
	return root.Def.Cursor.Search
}

// pass reads all changes from the cursor up to now.
func (r *run) pass(ctx context.Context, root *node, s *state, oldest time.Time) error {
	until := r.now()
	from := s.Since
	if !s.Cursor.IsZero() {
		from = s.Cursor.Add(-overlap)
	}
	start := from
	if start.IsZero() {
		start = oldest
	}
	if start.IsZero() || start.After(until) {
		start = until
	}
	return r.windows(ctx, root, from, start, until, func(ctx context.Context, at span) (int64, bool, error) {
		return r.readSpan(ctx, root, root.Def.Cursor.Search, at, false, nil, func(x *target.Tx) error {
			if at.to.After(s.Cursor) {
				s.Cursor = at.to
			}
			return s.save(x, root)
		})
	})
}

// again tries the rows that could not be stored once more, as they are now.
func (r *run) again(ctx context.Context, root *node) error {
	rejects, err := r.Target.Rejects(ctx, root.Def.Name)
	if err != nil {
		return err
	}
	for _, reject := range rejects {
		key, err := strconv.ParseInt(reject.Key, 10, 64)
		if err != nil {
			return fmt.Errorf("the retry table holds a strange key %q", reject.Key)
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

func created(item json.RawMessage) string { return gjson.GetBytes(item, "createdAt").String() }

func member(item json.RawMessage, path string) int64 { return gjson.GetBytes(item, path).Int() }
