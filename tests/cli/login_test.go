package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// home is one person's machine: a data directory that stays from run to run.
type home struct {
	t   *testing.T
	sim *simulator.Simulator
	dir string
	env []string

	mu    sync.Mutex
	token func(w http.ResponseWriter, r *http.Request) // stands in front of the token endpoint; nil: nothing does
}

const appSecret = "hunter2-secret-of-the-app"

func newHome(t *testing.T) *home {
	t.Helper()
	h := &home{t: t, sim: simulator.New(simulator.Options{Conversations: 60}), dir: t.TempDir()}
	require.NoError(t, os.Chmod(h.dir, 0o700))
	h.sim.Control().AddApp("my-app", appSecret)
	server := httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(server.Close)
	h.env = []string{
		"SCOUTQL_API_URL=" + server.URL, "SCOUTQL_DATA_DIR=" + h.dir, "BROWSER=true",
		"SCOUTQL_AUTHORIZE_URL=https://secure.example.org/authorize", "SCOUTQL_REDIRECT_URL=http://" + freeAddress(t) + "/callback",
	}
	return h
}

func (h *home) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	token := h.token
	h.mu.Unlock()
	if token != nil && r.URL.Path == "/v2/oauth2/token" {
		token(w, r)
		return
	}
	h.sim.ServeHTTP(w, r)
}

// onToken puts f before the token endpoint.
func (h *home) onToken(f func(w http.ResponseWriter, r *http.Request)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.token = f
}

// app is the environment that names the application; only login needs it.
var app = []string{"SCOUTQL_APP_ID=my-app", "SCOUTQL_APP_SECRET=" + appSecret}

func (h *home) run(r run) outcome {
	h.t.Helper()
	r.env = append(append([]string{}, h.env...), r.env...)
	got := r.do(h.t)
	h.noSecrets(got.out + got.errOut)
	return got
}

var issued = regexp.MustCompile(`sim-(access|refresh)-\d+|hunter2`)

// noSecrets scans what a person or a log sees for whatever this account keeps secret.
func (h *home) noSecrets(text string) {
	h.t.Helper()
	require.NotRegexp(h.t, issued, text)
}

func (h *home) query() outcome {
	return h.run(run{args: []string{"query", "--log-level", "debug", anyRow}})
}

// login signs in by the authorization-code grant, with the test as the browser.
func (h *home) login() outcome {
	h.t.Helper()
	return h.loginVia(func(redirect string, q url.Values) string { return redirect + "?" + q.Encode() })
}

// loginVia lets the test say where Help Scout sends the browser.
func (h *home) loginVia(landing func(redirect string, q url.Values) string) outcome {
	h.t.Helper()
	cmd := run{args: []string{"login"}, env: append(append([]string{}, h.env...), app...)}.command(h.t)
	errOut, err := cmd.StderrPipe()
	require.NoError(h.t, err)
	require.NoError(h.t, cmd.Start())
	var text strings.Builder
	lines := bufio.NewReader(io.TeeReader(errOut, &text))
	var redirect string
	for {
		line, err := lines.ReadString('\n')
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "http://127.0.0.1") {
			redirect = line
		}
		if page, ok := strings.CutPrefix(line, "https://secure.example.org/authorize?"); ok {
			asked, err := url.ParseQuery(page)
			require.NoError(h.t, err)
			require.Equal(h.t, "my-app", asked.Get("client_id"))
			require.Len(h.t, asked, 2, "client_id and state are what Help Scout documents")
			h.sim.Control().AddCode("hunter2-code")
			resp, err := http.Get(landing(redirect, url.Values{"code": {"hunter2-code"}, "state": {asked.Get("state")}}))
			require.NoError(h.t, err)
			resp.Body.Close()
		}
		if err != nil {
			break
		}
	}
	_ = cmd.Wait()
	h.noSecrets(text.String())
	return outcome{cmd.ProcessState.ExitCode(), "", text.String()}
}

