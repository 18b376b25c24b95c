package cli

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCtrlCStopsAtOnce(t *testing.T) {
	sim, env := workspace(t)
	asked := make(chan struct{}, 100)
	sim.Control().SetLatencyFunc(func(r *http.Request) time.Duration {
		if strings.HasPrefix(r.URL.Path, "/v2/conversations") {
			asked <- struct{}{}
			return time.Hour
		}
		return 0
	})
	cmd := run{args: []string{"query", "SELECT COUNT(*) FROM Conversations WHERE Subject LIKE '%x%'"}, env: env}.command(t)
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	require.NoError(t, cmd.Start())
	select {
	case <-asked:
	case <-time.After(time.Minute):
		t.Fatal("the API was not asked")
	}
	pressed := time.Now()
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	require.Less(t, time.Since(pressed), time.Minute)
	require.Equal(t, 130, cmd.ProcessState.ExitCode())
	require.Empty(t, errOut.String(), "whoever pressed Ctrl-C knows")
}

func TestNobodyReadsAnyMore(t *testing.T) {
	sim, env := workspace(t)
	sim.Control().SetLatency(time.Second)
	cmd := run{args: []string{"query", "--concurrency", "1", "-o", "jsonl", "SELECT Id, Subject FROM Conversations"}, env: env}.command(t)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReaderSize(out, 16).ReadSlice(':')
	require.NoError(t, err)
	require.NotEmpty(t, line)
	require.NoError(t, out.Close()) // what head -1 does
	require.Error(t, cmd.Wait())
	require.Less(t, len(sim.Control().Calls()), 12, "300 conversations are 12 pages")
}

func TestFirstRowsBeforeTheLastPage(t *testing.T) {
	for _, format := range []string{"tsv", "table", "json"} {
		t.Run(format, func(t *testing.T) {
			sim, env := workspace(t)
			sim.Control().SetLatency(200 * time.Millisecond)
			cmd := run{args: []string{"query", "--concurrency", "1", "-o", format, "SELECT Id, Subject FROM Conversations"}, env: env}.command(t)
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			lines := bufio.NewScanner(out)
			for range 5 {
				require.True(t, lines.Scan())
			}
			require.Less(t, len(sim.Control().Calls()), 12, "300 conversations are 12 pages")
			require.NoError(t, cmd.Process.Kill())
			_ = cmd.Wait()
		})
	}
}

func TestFailureHalfWayLeavesTheArrayOpen(t *testing.T) {
	sim, env := workspace(t)
	sim.Control().SetLatencyFunc(func(r *http.Request) time.Duration {
		if r.URL.Query().Get("page") == "3" || r.URL.Query().Get("page") == "12" {
			return time.Hour
		}
		return 0
	})
	got := run{args: []string{"query", "--timeout", "2s", "-o", "json", "SELECT Id FROM Conversations"}, env: env}.do(t)
	requireFailure(t, got, 1, "ERROR 3024")
	require.True(t, strings.HasPrefix(got.out, "[\n{") || got.out == "", got.out)
	require.NotContains(t, got.out, "]")
}
