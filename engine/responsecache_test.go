package engine

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/tables"
)

// counted is a source that counts how often it is read.
type counted struct{ reads int }

func (c *counted) Pages(context.Context, tables.Request, bool) iter.Seq2[tables.Page, error] {
	return func(yield func(tables.Page, error) bool) {
		c.reads++
		yield(tables.Page{Total: 1}, nil)
	}
}

func TestEndedReportsAreKept(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	source := &counted{}
	hits := 0
	c := &responseCache{
		Source: source, reportTTL: time.Hour, maxBytes: maxCacheBytes, now: func() time.Time { return now },
		hit: func(context.Context, tables.Request) { hits++ },
	}
	read := func(path, end string) {
		r := tables.Request{Path: path, Query: url.Values{"end": {end}}}
		for _, err := range c.Pages(context.Background(), r, false) {
			require.NoError(t, err)
		}
	}
	read("/v2/reports/company", "2026-05-31T23:59:59Z")
	read("/v2/reports/company", "2026-05-31T23:59:59Z")
	require.Equal(t, []int{1, 1}, []int{source.reads, hits}, "a period that has ended is kept")
	now = now.Add(2 * time.Hour)
	read("/v2/reports/company", "2026-05-31T23:59:59Z")
	require.Equal(t, []int{2, 1}, []int{source.reads, hits}, "for its time")
	read("/v2/reports/company", "2026-07-01T00:00:00Z")
	read("/v2/reports/company", "2026-07-01T00:00:00Z")
	require.Equal(t, []int{4, 1}, []int{source.reads, hits}, "a running period never")
	read("/v2/conversations", "2026-05-31T23:59:59Z")
	read("/v2/conversations", "2026-05-31T23:59:59Z")
	require.Equal(t, []int{6, 1}, []int{source.reads, hits}, "and nothing but reports")
	c.reportTTL = 0
	read("/v2/reports/company", "2026-05-31T23:59:59Z")
	require.Equal(t, 7, source.reads, "off by default")
}

// endless is a source whose pages are as long as asked for.
type endless struct {
	counted
	bytes int
}

func (e *endless) Pages(context.Context, tables.Request, bool) iter.Seq2[tables.Page, error] {
	return func(yield func(tables.Page, error) bool) {
		e.reads++
		yield(tables.Page{Items: []json.RawMessage{make([]byte, e.bytes)}}, nil)
	}
}

func TestResponseCacheIsBounded(t *testing.T) {
	source := &endless{bytes: 3000}
	hits := 0
	c := &responseCache{
		Source: source, ttl: time.Hour, maxBytes: 10_000, now: time.Now,
		hit: func(context.Context, tables.Request) { hits++ },
	}
	read := func(path string) {
		for _, err := range c.Pages(t.Context(), tables.Request{Path: path}, true) {
			require.NoError(t, err)
		}
	}
	for _, path := range []string{"/1", "/2", "/3", "/1", "/4", "/1", "/2"} {
		read(path)
		require.LessOrEqual(t, c.bytes, c.maxBytes)
	}
	require.Equal(t, []int{5, 2}, []int{source.reads, hits}, "the one that was not used for longest has gone")
	source.bytes = 20_000
	read("/large")
	read("/large")
	require.Equal(t, []int{7, 2}, []int{source.reads, hits}, "what is too large is not kept")
	source.bytes = 100
	read("/1")
	require.Equal(t, 3, hits, "nor does it push out the others")
	c.clear()
	read("/1")
	require.Equal(t, []int{8, 3}, []int{source.reads, hits})
	require.Positive(t, c.bytes)
}

func TestAnswersBegunBeforeAWriteAreNotKept(t *testing.T) {
	source := &counted{}
	c := &responseCache{Source: source, ttl: time.Hour, maxBytes: 1000, now: time.Now, hit: func(context.Context, tables.Request) {}}
	for _, err := range c.Pages(t.Context(), tables.Request{Path: "/1"}, true) {
		require.NoError(t, err)
		c.clear() // a write of another statement ends while this answer is read
	}
	for _, err := range c.Pages(t.Context(), tables.Request{Path: "/1"}, true) {
		require.NoError(t, err)
	}
	require.Equal(t, 2, source.reads)
}
