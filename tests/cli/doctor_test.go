package cli

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// doctor runs it for somebody who is signed in as the application, on a free port.
func (h *home) doctor(env ...string) outcome {
	h.t.Helper()
	return h.run(run{args: []string{"doctor", "--listen", "127.0.0.1:0"}, env: env})
}

func signedInHome(t *testing.T) *home {
	h := newHome(t)
	requireFine(t, h.run(run{args: []string{"login", "--client-credentials"}, env: app}))
	return h
}

func TestDoctorFindsNothing(t *testing.T) {
	h := signedInHome(t)
	h.sim.Control().ResetCalls()
	got := h.doctor()
	requireFine(t, got)
	require.NotContains(t, got.out, "FAIL")
	require.NotContains(t, got.out, "note")
	require.NotContains(t, got.out, "skip")
	require.Len(t, h.sim.Control().Calls(), 2)

	got = run{args: []string{"doctor", "--demo", "--listen", "127.0.0.1:0"}}.do(t)
	requireFine(t, got)
	require.Contains(t, got.out, "demo workspace")
}

// TestDoctor breaks one thing after the other; each is found, with its cure.
func TestDoctor(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, h *home) (env []string)
		fails bool
		want  []string
	}{
		"setting": {func(*testing.T, *home) []string { return []string{"SCOUTQL_TIMEOUT=soon"} }, true, []string{"FAIL  settings", "SCOUTQL_TIMEOUT: "}},
		"stray variable": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_APPID=x"} }, false,
			[]string{"note  settings", `SCOUTQL_APPID is no setting; did you mean "SCOUTQL_APP_ID"?`},
		},
		"open configuration": {func(t *testing.T, h *home) []string {
			file := filepath.Join(h.dir, "config.yaml")
			require.NoError(t, os.WriteFile(file, []byte("app-secret: hunter2\n"), 0o644))
			require.NoError(t, os.Chmod(file, 0o644))
			return []string{"SCOUTQL_CONFIG=" + file}
		}, true, []string{"FAIL  settings", "holds app-secret and can be read by other users", "chmod 600 "}},
		"open login": {func(t *testing.T, h *home) []string {
			require.NoError(t, os.Chmod(filepath.Join(h.dir, "login-default.json"), 0o640))
			return nil
		}, true, []string{"FAIL  data directory", "login-default.json can be read by other users (mode 0640)", "-> chmod 600 "}},
		"open directory": {func(t *testing.T, h *home) []string {
			require.NoError(t, os.Chmod(h.dir, 0o755))
			return nil
		}, true, []string{"FAIL  data directory", "(mode 0755)", "-> chmod 700 "}},
		"no directory": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_DATA_DIR=/dev/null/x"} }, true,
			[]string{"FAIL  data directory", "SCOUTQL_DATA_DIR", "FAIL  login", "skip  token"},
		},
		"not signed in": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_PROFILE=acme"} }, true,
			[]string{"FAIL  login", "run scoutql login --profile acme"},
		},
		"damaged login": {func(t *testing.T, h *home) []string {
			require.NoError(t, os.WriteFile(filepath.Join(h.dir, "login-default.json"), []byte(`{"access_token":"hunter2`), 0o600))
			return nil
		}, true, []string{"FAIL  login", "is damaged; run scoutql login"}},
		"other application": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_APP_ID=other"} }, true,
			[]string{"FAIL  login", "unset it, or choose another --profile"},
		},
		"token beats login": {func(_ *testing.T, h *home) []string {
			h.sim.Control().AddToken("hunter2")
			return []string{"SCOUTQL_ACCESS_TOKEN=hunter2"}
		}, false, []string{"note  login", "unset SCOUTQL_ACCESS_TOKEN"}},
		"token refused": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_ACCESS_TOKEN=hunter2"} }, true,
			[]string{"FAIL  API", "-> set another SCOUTQL_ACCESS_TOKEN"},
		},
		"secret changed": {func(_ *testing.T, h *home) []string {
			h.sim.Control().AddApp("my-app", "changed")
			h.sim.Control().ExpireTokens()
			return nil
		}, true, []string{"FAIL  API", "invalid_client", "-> run scoutql login"}},
		"user inactive": {func(_ *testing.T, h *home) []string {
			h.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultStatus, Path: "users/me", Status: 401, Times: simulator.Always})
			return nil
		}, true, []string{"FAIL  API", "even a new token"}},
		"API forbidden": {func(_ *testing.T, h *home) []string {
			h.sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultStatus, Path: "users/me", Status: 403, Times: simulator.Always})
			return nil
		}, true, []string{"FAIL  API", "ask an administrator"}},
		"nobody listens": {func(t *testing.T, _ *home) []string {
			return []string{"SCOUTQL_ACCESS_TOKEN=hunter2", "SCOUTQL_API_URL=http://" + freeAddress(t)}
		}, true, []string{"FAIL  API", "nothing listens at"}},
		"no TLS there": {func(_ *testing.T, h *home) []string {
			return []string{"SCOUTQL_ACCESS_TOKEN=hunter2", "SCOUTQL_API_URL=https://" + strings.TrimPrefix(h.env[0], "SCOUTQL_API_URL=http://")}
		}, true, []string{"FAIL  API", "check SCOUTQL_API_URL"}},
		"own certificate": {func(t *testing.T, _ *home) []string {
			proxy := httptest.NewUnstartedServer(http.NotFoundHandler())
			proxy.Config.ErrorLog = log.New(io.Discard, "", 0)
			proxy.StartTLS()
			t.Cleanup(proxy.Close)
			return []string{"SCOUTQL_ACCESS_TOKEN=hunter2", "SCOUTQL_API_URL=" + proxy.URL}
		}, true, []string{"FAIL  API", "SSL_CERT_FILE"}},
		"not the API": {func(t *testing.T, _ *home) []string {
			page := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(page.Close)
			return []string{"SCOUTQL_ACCESS_TOKEN=hunter2", "SCOUTQL_API_URL=" + page.URL}
		}, true, []string{"FAIL  API", "this is not Help Scout's answer"}},
		"token in clear": {
			func(*testing.T, *home) []string {
				return []string{"SCOUTQL_ACCESS_TOKEN=hunter2", "SCOUTQL_API_URL=http://192.0.2.1:1", "HTTP_PROXY=http://127.0.0.1:1"}
			}, true, []string{"FAIL  login", "use https"},
		},
		"no reports": {func(_ *testing.T, h *home) []string {
			h.sim.Control().SetPlan(simulator.PlanStandard)
			return nil
		}, false, []string{"note  plan", "no reports", "Plus or Pro"}},
		"budget used up": {func(_ *testing.T, h *home) []string {
			h.sim.Control().SetRateLimit(simulator.RateLimit{PerWindow: 2, Enforce: true})
			return nil
		}, true, []string{"FAIL  rate budget", "0 of 2 calls left", "other programs"}},
		"rate limit above the account's": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_RATE_LIMIT=900"} }, false,
			[]string{"note  rate budget", "--rate-limit 900 is above"},
		},
		"certificate": {
			func(*testing.T, *home) []string {
				return []string{"SCOUTQL_TLS_CERT=/no.pem", "SCOUTQL_TLS_KEY=/no.pem"}
			}, true,
			[]string{"FAIL  server", "self-signed"},
		},
		"password file": {
			func(*testing.T, *home) []string { return []string{"SCOUTQL_PASSWORD_FILE=/no-such-file"} }, true,
			[]string{"FAIL  server", "/no-such-file"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := signedInHome(t)
			got := h.doctor(c.spoil(t, h)...)
			h.noSecrets(got.out + got.errOut)
			require.Equal(t, c.fails, got.code == 1, got.out+got.errOut)
			require.Equal(t, c.fails, strings.Contains(got.out, "FAIL"), got.out)
			for _, want := range c.want {
				require.Contains(t, got.out, want)
			}
		})
	}
}

func TestDoctorSeesAWrongClock(t *testing.T) {
	h := newHome(t)
	api := httptest.NewServer(h.sim) // whose clock stands still
	t.Cleanup(api.Close)
	h.sim.Control().AddToken("hunter2")
	// Through a proxy, since an API on this machine is a simulator with a clock of its own.
	got := h.doctor("SCOUTQL_API_URL=http://api.example.org", "HTTP_PROXY="+api.URL, "SCOUTQL_ACCESS_TOKEN=hunter2")
	require.Equal(t, 1, got.code)
	require.Contains(t, got.out, "FAIL  clock           this machine's clock is ")
}

func TestDoctorSeesAPortInUse(t *testing.T) {
	busy, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = busy.Close() })
	got := run{args: []string{"doctor", "--demo", "--quiet", "--listen", busy.Addr().String()}}.do(t)
	requireFine(t, got)
	require.True(t, strings.HasPrefix(got.out, "note  server          something listens on "+busy.Addr().String()), got.out)
}
