package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/replica/files"
)

const exported = "SELECT Id, Subject, Tags, ClosedDate FROM Conversations ORDER BY Id"

// export runs `scoutql export --demo` on a small workspace.
func export(t *testing.T, args ...string) outcome {
	t.Helper()
	return run{args: append([]string{"export", "--demo", "--demo-conversations", "120"}, args...)}.do(t)
}

func TestExportSaysWhatQuerySays(t *testing.T) {
	asked := demo(t, "-o", "jsonl", exported)
	requireFine(t, asked)
	want := strings.Split(strings.TrimSpace(asked.out), "\n")
	dir := t.TempDir()
	for _, ending := range []string{"csv", "jsonl", "parquet"} {
		path := filepath.Join(dir, "rows."+ending)
		got := export(t, "--query", exported, "--to", path)
		requireFine(t, got)
		require.Contains(t, got.out, "120 rows, ")
		require.Empty(t, got.errOut)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 3, "nothing but the files")

	body, err := os.ReadFile(filepath.Join(dir, "rows.jsonl"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	rows := csvRows(t, filepath.Join(dir, "rows.csv"))
	typed := parquetRows(t, filepath.Join(dir, "rows.parquet"))
	require.Len(t, lines, len(want))
	require.Len(t, rows, len(want)+1)
	require.Len(t, typed, len(want))
	nulls := 0
	for i := range want {
		var from, line map[string]any
		require.NoError(t, json.Unmarshal([]byte(want[i]), &from))
		require.NoError(t, json.Unmarshal([]byte(lines[i]), &line))
		row := rows[i+1]
		var tags any
		require.NoError(t, json.Unmarshal([]byte(from["Tags"].(string)), &tags))
		require.Equal(t, tags, line["Tags"], "JSON is nested")
		require.Equal(t, from["Tags"], row[2].Text)
		require.Equal(t, from["Subject"], line["Subject"])
		require.Equal(t, from["Subject"], row[1].Text)
		require.Equal(t, from["Subject"], typed[i][1].String())
		require.Equal(t, row[0].Text, typed[i][0].String())
		require.Equal(t, from["ClosedDate"], line["ClosedDate"])
		require.Equal(t, from["ClosedDate"] == nil, row[3].Null)
		require.Equal(t, row[3].Null, typed[i][3].IsNull())
		if row[3].Null {
			nulls++
			continue
		}
		require.Equal(t, row[3].Text, time.UnixMicro(typed[i][3].Int64()).UTC().Format(time.DateTime))
	}
	require.NotZero(t, nulls)
	require.Less(t, nulls, len(want))
}

func csvRows(t *testing.T, path string) (rows [][]files.Value) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	r, err := files.NewCSVReader(file, files.Dialect{})
	require.NoError(t, err)
	for {
		row, _, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		require.NoError(t, err)
		rows = append(rows, row)
	}
}

func parquetRows(t *testing.T, path string) []parquet.Row {
	t.Helper()
	body, err := os.ReadFile(path)
	require.NoError(t, err)
	reader := parquet.NewGenericReader[any](bytes.NewReader(body))
	rows := make([]parquet.Row, reader.NumRows())
	for i := range rows {
		one := make([]parquet.Row, 1)
		n, err := reader.ReadRows(one)
		require.Equal(t, 1, n, err)
		rows[i] = one[0].Clone()
	}
	return rows
}

func TestExportNestsJSONUnderAnAlias(t *testing.T) {
	got := export(t, "--format", "jsonl", "--query", "SELECT c.Tags, Tags AS t, PLAIN_TEXT('[1]') AS Cc FROM Conversations c LIMIT 1")
	requireFine(t, got)
	require.Regexp(t, `^\{"Tags":\[.*\],"t":"\[.*\]","Cc":"\[1\]"\}\n$`, got.out, "only a table's own column is sure to be JSON")
}

func TestExportATable(t *testing.T) {
	got := export(t, "--table", "users", "--delimiter", `\t`, "--null", `\N`, "--crlf")
	requireFine(t, got)
	require.True(t, strings.HasPrefix(got.out, "Id\t"), got.out)
	require.Contains(t, got.out, "\r\n")
	require.Contains(t, got.out, `\N`)
	head, _, _ := strings.Cut(got.out, "\r\n")
	bare := export(t, "--table", "Users", "--delimiter", `\t`, "--null", `\N`, "--crlf", "--no-header", "--to", "-")
	require.Equal(t, strings.TrimPrefix(got.out, head+"\r\n"), bare.out)
}

func TestExportSummaryAndHistory(t *testing.T) {
	_, env := workspace(t)
	dir := t.TempDir()
	env = append(env, "SCOUTQL_DATA_DIR="+filepath.Join(dir, "data"))
	path := filepath.Join(dir, "users.csv")
	got := run{env: env, args: []string{"export", "--table", "Users", "--to", path, "--summary", "json"}}.do(t)
	requireFine(t, got)
	var sum struct {
		Status string
		Rows   int
		Calls  int
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &sum), got.out)
	require.Equal(t, "done", sum.Status)
	require.Equal(t, len(csvRows(t, path))-1, sum.Rows)
	require.NotZero(t, sum.Calls)
	got = run{env: env, args: []string{"query", "SELECT Kind, What, Status FROM scoutql.jobs"}}.do(t)
	requireFine(t, got)
	require.Equal(t, "Kind\tWhat\tStatus\nexport\t"+path+"\tdone\n", got.out)
}

