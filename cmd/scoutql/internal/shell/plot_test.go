package shell

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

func cells(texts ...string) []output.Cell {
	row := make([]output.Cell, len(texts))
	for i, text := range texts {
		row[i] = output.Cell{Text: text, Null: text == "NULL"}
	}
	return row
}

var (
	text  = output.Column{Name: "Status", Type: "varchar"}
	count = output.Column{Name: "n", Type: "bigint", Numeric: true}
	more  = output.Column{Name: "m", Type: "bigint", Numeric: true}
	day   = output.Column{Name: "d", Type: "date"}
)

func TestBars(t *testing.T) {
	got, err := Plot([]output.Column{text, count}, [][]output.Cell{cells("active", "10"), cells("NULL", "5"), cells("\x1b[2J", "NULL"), cells("down", "-10")}, Picture{Width: 40})
	require.NoError(t, err)
	require.Equal(t, strings.Join([]string{
		"active    10 " + strings.Repeat("█", 25),
		"NULL       5 " + strings.Repeat("█", 12) + "▌",
		`\x1b[2J NULL `,
		"down     -10 " + strings.Repeat("░", 25),
		"",
	}, "\n"), got)
}

func TestBarsOfTwoNumbers(t *testing.T) {
	got, err := Plot([]output.Column{text, count, more}, [][]output.Cell{cells("a", "1", "2"), cells("b", "3", "4")}, Picture{Width: 30})
	require.NoError(t, err)
	lines := strings.Split(got, "\n")
	require.Len(t, lines, 5)
	require.True(t, strings.HasPrefix(lines[0], "a n 1 █"), got)
	require.True(t, strings.HasPrefix(lines[3], "  m 4 █"), got)
}

func TestLines(t *testing.T) {
	var rows [][]output.Cell
	for i := range 20 {
		rows = append(rows, cells(fmt.Sprintf("2026-01-%02d", i+1), "email", fmt.Sprint(i*i)), cells(fmt.Sprintf("2026-01-%02d", i+1), "chat", fmt.Sprint(50)))
	}
	got, err := Plot([]output.Column{day, text, count}, rows, Picture{Width: 60})
	require.NoError(t, err)
	require.Contains(t, got, "╭")
	require.Contains(t, got, "2026-01-01")
	require.Contains(t, got, "2026-01-20")
	require.Contains(t, got, "  email   chat\n")
	require.NotContains(t, got, "\x1b")
	for _, line := range strings.Split(got, "\n") {
		require.LessOrEqual(t, len([]rune(line)), 60, line)
	}
	bars, err := Plot([]output.Column{day, text, count}, rows, Picture{Kind: "bars", Width: 60, Colours: true})
	require.NoError(t, err)
	require.Contains(t, bars, "█")
	require.Contains(t, bars, "\x1b[34m")
}

func TestPlotRefuses(t *testing.T) {
	for want, columns := range map[string][]output.Column{
		"two or three columns, this result has 1": {count},
		"Status has none":                         {count, text},
		"no rows":                                 {text, count},
	} {
		_, err := Plot(columns, nil, Picture{})
		require.ErrorContains(t, err, want)
	}
	_, err := Plot([]output.Column{text, text, text}, nil, Picture{})
	require.ErrorContains(t, err, "Status has none")
}

func TestPlotLeavesOutWhatCannotBeToldApart(t *testing.T) {
	var rows [][]output.Cell
	for i := range 12 {
		rows = append(rows, cells("x", fmt.Sprint("series ", i), "1"))
	}
	got, err := Plot([]output.Column{text, text, count}, rows, Picture{})
	require.NoError(t, err)
	require.Contains(t, got, "(4 more series are left out)")
}
