package cli

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFailedStatements(t *testing.T) {
	for name, c := range map[string]struct{ statement, want string }{
		"unknown table":    {"SELECT * FROM Conversation", "ERROR 1146 (42S02): "},
		"table meant":      {"SELECT * FROM Conversation", "Conversations?"},
		"unknown column":   {"SELECT Subjet FROM Conversations", "ERROR 1054 (42S22): Unknown column 'Subjet'"},
		"column meant":     {"SELECT Subjet FROM Conversations", "did you mean Subject?"},
		"syntax":           {"SELEC 1", "ERROR 1064 (42000): "},
		"no parameter":     {"SELECT :x", "no value for the parameter :x"},
		"unknown database": {"SELECT * FROM nowhere.Conversations", "ERROR 1049 (42000): "},
	} {
		t.Run(name, func(t *testing.T) { requireFailure(t, demo(t, c.statement), 1, c.want) })
	}
}

func TestWrongUse(t *testing.T) {
	for name, c := range map[string]struct {
		run
		want string
	}{
		"command":        {run{args: []string{"qurey"}}, `unknown command "qurey"; did you mean query?`},
		"command, flag":  {run{args: []string{"qurey", "--demo", "SELECT 1"}}, `unknown command "qurey"; did you mean query?`},
		"root flag":      {run{args: []string{"--nope"}}, "unknown flag: --nope"},
		"flag":           {run{args: []string{"query", "--demo", "--nope", "SELECT 1"}}, "unknown flag: --nope"},
		"flag value":     {run{args: []string{"query", "--concurrency", "many", "SELECT 1"}}, `"many" is not a whole number`},
		"environment":    {run{args: []string{"query", "SELECT 1"}, env: []string{"SCOUTQL_TIMEOUT=soon"}}, "SCOUTQL_TIMEOUT: "},
		"format":         {run{args: []string{"query", "--demo", "-o", "xml", "SELECT 1"}}, `unknown output format "xml"`},
		"no statement":   {run{args: []string{"query", "--demo"}}, "no statement"},
		"two statements": {run{args: []string{"query", "--demo", "SELECT 1", "SELECT 2"}}, "accepts at most 1 arg"},
		"both":           {run{args: []string{"query", "--demo", "-f", "x.sql", "SELECT 1"}}, "not both"},
		"missing file":   {run{args: []string{"query", "--demo", "-f", "no-such.sql"}}, "no-such.sql"},
		"param":          {run{args: []string{"query", "--demo", "--param", "x", "SELECT 1"}}, `--param "x" is neither`},
		"no account":     {run{args: []string{"query", "SELECT 1"}}, "set SCOUTQL_APP_ID and SCOUTQL_APP_SECRET, or use --demo"},
		"half account":   {run{args: []string{"query", "SELECT 1"}, env: []string{"SCOUTQL_APP_ID=x"}}, "set SCOUTQL_APP_SECRET"},
		"tls half":       {run{args: []string{"serve", "--demo", "--tls-cert", "x.pem"}}, "belong together"},
		"open server":    {run{args: []string{"serve", "--demo", "--listen", "0.0.0.0:0"}}, "set a password with --password-file and TLS with --require-tls"},
		"open server without TLS": {
			run{args: []string{"serve", "--demo", "--listen", ":0", "--password-file", "/etc/hostname"}}, "--require-tls",
		},
	} {
		t.Run(name, func(t *testing.T) { requireFailure(t, c.do(t), 2, "scoutql: ", c.want) })
	}
}

const anyRow = "SELECT Id FROM Conversations LIMIT 1"

func TestWrongSecret(t *testing.T) {
	_, env := workspace(t)
	got := run{args: []string{"query", anyRow}, env: append(env, "SCOUTQL_APP_SECRET=hunter2hunter2")}.do(t)
	requireFailure(t, got, 1, "refused", "SCOUTQL_APP_SECRET")
	require.NotContains(t, got.out+got.errOut, "hunter2")
}

func TestWrongToken(t *testing.T) {
	_, env := workspace(t)
	got := run{args: []string{"query", "--log-level", "error", anyRow}, env: append(env, "SCOUTQL_ACCESS_TOKEN=hunter2hunter2")}.do(t)
	requireFailure(t, got, 1, "ERROR 1429", "refused", "SCOUTQL_ACCESS_TOKEN")
	require.NotContains(t, got.out+got.errOut, "hunter2")
}

func TestSecretsStayOutOfTheLog(t *testing.T) {
	sim, env := workspace(t)
	sim.Control().AddApp("my-app", "hunter2hunter2")
	sim.Control().AddToken("hunter3hunter3")
	for name, more := range map[string][]string{
		"credentials": {"SCOUTQL_APP_ID=my-app", "SCOUTQL_APP_SECRET=hunter2hunter2"},
		"token":       {"SCOUTQL_ACCESS_TOKEN=hunter3hunter3"},
	} {
		t.Run(name, func(t *testing.T) {
			got := run{args: []string{"query", "--log-level", "debug", anyRow}, env: append(env, more...)}.do(t)
			requireFine(t, got)
			require.Contains(t, got.errOut, "/v2/conversations", "debug shows the calls")
			require.NotContains(t, got.out+got.errOut, "hunter")
			require.NotContains(t, got.errOut, "Bearer")
		})
	}
}

func TestSecretAsFlagIsWarnedOf(t *testing.T) {
	got := run{args: []string{"query", "--demo", "--app-secret", "hunter2hunter2", "SELECT 1"}}.do(t)
	requireFine(t, got)
	require.Contains(t, got.errOut, "set SCOUTQL_APP_SECRET instead")
	require.NotContains(t, got.errOut, "hunter2")
}

func TestUnreachableAPI(t *testing.T) {
	got := run{args: []string{"query", anyRow}, env: []string{
		"SCOUTQL_API_URL=http://" + freeAddress(t), "SCOUTQL_APP_ID=demo", "SCOUTQL_APP_SECRET=demo",
	}}.do(t)
	requireFailure(t, got, 1, "ERROR 1430", "connection refused")
}

func TestSomethingElseAnswers(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	got := run{args: []string{"query", anyRow}, env: []string{"SCOUTQL_API_URL=" + server.URL, "SCOUTQL_ACCESS_TOKEN=x"}}.do(t)
	requireFailure(t, got, 1, "404")
	require.Empty(t, got.out, "an error, not an empty result")
}

func TestPortInUse(t *testing.T) {
	busy, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = busy.Close() })
	address := busy.Addr().String()
	requireFailure(t, run{args: []string{"serve", "--demo", "--listen", address}}.do(t), 1, "cannot listen on "+address, "in use", "--listen")
	requireFailure(t, run{args: []string{"simulator", "--listen", address}}.do(t), 1, "cannot listen on "+address, "in use", "--listen")
}

// freeAddress is one where nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}
