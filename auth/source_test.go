package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "s3cr3t-of-the-app"

// fakeEndpoint is a token endpoint that answers with what the test says, and keeps the forms that it was sent.
type fakeEndpoint struct {
	*httptest.Server
	calls  atomic.Int64
	mu     sync.Mutex
	forms  []url.Values
	answer func(n int64, w http.ResponseWriter, form url.Values)
}

func serve(t *testing.T, answer func(n int64, w http.ResponseWriter, form url.Values)) *fakeEndpoint {
	t.Helper()
	f := &fakeEndpoint{answer: answer}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := f.calls.Add(1)
		_ = r.ParseForm()
		f.mu.Lock()
		f.forms = append(f.forms, r.PostForm)
		f.mu.Unlock()
		f.answer(n, w, r.PostForm)
	}))
	t.Cleanup(func() { f.Client().CloseIdleConnections(); f.Close() })
	return f
}

func (f *fakeEndpoint) config() Config {
	return Config{TokenURL: f.URL + "/sub/v2/oauth2/token", AppID: "app", AppSecret: secret, HTTP: f.Client()}
}

func send(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func numbered(lifetime int) func(int64, http.ResponseWriter, url.Values) {
	return func(n int64, w http.ResponseWriter, _ url.Values) {
		send(w, 200, map[string]any{"token_type": "bearer", "access_token": "t" + string(rune('0'+n)), "expires_in": lifetime})
	}
}

func TestClientCredentialsSendsAForm(t *testing.T) {
	f := serve(t, numbered(172800))
	s := ClientCredentials(f.config())
	token, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "t1", token)
	require.Equal(t, url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {secret},
	}, f.forms[0])

	again, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "t1", again, "a good token is kept")
	require.EqualValues(t, 1, f.calls.Load())
}

func TestTokenIsRenewedBeforeItDies(t *testing.T) {
	f := serve(t, numbered(172800))
	s := ClientCredentials(f.config())
	_, err := s.Token(t.Context())
	require.NoError(t, err)
	s.token.expiry, s.token.born = time.Now().Add(skew-time.Second), time.Now().Add(-time.Hour)
	token, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "t2", token)
}

func TestShortLivedTokenIsUsedForMostOfItsLife(t *testing.T) {
	f := serve(t, numbered(20)) // shorter than the skew
	s := ClientCredentials(f.config())
	for range 5 {
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, "t1", token)
	}
}

func TestOneRenewalServesAll(t *testing.T) {
	release := make(chan struct{})
	f := serve(t, func(n int64, w http.ResponseWriter, form url.Values) {
		if n == 2 {
			<-release
		}
		numbered(172800)(n, w, form)
	})
	s := ClientCredentials(f.config())
	old, err := s.Token(t.Context())
	require.NoError(t, err)

	// The one that starts the renewal gives up; the others must not be hurt by it.
	first, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error, 1)
	go func() { _, err := s.Renew(first, old); gaveUp <- err }()
	require.Eventually(t, func() bool { return f.calls.Load() == 2 }, time.Minute, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-gaveUp, context.Canceled)

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			token, err := s.Renew(t.Context(), old)
			if err != nil || token != "t2" {
				t.Errorf("token %q, error %v", token, err)
			}
		})
	}
	time.Sleep(10 * time.Millisecond)
	close(release)
	wg.Wait()
	token, err := s.Renew(t.Context(), old) // late: somebody else has renewed it already
	require.NoError(t, err)
	require.Equal(t, "t2", token)
	require.EqualValues(t, 2, f.calls.Load())
}

func TestStatic(t *testing.T) {
	s := Static("mine", "make another")
	token, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "mine", token)
	_, err = s.Renew(t.Context(), "mine")
	require.ErrorIs(t, err, ErrRefused)
	require.NotContains(t, err.Error(), "mine")
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "make another", e.Cure())
}

func TestErrors(t *testing.T) {
	for _, tc := range []struct {
		name    string
		status  int
		kind    string
		body    string
		refused bool
		calls   int64
		want    string
	}{
		{
			"wrong secret", 401, "application/json",
			`{"error":"invalid_client","error_description":"bad ` + secret + `","more":"` + secret + `"}`, true, 1,
			"Help Scout refused the credentials (status 401): invalid_client: bad [redacted]",
		},
		{
			"dead refresh token", 400, "application/json",
			`{"error":"invalid_request","error_description":"Invalid refresh_token"}`, true, 1,
			"Help Scout refused the credentials (status 400): invalid_request: Invalid refresh_token",
		},
		{"out of order", 503, "text/html", "<html>" + secret + "</html>", false, maxTries, "no token from Help Scout (status 503)"},
		{"not a token", 200, "application/json", `{"hello":"` + secret + `"}`, false, 1, "no token from Help Scout: the token endpoint's answer is not a token"},
		{"not JSON", 200, "text/html", "<html>" + secret, false, 1, "no token from Help Scout: the token endpoint's answer is not a token"},
		{"moved", 307, "text/html", "", false, 1, "no token from Help Scout (status 307)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := serve(t, func(_ int64, w http.ResponseWriter, _ url.Values) {
				w.Header().Set("Content-Type", tc.kind)
				w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
				w.WriteHeader(tc.status)
				_, _ = w.Write([]byte(tc.body))
			})
			s := hasty(f.config())
			_, err := s.Token(t.Context())
			require.EqualError(t, err, tc.want)
			require.Equal(t, tc.refused, errors.Is(err, ErrRefused))
			require.Equal(t, tc.calls, f.calls.Load())
			var e *Error
			require.ErrorAs(t, err, &e)
			require.NotContains(t, err.Error(), secret)
		})
	}
}

func TestUnreachableEndpoint(t *testing.T) {
	f := serve(t, numbered(1))
	cfg := f.config()
	f.Close()
	_, err := hasty(cfg).Token(t.Context())
	require.ErrorContains(t, err, "cannot be reached")
	require.NotErrorIs(t, err, ErrRefused)
}

func TestPassingFailureIsTriedAgain(t *testing.T) {
	f := serve(t, func(n int64, w http.ResponseWriter, form url.Values) {
		switch n {
		case 1:
			w.WriteHeader(502)
		case 2:
			panic(http.ErrAbortHandler) // the connection breaks
		default:
			numbered(60)(n, w, form)
		}
	})
	token, err := hasty(f.config()).Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "t3", token)
}

// hasty is ClientCredentials without the pauses.
func hasty(cfg Config) *Source {
	firstWait = time.Millisecond
	return ClientCredentials(cfg)
}
