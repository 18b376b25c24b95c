package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

const users = "/v2/users"

func TestRateLimit(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 10})
	_, header, _ := f.get(users)
	require.Equal(t, "400", header.Get("X-RateLimit-Limit-Minute"))
	require.Equal(t, "399", header.Get("X-RateLimit-Remaining-Minute"))

	f.Control().SetRateLimit(simulator.RateLimit{PerWindow: 5, Enforce: true})
	for i := range 3 {
		status, header, _ := f.get(users)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, itoa(4-i), header.Get("X-RateLimit-Remaining-Minute"))
	}
	res, err := f.client.Do(f.request(http.MethodPost, users))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, "0", res.Header.Get("X-RateLimit-Remaining-Minute"), "a write costs two")
	status, header, body := f.get(users)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, map[string]any{"message": "API rate limit exceeded"}, body)
	require.Regexp(t, `^(59|60)$`, header.Get("X-RateLimit-Retry-After"))
	f.Control().Advance(time.Minute)
	status, _, _ = f.get(users)
	require.Equal(t, http.StatusOK, status)

	f.Control().SetRateLimit(simulator.RateLimit{PerWindow: 1, Enforce: true, NoRetryAfter: true})
	f.get(users)
	status, header, _ = f.get(users)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Empty(t, header.Get("X-RateLimit-Retry-After"))
}

func TestFaultsInProcess(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 10})
	testFaults(t, f, f.client, base)
}

func TestFaultsOverTheWire(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 10})
	server := httptest.NewUnstartedServer(f)
	server.Config.ErrorLog = nil
	server.Start()
	defer server.Close()
	client := server.Client()
	// net/http silently repeats a GET whose kept-alive connection dies, so each call gets a connection of its own.
	client.Transport.(*http.Transport).DisableKeepAlives = true
	testFaults(t, f, client, server.URL)
}

func testFaults(t *testing.T, f *fake, client *http.Client, host string) {
	do := func(ctx context.Context) (int, string, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, host+users, nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer test")
		res, err := client.Do(r)
		if err != nil {
			return 0, "", err
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		return res.StatusCode, string(body), err
	}
	_, good, err := do(t.Context())
	require.NoError(t, err)

	f.Control().AddFault(simulator.Fault{Nth: 2, Times: 2})
	for i, want := range []int{200, 503, 503, 200} {
		status, body, err := do(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, status, i)
		require.Equal(t, want == 503, strings.HasPrefix(body, "<html>"))
	}
	f.Control().ClearFaults()

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Path: `^/v2/tags`, Times: simulator.Always})
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Method: "GET", Path: `^/v2/users$`})
	_, _, err = do(t.Context())
	require.Error(t, err)
	if host == base {
		require.ErrorIs(t, err, syscall.ECONNRESET)
	}

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultTruncate})
	_, body, err := do(t.Context())
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.True(t, strings.HasPrefix(good, body) && body != good)

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultGarbage})
	status, body, err := do(t.Context())
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.False(t, json.Valid([]byte(body)))

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultRateLimit, NoRetryAfter: true})
	status, _, err = do(t.Context())
	require.NoError(t, err)
	require.Equal(t, 429, status)

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultDrip, Pause: time.Millisecond})
	_, body, err = do(t.Context())
	require.NoError(t, err)
	require.Equal(t, good, body)

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultDrip, Pause: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	begun := time.Now()
	_, _, err = do(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(begun), time.Minute)

	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultToken})
	for range 2 {
		status, _, err = do(t.Context())
		require.NoError(t, err)
		require.Equal(t, 401, status, "the token stays invalid")
	}
	f.Control().AddToken("test")
}

func TestLatencyHonoursCancellation(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 10})
	f.Control().SetLatency(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	begun := time.Now()
	_, err := f.client.Do(f.request(http.MethodGet, users).WithContext(ctx)) //nolint:bodyclose // there is none
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(begun), time.Minute)
}

