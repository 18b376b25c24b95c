package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClosest(t *testing.T) {
	names := []string{"Conversations", "ConversationThreads", "Customers", "Tags"}
	for typed, want := range map[string]string{
		"convresations": "Conversations", "customer": "Customers", "Tag": "Tags", "thingummy": "", "": "",
	} {
		require.Equal(t, want, closest(typed, names), typed)
	}
}
