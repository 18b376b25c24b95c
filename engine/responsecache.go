package engine

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/tables"
)

// responseCache keeps complete answers for a while, in memory: everything for
// ttl, and reports whose period has ended, which are the same whoever asks
// again, for reportTTL. Every write of ours empties it. It stands before
// another source.
type responseCache struct {
	tables.Source
	ttl       time.Duration // 0 keeps nothing but ended reports
	reportTTL time.Duration // 0 keeps these no longer than anything else
	maxBytes  int           // of all that is kept
	now       func() time.Time
	hit       func(ctx context.Context, r tables.Request) // hears of answers that took no call

	mu    sync.Mutex
	known *simplelru.LRU[string, keptAnswer] // nil until something is kept
	bytes int
	epoch int // number of writes; answers that were begun before one are not kept
}

type keptAnswer struct {
	pages []tables.Page
	bytes int
	until time.Time
}

// maxCacheBytes bounds what a response cache keeps; the oldest goes first.
const maxCacheBytes = 64 << 20

type freshKey struct{}

// fresh is a context whose reads are of the API as it is now. Statements that
// write read so in any case: what they send back is built on what they read.
func fresh(ctx context.Context) context.Context { return context.WithValue(ctx, freshKey{}, true) }

func isFresh(ctx context.Context) bool {
	return ctx.Value(freshKey{}) != nil || statementOf(ctx).writes.Load()
}

type firstPageKey struct{}

// firstPage is a context whose reader takes the first page of a listing and no
// more: that page is then the complete answer.
func firstPage(ctx context.Context) context.Context {
	return context.WithValue(ctx, firstPageKey{}, true)
}

func wantsFirstPage(ctx context.Context) bool { return ctx.Value(firstPageKey{}) != nil }

// Pages implements tables.Source.
func (c *responseCache) Pages(ctx context.Context, r tables.Request, whole bool) iter.Seq2[tables.Page, error] {
	ttl := c.lasts(r)
	if ttl <= 0 {
		return c.Source.Pages(ctx, r, whole)
	}
	key := answerKey(ctx, r, whole)
	return func(yield func(tables.Page, error) bool) {
		pages, ok, epoch := c.get(key)
		if !ok || isFresh(ctx) {
			c.read(ctx, r, whole, yield, func(pages []tables.Page) { c.put(key, pages, ttl, epoch) })
			return
		}
		c.hit(ctx, r)
		for _, p := range pages {
			p.Pages = 0 // none of them is a call to come, for the budget and the process list
			if !yield(p, nil) {
				return
			}
		}
	}
}

// read passes the pages on, and to keep if the answer is complete and sound.
func (c *responseCache) read(ctx context.Context, r tables.Request, whole bool, yield func(tables.Page, error) bool, keep func([]tables.Page)) {
	meter := helpscout.MeterFrom(ctx)
	warnings := len(meter.Warnings())
	var pages []tables.Page
	bytes := 0
	for p, err := range c.Source.Pages(ctx, r, whole) {
		if err != nil {
			yield(p, err)
			return
		}
		if bytes += size(p); bytes > c.maxBytes {
			pages = nil // not to be kept: let go of them
		} else {
			pages = append(pages, p)
		}
		if !yield(p, nil) && !wantsFirstPage(ctx) {
			return // not read to the end
		}
		if wantsFirstPage(ctx) {
			break
		}
	}
	// A listing that would not hold still warned of it; the next reader tries again.
	if bytes <= c.maxBytes && len(meter.Warnings()) == warnings {
		keep(pages)
	}
}

// lasts is how long an answer is kept.
func (c *responseCache) lasts(r tables.Request) time.Duration {
	if strings.HasPrefix(r.Path, "/v2/reports/") && c.ended(r) {
		return max(c.ttl, c.reportTTL)
	}
	return c.ttl
}

// ended tells whether all of the period asked for lies in the past.
func (c *responseCache) ended(r tables.Request) bool {
	end, ok := tables.ParseTime(r.Query.Get("end"))
	return ok && end.Before(c.now())
}

// answerKey tells answers apart: a whole listing is read in another order of
// pages than one that may stop early, and an item that may be missing is no row.
func answerKey(ctx context.Context, r tables.Request, whole bool) string {
	return fmt.Sprint(r.ItemsKey(), "#", r.ID, "#", r.Pages, r.One, r.Stable, whole, wantsFirstPage(ctx))
}

// size is about what a page takes in memory.
func size(p tables.Page) int {
	bytes := 100
	for _, item := range p.Items {
		bytes += len(item) + 24
	}
	return bytes
}

func (c *responseCache) get(key string) (pages []tables.Page, ok bool, epoch int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		return nil, false, c.epoch
	}
	kept, ok := c.known.Get(key)
	return kept.pages, ok && c.now().Before(kept.until), c.epoch
}

func (c *responseCache) put(key string, pages []tables.Page, ttl time.Duration, epoch int) {
	kept := keptAnswer{pages: pages, bytes: len(key), until: c.now().Add(ttl)}
	for _, p := range pages {
		kept.bytes += size(p)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch != c.epoch {
		return
	}
	if c.known == nil {
		// Bounded by bytes, below, and not by its number of entries; the size is not 0, so there is no error.
		c.known, _ = simplelru.NewLRU(math.MaxInt, func(_ string, old keptAnswer) { c.bytes -= old.bytes })
	}
	c.known.Remove(key)
	c.known.Add(key, kept)
	for c.bytes += kept.bytes; c.bytes > c.maxBytes; {
		c.known.RemoveOldest()
	}
}

// clear forgets all answers, and those that are under way: something was written.
func (c *responseCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	c.known, c.bytes = nil, 0
}
