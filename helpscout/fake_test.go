package helpscout

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tidwall/gjson"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick is a retry policy for tests.
var quick = RetryPolicy{Initial: time.Millisecond, Max: 5 * time.Millisecond}

// newServer serves below a path of its own, so that a client that forgets its base path fails.
func newServer(t testing.TB, h http.HandlerFunc) (*httptest.Server, Config) {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/sub/", http.StripPrefix("/sub", h))
	srv := httptest.NewServer(mux)
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(func() { transport.CloseIdleConnections(); srv.Close() })
	return srv, Config{HTTP: &http.Client{Transport: transport}, BaseURL: srv.URL + "/sub", Retry: quick}
}

// row is an item of a listing under test.
type row struct {
	ID      int    `json:"id"`
	Created string `json:"createdAt"`
}

// listing is a list that may change between any two answers.
type listing struct {
	mu     sync.Mutex
	rows   []row
	nextID int
	size   int
	calls  int
	change func(l *listing) // called before each answer
	jitter bool
	beyond int // status for a page that is not there: 200 (an empty page) or 404
}

func newListing(n, size int) *listing {
	l := &listing{size: size, nextID: 1, beyond: 200}
	for range n {
		l.append("2020-01-01T00:00:00Z")
	}
	return l
}

func (l *listing) append(created string) {
	l.rows = append(l.rows, row{l.nextID, created})
	l.nextID++
}

// add puts a new row at the end, created now.
func (l *listing) add() { l.append(time.Now().UTC().Format(time.RFC3339)) }

// insert puts a row that is new to the list somewhere into it.
func (l *listing) insert(at int) {
	l.rows = slices.Insert(l.rows, at, row{l.nextID, "2020-01-01T00:00:00Z"})
	l.nextID++
}

func (l *listing) remove(at int) { l.rows = slices.Delete(l.rows, at, at+1) }

func (l *listing) ids() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []int
	for _, r := range l.rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// served is calls for tests that stop reading: a handler may outlive the call that it answers.
func (l *listing) served() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls
}

func (l *listing) pages() int { return (len(l.rows) + l.size - 1) / l.size }

func (l *listing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.jitter { // side by side calls arrive in any order
		for range rand.IntN(60) {
			runtime.Gosched()
		}
	}
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		http.Error(w, "no page", http.StatusBadRequest)
		return
	}
	body, status := l.page(n)
	w.Header().Set("Content-Type", "application/hal+json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (l *listing) page(n int) ([]byte, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if l.change != nil {
		l.change(l)
	}
	return l.render(n)
}

func (l *listing) render(n int) ([]byte, int) {
	from, to := min((n-1)*l.size, len(l.rows)), min(n*l.size, len(l.rows))
	number := n
	if len(l.rows) == 0 {
		number = 0
	}
	page := map[string]any{"size": l.size, "totalElements": len(l.rows), "totalPages": l.pages(), "number": number}
	doc := map[string]any{"page": page, "_links": map[string]any{}}
	if from < to {
		doc["_embedded"] = map[string]any{"rows": l.rows[from:to]}
	} else if n > 1 && l.beyond != 200 {
		return []byte(`{"message":"Not found"}`), l.beyond
	}
	body, _ := json.Marshal(doc)
	return body, http.StatusOK
}

func rowsList(read ReadMode, stable bool) List {
	return List{
		Operation: "listRows", Path: "/v2/rows", Query: url.Values{"status": {"all"}},
		Items: "_embedded.rows", Read: read, Stable: stable,
	}
}

// collect reads a listing to its end and returns the ids in the order they came.
func collect(ctx context.Context, c *Client, l List) ([]int, error) {
	var ids []int
	for p, err := range c.Pages(ctx, l) {
		if err != nil {
			return ids, err
		}
		for _, item := range p.Items {
			ids = append(ids, int(gjson.GetBytes(item, "id").Int()))
		}
	}
	return ids, nil
}

// tokens is a TokenSource that counts its renewals.
type tokens struct {
	mu       sync.Mutex
	n        int
	renewals atomic.Int64
	fail     error
}

func (s *tokens) name() string { return fmt.Sprintf("secret-token-%d", s.n) }

func (s *tokens) Token(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.name(), nil
}

func (s *tokens) Renew(_ context.Context, refused string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return "", s.fail
	}
	if refused == s.name() {
		s.n++
		s.renewals.Add(1)
	}
	return s.name(), nil
}

func sendJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func asError(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	return e
}

// handlerTransport answers in the process: thousands of rounds need no sockets.
type handlerTransport struct{ h http.Handler }

func (t handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	t.h.ServeHTTP(w, r)
	resp := w.Result()
	resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return resp, nil
}

func newRoundServer(t testing.TB, l *listing) (http.Handler, Config) {
	t.Helper()
	return l, Config{HTTP: &http.Client{Transport: handlerTransport{l}}, BaseURL: "http://in.process", Retry: quick}
}