func TestCalls(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 40})
	f.get("/v2/conversations", "status", "all", "page", "2")
	f.get(users + "/me")
	f.get("/v2/nowhere")
	calls := f.Control().Calls()
	require.Len(t, calls, 3)
	require.Equal(t, "GET /v2/conversations?page=2&status=all  200  15 items", calls[0].String())
	require.Equal(t, "GET /v2/users/me  200  1 item", calls[1].String())
	require.Equal(t, 404, calls[2].Status)
	require.Positive(t, calls[0].Bytes)
	f.Control().ResetCalls()
	require.Empty(t, f.Control().Calls())
}

func TestOAuth(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 10})
	grant := func(basic bool, more ...string) (int, map[string]any) {
		form := url.Values{}
		if !basic {
			form = url.Values{"client_id": {"demo"}, "client_secret": {"demo"}}
		}
		for i := 0; i < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		r := f.request(http.MethodPost, "/v2/oauth2/token")
		r.Body = io.NopCloser(strings.NewReader(form.Encode()))
		r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		if basic {
			r.SetBasicAuth("demo", "demo")
		}
		res, err := f.client.Do(r)
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		var v map[string]any
		require.NoError(t, json.NewDecoder(res.Body).Decode(&v))
		return res.StatusCode, v
	}
	works := func(token any) bool {
		r := f.request(http.MethodGet, users)
		r.Header.Set("Authorization", "bearer "+token.(string))
		res, err := f.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode == http.StatusOK
	}

	status, first := grant(false, "grant_type", "client_credentials")
	require.Equal(t, 200, status)
	require.Equal(t, "bearer", first["token_type"])
	require.EqualValues(t, 172800, first["expires_in"])
	require.NotContains(t, first, "refresh_token")
	require.True(t, works(first["access_token"]))
	status, _ = grant(true, "grant_type", "client_credentials")
	require.Equal(t, 200, status, "HTTP Basic")

	f.Control().AddCode("c1")
	_, second := grant(false, "grant_type", "authorization_code", "code", "c1")
	status, refused := grant(false, "grant_type", "authorization_code", "code", "c1")
	require.Equal(t, 400, status, "codes are for one use")
	require.NotEmpty(t, refused["error"])

	_, third := grant(false, "grant_type", "refresh_token", "refresh_token", second["refresh_token"].(string))
	require.NotEqual(t, second["refresh_token"], third["refresh_token"])
	require.False(t, works(second["access_token"]), "the old token stops with the refresh")
	require.True(t, works(third["access_token"]))
	status, refused = grant(false, "grant_type", "refresh_token", "refresh_token", second["refresh_token"].(string))
	require.Equal(t, 400, status)
	require.Equal(t, "Invalid refresh_token", refused["error_description"])

	status, refused = grant(false, "grant_type", "client_credentials", "client_secret", "wrong")
	require.Equal(t, 400, status)
	require.Equal(t, "invalid_client", refused["error"])

	f.Control().Advance(172801 * time.Second)
	require.False(t, works(first["access_token"]))
	require.False(t, works("never-issued"))
	require.True(t, works("test"), "fixed tokens do not expire")
	_, fourth := grant(false, "grant_type", "client_credentials")
	f.Control().ExpireTokens()
	require.False(t, works(fourth["access_token"]))
	require.Len(t, f.Control().TokenCalls(), 8)
	for _, c := range f.Control().Calls() {
		require.NotContains(t, c.Path, "oauth2")
	}
}

func TestConcurrentUse(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 100})
	done := make(chan error, 8)
	for n := range 8 {
		go func() {
			var err error
			for i := range 30 {
				if n == 0 {
					id := f.Store().AddConversation(simulator.Conversation{Subject: "new"})
					f.Store().SetStatus(id, "closed")
					f.Store().DeleteConversation(id)
					continue
				}
				r := f.request(http.MethodGet, "/v2/conversations", "status", "all", "embed", "threads", "page", itoa(i%4+1))
				res, doErr := f.client.Do(r)
				err = errors.Join(err, doErr)
				if doErr == nil {
					_, doErr = io.Copy(io.Discard, res.Body)
					err = errors.Join(err, doErr, res.Body.Close())
				}
			}
			done <- err
		}()
	}
	for range 8 {
		require.NoError(t, <-done)
	}
}
