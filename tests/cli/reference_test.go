package cli

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVersion(t *testing.T) {
	got := run{args: []string{"version"}}.do(t)
	requireFine(t, got)
	require.Regexp(t, `^scoutql v0-test \(go\S+, \w+/\w+\)\n$`, got.out)
}

func TestTables(t *testing.T) {
	list := run{args: []string{"tables"}}.do(t)
	requireFine(t, list)
	require.Contains(t, list.out, "\nConversationThreads ")

	one := run{args: []string{"tables", "conversations"}}.do(t)
	requireFine(t, one)
	require.Contains(t, one.out, "PrimaryCustomer_Email")
	require.Contains(t, one.out, "SELECT ")

	require.Contains(t, list.out, "\nConversationMetrics ")
	view := run{args: []string{"tables", "conversationmetrics"}}.do(t)
	requireFine(t, view)
	require.Contains(t, view.out, "FirstResponseSeconds: from CreatedDate")
	require.Contains(t, view.out, "FROM Conversations c LEFT JOIN")

	requireFailure(t, run{args: []string{"tables", "Convresations"}}.do(t), 1, "did you mean Conversations?")
}

func TestProcedures(t *testing.T) {
	list := run{args: []string{"procedures"}}.do(t)
	requireFine(t, list)
	require.Contains(t, list.out, "\nSnoozeConversation ")

	one := run{args: []string{"procedures", "createthreadreply"}}.do(t)
	requireFine(t, one)
	require.Contains(t, one.out, "CALL CreateThreadReply(conversationId, customerId, text[, draft[, imported")
	require.Regexp(t, `\n  status +VARCHAR\(32\) +optional +Of the conversation after the reply. One of active, all,`, one.out)

	requireFailure(t, run{args: []string{"procedures", "CreateThreadReplay"}}.do(t), 1, "did you mean CreateThreadReply?")
}

func TestHelp(t *testing.T) {
	for _, command := range []string{"query", "serve", "simulator", "tables", "procedures", "version", "completion"} {
		got := run{args: []string{command, "--help"}}.do(t)
		requireFine(t, got)
		require.Contains(t, got.out, "scoutql "+command)
	}
	bare := run{}.do(t)
	requireFine(t, bare)
	require.Contains(t, bare.out, "--demo")
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		got := run{args: []string{"completion", shell}}.do(t)
		requireFine(t, got)
		require.Contains(t, got.out, "scoutql")
	}
	got := run{args: []string{"__complete", "tables", ""}}.do(t)
	require.Contains(t, got.out, "ConversationThreads\n")
	requireFailure(t, run{args: []string{"completion", "tcsh"}}.do(t), 2, "tcsh")
}
