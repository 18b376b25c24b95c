package replicate

import (
	"cmp"
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
	if s.Cursor.IsZero() {
		total, oldest, err := r.first(ctx, root, r.sinceField(root, s), span{from: s.Since})
		if err != nil {
			return err
		}
		r.sum.table(root).Expected = total
		r.estimate(root, total)
		r.oldest = oldest
	}
	if err := r.again(ctx, root); err != nil {
		return err
	}
	if err := r.pass(ctx, root, s); err != nil {
		return err
	}
	if r.Reconcile || !s.Sweep.IsZero() {
		if err := r.reconcile(ctx, root, s); err != nil {
			return err
		}
	}
	return r.compare(ctx, root, s)
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

// pass reads all changes since the cursor. The cursor only moves over time that
// is settled: what changed in the last minutes is read, and read again by the
// next run, since a list may show it late.
func (r *run) pass(ctx context.Context, root *node, s *state) error {
	if !s.Cursor.IsZero() {
		if few, err := r.few(ctx, root, s); err != nil || few {
			return err
		}
	}
	field, settled := root.Def.Cursor.Search, r.settled()
	from := s.Since
	if !s.Cursor.IsZero() {
		from = s.Cursor.Add(time.Second)
	}
	if start := cmp.Or(from, r.oldest); !start.IsZero() && !start.After(settled) {
		err := r.windows(ctx, from, start, settled, func(ctx context.Context, at span) (int64, bool, error) {
			return r.readSpan(ctx, root, field, at, false, nil, func(x *target.Tx) error {
				s.Cursor = at.to
				return s.save(x, root)
			})
		})
		if err != nil {
			return err
		}
		from = settled.Add(time.Second)
	}
	_, _, err := r.readSpan(ctx, root, field, span{from: from, least: true}, false, nil, func(x *target.Tx) error { return s.save(x, root) })
	return err
}

// settled is up to when lists show every change.
func (r *run) settled() time.Time { return r.now().Add(-lag) }

// few reads the changes in one call, if they are few: one page is a moment, in
// which nothing moves.
func (r *run) few(ctx context.Context, root *node, s *state) (bool, error) {
	q := r.listing(root, root.Def.Cursor.Search, span{from: s.Cursor.Add(time.Second)}, true)
	for page, err := range r.Source.Pages(ctx, q, false) {
		if err != nil {
			return false, err
		}
		r.clock(page)
		if page.Total > int64(len(page.Items)) {
			return false, nil
		}
		units, err := r.page(ctx, root, page, false)
		if err != nil {
			return false, err
		}
		r.progress(root, len(page.Items), 0)
		return true, r.write(ctx, root, units, func(x *target.Tx) error {
			if settled := r.settled(); settled.After(s.Cursor) {
				s.Cursor = settled
			}
			return s.save(x, root)
		})
	}
	return false, nil
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
