package helpscout

// The full-scan rule, for lists sorted by createdAt ascending whose items stay until they are deleted (List.Stable).
//
// New items come at the end; a deletion moves every later item one place down. So the place of an item only ever falls,
// and whoever reads page k and only afterwards page k-1 cannot miss one: it is still in k or has moved towards the page
// that is read next. What can happen is that it is met twice, and ids are de-duplicated. Hence the order: page 1, which
// tells how many there are, the last page, then down to page 2; and page 1 again at the end if anything changed, because
// it alone was read before its upper neighbour.
//
// Side by side, pages k and k-1 are under way together, and if k-1 is served, something below is deleted, and k is served,
// the item that moved from k to k-1 is lost. Such a loss always shows. Call a page old if it was served before that
// deletion and new if after. The last page is old, as it came in before the others were asked for. Going up from k, which
// is new, there is a highest new page m with an old page m+1 above it. Page m, served after the deletion, ends with an
// item that page m+1 still had at its head: a repeat (as long as no more items than a page holds go while one window is
// under way). So pages are examined from the top down; at the first one that repeats an item, the pages that were under
// way below it are thrown away and asked for again. The new window has page m as its old neighbour, and the argument
// starts afresh. No repeat, no loss: additions need no second look. A total that fell, a page that is short though not
// the last, and one that is gone are taken as signs too. After a sign the window halves, and it grows by one with each
// quiet page: on a list that never rests this becomes the sequential reading, which needs no such argument.
//
// Between page 1 and the last page there is no third page to repeat anything, and a deletion together with an addition
// leaves the total as it was. But then the added item is the newest of the last page, and it was created after page 1
// was served, by the server's own clock: a sign to read page 1 again.
//
// A list that does not change costs exactly as many calls as it has pages.

// stable reads by the full-scan rule.
func (w *walk) stable() error {
	first, err := w.fetch(w.ctx, 1)
	if err != nil {
		return err
	}
	if err := w.accept(first); err != nil {
		return err
	}
	if first.pages <= 1 {
		return w.settle()
	}
	next, moved, err := w.readLast(first)
	if err != nil {
		return err
	}
	below, err := w.readDown(next, first)
	if err != nil {
		return err
	}
	switch {
	case !moved && !below:
	case w.blind:
		w.unsettled()
	default:
		if err := w.readAgain(1); err != nil {
			return err
		}
	}
	return w.settle()
}

// readLast reads the last page before any window opens, so that it is an old neighbour for the argument. If the list
// shrank and the page is gone, the last one is further down. It returns the next page to read.
func (w *walk) readLast(first *sheet) (next int, moved bool, err error) {
	for next = first.pages; next > 1; {
		s, err := w.fetch(w.ctx, next)
		if err != nil {
			return 0, false, err
		}
		next--
		moved = moved || w.sign(s, first) || w.total != s.total
		if err := w.accept(s); err != nil {
			return 0, false, err
		}
		if len(s.items) > 0 {
			break
		}
	}
	return next, moved, nil
}

// readDown reads the pages from next down to 2, side by side, and reports whether the list was seen to change.
func (w *walk) readDown(next int, first *sheet) (moved bool, err error) {
	ask := func() {
		for ; next >= 2 && len(w.ahead.queue) < w.width; next-- {
			w.ahead.ask(next)
		}
	}
	for ask(); len(w.ahead.queue) > 0; ask() {
		s, err := w.ahead.take()
		if err != nil {
			return moved, err
		}
		moved = moved || s.total != w.total
		if w.sign(s, first) && !w.blind {
			moved = true
			w.ahead.drop()
			next = s.number - 1
			w.width = max(1, w.width/2)
		} else {
			w.width = min(w.most, w.width+1)
		}
		ask() // before the consumer gets busy with this page
		if err := w.accept(s); err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// sign reports whether a page shows that items moved: see the argument at the top.
func (w *walk) sign(s, first *sheet) bool {
	short := s.number < s.pages && len(s.items) < s.size
	since := !first.served.IsZero() && !s.newest.Before(first.served) && !s.newest.After(s.served)
	return s.gone || short || since || s.total < w.total || w.repeats(s) > 0
}

// readAgain reads one page once more for what has moved into it.
func (w *walk) readAgain(number int) error {
	s, err := w.fetch(w.ctx, number)
	if err != nil {
		return err
	}
	return w.accept(s)
}

// settle compares what was seen with what the API counts. More than was seen is growth: then the missing items are at
// the end, where a few calls find them. If they are not, something was put into the middle of the list (a conversation
// may be created with a date of the past) and has pushed another item over the edge of a page: the list is read again.
func (w *walk) settle() error {
	if w.blind || w.rows >= w.total {
		return nil
	}
	want := int64(-1)
	for n := max(w.pages, 1); n >= 1; n-- {
		s, err := w.fetch(w.ctx, n)
		if err != nil {
			return err
		}
		if s.pages > n && want < 0 {
			n = s.pages + 1 // it has grown on; the end is further up
			continue
		}
		want = max(want, s.total)
		reached := w.repeats(s) > 0
		if err := w.accept(s); err != nil {
			return err
		}
		if reached {
			break
		}
	}
	return w.sweep(want)
}