func TestLoginInTheBrowser(t *testing.T) {
	h := newHome(t)
	requireFailure(t, h.query(), 2, "no Help Scout account: run scoutql login")
	got := h.login()
	requireFine(t, got)
	require.Contains(t, got.errOut, "must be exactly this")
	require.Contains(t, got.errOut, "Signed in as Grace Hopper <agent1@support.example> (owner), profile default. The token lives until")
	require.NotContains(t, got.errOut, "Note:")
	file, err := os.Stat(filepath.Join(h.dir, "login-default.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), file.Mode().Perm())

	h.sim.Control().ResetCalls()
	requireFine(t, h.query())
	require.Empty(t, h.sim.Control().TokenCalls(), "the stored token serves, and the application is not needed any more")

	got = h.run(run{args: []string{"whoami"}})
	requireFine(t, got)
	require.Contains(t, got.out, "Grace Hopper <agent1@support.example> (owner), id 100001")
	require.Contains(t, got.out, "profile default")
	require.Contains(t, got.out, "a login in the browser")
	require.Contains(t, got.out, "(2 days); then it is renewed with the refresh token.")
	require.Contains(t, got.out, "400 calls a minute, as on Plus; reports are allowed")

	requireFine(t, h.run(run{args: []string{"logout"}}))
	requireFailure(t, h.query(), 2, "run scoutql login")
	requireFine(t, h.run(run{args: []string{"logout"}}))
}

func TestLoginToldOfAnotherRedirectURL(t *testing.T) {
	h := newHome(t)
	got := h.loginVia(func(redirect string, q url.Values) string {
		return strings.TrimSuffix(redirect, "callback") + "?" + q.Encode()
	})
	requireFine(t, got)
	require.Regexp(t, `registered with the redirection URL http://127\.0\.0\.1:\d+/\. Register exactly http://127\.0\.0\.1:\d+/callback instead`, got.errOut)
}

func TestLoginDenied(t *testing.T) {
	h := newHome(t)
	got := h.loginVia(func(redirect string, q url.Values) string {
		return redirect + "?error=access_denied&state=" + q.Get("state")
	})
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "access_denied; the application was not allowed; run scoutql login again and allow it")
}

func TestLoginWithoutABrowser(t *testing.T) {
	h := newHome(t)
	h.sim.Control().AddCode("hunter2-code")
	login := func(paste string) outcome {
		return h.run(run{args: []string{"login", "--no-browser"}, env: append(app, "SCOUTQL_REDIRECT_URL=https://app.example.org/cb"), stdin: paste})
	}
	got := login("https://app.example.org/cb?code=hunter2-code&state=guessed\n")
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "belongs to another sign-in")
	require.Equal(t, 1, login("").code)
	got = login("hunter2-code")
	requireFine(t, got)
	require.Contains(t, got.errOut, "https://secure.example.org/authorize?client_id=my-app&state=")
	require.Contains(t, got.errOut, "Signed in as Grace Hopper")
	got = login("hunter2-code\n")
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "a code serves once")
	requireFine(t, h.query())
}

func TestLoginAsTheApplication(t *testing.T) {
	h := newHome(t)
	got := h.run(run{args: []string{"login", "--client-credentials", "--profile", "acme"}, env: app})
	requireFine(t, got)
	requireFailure(t, h.query(), 2, "no Help Scout account")
	h.env = append(h.env, "SCOUTQL_PROFILE=acme")
	requireFine(t, h.query())

	h.sim.Control().ExpireTokens()
	h.sim.Control().ResetCalls()
	requireFine(t, h.query())
	requireFine(t, h.query())
	require.Len(t, h.sim.Control().TokenCalls(), 1, "the next process has the new token already")

	h.sim.Control().AddApp("my-app", "changed-there")
	h.sim.Control().ExpireTokens()
	got = h.query()
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "ERROR 1429 (HY000): token refused: ")
	require.Contains(t, got.errOut, "run scoutql login --profile acme")
}

