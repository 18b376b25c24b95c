// Package cli runs the built binary as a person would.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// binary is the path of the program under test.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "scoutql-cli")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "scoutql")
	build := exec.CommandContext(context.Background(), "go", "build", "-tags", "gms_pure_go",
		"-ldflags", "-X main.version=v0-test", "-o", binary, "github.com/scoutql/scoutql/cmd/scoutql")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building scoutql: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// run is one run of the program.
type run struct {
	args  []string
	env   []string
	stdin string
}

type outcome struct {
	code        int
	out, errOut string
}

// clean is an environment in which nothing of the machine's shows.
func clean(t *testing.T, env ...string) []string {
	t.Helper()
	home := t.TempDir()
	base := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home}
	return append(base, env...)
}

func (r run) command(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, r.args...)
	cmd.Env = clean(t, r.env...)
	cmd.Stdin = strings.NewReader(r.stdin)
	return cmd
}

func (r run) do(t *testing.T) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, r.args...)
	cmd.Env = clean(t, r.env...)
	cmd.Stdin = strings.NewReader(r.stdin)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok {
		require.NoError(t, err)
	} else {
		require.NotEqual(t, -1, exit.ExitCode(), "killed: %s", errOut.String())
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// demo runs `scoutql query --demo` on a small workspace.
func demo(t *testing.T, args ...string) outcome {
	t.Helper()
	return run{args: append([]string{"query", "--demo", "--demo-conversations", "120"}, args...)}.do(t)
}

// workspace serves a simulated API over HTTP, as the real one is reached.
func workspace(t *testing.T) (*simulator.Simulator, []string) {
	t.Helper()
	sim := simulator.New(simulator.Options{Conversations: 300})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, []string{"SCOUTQL_API_URL=" + server.URL, "SCOUTQL_APP_ID=demo", "SCOUTQL_APP_SECRET=demo"}
}

// requireFailure checks what every failure looks like: a status, nothing but
// one sentence, no stack trace.
func requireFailure(t *testing.T, got outcome, code int, contains ...string) {
	t.Helper()
	require.Equal(t, code, got.code, "stdout: %s\nstderr: %s", got.out, got.errOut)
	require.Equal(t, 1, strings.Count(got.errOut, "\n"), "one line, please: %s", got.errOut)
	require.NotContains(t, got.errOut, "goroutine")
	require.NotContains(t, got.errOut, "panic")
	for _, text := range contains {
		require.Contains(t, got.errOut, text)
	}
}

func requireFine(t *testing.T, got outcome) {
	t.Helper()
	require.Equal(t, 0, got.code, got.errOut)
}
