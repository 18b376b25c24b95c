package tables_test

import (
	"testing"

	"github.com/scoutql/scoutql/tables"

	"github.com/stretchr/testify/require"
)

func TestNearest(t *testing.T) {
	names := []string{"Conversations", "ConversationThreads", "Customers", "Tags"}
	for typed, want := range map[string]string{
		"convresations": "Conversations", "customer": "Customers", "Tag": "Tags", "thingummy": "", "": "",
	} {
		require.Equal(t, want, tables.Nearest(typed, names), typed)
	}
}
