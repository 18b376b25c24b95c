package schema

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", os.Getenv("SCOUTQL_GOLDEN") == "rewrite", "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "%s is stale: run make golden and read the diff", file)
}

// TestColumns pins what tools see of every table and view: a name or a type
// that changes breaks somebody's query.
func TestColumns(t *testing.T) {
	w := newWorld(t, account)
	golden(t, "columns.golden", w.catalogue("NOT LIKE 'Report%'"))
	golden(t, "report_columns.golden", w.catalogue("LIKE 'Report%'"))
}

// catalogue is information_schema.columns of some tables, to be read.
func (w *world) catalogue(names string) string {
	w.t.Helper()
	var b strings.Builder
	table := ""
	for _, r := range w.query(`SELECT table_name, column_name, ordinal_position, column_type, is_nullable, column_key, column_comment
		FROM information_schema.columns WHERE table_schema = 'helpscout' AND table_name ` + names + ` ORDER BY table_name, ordinal_position`).rows {
		if r[0].Text != table {
			table = r[0].Text
			b.WriteString("\n" + table + "\n")
		}
		cells := []string{r[2].Text, r[1].Text, r[3].Text}
		if r[4].Text == "NO" {
			cells = append(cells, "NOT NULL")
		}
		if r[5].Text != "" {
			cells = append(cells, r[5].Text)
		}
		b.WriteString("  " + strings.Join(cells, " ") + "\n")
		if r[6].Text != "" {
			b.WriteString("      " + r[6].Text + "\n")
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}
