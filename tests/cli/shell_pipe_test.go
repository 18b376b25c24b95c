package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// piped runs `scoutql shell` over a pipe.
func piped(t *testing.T, input string, args ...string) outcome {
	t.Helper()
	return run{args: append([]string{"shell", "--demo", "--demo-conversations", "120"}, args...), stdin: input}.do(t)
}

func TestShellFromAPipe(t *testing.T) {
	got := piped(t, "select count(*)\nas n from Conversations;\n\\x\nselect 'a;b' as x;\n\\x\nselect 2 as two")
	requireFine(t, got)
	require.Equal(t, "n\n120\n*************************** 1. row ***************************\nx: a;b\ntwo\n2\n", got.out)
	require.Empty(t, got.errOut)

	got = piped(t, "select 1 as one;\nselekt;\nselect 3;\n", "-o", "csv")
	requireFailure(t, got, 1, "ERROR 1064 (42000)")
	require.Equal(t, "one\n1\n", got.out, "the first failure ends the run")
	requireFailure(t, piped(t, "\\nope\n"), 1, `no command \nope`)
	requireFailure(t, piped(t, "", "-o", "xml"), 2, `unknown output format "xml"`)
	requireFine(t, piped(t, ""))
}

func TestShellWritesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rows.csv")
	got := piped(t, "\\o "+file+"\nselect 1 as one;\n\\o\nselect 2 as two;\n", "-o", "csv")
	requireFine(t, got)
	require.Equal(t, "two\n2\n", got.out)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "one\n1\n", string(text))
}

func TestShellOnAServer(t *testing.T) {
	s := start(t, run{args: []string{"serve", "--demo", "--demo-conversations", "120", "--listen", "127.0.0.1:0"}})
	connect := func(address, input string) outcome {
		return run{args: []string{"shell"}, env: []string{"SCOUTQL_CONNECT=" + address}, stdin: input}.do(t)
	}
	address := "mysql://root@" + s.address + "/helpscout"
	got := connect(address, "set @x = 7;\nselect @x as x, null as n, count(*) as c from Conversations;\n\\d Tags\n\\plot select Status, count(*) from Conversations group by Status;\n")
	requireFine(t, got)
	require.True(t, strings.HasPrefix(got.out, "x\tn\tc\n7\tNULL\t120\n"), got.out)
	require.Contains(t, got.out, "TicketCount")
	require.Contains(t, got.out, "█")
	requireFailure(t, connect(address, "select * from Nothing;\n"), 1, "ERROR 1146 (42S02): ")

	got = connect("mysql://root:hunter2hunter2@"+s.address+"/helpscout", "select 1;\n")
	requireFailure(t, got, 1, "cannot connect to "+s.address, "1045")
	require.NotContains(t, got.errOut, "hunter2")
	requireFailure(t, connect("mysql://root@"+freeAddress(t), ""), 1, "cannot connect to", "refused")
	requireFailure(t, connect("http://root:hunter2@x", ""), 2, "SCOUTQL_CONNECT: not an address such as mysql://")

	got = run{args: []string{"shell", "--connect", "mysql://root:hunter2hunter2@" + s.address}}.do(t)
	require.Contains(t, got.errOut, "set SCOUTQL_CONNECT instead")
	require.NotContains(t, got.errOut, "hunter2")
}
