package helpscout

import (
	"context"
	"encoding/json"
	"fmt"
)

// walk is one pass through one listing: what has been seen and handed over so far.
type walk struct {
	ctx   context.Context //nolint:containedctx // a walk lives inside one Pages loop
	c     *Client
	list  List
	hand  func(Page) bool // to the consumer; false when it stops
	ahead *ahead

	seen   map[key]struct{}
	begun  bool  // the first page was handed over
	rows   int64 // handed over
	blind  bool  // items without an id: a page that is read again could not be told from a new one
	total  int64 // of the page accepted last, -1 unknown
	pages  int   // likewise
	growth int64 // by which the total was seen to go up, all steps together
	width  int   // pages to keep under way
	most   int   // the widest that may become
}

func newWalk(ctx context.Context, c *Client, l List, hand func(Page) bool) *walk {
	w := &walk{ctx: ctx, c: c, list: l, hand: hand, seen: map[key]struct{}{}, blind: l.ID == NoID, total: -1}
	w.most = 1
	if l.Read == Whole {
		w.most = c.Concurrency()
	}
	w.width = w.most
	w.ahead = &ahead{base: ctx, fetch: w.fetch}
	return w
}

func (w *walk) fetch(ctx context.Context, number int) (*sheet, error) {
	return w.c.sheet(ctx, w.list, number, "")
}

// single hands over the one answer of a listing without pages.
func (w *walk) single() error {
	s, err := w.fetch(w.ctx, 1)
	if err != nil {
		return err
	}
	w.blind = true // one answer: whatever it repeats, it means
	return w.accept(s)
}

// cursor follows the cursors (customers/list-v3). A cursor marks a place between rows, not a number of rows before it,
// so nothing shifts while the list changes.
func (w *walk) cursor() error {
	used := map[string]bool{}
	cursor := ""
	for n := 1; ; n++ {
		s, err := w.c.sheet(w.ctx, w.list, n, cursor)
		if err != nil {
			return err
		}
		if err := w.accept(s); err != nil {
			return err
		}
		cursor = s.cursor
		if cursor == "" {
			return nil
		}
		if used[cursor] {
			return w.broken("the cursors of this listing go round in a circle")
		}
		used[cursor] = true
	}
}

func (w *walk) broken(message string) error {
	return &Error{Operation: w.list.Operation, Method: "GET", Path: w.list.Path, Message: message}
}

// repeats counts the items of a page that were seen before.
func (w *walk) repeats(s *sheet) int {
	n := 0
	for _, k := range s.keys {
		if _, ok := w.seen[k]; ok && k != (key{}) {
			n++
		}
	}
	return n
}

// accept hands the new items of a page over. The first page comes even when it is empty: it tells the total.
func (w *walk) accept(s *sheet) error {
	if s.total >= 0 {
		if w.total >= 0 && s.total > w.total {
			w.growth += s.total - w.total
		}
		w.total, w.pages = s.total, s.pages
	} else if s.pages > 0 {
		w.pages = s.pages
	}
	items := w.fresh(s)
	if len(items) == 0 && w.begun {
		return nil
	}
	w.begun = true
	w.rows += int64(len(items))
	if !w.hand(Page{Items: items, Number: s.number, TotalPages: w.pages, Total: w.total, Served: s.served}) {
		return errStop
	}
	return nil
}

// fresh drops the items that were seen before and remembers the others.
func (w *walk) fresh(s *sheet) []json.RawMessage {
	if w.blind {
		return s.items
	}
	fresh := s.items[:0:0]
	for i, k := range s.keys {
		if k == (key{}) {
			w.blind = true
		} else if _, ok := w.seen[k]; ok {
			continue
		}
		w.seen[k] = struct{}{}
		fresh = append(fresh, s.items[i])
	}
	return fresh
}

func (w *walk) warn(format string, args ...any) {
	MeterFrom(w.ctx).Warn(fmt.Sprintf(format, args...))
}

// sweep reads a listing once more, page after page, until as many items as want have been seen; what is then still
// missing is told as a warning. It is the last resort: it may cost as many calls as the listing has pages.
func (w *walk) sweep(want int64) error {
	for n := 1; n <= w.pages && w.rows < want; n++ {
		s, err := w.fetch(w.ctx, n)
		if err != nil {
			return err
		}
		if err := w.accept(s); err != nil {
			return err
		}
	}
	if w.rows < want {
		w.warn("%s changed while it was read: Help Scout counts %d rows, %d were found", w.list.Path, want, w.rows)
	}
	return nil
}

// unsettled warns that the list moved too fast to be followed.
func (w *walk) unsettled() {
	w.warn("%s kept changing while it was read; rows may be missing", w.list.Path)
}
