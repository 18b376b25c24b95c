package engine

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUserFileIsWholePrivateAndChecked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "sql-users")
	f := &userFile{path: path}
	data, err := f.read()
	require.NoError(t, err)
	require.Nil(t, data)
	for _, want := range []string{"first\nsecond", ""} {
		require.NoError(t, f.Persist(nil, []byte(want)))
		data, err = f.read()
		require.NoError(t, err)
		require.Equal(t, want, string(data))
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing is left behind")

	require.NoError(t, f.Persist(nil, []byte("users")))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, damaged := range [][]byte{{}, text[:len(text)-1], append([]byte("x"), text...)} {
		require.NoError(t, os.WriteFile(path, damaged, 0o600))
		_, err = f.read()
		require.ErrorContains(t, err, "damaged")
	}
}
