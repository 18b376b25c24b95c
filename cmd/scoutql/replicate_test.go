package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/replica/replicate"
)

func TestReplicateAndAskTheReplica(t *testing.T) {
	t.Setenv("SCOUTQL_DATA_DIR", t.TempDir())
	to := "sqlite:" + filepath.Join(t.TempDir(), "copy.db")
	run := func(args ...string) (code int, out, errOut string) {
		var o, e bytes.Buffer
		code = execute(args, &console{In: strings.NewReader(""), Out: &o, Err: &e})
		return code, o.String(), e.String()
	}
	for _, c := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{"--max-api-calls", "2"}, exitBudget, "stopped after the 2 API calls"},
		{[]string{"Nothing"}, exitUsage, "Nothing is no table"},
		{[]string{"ReportEmails"}, exitUsage, "cannot be copied"},
		{[]string{"--to", "oracle:x"}, exitUsage, "unknown kind of database"},
		{[]string{"--history", "--soft-delete"}, exitUsage, "exclude each other"},
		{[]string{"--backfill-since", "yesterday"}, exitUsage, "not a day"},
		{[]string{"--summary", "xml"}, exitUsage, "neither text nor json"},
		{[]string{"Users", "Teams"}, exitFine, "Users: 12 new"},
		{[]string{"--soft-delete", "Users"}, exitFailed, "a copy of another sort"},
	} {
		code, out, errOut := run(append([]string{"replicate", "--demo", "--to", to}, c.args...)...)
		require.Equal(t, c.code, code, errOut)
		require.Contains(t, out+errOut, c.say)
	}

	code, out, errOut := run("replicate", "--demo", "--to", to, "--summary", "json", "--quiet", "Customers")
	require.Zero(t, code, errOut)
	require.Empty(t, errOut)
	var sum replicate.Summary
	require.NoError(t, json.Unmarshal([]byte(out), &sum))
	require.Equal(t, "Customers", sum.Tables[0].Table)
	require.EqualValues(t, 200, sum.Tables[0].HelpScout)
	require.Contains(t, out, `"rejected":[]`)

	code, out, errOut = run("query", "--replica", to, "SELECT COUNT(*) AS n FROM Customers")
	require.Zero(t, code, errOut)
	require.Equal(t, "n\n200\n", out)
	code, _, errOut = run("query", "--replica", to, "SELECT * FROM Tags")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errOut, "scoutql replicate Tags")
	code, _, errOut = run("query", "--replica", to, "INSERT INTO Customers (FirstName) VALUES ('x')")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errOut, "1290")
	code, _, _ = run("query", "--replica", "sqlite:"+filepath.Join(t.TempDir(), "none.db"), "SELECT 1")
	require.Equal(t, exitFailed, code)
}
