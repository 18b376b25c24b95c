package engine_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

func TestDefinitionsAreFetchedOnlyWhenSeen(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 30, Customers: 10})
	definitions := func(statement string) int {
		sim.Control().ResetCalls()
		_, err := rows(t, e, statement)
		require.NoError(t, err)
		n := 0
		for _, path := range calls(sim) {
			if path == "GET /v2/customer-properties" {
				n++
			}
		}
		return n
	}
	for _, statement := range []string{
		"SELECT Id FROM Customers", "SELECT COUNT(*) FROM Customers", "SELECT COUNT(*), MAX(Id) FROM Customers c WHERE c.FirstName = 'x'",
		"SHOW TABLES",
	} {
		require.Zero(t, definitions(statement), statement)
	}
	for _, statement := range []string{
		"SELECT * FROM Customers", "SELECT c.* FROM Customers c LIMIT 1", "SELECT Property_Plan FROM Customers LIMIT 1",
		"SHOW COLUMNS FROM Customers", "SELECT COUNT(*) FROM information_schema.columns",
	} {
		_, err := rows(t, e, "CALL RefreshSchema()")
		require.NoError(t, err)
		require.Equal(t, 1, definitions(statement), statement)
		require.Zero(t, definitions(statement), "again: %s", statement)
	}
}

func TestSchemaFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "schema.json")
	e, sim := newEngineWith(t, simulator.Options{Conversations: 30, Customers: 10}, engine.Config{SchemaFile: file})
	_, err := rows(t, e, "SELECT * FROM Customers LIMIT 1")
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	// A second process knows what the first one has learnt.
	other, otherSim := newEngineWith(t, simulator.Options{Conversations: 30, Customers: 10}, engine.Config{SchemaFile: file})
	_, err = rows(t, other, "SELECT * FROM Customers LIMIT 1")
	require.NoError(t, err)
	require.Len(t, calls(otherSim), 1)
	require.NotEmpty(t, calls(sim))

	// A broken file is a cold cache.
	require.NoError(t, os.WriteFile(file, []byte("{"), 0o600))
	cold, coldSim := newEngineWith(t, simulator.Options{Conversations: 30, Customers: 10}, engine.Config{SchemaFile: file})
	_, err = rows(t, cold, "SELECT * FROM Customers LIMIT 1")
	require.NoError(t, err)
	require.Len(t, calls(coldSim), 2)
}
