package helpscout

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStaticListCostsItsPages(t *testing.T) {
	for _, n := range []int{0, 1, 4, 5, 6, 10, 11, 42, 200} {
		for _, mode := range []struct {
			read   ReadMode
			stable bool
		}{{Lazy, false}, {Lazy, true}, {Whole, false}, {Whole, true}} {
			t.Run(fmt.Sprintf("%d rows, whole %v, stable %v", n, mode.read == Whole, mode.stable), func(t *testing.T) {
				l := newListing(n, 5)
				l.jitter = true
				_, cfg := newServer(t, l.ServeHTTP)
				m := NewMeter(0)
				ids, err := collect(WithMeter(t.Context(), m), New(cfg), rowsList(mode.read, mode.stable))
				require.NoError(t, err)
				require.Equal(t, max(1, l.pages()), l.calls)
				require.Equal(t, l.calls, m.Calls())
				require.Empty(t, m.Warnings())
				if !mode.stable || mode.read == Lazy {
					require.Equal(t, l.ids(), ids, "forward keeps the list's order")
				}
				slices.Sort(ids)
				require.Equal(t, l.ids(), ids)
			})
		}
	}
}

func TestOrderIsFixed(t *testing.T) {
	l := newListing(23, 5)
	l.jitter = true
	_, cfg := newServer(t, l.ServeHTTP)
	var numbers []int
	for p, err := range New(cfg).Pages(t.Context(), rowsList(Whole, true)) {
		require.NoError(t, err)
		require.EqualValues(t, 23, p.Total)
		require.Equal(t, 5, p.TotalPages)
		numbers = append(numbers, p.Number)
	}
	require.Equal(t, []int{1, 5, 4, 3, 2}, numbers)
}

func TestLazyReadsNothingAhead(t *testing.T) {
	l := newListing(100, 5)
	_, cfg := newServer(t, l.ServeHTTP)
	pages := New(cfg).Pages(t.Context(), rowsList(Lazy, true))
	require.Zero(t, l.calls, "no call before the first pull")
	n := 0
	for _, err := range pages {
		require.NoError(t, err)
		n++
		require.Equal(t, n, l.calls)
		if n == 3 {
			break
		}
	}
	require.Equal(t, 3, l.calls)
}

func TestBreakEndsTheCallsUnderWay(t *testing.T) {
	l := newListing(200, 5)
	arrived, ended := make(chan struct{}, 100), make(chan struct{}, 100)
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if n := atoi(r.URL.Query().Get("page")); n > 1 && n < 39 {
			arrived <- struct{}{}
			<-r.Context().Done()
			ended <- struct{}{}
			return
		}
		l.ServeHTTP(w, r)
	})
	n := 0
	for _, err := range New(cfg).Pages(t.Context(), rowsList(Whole, true)) {
		require.NoError(t, err)
		if n++; n == 3 { // pages 1, 40 and 39
			for range 8 {
				<-arrived
			}
			break
		}
	}
	for range 8 {
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Fatal("a call outlived the loop")
		}
	}
}

func TestCancelEndsPages(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := newListing(200, 5)
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if atoi(r.URL.Query().Get("page")) == 20 {
			cancel()
			<-r.Context().Done()
			return
		}
		l.ServeHTTP(w, r)
	})
	start := time.Now()
	_, err := collect(ctx, New(cfg), rowsList(Whole, false))
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(start), time.Minute)
}

func TestCursor(t *testing.T) {
	next := map[string]string{"": "b", "b": "c", "c": ""}
	serve := func(w http.ResponseWriter, r *http.Request) {
		at := r.URL.Query().Get("cursor")
		links := ""
		if n := next[at]; n != "" {
			links = fmt.Sprintf(`"next":{"href":"https://elsewhere/v3/customers?email=x&cursor=%s"}`, n)
		}
		sendJSON(w, 200, fmt.Sprintf(`{"_embedded":{"customers":[{"id":"%s"},{"id":"z"}]},"_links":{%s}}`, at+"1", links))
	}
	var seen []string
	_, cfg := newServer(t, serve)
	cfg.Observe = func(c Call) { seen = append(seen, c.Query) }
	list := List{Path: "/v3/customers", Items: "_embedded.customers", Paging: ByCursor, Read: Whole, Query: url.Values{"email": {"x"}}}
	items := 0
	for p, err := range New(cfg).Pages(t.Context(), list) {
		require.NoError(t, err)
		require.EqualValues(t, -1, p.Total)
		items += len(p.Items)
	}
	require.Equal(t, 4, items, "three of their own and one shared")
	require.Equal(t, []string{"email=x", "cursor=b&email=x", "cursor=c&email=x"}, seen)

	next["c"] = "b"
	_, err := collect(t.Context(), New(cfg), list)
	require.ErrorContains(t, err, "circle")
}

