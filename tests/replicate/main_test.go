package replicate

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/tests/mariadb"
	"github.com/scoutql/scoutql/tests/postgres"
)

func TestMain(m *testing.M) {
	code := m.Run()
	mariadb.Stop()
	postgres.Stop()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// targets runs a test against an empty database of each kind.
func targets(t *testing.T, test func(t *testing.T, to string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteFile(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgres.Database(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, mariadbDatabase(t)) })
}

var made int

func mariadbDatabase(t *testing.T) string {
	db := mariadb.Start(t)
	made++
	name := fmt.Sprintf("copy%d", made)
	_, err := db.Exec("CREATE DATABASE " + name)
	require.NoError(t, err)
	return "mysql://root@localhost/" + name + "?socket=" + mariadb.Run(t).Socket
}
