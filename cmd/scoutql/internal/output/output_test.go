package output

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var columns = []Column{{Name: "Id", Numeric: true}, {Name: "Subject"}, {Name: "Closed_By"}}

var rows = [][]Cell{
	{{Text: "1"}, {Text: "Refund, please"}, {Null: true}},
	{{Text: "-20.50"}, {Text: "naïve 日本語 🎉"}, {Text: ""}},
	{{Null: true}, {Text: "line 1\nline\t2\\ \"quoted\" | <b>"}, {Text: "NULL"}},
}

func render(t *testing.T, format string, screen Screen, rows [][]Cell) string {
	t.Helper()
	var b bytes.Buffer
	w := New(format, &b, screen)
	require.NoError(t, w.Begin(columns))
	for _, row := range rows {
		require.NoError(t, w.Row(row))
	}
	require.NoError(t, w.End())
	return b.String()
}

func TestFormats(t *testing.T) {
	for _, format := range Formats {
		for name, rows := range map[string][][]Cell{"rows": rows, "empty": nil} {
			t.Run(format+" "+name, func(t *testing.T) {
				golden(t, format+"."+name, render(t, format, Screen{}, rows))
			})
		}
	}
	t.Run("on a narrow terminal", func(t *testing.T) {
		golden(t, "table.narrow", render(t, "table", Screen{Terminal: true, Width: 42}, rows))
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if os.Getenv("SCOUTQL_GOLDEN") == "rewrite" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestCSVIsReadBackAsItWas(t *testing.T) {
	text := render(t, "csv", Screen{}, rows)
	read, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, read, len(rows)+1)
	for i, row := range rows {
		for j, cell := range row {
			require.Equal(t, cell.Text, read[i+1][j])
		}
	}
	require.Contains(t, text, "Refund, please\",\n", "NULL is nothing at all")
	require.Contains(t, text, "🎉,\"\"\n", "the empty string is quoted")
}

func TestJSONKeepsEveryColumn(t *testing.T) {
	var b bytes.Buffer
	w := New("jsonl", &b, Screen{})
	require.NoError(t, w.Begin([]Column{{Name: "Id", Numeric: true}, {Name: "Id", Numeric: true}, {Name: "Id_2"}}))
	require.NoError(t, w.Row([]Cell{{Text: "1"}, {Text: "1e400"}, {Text: "x\u2028\xff"}}))
	require.NoError(t, w.End())
	require.True(t, json.Valid(b.Bytes()), b.String())
	var got map[string]any
	dec := json.NewDecoder(&b)
	dec.UseNumber()
	require.NoError(t, dec.Decode(&got))
	require.Len(t, got, 3)
}

func TestFailedArrayStaysOpen(t *testing.T) {
	var b bytes.Buffer
	w := New("json", &b, Screen{})
	require.NoError(t, w.Begin(columns))
	require.NoError(t, w.Row(rows[0]))
	require.NoError(t, w.(Aborter).Abort())
	require.False(t, json.Valid(b.Bytes()))
	require.NotContains(t, b.String(), "]")
}

func TestTableShowsTheFirstRowsBeforeTheLast(t *testing.T) {
	shown := &lockedBuffer{}
	w := New("table", shown, Screen{})
	require.NoError(t, w.Begin(columns))
	require.NoError(t, w.Row(rows[0]))
	require.Empty(t, shown.String())
	require.Eventually(t, func() bool { return strings.Contains(shown.String(), "Refund") }, 5*time.Second, 10*time.Millisecond)

	wide := []Cell{{Text: "2"}, {Text: strings.Repeat("x", 60)}, {Null: true}}
	require.NoError(t, w.Row(wide))
	require.Contains(t, shown.String(), wide[1].Text, "a pipe gets the whole value")
}

func TestTerminalIsNotDrivenByData(t *testing.T) {
	evil := "a\x1b[2Jb\u202ec\x07\u009b"
	for _, format := range []string{"table", "vertical", "markdown"} {
		text := render(t, format, Screen{Terminal: true, Width: 80}, [][]Cell{{{Text: "1"}, {Text: evil}, {Null: true}}})
		require.Contains(t, text, `a\x1b[2Jb\u202ec\x07\x9b`, format)
	}
}

func TestStreamPassesOnByItself(t *testing.T) {
	shown := &lockedBuffer{}
	s := NewStream(shown)
	_, err := s.Write([]byte("row"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return shown.String() == "row" }, 5*time.Second, time.Millisecond)
}

func TestStreamTellsThatNobodyReads(t *testing.T) {
	s := NewStream(brokenPipe{})
	_, err := s.Write([]byte("row"))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := s.Write([]byte("row"))
		return errors.Is(err, errBroken)
	}, 5*time.Second, time.Millisecond)
}

var errBroken = errors.New("broken pipe")

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