func TestWrongLogins(t *testing.T) {
	h := newHome(t)
	for name, c := range map[string]struct {
		run
		code int
		want string
	}{
		"no application": {run{}, 2, "set SCOUTQL_APP_ID and SCOUTQL_APP_SECRET"},
		"both ways":      {run{args: []string{"--no-browser", "--client-credentials"}, env: app}, 2, "client-credentials"},
		"wrong secret":   {run{args: []string{"--client-credentials"}, env: []string{"SCOUTQL_APP_ID=my-app", "SCOUTQL_APP_SECRET=hunter2"}}, 1, "check the application's id and secret"},
		"profile":        {run{args: []string{"--profile", "../up"}, env: app}, 2, "is not a profile's name"},
		"far redirect":   {run{args: []string{"--redirect-url", "https://app.example.org/cb"}, env: app}, 2, "with --no-browser it may be any address"},
	} {
		t.Run(name, func(t *testing.T) {
			c.args = append([]string{"login"}, c.args...)
			got := h.run(c.run)
			require.Equal(t, c.code, got.code, got.errOut)
			require.Contains(t, got.errOut, c.want)
		})
	}
	left, err := os.ReadDir(h.dir)
	require.NoError(t, err)
	for _, f := range left {
		require.NotEqual(t, ".json", filepath.Ext(f.Name()), "nothing was stored")
	}
}

func TestLoginIsForOneHostAndApplication(t *testing.T) {
	h := newHome(t)
	requireFine(t, h.login())
	requireFailure(t, h.run(run{args: []string{"query", anyRow}, env: []string{"SCOUTQL_APP_ID=other"}}), 2, "with the application my-app")
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a token went elsewhere") }))
	t.Cleanup(other.Close)
	requireFailure(t, h.run(run{args: []string{"query", anyRow}, env: []string{"SCOUTQL_API_URL=" + other.URL}}), 2, "is signed in at")
}

// TestExpiryRotatesTheRefreshToken runs through three renewals, each with the token of the one before.
func TestExpiryRotatesTheRefreshToken(t *testing.T) {
	h := newHome(t)
	h.sim.Control().SetTokenLifetime(0) // dead on arrival: each process renews
	requireFine(t, h.login())
	h.sim.Control().ResetCalls()
	for range 2 {
		got := h.query()
		require.Equal(t, 1, got.code, "a token that lives for no time never serves")
	}
	require.NotEmpty(t, h.sim.Control().TokenCalls())
	h.sim.Control().SetTokenLifetime(time.Hour)
	h.sim.Control().ResetCalls()
	for range 3 {
		requireFine(t, h.query())
	}
	require.Len(t, h.sim.Control().TokenCalls(), 1)
}

// TestExpiredTokenIsNotSent renews by expires_in: the API never sees the dead token.
func TestExpiredTokenIsNotSent(t *testing.T) {
	h := newHome(t)
	requireFine(t, h.login())
	file := filepath.Join(h.dir, "login-default.json")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var login map[string]any
	require.NoError(t, json.Unmarshal(text, &login))
	login["obtained"] = time.Now().Add(-48 * time.Hour).UTC()
	login["expiry"] = time.Now().Add(30 * time.Second).UTC() // within the skew of a minute
	text, err = json.Marshal(login)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o600))

	h.sim.Control().ResetCalls()
	requireFine(t, h.query())
	require.Len(t, h.sim.Control().TokenCalls(), 1)
	for _, call := range h.sim.Control().Calls() {
		require.Equal(t, http.StatusOK, call.Status, "no call with the old token")
	}
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NotContains(t, string(after), login["refresh_token"], "rotated")
}