func TestExportThatFailsLeavesNoFile(t *testing.T) {
	sim, env := workspace(t)
	sim.Control().SetLatencyFunc(func(r *http.Request) time.Duration {
		if r.URL.Query().Get("page") == "3" {
			return time.Hour
		}
		return 0
	})
	dir := t.TempDir()
	path := filepath.Join(dir, "rows.csv")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"deadline":       {[]string{"--table", "Conversations", "--timeout", "2s"}, 1, "ERROR 3024"},
		"budget":         {[]string{"--table", "Conversations", "--max-api-calls", "2"}, 4, "--max-api-calls"},
		"two statements": {[]string{"--query", "SELECT 1; SELECT 2"}, 2, "one statement"},
		"a write":        {[]string{"--query", "DELETE FROM Webhooks WHERE Id = 1"}, 1, "ERROR 1290"},
		"no statement":   {nil, 2, "--query or --table"},
		"no table":       {[]string{"--table", "Nope"}, 2, "Nope"},
		"one name twice": {[]string{"--format", "jsonl", "--query", "SELECT 1 AS a, 2 AS a"}, 1, "two columns are called a"},
	} {
		t.Run(name, func(t *testing.T) {
			requireFailure(t, run{env: env, args: append([]string{"export", "--to", path}, c.args...)}.do(t), c.code, c.says)
			requireOnly(t, dir, "before")
		})
	}
}

func requireOnly(t *testing.T, dir, content string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
	body, err := os.ReadFile(filepath.Join(dir, left[0].Name()))
	require.NoError(t, err)
	require.Equal(t, content, string(body))
}

func TestExportThatIsStoppedLeavesNoFile(t *testing.T) {
	for name, c := range map[string]struct {
		signal os.Signal
		code   int
		left   int
	}{
		"Ctrl-C":  {os.Interrupt, 130, 1},
		"SIGTERM": {syscall.SIGTERM, 130, 1},
		"kill -9": {os.Kill, -1, 2}, // what was written aside stays
	} {
		t.Run(name, func(t *testing.T) {
			sim, env := workspace(t)
			asked := make(chan struct{}, 100)
			sim.Control().SetLatencyFunc(func(r *http.Request) time.Duration {
				if r.URL.Query().Get("page") == "3" {
					asked <- struct{}{}
					return time.Hour
				}
				return 0
			})
			path := filepath.Join(t.TempDir(), "rows.csv")
			require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
			cmd := run{args: []string{"export", "--table", "Conversations", "--to", path}, env: env}.command(t)
			require.NoError(t, cmd.Start())
			select {
			case <-asked:
			case <-time.After(time.Minute):
				t.Fatal("the API was not asked")
			}
			require.NoError(t, cmd.Process.Signal(c.signal))
			_ = cmd.Wait()
			require.Equal(t, c.code, cmd.ProcessState.ExitCode())
			left, err := os.ReadDir(filepath.Dir(path))
			require.NoError(t, err)
			require.Len(t, left, c.left)
			body, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, "before", string(body))
		})
	}
}
