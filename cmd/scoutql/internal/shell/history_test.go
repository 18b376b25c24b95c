package shell

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history")
	h, err := OpenHistory(path)
	require.NoError(t, err)
	for _, entry := range []string{"select 1;", "select 1;", "", "select\n2;", "CREATE USER a IDENTIFIED BY 'hunter2';", "set password = 'hunter2';", "select password ('hunter2');"} {
		_, err := h.Write(entry)
		require.NoError(t, err)
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(text), "hunter2")

	require.NoError(t, os.WriteFile(path, append(text, `"half a li`...), 0o600))
	again, err := OpenHistory(path)
	require.NoError(t, err)
	require.Equal(t, []string{"select 1;", "select\n2;"}, again.Dump())
	last, err := again.GetLine(again.Len() - 1)
	require.NoError(t, err)
	require.Equal(t, "select\n2;", last)
	_, err = again.GetLine(2)
	require.Error(t, err)
}

func TestHistoryIsCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var text []byte
	for i := range maxHistory + 1 {
		text = fmt.Appendf(text, "\"select %d;\"\n", i)
	}
	require.NoError(t, os.WriteFile(path, text, 0o644))
	h, err := OpenHistory(path)
	require.NoError(t, err)
	require.Equal(t, keptHistory, h.Len())
	again, err := OpenHistory(path)
	require.NoError(t, err)
	require.Equal(t, h.Dump(), again.Dump())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestHistoryInMemory(t *testing.T) {
	h, err := OpenHistory("")
	require.NoError(t, err)
	n, err := h.Write("select 1;")
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
