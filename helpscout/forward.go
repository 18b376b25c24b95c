package helpscout

// Lists whose members come and go anywhere while they are read (a status filter, a sort by change date) are read
// forward: in order, and first rows first.
//
// All pages that were under way together must report the same total as the page accepted before them; then nothing moved
// and they are accepted in order. If one does not, something came or went, and the window is thrown away. Its first page is
// read again alone, and accepted if it holds an item that was seen already: the two reach into each other, so nothing
// can have slipped between them. If it does not, the page before it is read, and further back if need be, until one does;
// the walk goes on from there, with half the window. The tries for one page are bounded: a list that keeps moving ends
// in a warning, not in a loop.
//
// What this cannot see is an item that goes and another that comes between the same two answers: the totals agree. Nothing
// in the answers shows it; that is why a full scan reads a stable list instead.
//
// Lazy is the same with a window of one, asked for when the consumer wants it.

// maxRepairs bounds how often the neighbourhood of one page is read again.
const maxRepairs = 8

// forward reads from page 1 to the last.
func (w *walk) forward() error {
	s, err := w.fetch(w.ctx, 1)
	if err != nil {
		return err
	}
	if err := w.accept(s); err != nil {
		return err
	}
	stuck, tries := 0, 0
	for next := 2; next <= w.pages; {
		window, err := w.window(next)
		if err != nil {
			return err
		}
		if w.calm(window) {
			next += len(window)
			w.width = min(w.most, w.width+1)
			if err := w.acceptAll(window); err != nil {
				return err
			}
			continue
		}
		w.width = max(1, w.width/2)
		if next > stuck {
			stuck, tries = next, 0
		}
		tries++
		s, err := w.tie(window, tries > maxRepairs)
		if err != nil {
			return err
		}
		next = s.number + 1
		if err := w.accept(s); err != nil {
			return err
		}
	}
	return w.complete()
}

// window reads the next pages side by side.
func (w *walk) window(next int) ([]*sheet, error) {
	for n := next; n <= w.pages && n < next+w.width; n++ {
		w.ahead.ask(n)
	}
	var got []*sheet
	for len(w.ahead.queue) > 0 {
		s, err := w.ahead.take()
		if err != nil {
			return nil, err
		}
		got = append(got, s)
	}
	return got, nil
}

// calm reports whether a window shows no sign of change.
func (w *walk) calm(window []*sheet) bool {
	for _, s := range window {
		if s.gone || s.total != w.total || w.repeats(s) > 0 {
			return false
		}
	}
	return true
}

func (w *walk) acceptAll(window []*sheet) error {
	for _, s := range window {
		if err := w.accept(s); err != nil {
			return err
		}
	}
	return nil
}

// tie finds a page, this one or one before it, that holds an item seen before: nothing can be missing in between. It
// gives up with a warning when told to, or when the items have no ids to recognise them by.
func (w *walk) tie(window []*sheet, giveUp bool) (*sheet, error) {
	s := window[0]
	if w.blind || giveUp {
		w.unsettled()
		return s, nil
	}
	var err error
	if len(window) > 1 {
		// The next total is compared with this page's, so it must be the newest answer: what the others of the window saw
		// after it would be forgotten with them.
		s, err = w.fetch(w.ctx, s.number)
	}
	for err == nil && s.number > 1 && w.repeats(s) == 0 {
		s, err = w.fetch(w.ctx, s.number-1)
	}
	return s, err
}

// complete compares what was seen with what the API counts, at the end of a list that was to be read whole. Rows that
// came while it was read explain a difference.
func (w *walk) complete() error {
	if w.blind || w.list.Read != Whole || w.rows+w.growth >= w.total {
		return nil
	}
	return w.sweep(w.total - w.growth)
}
