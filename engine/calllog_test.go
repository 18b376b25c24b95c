package engine

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestLogsDoNotKeepLongStatements(t *testing.T) {
	var l callLog
	l.add(loggedCall{statement: "a" + strings.Repeat("é", maxLogged)})
	l.add(loggedCall{statement: "short"})
	kept := l.recent()
	require.LessOrEqual(t, len(kept[0].statement), maxLogged+len(" ..."))
	require.True(t, utf8.ValidString(kept[0].statement))
	require.Equal(t, "short", kept[1].statement)
}
