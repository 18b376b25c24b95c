package engine

import (
	"context"
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

func TestReportCache(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	source := &counted{}
	hits := 0
	c := &reportCache{
		Source: source, ttl: time.Hour, now: func() time.Time { return now },
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
	c.ttl = 0
	read("/v2/reports/company", "2026-05-31T23:59:59Z")
	require.Equal(t, 7, source.reads, "off by default")
}
