package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestDemoCountsByStatus(t *testing.T) {
	got := run{args: []string{"query", "--demo", "SELECT Status, COUNT(*) FROM Conversations GROUP BY Status"}}.do(t)
	requireFine(t, got)
	want := map[string]int{}
	for _, c := range simulator.New(simulator.Options{}).Store().Conversations() {
		want[c.Status]++
	}
	lines := strings.Split(strings.TrimSpace(got.out), "\n")
	require.Equal(t, "Status\tCOUNT(*)", lines[0])
	for _, line := range lines[1:] {
		status, count, _ := strings.Cut(line, "\t")
		require.Equal(t, fmt.Sprint(want[status]), count, status)
	}
	require.Len(t, lines[1:], len(want))
	require.Empty(t, got.errOut)
}

func TestLatestOverHTTP(t *testing.T) {
	_, env := workspace(t)
	got := run{env: env, args: []string{
		"query", "-o", "json",
		"SELECT Id, Subject, PrimaryCustomer_Email FROM Conversations ORDER BY CreatedDate DESC LIMIT 3",
	}}.do(t)
	requireFine(t, got)
	var rows []struct {
		ID      int64  `json:"Id"`
		Subject string `json:"Subject"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &rows), got.out)
	require.Len(t, rows, 3)
	require.NotZero(t, rows[0].ID)
	require.NotEmpty(t, rows[0].Subject)
}

const threeWays = "SELECT Id, Number, Subject, Assignee_Id, ClosedDate FROM Conversations ORDER BY Number DESC LIMIT 4"

func TestFormats(t *testing.T) {
	for _, format := range []string{"table", "vertical", "csv", "tsv", "json", "jsonl", "markdown"} {
		t.Run(format, func(t *testing.T) {
			got := demo(t, "-o", format, threeWays)
			requireFine(t, got)
			golden(t, "formats."+format, got.out)
		})
	}
}

// golden compares with what was accepted before; make golden rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if os.Getenv("SCOUTQL_GOLDEN") == "rewrite" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestPipeGetsTSV(t *testing.T) {
	require.Equal(t, demo(t, "-o", "tsv", threeWays).out, demo(t, threeWays).out)
}

func TestCSVAndJSONSayTheSame(t *testing.T) {
	const statement = "SELECT Id, ConversationId, Type, Body FROM ConversationThreads WHERE ConversationId IN (SELECT Id FROM Conversations WHERE Number < 6) ORDER BY Id"
	asCSV, asJSON := demo(t, "-o", "csv", statement), demo(t, "-o", "json", statement)
	requireFine(t, asCSV)
	requireFine(t, asJSON)
	records, err := csv.NewReader(strings.NewReader(asCSV.out)).ReadAll()
	require.NoError(t, err)
	var objects []map[string]any
	require.NoError(t, json.Unmarshal([]byte(asJSON.out), &objects))
	require.Len(t, objects, len(records)-1)
	require.NotEmpty(t, objects)
	for i, o := range objects {
		if body, ok := o["Body"].(string); ok {
			require.Equal(t, body, records[i+1][3])
		}
	}
}

func TestStatementsFromEverywhere(t *testing.T) {
	const want = "n\n1\n"
	file := filepath.Join(t.TempDir(), "one.sql")
	require.NoError(t, os.WriteFile(file, []byte("-- a comment; with a semicolon\nSELECT 1 AS n;\n"), 0o600))
	for name, r := range map[string]run{
		"argument":       {args: []string{"query", "--demo", "SELECT 1 AS n"}},
		"file":           {args: []string{"query", "--demo", "-f", file}},
		"standard input": {args: []string{"query", "--demo"}, stdin: "SELECT 1 AS n;"},
		"dash":           {args: []string{"query", "--demo", "-f", "-"}, stdin: "SELECT 1 AS n"},
		"environment":    {args: []string{"query", "SELECT 1 AS n"}, env: []string{"SCOUTQL_DEMO=true"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := r.do(t)
			requireFine(t, got)
			require.Equal(t, want, got.out)
		})
	}
}

func TestSeveralStatementsStopAtTheFirstFailure(t *testing.T) {
	got := demo(t, "SELECT 1 AS a; SELECT ';' AS b; SELECT * FROM Nowhere; SELECT 3 AS c")
	requireFailure(t, got, 1, "ERROR 1146")
	require.Equal(t, "a\n1\nb\n;\n", got.out)
}

func TestParams(t *testing.T) {
	got := demo(t, "--param", "s=it's", "--param", "n:=2", "--param", "nothing:=null",
		"SELECT :s AS s, :n + 1 AS n, :nothing IS NULL AS isnull; SELECT Number FROM Conversations ORDER BY Number LIMIT :n")
	requireFine(t, got)
	require.Equal(t, "s\tn\tisnull\nit's\t3\t1\nNumber\n1\n2\n", got.out)
}

func TestTiming(t *testing.T) {
	got := demo(t, "--timing", "SELECT Id FROM Conversations LIMIT 12")
	requireFine(t, got)
	require.Regexp(t, regexp.MustCompile(`^12 rows, [12] API calls?, \d+\.\d\d s\n$`), got.errOut)
}

func TestConfigurationFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(file, []byte("demo: true\n"), 0o600))
	requireFine(t, run{args: []string{"query", "--config", file, "SELECT 1"}}.do(t))
	require.NoError(t, os.WriteFile(file, []byte("demmo: true\n"), 0o600))
	requireFailure(t, run{args: []string{"query", "--config", file, "SELECT 1"}}.do(t), 2, `unknown setting "demmo"`)
}
