package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// TestKilledWhileWriting kills the program between a write and its answer. The
// next one knows of the write, and that nobody knows what became of it.
func TestKilledWhileWriting(t *testing.T) {
	sim, env := workspace(t)
	env = append(env, "SCOUTQL_DATA_DIR="+t.TempDir())
	query := func(sql string) outcome {
		return run{args: []string{"query", sql}, env: env}.do(t)
	}
	id := strings.Fields(query("SELECT Id FROM Conversations ORDER BY Id LIMIT 1").out)[1]
	call := "CALL CreateThreadNote(" + id + ", 'a note of mine')"

	sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultHang, Effect: simulator.EffectDone, Operation: "createNoteThread"})
	killed := run{args: []string{"query", call}, env: env}.command(t)
	require.NoError(t, killed.Start())
	require.Eventually(t, func() bool { return len(sim.Store().Written()) == 1 }, time.Minute, 10*time.Millisecond)
	require.NoError(t, killed.Process.Kill())
	require.Error(t, killed.Wait())

	got := query("SELECT Outcome, Statement FROM scoutql.writes")
	requireFine(t, got)
	assert.Equal(t, "Outcome\tStatement\nunknown\tCALL CreateThreadNote("+id+", '...')\n", got.out)

	// The same once more, lost on its way: the note that is there is the first one's.
	sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Operation: "createNoteThread"})
	requireFailure(t, query(call), 1, "ERROR 1644 (45000)", "it is unknown whether Help Scout applied this", "it is not sent again; check with SELECT")
	assert.Equal(t, "Outcome\nunknown\nunknown\n", query("SELECT Outcome FROM scoutql.writes").out)
	assert.Len(t, sim.Store().Written(), 1)

	got = query(call)
	requireFine(t, got)
	assert.Equal(t, "COUNT(*)\n1\n", query("SELECT COUNT(*) FROM scoutql.writes WHERE Outcome = 'done' AND NewId = "+strings.Fields(got.out)[1]).out)
}