func TestSingleAndArray(t *testing.T) {
	for _, tc := range []struct {
		name, body, items string
		paging            Paging
		want              []string
	}{
		{"array", ` [ {"id":1} , {"id":1}, {"id":2} ] `, "", Array, []string{`{"id":1}`, `{"id":1}`, `{"id":2}`}},
		{"empty array", `[]`, "", Array, nil},
		{"object", `{"current":{"a":1}}`, "", Single, []string{`{"current":{"a":1}}`}},
		{"member", `{"current":{"a":1}}`, "current", Single, []string{`{"a":1}`}},
		{"series", `{"current":[{"a":1},{"a":1}]}`, "current", Single, []string{`{"a":1}`, `{"a":1}`}},
		{"absent", `{"current":null}`, "current", Single, nil},
		{"not paged", `{"_embedded":{"emails":[{"id":1}]}}`, "_embedded.emails", ByNumber, []string{`{"id":1}`}},
		{"not paged and empty", `{"_links":{}}`, "_embedded.emails", ByNumber, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, cfg := newServer(t, func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 200, tc.body) })
			var got []string
			for p, err := range New(cfg).Pages(t.Context(), List{Path: "/v2/x", Items: tc.items, Paging: tc.paging}) {
				require.NoError(t, err)
				require.EqualValues(t, len(tc.want), p.Total)
				for _, item := range p.Items {
					got = append(got, string(item))
				}
			}
			require.Equal(t, tc.want, got)
		})
	}
}

func TestReportPaging(t *testing.T) {
	for items, body := range map[string]string{
		"conversations.results": `{"conversations":{"page":%s,"pages":2,"count":3,"results":[{"id":%s,"t":1},{"id":%s,"t":2}]}}`,
		"results":               `{"facets":{},"page":%s,"pages":2,"count":3,"results":[{"id":%s,"t":1},{"id":%s,"t":2}]}`,
	} {
		_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
			p := r.URL.Query().Get("page")
			sendJSON(w, 200, fmt.Sprintf(body, p, p, p))
		})
		c := New(cfg)
		ids, err := collect(t.Context(), c, List{Path: "/v2/reports/x", Items: items, Read: Whole, ID: "id,t"})
		require.NoError(t, err)
		require.Equal(t, []int{1, 1, 2, 2}, ids, "two members tell the rows apart")
		n, err := c.Count(t.Context(), List{Path: "/v2/reports/x", Items: items})
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
	}
}

func TestRowsWithoutIDAreNotRepeats(t *testing.T) {
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		sendJSON(w, 200, `{"_embedded":{"x":[{"a":1},{"a":1}]},"page":{"size":2,"totalPages":2,"totalElements":4,"number":`+
			r.URL.Query().Get("page")+`}}`)
	})
	for _, id := range []string{"", NoID} {
		ids, err := collect(t.Context(), New(cfg), List{Path: "/v2/x", Items: "_embedded.x", ID: id, Read: Whole, Stable: true})
		require.NoError(t, err)
		require.Len(t, ids, 4)
	}
}

func TestWrongFormIsAnError(t *testing.T) {
	for name, body := range map[string]string{
		"message":      `{"message":"hello"}`,
		"scalar":       `true`,
		"items scalar": `{"_embedded":{"rows":7},"page":{"totalPages":1}}`,
		"array":        `[]`,
	} {
		calls := 0
		_, cfg := newServer(t, func(w http.ResponseWriter, _ *http.Request) { calls++; sendJSON(w, 200, body) })
		_, err := collect(t.Context(), New(cfg), rowsList(Lazy, false))
		require.ErrorIs(t, err, errShape, name)
		require.Equal(t, 1, calls, "another try would look the same")
	}
}

func TestListing404IsAnError(t *testing.T) {
	_, cfg := newServer(t, func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 404, `{"message":"Not found"}`) })
	_, err := collect(t.Context(), New(cfg), rowsList(Whole, true))
	require.Equal(t, 404, asError(t, err).Status)
}

func TestParentThatVanishesIsAnError(t *testing.T) {
	// The threads of a conversation that is deleted between two pages: 404 for every page, also the first.
	l := newListing(30, 5)
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if l.calls > 1 {
			sendJSON(w, 404, `{"message":"Not found"}`)
			return
		}
		l.ServeHTTP(w, r)
	})
	for _, stable := range []bool{true, false} {
		l.calls = 0
		cfg.Concurrency = 1
		_, err := collect(t.Context(), New(cfg), rowsList(Whole, stable))
		require.Equal(t, 404, asError(t, err).Status)
	}
}

func TestCountIsOneCall(t *testing.T) {
	l := newListing(42, 5)
	_, cfg := newServer(t, l.ServeHTTP)
	n, err := New(cfg).Count(t.Context(), rowsList(Whole, true))
	require.NoError(t, err)
	require.EqualValues(t, 42, n)
	require.Equal(t, 1, l.calls)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
