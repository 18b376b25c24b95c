package writes

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The journal stays short, in memory and on disk, and forgets what is unknown last.
func TestJournalIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "writes.jsonl")
	j := OpenJournal(path)
	defer func() { _ = j.Close() }()
	other := OpenJournal(path)
	defer func() { _ = other.Close() }()
	j.keep, other.keep = 10, 10
	write := func(key string, o Outcome) {
		e := newEntry(j, Statement{}, Row{Key: key})
		require.NoError(t, e.sending(0, &Change{Kin: key}))
		if o != Unknown {
			e.applied(0, 1)
		}
		e.end(o, Result{}, "")
	}
	write("lost", Unknown)
	for i := range 200 {
		write(fmt.Sprint(i), Done)
	}
	for _, journal := range []*Journal{j, other} {
		records, err := journal.Records()
		require.NoError(t, err)
		assert.Less(t, len(records), 25)
		assert.Equal(t, "lost", records[0].Key)
		assert.Equal(t, "199", records[len(records)-1].Key)
		assert.Len(t, journal.kin, len(records))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Less(t, strings.Count(string(text), "\n"), 70)
	assert.Empty(t, j.open)
}
