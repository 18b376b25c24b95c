package simulator_test

import (
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/scoutql/scoutql/simulator"
)

// BenchmarkStart100k measures how long a large account takes to seed and what it holds in memory.
func BenchmarkStart100k(b *testing.B) {
	for b.Loop() {
		s := simulator.New(simulator.Options{Conversations: 100_000})
		b.StopTimer()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "heapMB")
		b.ReportMetric(float64(m.Sys)/1e6, "sysMB")
		runtime.KeepAlive(s)
		b.StartTimer()
	}
}

// BenchmarkPage measures one call in-process, client and all, over 100,000 conversations.
func BenchmarkPage(b *testing.B) {
	f := newFake(b, simulator.Options{Conversations: 100_000})
	for name, query := range map[string][]string{
		"closed":    {"status", "closed", "page", "1000"},
		"all":       {"status", "all", "page", "4000"},
		"embedded":  {"status", "all", "page", "2000", "embed", "threads"},
		"modified":  {"status", "all", "sortField", "modifiedAt", "page", "7"},
		"customers": nil,
	} {
		b.Run(name, func(b *testing.B) {
			path := "/v2/conversations"
			if query == nil {
				path = "/v2/customers"
			}
			r := f.request(http.MethodGet, path, query...)
			var size int64
			for b.Loop() {
				res, err := f.client.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				size, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
			b.SetBytes(size)
		})
	}
}

// BenchmarkSearchFirstPage measures searches that cannot come from the cache.
func BenchmarkSearchFirstPage(b *testing.B) {
	f := newFake(b, simulator.Options{Conversations: 100_000})
	for name, query := range map[string]string{
		"subject": `(subject:"refund")`, "body": `(body:"what a beautiful day")`, "created": `(createdAt:[2026-01-01T00:00:00Z TO *])`,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f.Store().DeleteUser(0) // makes cached lists stale
				f.list("conversations", "/v2/conversations", "status", "all", "query", query)
			}
		})
	}
}
