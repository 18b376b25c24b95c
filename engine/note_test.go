package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// notes are the warnings of a statement.
func notes(t *testing.T, e *engine.Engine, statement string) (list []engine.Warning) {
	t.Helper()
	session := e.NewSession()
	defer session.Close()
	require.NoError(t, session.Run(context.Background(), statement, nil, func(r *engine.Result) error {
		for _, err := range r.Rows {
			require.NoError(t, err)
		}
		list = r.Warnings()
		return nil
	}))
	return list
}

func TestNoteWhenMuchWasReadForLittle(t *testing.T) {
	e, _ := newEngine(t, simulator.Options{})
	list := notes(t, e, "SELECT Id FROM Conversations WHERE Type = 'fax'")
	require.Len(t, list, 1)
	require.Equal(t, "Note", list[0].Level)
	require.Contains(t, list[0].Message, "20 API calls, 500 rows read, 0 returned; for fewer calls narrow Conversations by Id, Number")

	require.Empty(t, notes(t, e, "SELECT Id FROM Conversations"), "everything was wanted")
	require.Empty(t, notes(t, e, "SELECT Id FROM Conversations WHERE Number = 7"), "little was read")
}
