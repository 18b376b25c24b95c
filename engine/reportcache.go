package engine

import (
	"context"
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// reportCache keeps reports whose period has ended, for a while: they are the
// same whoever asks again. A running period is never kept. It stands before
// another source and passes on all other requests.
type reportCache struct {
	tables.Source
	ttl time.Duration // 0 keeps nothing
	now func() time.Time
	hit func(ctx context.Context, r tables.Request) // hears of answers from the cache

	mu    sync.Mutex
	known map[string]keptReport
}

type keptReport struct {
	pages []tables.Page
	at    time.Time
}

// maxReports bounds the cache; when it is full, it starts anew.
const maxReports = 10_000

// Pages implements tables.Source.
func (c *reportCache) Pages(ctx context.Context, r tables.Request, whole bool) iter.Seq2[tables.Page, error] {
	if c.ttl <= 0 || !strings.HasPrefix(r.Path, "/v2/reports/") || !c.ended(r) {
		return c.Source.Pages(ctx, r, whole)
	}
	return func(yield func(tables.Page, error) bool) {
		if pages, ok := c.get(r.ItemsKey()); ok {
			c.hit(ctx, r)
			for _, p := range pages {
				if !yield(p, nil) {
					return
				}
			}
			return
		}
		var pages []tables.Page
		for p, err := range c.Source.Pages(ctx, r, whole) {
			if err != nil {
				yield(p, err)
				return
			}
			pages = append(pages, p)
			if !yield(p, nil) {
				return // not read to the end: not kept
			}
		}
		c.put(r.ItemsKey(), pages)
	}
}

// ended tells whether all of the period asked for lies in the past.
func (c *reportCache) ended(r tables.Request) bool {
	end, ok := tables.ParseTime(r.Query.Get("end"))
	return ok && end.Before(c.now())
}

func (c *reportCache) get(key string) ([]tables.Page, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.known[key]
	return kept.pages, ok && c.now().Sub(kept.at) < c.ttl
}

func (c *reportCache) put(key string, pages []tables.Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxReports {
		c.known = map[string]keptReport{}
	}
	c.known[key] = keptReport{pages: pages, at: c.now()}
}

// clear forgets all reports: something that they count was written.
func (c *reportCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = nil
}
