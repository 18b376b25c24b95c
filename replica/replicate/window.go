package replicate

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"time"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/tables"
)

// state is how far the copy of one root table is, as the target keeps it.
type state struct {
	Cursor time.Time `json:"cursor"` // all changes up to it are here
	Since  time.Time `json:"since,omitzero"`
	Tables []string  `json:"tables"` // what was copied along
	// Sweep is how far a reconciliation has come; zero when none is under way.
	Sweep time.Time `json:"sweep,omitzero"`
}

func stateName(root *node) string { return "table " + root.Def.Name }

func (r *run) loadState(ctx context.Context, root *node) (*state, error) {
	text, err := r.Target.State(ctx, stateName(root))
	if err != nil || text == "" {
		return &state{Since: r.Since}, err
	}
	s := &state{}
	if err := json.Unmarshal([]byte(text), s); err != nil {
		return nil, fmt.Errorf("the state in %s cannot be read: %w", r.Target.Name(), err)
	}
	return s, nil
}

func (s *state) save(x *target.Tx, root *node) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return x.SetState(stateName(root), string(text))
}

// span is a stretch of time, both ends in it, in whole seconds. A zero end is open.
type span struct {
	from, to time.Time
	least    bool // cannot be made any shorter
}

func (s span) clause(field string) string {
	return "(" + field + ":[" + s.text(s.from) + " TO " + s.text(s.to) + "])"
}

func (span) text(t time.Time) string {
	if t.IsZero() {
		return "*"
	}
	return t.UTC().Format(time.RFC3339)
}

// listing is the request for the root's rows in a span of field (with "" for
// all), in the order of creation. A row can only leave a span of the past, so
// that the full-scan rule holds: see tables.Cursor.
func (r *run) listing(root *node, field string, s span, embed bool) tables.Request {
	q := pushdown.For(root.Def, nil).Requests[0].Request
	q.Query = maps.Clone(q.Query)
	if bounded := !s.from.IsZero() || !s.to.IsZero(); field != "" && bounded {
		q.Query.Set("query", s.clause(field))
		if field == root.Def.Cursor.Search && !s.from.IsZero() {
			// Whether the parameter's instant itself counts is UNVERIFIED: the second before is only a wider list.
			q.Query.Set(root.Def.Cursor.Param, s.from.Add(-time.Second).Format(time.RFC3339))
		}
	}
	if embed {
		for _, child := range root.below {
			setAll(q.Query, child.Def.Under.Embed)
		}
	}
	q.Stable = true
	return q
}

func setAll(q url.Values, params tables.Params) {
	for k, v := range params {
		q.Set(k, v)
	}
}

// first asks for the first page of a listing: how many rows there are, what the
// oldest is, and what the API's clock says.
func (r *run) first(ctx context.Context, root *node, field string, s span) (total int64, oldest time.Time, err error) {
	for page, err := range r.Source.Pages(ctx, r.listing(root, field, s, false), false) {
		if err != nil {
			return 0, oldest, err
		}
		total = page.Total
		r.clock(page)
		if len(page.Items) > 0 {
			if t, ok := tables.ParseTime(created(page.Items[0])); ok {
				oldest = t
			}
		}
		break
	}
	if total < 0 {
		return 0, oldest, fmt.Errorf("%s does not tell how many rows it has", root.Def.List.Path)
	}
	return total, oldest, nil
}

// clock takes notice of the API's clock. An old answer would only make a run reach further back.
func (r *run) clock(page tables.Page) {
	if !page.Served.IsZero() {
		r.skew = time.Until(page.Served).Round(time.Second)
	}
}

// windows reads the spans of field from one time to another, in steps of some
// hundred rows. each gets a step; what it returns as wide tells that the step
// holds more rows than it may, and was not read.
func (r *run) windows(ctx context.Context, from, start, until time.Time, each func(context.Context, span) (rows int64, wide bool, err error)) error {
	width := until.Sub(start)
	at := span{from: from}
	for {
		at.to = start.Add(width).Truncate(time.Second)
		if at.to.Before(start) {
			at.to = start
		}
		if at.to.After(until) {
			at.to = until
		}
		at.least = !at.to.After(start)
		rows, wide, err := each(ctx, at)
		if err != nil {
			return err
		}
		fit := func(share float64) time.Duration { // so many of the rows that a step may hold
			return time.Duration(float64(width) * share * float64(r.step()) / float64(rows))
		}
		if wide {
			width = min(width/2, fit(0.75))
			continue
		}
		if !at.to.Before(until) {
			return nil
		}
		width = max(width, time.Second)
		if rows == 0 {
			width *= 8 // both ends are within a few years: no overflow
		} else {
			width = min(width*4, fit(1))
		}
		width = min(width, until.Sub(start)+time.Second)
		start = at.to.Add(time.Second)
		at.from = start
	}
}

// step is how many rows one window may hold. With a small budget of calls it is
// less, so that a run finishes some even if each row takes a call of its own.
func (r *run) step() int64 {
	if r.MaxAPICalls > 0 {
		return min(windowRows, max(int64(r.MaxAPICalls)/2, 5))
	}
	return windowRows
}

// readSpan reads one step and writes it, page by page; done runs in the
// transaction of the last page. A step of one second is read whatever it holds.
// keys, if set, is told what was there.
func (r *run) readSpan(ctx context.Context, root *node, field string, s span, known bool, keys map[int64]bool, done func(*target.Tx) error) (rows int64, wide bool, err error) {
	var pending []unit
	first := true
	for page, err := range r.Source.Pages(ctx, r.listing(root, field, s, true), true) {
		if err != nil {
			return 0, false, err
		}
		rows = page.Total
		if first && page.Total > r.step()*5/4 && !s.least {
			return page.Total, true, nil
		}
		if !first {
			if err := r.write(ctx, root, pending, nil); err != nil {
				return 0, false, err
			}
		}
		first = false
		if pending, err = r.page(ctx, root, page, known); err != nil {
			return 0, false, err
		}
		for _, u := range pending {
			if keys != nil {
				keys[u.key] = true
			}
		}
		r.progress(root, len(page.Items), r.sum.table(root).Expected)
	}
	return rows, false, r.write(ctx, root, pending, done)
}

// page makes the units of a page. With known, what lies below an item that is
// stored just so is not asked for again.
func (r *run) page(ctx context.Context, root *node, page tables.Page, known bool) ([]unit, error) {
	if !known {
		return r.units(ctx, root, page, nil)
	}
	var keys []any
	at := root.Def.ItemID()
	for _, raw := range page.Items {
		keys = append(keys, member(raw, at))
	}
	stored := map[int64]string{}
	err := r.Target.Write(ctx, func(x *target.Tx) error {
		existing, err := x.Existing(root.Table, root.Def.Key[0], keys)
		for text, item := range existing {
			stored[number(text)] = item
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.units(ctx, root, page, stored)
}
