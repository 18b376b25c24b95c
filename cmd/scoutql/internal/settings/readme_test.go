package settings

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestREADME keeps the README's table of settings in step; make golden rewrites it.
func TestREADME(t *testing.T) {
	const path, head, tail = "../../../../README.md", "| Flag | Environment | Default | |\n|---|---|---|---|\n", "\n## Limits\n"
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(text), head)
	require.True(t, ok, "the README has no table of settings")
	_, after, ok := strings.Cut(rest, tail)
	require.True(t, ok, "the README has no section of limits")

	want := before + head + readmeTable() + tail + after
	if os.Getenv("SCOUTQL_GOLDEN") == "rewrite" {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(text))
}

func readmeTable() string {
	groups := map[Group]string{Login: " (login)", Server: " (serve)", Simulator: " (simulator)", Shell: " (shell)"}
	var b strings.Builder
	for _, s := range All {
		value := ""
		if s.Default != "" {
			value = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| `--%s`%s | `%s` | %s | %s |\n", s.Name, groups[s.Group], s.Env(), value, s.Help)
	}
	return b.String()
}
