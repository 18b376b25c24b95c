package engine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/tables"
)

// A join drops its key condition: a look-up must find what SQL's = would, and
// nothing else.
func TestJoinKeys(t *testing.T) {
	id := &tables.Column{Name: "Id", Type: tables.BIGINT}
	for _, c := range []struct{ key, want any }{
		{int64(7), int64(7)},
		{uint32(7), int64(7)},
		{float64(7), int64(7)},
		{7.5, nil},
		{nil, nil},
		{"7", int64(7)},
		{" 7 ", int64(7)},
		{"7abc", int64(7)},
		{"7.5", nil},
		{"7.0x", int64(7)},
		{"abc", int64(0)},
		{"", int64(0)},
		{[]byte("12"), int64(12)},
	} {
		got, err := joinKey(id, c.key)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%v", c.key)
	}
	_, err := joinKey(id, struct{}{})
	require.Error(t, err)
}

func TestNearest(t *testing.T) {
	names := []string{"Conversations", "Customers", "CreatedDate"}
	for typed, want := range map[string]string{
		"Conversation": "Conversations", "custommers": "Customers", "createdAt": "CreatedDate", "zzz": "",
	} {
		require.Equal(t, want, nearest(typed, names), typed)
	}
}
