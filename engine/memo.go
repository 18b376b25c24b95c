package engine

import (
	"context"
	"iter"
	"sync"

	"github.com/scoutql/scoutql/tables"
)

// pageMemo remembers the pages of requests that a statement may need again (both
// sides of a join, a correlated subquery), so that no request is made twice
// within a statement. Requests that are read once are not remembered.
type pageMemo struct {
	mu      sync.Mutex
	entries map[string]*memoEntry
	closed  bool
}

// memoEntry is one request: the pages so far, and where the next ones come from.
type memoEntry struct {
	mu    sync.Mutex
	pages []tables.Page
	err   error
	next  func() (tables.Page, error, bool)
	stop  func()
}

// pages replays what is known of a request and goes on where that ends. open
// starts the request; it is called once a key.
func (m *pageMemo) pages(key string, open func() iter.Seq2[tables.Page, error]) iter.Seq2[tables.Page, error] {
	return func(yield func(tables.Page, error) bool) {
		entry, err := m.entry(key, open)
		if err != nil {
			yield(tables.Page{}, err)
			return
		}
		for i := 0; ; i++ {
			page, ok, err := entry.page(i)
			if !ok || !yield(page, err) || err != nil {
				return
			}
		}
	}
}

func (m *pageMemo) entry(key string, open func() iter.Seq2[tables.Page, error]) (*memoEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, context.Canceled
	}
	if e := m.entries[key]; e != nil {
		return e, nil
	}
	e := &memoEntry{}
	e.next, e.stop = iter.Pull2(open())
	if m.entries == nil {
		m.entries = map[string]*memoEntry{}
	}
	m.entries[key] = e
	return e, nil
}

// page returns the i-th page, reading on if it is not there yet.
func (e *memoEntry) page(i int) (page tables.Page, ok bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.pages) <= i && e.next != nil {
		page, err, ok := e.next()
		if err != nil {
			e.err = err
		}
		if err != nil || !ok {
			e.next = nil
			e.stop()
			break
		}
		e.pages = append(e.pages, page)
	}
	switch {
	case i < len(e.pages):
		return e.pages[i], true, nil
	case e.err != nil:
		return tables.Page{}, true, e.err
	}
	return tables.Page{}, false, nil
}

// close stops requests that nobody read to the end. It runs when the
// statement's context is done, so that a pull in progress ends by itself.
func (m *pageMemo) close() {
	m.mu.Lock()
	m.closed = true
	entries := m.entries
	m.entries = nil
	m.mu.Unlock()
	for _, e := range entries {
		e.mu.Lock()
		if e.next != nil {
			e.next, e.err = nil, context.Canceled
			e.stop()
		}
		e.mu.Unlock()
	}
}
