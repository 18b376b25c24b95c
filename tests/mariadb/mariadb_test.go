package mariadb

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

func TestServerHasTheSettingsOfAScoutqlSession(t *testing.T) {
	begin := time.Now()
	db := Start(t)
	t.Logf("started in %v", time.Since(begin))

	var mode, zone, collation string
	row := db.QueryRow("SELECT @@sql_mode, @@time_zone, @@collation_connection")
	require.NoError(t, row.Scan(&mode, &zone, &collation))
	require.Equal(t, SQLMode, mode)
	require.Equal(t, "+00:00", zone)
	require.Equal(t, Collation, collation)

	equal := make([]bool, 3)
	row = db.QueryRow("SELECT 'a' = 'Á', 'a' = 'a ', 'a' = 'b'")
	require.NoError(t, row.Scan(&equal[0], &equal[1], &equal[2]))
	require.Equal(t, []bool{true, false, false}, equal)
}

func TestOneServerForTheProcess(t *testing.T) {
	require.Same(t, Run(t), Run(t))
}

func TestMissingServerFailsInCI(t *testing.T) {
	t.Setenv("CI", "1")
	r := recorder{TB: t}
	missing(&r, "mariadbd")
	require.True(t, r.failed)
	t.Setenv("CI", "")
	r = recorder{TB: t}
	missing(&r, "mariadbd")
	require.True(t, r.skipped)
}

type recorder struct {
	testing.TB
	failed, skipped bool
}

func (r *recorder) Helper()      {}
func (r *recorder) Fatal(...any) { r.failed = true }
func (r *recorder) Skip(...any)  { r.skipped = true }