func TestRevokedInMidQuery(t *testing.T) {
	h := newHome(t)
	requireFine(t, h.login())
	h.sim.Control().ResetCalls()
	h.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultToken, Path: "page=2"})
	all := run{args: []string{"query", "SELECT Id, Subject FROM Conversations WHERE Subject LIKE '%e%'"}}
	requireFine(t, h.run(all))
	require.Len(t, h.sim.Control().TokenCalls(), 1, "one renewal")

	// And for good: the refresh token, too.
	h.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultToken, Path: "page=2", Times: simulator.Always})
	h.sim.Control().ResetCalls()
	got := h.run(all)
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "ERROR 1429 (HY000): token refused: ")
	require.Contains(t, got.errOut, "run scoutql login")
	require.Len(t, h.sim.Control().TokenCalls(), 1, "one renewal, then a clear error")
}

// expire makes the stored access token one that the API refuses.
func (h *home) expire() {
	h.sim.Control().ExpireTokens()
	h.sim.Control().ResetCalls()
}

func TestSeveralProcessesRenewOnce(t *testing.T) {
	h := newHome(t)
	requireFine(t, h.login())
	h.expire()
	h.sim.Control().SetLatencyFunc(func(r *http.Request) time.Duration {
		if r.URL.Path == "/v2/oauth2/token" {
			return 500 * time.Millisecond // so that all have been refused before the first has a new one
		}
		return 0
	})
	var wg sync.WaitGroup
	got := make([]outcome, 4)
	for i := range got {
		wg.Go(func() { got[i] = h.query() })
	}
	wg.Wait()
	for _, g := range got {
		requireFine(t, g)
	}
	require.Len(t, h.sim.Control().TokenCalls(), 1)
}

// TestKilledBetweenAnswerAndSave kills the process once the endpoint has spent its refresh token and before the answer
// is saved: the worst moment, which may cost one login and no more.
func TestKilledBetweenAnswerAndSave(t *testing.T) {
	h := newHome(t)
	requireFine(t, h.login())
	h.expire()
	var errOut bytes.Buffer
	var cmd *exec.Cmd
	started := make(chan struct{})
	h.onToken(func(_ http.ResponseWriter, r *http.Request) {
		<-started
		h.sim.ServeHTTP(httptest.NewRecorder(), r) // the old refresh token is spent
		_ = cmd.Process.Kill()                     // kill -9
		_ = cmd.Wait()
		panic(http.ErrAbortHandler)
	})
	cmd = run{args: []string{"query", anyRow}, env: h.env}.command(t)
	cmd.Stderr = &errOut
	require.NoError(t, cmd.Start())
	close(started)
	require.Eventually(t, func() bool { return len(h.sim.Control().TokenCalls()) == 1 }, time.Minute, time.Millisecond)
	h.onToken(nil)

	got := h.query()
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "ERROR 1429 (HY000): token refused: ")
	require.Contains(t, got.errOut, "was interrupted, and its answer lost); run scoutql login")
	requireFine(t, h.login())
	requireFine(t, h.query())
	h.expire()
	requireFine(t, h.query())
}

// TestCtrlCWaitsForTheRenewal shows that leaving in the middle of a renewal keeps the login.
func TestCtrlCWaitsForTheRenewal(t *testing.T) {
	h := newHome(t)
	requireFine(t, h.login())
	h.expire()
	asked, answer := make(chan struct{}), make(chan struct{})
	h.onToken(func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-answer
		h.sim.ServeHTTP(w, r)
	})
	cmd := run{args: []string{"query", anyRow}, env: h.env}.command(t)
	require.NoError(t, cmd.Start())
	<-asked
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	close(answer)
	_ = cmd.Wait()
	require.Equal(t, 130, cmd.ProcessState.ExitCode())
	h.onToken(nil)
	h.sim.Control().ResetCalls()
	requireFine(t, h.query())
	require.Empty(t, h.sim.Control().TokenCalls(), "the renewed login was saved before the process left")
}
