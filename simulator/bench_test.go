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

// BenchmarkWrite measures writes into 100,000 conversations, and a write followed by the first page of a listing.
func BenchmarkWrite(b *testing.B) {
	f := newFake(b, simulator.Options{Conversations: 100_000})
	all := f.Store().Conversations()
	for name, body := range map[string]object{
		"reply": {"text": "x", "customer": object{"email": "bench@new.example"}, "imported": true}, "status": patch("replace", "/status", "closed"),
		"customer": {"firstName": "x", "emails": []object{}}, "list": patch("replace", "/status", "active"),
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				c := all[i%len(all)]
				switch name {
				case "reply":
					f.write(201, http.MethodPost, pathOf(c, "/reply"), body)
				case "customer":
					f.write(201, http.MethodPost, "/v2/customers", body)
				default:
					f.write(204, http.MethodPatch, pathOf(c, ""), body)
				}
				if name == "list" {
					f.list("conversations", "/v2/conversations", "status", "all", "sortOrder", "asc")
				}
			}
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

// BenchmarkReport measures reports over a month of 100,000 conversations: the first one makes the threads of that month, and a
// store that changes meanwhile does not lose them.
func BenchmarkReport(b *testing.B) {
	month := []string{"start", "2026-09-01T00:00:00Z", "end", "2026-10-01T00:00:00Z"}
	get := func(f *fake, path string, query ...string) {
		res, err := f.client.Do(f.request(http.MethodGet, "/v2/reports/"+path, append(query, month...)...))
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatal(res, err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	f := newFake(b, simulator.Options{Conversations: 100_000})
	for path, query := range map[string][]string{
		"company": nil, "conversations": nil, "productivity": nil, "user": {"user", "100001"}, "company/drilldown": {"range", "resolved"},
		"company/customers-helped": {"viewBy", "day"},
	} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				f.Store().DeleteUser(0) // makes cached lists stale
				get(f, path, query...)
			}
		})
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			fresh := newFake(b, simulator.Options{Conversations: 100_000})
			b.StartTimer()
			get(fresh, "productivity")
		}
	})
	b.Run("two years", func(b *testing.B) {
		month = []string{"start", "2024-09-01T00:00:00Z", "end", "2026-12-01T00:00:00Z"}
		for b.Loop() {
			get(f, "productivity")
		}
	})
}
