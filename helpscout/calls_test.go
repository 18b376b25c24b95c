package helpscout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// script answers the nth request (from 1) with the nth step; the last step repeats.
func script(steps ...http.HandlerFunc) (http.HandlerFunc, *atomic.Int64) {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		i := int(n.Add(1))
		steps[min(i, len(steps))-1](w, r)
	}, &n
}

func answers(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"id":`))
}

var good = answers(200, "application/hal+json;charset=utf-8", `{"id":7}`)

func TestReadsAreTriedAgain(t *testing.T) {
	for name, bad := range map[string]http.HandlerFunc{
		"500":           answers(500, "application/json", `{"message":"x"}`),
		"502 HTML":      answers(502, "text/html", "<html>Bad gateway</html>"),
		"503":           answers(503, "application/json", `{}`),
		"504":           answers(504, "text/html", ""),
		"cut":           cut,
		"half JSON":     answers(200, "application/json", `{"id":`),
		"HTML with 200": answers(200, "text/html", "<html>Please sign in</html>"),
		"empty":         answers(200, "application/json", ""),
		"reset":         reset,
	} {
		t.Run(name, func(t *testing.T) {
			h, calls := script(bad, bad, good)
			_, cfg := newServer(t, h)
			body, err := New(cfg).Get(t.Context(), "getX", "/v2/x/7", nil)
			require.NoError(t, err)
			require.JSONEq(t, `{"id":7}`, string(body))
			require.EqualValues(t, 3, calls.Load())

			h, calls = script(bad)
			_, cfg = newServer(t, h)
			_, err = New(cfg).Get(t.Context(), "getX", "/v2/x/7", url.Values{"email": {"who@example.com"}})
			e := asError(t, err)
			require.EqualValues(t, 5, calls.Load())
			require.Equal(t, 5, e.Tries)
			require.Equal(t, "getX", e.Operation)
			require.NotContains(t, err.Error(), "<")
			require.NotContains(t, err.Error(), "who@example.com")
		})
	}
}

func TestReadsAreNotTriedAgain(t *testing.T) {
	for _, status := range []int{400, 403, 404, 409, 412, 423} {
		h, calls := script(answers(status, "application/json", `{"message":"no","logRef":"ref#12"}`))
		_, cfg := newServer(t, h)
		_, err := New(cfg).Get(t.Context(), "getX", "/v2/x/7", nil)
		e := asError(t, err)
		require.Equal(t, Error{Status: status, Operation: "getX", Method: "GET", Path: "/v2/x/7", LogRef: "ref#12", Message: "no", Tries: 1}, *e)
		require.EqualValues(t, 1, calls.Load())
	}
}

func TestValidationErrorIsReadWhole(t *testing.T) {
	_, cfg := newServer(t, answers(400, "application/vnd.error+json", `{"logRef":"r1","message":"Bad request","_embedded":{"errors":[
		{"path":"status","message":"Expected one of these: 'active'","rejectedValue":"Wrong","source":"JSON"}]}}`))
	_, err := New(cfg).Do(t.Context(), Request{Operation: "createX", Method: "POST", Path: "/v2/x", Body: map[string]any{"status": "Wrong"}})
	require.EqualError(t, err, "Help Scout answered 400 Bad Request: Bad request; status: Expected one of these: 'active' (POST /v2/x, logRef r1)")
	require.Equal(t, []FieldError{{"status", "Expected one of these: 'active'"}}, asError(t, err).Fields)
	require.False(t, asError(t, err).Unknown)
}

func TestWritesAreNeverTriedAgain(t *testing.T) {
	for name, bad := range map[string]http.HandlerFunc{
		"500": answers(500, "application/json", `{"message":"x"}`), "502": answers(502, "text/html", "<html>"),
		"503": answers(503, "application/json", `{}`), "reset": reset,
		"half JSON":     answers(200, "application/json", `{"_embedded":{"conversations":[{"id":<br>`),
		"HTML with 200": answers(200, "text/html", "<html>Please sign in</html>"),
	} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			h, calls := script(bad)
			_, cfg := newServer(t, h)
			_, err := New(cfg).Do(t.Context(), Request{Operation: "w", Method: method, Path: "/v2/x"})
			require.True(t, asError(t, err).Unknown, "%s %s", name, method)
			require.EqualValues(t, 1, calls.Load(), "%s %s", name, method)
		}
	}
}

func TestWriteThatWasCancelledIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, cfg := newServer(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	_, err := New(cfg).Do(ctx, Request{Method: "POST", Path: "/v2/x"})
	require.ErrorIs(t, err, context.Canceled)
	require.True(t, asError(t, err).Unknown)
}

func TestWriteThatNeverLeftIsTriedAgain(t *testing.T) {
	h, calls := script(answers(201, "", ""))
	_, cfg := newServer(t, h)
	dials := 0
	transport := cfg.HTTP.Transport.(*http.Transport)
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials++; dials < 3 {
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	_, err := New(cfg).Do(t.Context(), Request{Method: "POST", Path: "/v2/x"})
	require.NoError(t, err)
	require.EqualValues(t, 1, calls.Load())
}

func TestWriteIsRepeatedAfter401And429(t *testing.T) {
	limited := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Retry-After", "0.05")
		sendJSON(w, 429, `{"message":"API rate limit exceeded"}`)
	}
	created := func(w http.ResponseWriter, r *http.Request) {
		var got map[string]string
		require.NoError(t, json.NewDecoder(r.Body).Decode(&got))
		require.Equal(t, map[string]string{"text": "hello"}, got, "the body goes along each time")
		w.Header().Set("resource-id", "99")
		w.WriteHeader(201)
	}
	h, calls := script(answers(401, "text/plain", ""), limited, created)
	_, cfg := newServer(t, h)
	s := &tokens{}
	cfg.Tokens = s
	resp, err := New(cfg).Do(t.Context(), Request{Method: "POST", Path: "/v2/x", Body: map[string]string{"text": "hello"}})
	require.NoError(t, err)
	require.EqualValues(t, 99, resp.ResourceID)
	require.EqualValues(t, 3, calls.Load())
	require.EqualValues(t, 1, s.renewals.Load())
}

func TestResourceID(t *testing.T) {
	for want, h := range map[int64]http.Header{
		15: {"Location": {"https://api.helpscout.net/v2/organizations/15?includeCounts=false&page=3"}},
		7:  {"Resource-Id": {"7"}, "Location": {"https://x/8"}},
		3:  {"Location": {"/v2/customers/3/emails"}},
		0:  {},
	} {
		require.Equal(t, want, resourceID(h))
	}
}

func TestOneRenewalForAllWaitingCalls(t *testing.T) {
	l := newListing(200, 5)
	s := &tokens{}
	together := make(chan struct{})
	var refused, sent atomic.Int64
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		n := atoi(r.URL.Query().Get("page"))
		if r.Header.Get("Authorization") == "Bearer secret-token-0" && n > 1 && n < 40 {
			if refused.Add(1) == 8 {
				close(together)
			}
			<-together
			w.WriteHeader(401)
			return
		}
		l.ServeHTTP(w, r)
	})
	cfg.Tokens = s
	ids, err := collect(t.Context(), New(cfg), rowsList(Whole, true))
	require.NoError(t, err)
	require.Len(t, ids, 200)
	require.EqualValues(t, 1, s.renewals.Load())
	require.EqualValues(t, 48, sent.Load(), "40 pages and 8 refusals")
}

func TestSecond401IsAnError(t *testing.T) {
	h, calls := script(answers(401, "application/json", `{"message":"token secret-token-0 secret-token-1 is bad"}`))
	_, cfg := newServer(t, h)
	cfg.Tokens = &tokens{}
	_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.Equal(t, 401, asError(t, err).Status)
	require.EqualValues(t, 2, calls.Load())
	require.NotContains(t, err.Error(), "secret-token-1")
}

func TestFailedRenewalIsTheError(t *testing.T) {
	h, _ := script(answers(401, "", ""))
	_, cfg := newServer(t, h)
	gone := errors.New("login is over")
	cfg.Tokens = &tokens{fail: gone}
	_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.ErrorIs(t, err, gone)
}

func TestMergedConversationIsFollowedOnTheSameHost(t *testing.T) {
	_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v2/conversations/1" {
			w.Header().Set("Location", "http://"+r.Host+"/sub/v2/conversations/2")
			w.WriteHeader(301)
			return
		}
		require.Equal(t, "threads", r.URL.Query().Get("embed"))
		sendJSON(w, 200, `{"id":2}`)
	})
	c := New(cfg)
	body, err := c.Get(t.Context(), "getConversation", "/v2/conversations/1", url.Values{"embed": {"threads"}})
	require.NoError(t, err)
	require.JSONEq(t, `{"id":2}`, string(body))

	_, err = c.Do(t.Context(), Request{Method: "DELETE", Path: "/v2/conversations/1"})
	require.Equal(t, 301, asError(t, err).Status)
	_, err = collect(t.Context(), c, List{Path: "/v2/conversations/1", Items: "x"})
	require.Equal(t, 301, asError(t, err).Status)
}

func TestTokenNeverGoesToAnotherHost(t *testing.T) {
	other, _ := newServer(t, func(http.ResponseWriter, *http.Request) { t.Error("the other host was called") })
	for _, to := range []string{other.URL + "/sub/v2/x", "//evil.example/sub/v2/x", "https://HOST/sub/v2/x", "http://u:p@HOST/sub/v2/x", "http://HOST/elsewhere"} {
		_, cfg := newServer(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", strings.ReplaceAll(to, "HOST", r.Host))
			w.WriteHeader(301)
		})
		cfg.Tokens = &tokens{}
		_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
		require.Equal(t, 301, asError(t, err).Status, to)
	}
	loop, cfg := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/sub/v2/x")
		w.WriteHeader(301)
	})
	_ = loop
	_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.ErrorContains(t, err, "too many")
}

func TestBudget(t *testing.T) {
	l := newListing(100, 5)
	_, cfg := newServer(t, l.ServeHTTP)
	m := NewMeter(4)
	_, err := collect(WithMeter(t.Context(), m), New(cfg), rowsList(Whole, true))
	var b *BudgetError
	require.ErrorAs(t, err, &b)
	require.Equal(t, 4, b.Max)
	require.LessOrEqual(t, l.served(), 4)
	require.LessOrEqual(t, m.Calls(), 4)
}

func TestAnswerIsBounded(t *testing.T) {
	h, calls := script(answers(200, "application/json", `{"a":"`+strings.Repeat("x", 1000)+`"}`))
	_, cfg := newServer(t, h)
	cfg.MaxResponseBytes = 500
	_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.ErrorIs(t, err, errTooLong)
	require.EqualValues(t, 1, calls.Load())
}

func TestSlowAnswerAndDeadline(t *testing.T) {
	_, cfg := newServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := New(cfg).Get(ctx, "getX", "/v2/x", nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(start), time.Minute)

	cfg.HTTP.Timeout = 20 * time.Millisecond // the HTTP client's patience is not the statement's deadline
	cfg.Retry.MaxTries = 2
	_, err = New(cfg).Get(t.Context(), "getX", "/v2/x", nil)
	require.ErrorIs(t, err, errNoAnswer)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
}

func TestPauseThatOutlastsTheDeadlineIsNotSlept(t *testing.T) {
	_, cfg := newServer(t, answers(503, "", ""))
	cfg.Retry = RetryPolicy{Initial: time.Hour, Max: time.Hour}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := New(cfg).Get(ctx, "getX", "/v2/x", nil)
	require.Equal(t, 503, asError(t, err).Status)
}

func TestNothingSecretLeaks(t *testing.T) {
	const token = "secret-token-0"
	bad := []http.HandlerFunc{
		reset, cut, answers(500, "application/json", `{"message":"`+token+`","logRef":"`+token+`"}`),
		answers(400, "application/json", `{"message":"x","_embedded":{"errors":[{"path":"`+token+`","message":"`+token+`"}]}}`),
		answers(200, "text/html", token), answers(418, "text/plain", token),
	}
	for i, h := range bad {
		_, cfg := newServer(t, h)
		var log bytes.Buffer
		var mu sync.Mutex
		var seen []Call
		cfg.Tokens = &tokens{}
		cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		cfg.Observe = func(c Call) { mu.Lock(); seen = append(seen, c); mu.Unlock() }
		_, err := New(cfg).Get(t.Context(), "getX", "/v2/x", url.Values{"email": {"who@example.com"}})
		require.Error(t, err)
		calls, _ := json.Marshal(seen)
		for _, text := range []string{err.Error(), log.String(), string(calls), seen[0].Err.Error()} {
			require.NotContains(t, text, token, "case %d", i)
		}
		require.NotContains(t, log.String(), "who@example.com")
		require.Contains(t, log.String(), "path=/v2/x")
	}
}

func TestCallsAreObserved(t *testing.T) {
	l := newListing(7, 5)
	_, cfg := newServer(t, l.ServeHTTP)
	var all []Call
	cfg.Observe = func(c Call) { all = append(all, c) }
	m := NewMeter(0)
	m.Observe = func(c Call) { all = append(all, c) }
	_, err := collect(WithMeter(t.Context(), m), New(cfg), rowsList(Lazy, false))
	require.NoError(t, err)
	require.Len(t, all, 4)
	got := all[2]
	require.Positive(t, got.Duration)
	require.Positive(t, got.Bytes)
	got.Start, got.Duration, got.Bytes = time.Time{}, 0, 0
	require.Equal(t, Call{Operation: "listRows", Method: "GET", Path: "/v2/rows", Query: "page=2&status=all", Status: 200, Items: 2}, got)
}
