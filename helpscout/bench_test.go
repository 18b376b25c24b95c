package helpscout

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// conversations serves pages of 25 items of about 1.5 kB, as List Conversations does.
func conversations(pages int) http.HandlerFunc {
	bodies := make([][]byte, pages+1)
	for n := 1; n <= pages; n++ {
		var b strings.Builder
		fmt.Fprintf(&b, `{"page":{"size":25,"totalElements":%d,"totalPages":%d,"number":%d},"_embedded":{"rows":[`, pages*25, pages, n)
		for i := range 25 {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"id":%d,"createdAt":"2020-01-01T00:00:00Z","preview":"%s"}`, n*100+i, strings.Repeat("Hello there. ", 110))
		}
		b.WriteString(`]}}`)
		bodies[n] = []byte(b.String())
	}
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/hal+json")
		_, _ = w.Write(bodies[atoi(r.URL.Query().Get("page"))])
	}
}

const benchPages = 200

// BenchmarkBareLoop is what a careful person would write for this listing alone: the measure for BenchmarkPages.
func BenchmarkBareLoop(b *testing.B) {
	srv, cfg := newServer(b, conversations(benchPages))
	b.ReportAllocs()
	for b.Loop() {
		rows := 0
		for n := 1; n <= benchPages; n++ {
			resp, err := cfg.HTTP.Get(fmt.Sprintf("%s/sub/v2/rows?page=%d", srv.URL, n))
			if err != nil {
				b.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil || !gjson.ValidBytes(body) {
				b.Fatal(err)
			}
			resp.Body.Close()
			gjson.GetBytes(body, "_embedded.rows").ForEach(func(_, _ gjson.Result) bool { rows++; return true })
		}
		if rows != benchPages*25 {
			b.Fatal(rows)
		}
	}
	b.ReportMetric(float64(benchPages*25*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkPages(b *testing.B) {
	for _, l := range []List{rowsList(Lazy, false), rowsList(Whole, false), rowsList(Whole, true)} {
		b.Run(fmt.Sprintf("whole %v stable %v", l.Read == Whole, l.Stable), func(b *testing.B) {
			_, cfg := newServer(b, conversations(benchPages))
			c := New(cfg)
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				for p, err := range c.Pages(b.Context(), l) {
					if err != nil {
						b.Fatal(err)
					}
					rows += len(p.Items)
				}
				if rows != benchPages*25 {
					b.Fatal(rows)
				}
			}
			b.ReportMetric(float64(benchPages*25*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
