package shell

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

// fake answers each statement with one row that repeats it, "fail" with an error, "ok" without a result set.
type fake struct {
	ran  []string
	hang bool
}

func (f *fake) Run(ctx context.Context, sql string, each func(*Result) error) error {
	f.ran = append(f.ran, sql)
	r := &Result{
		Calls: func() (int, bool) { return len(f.ran), true }, Warnings: func() []string { return []string{"Note: of " + sql} },
		Rows: func(yield func([]output.Cell, error) bool) { yield(cells(sql, "7"), nil) },
	}
	switch {
	case f.hang:
		<-ctx.Done()
		return ctx.Err()
	case sql == "fail":
		return errors.New("it failed")
	case sql == "ok":
		r.Rows, r.Affected = func(func([]output.Cell, error) bool) {}, 3
	case strings.Contains(sql, "scoutql.columns") && strings.Contains(sql, "'View'"):
		return errors.New("no such table")
	default:
		r.Columns = []output.Column{{Name: "sql"}, {Name: "n", Numeric: true}}
	}
	return each(r)
}

func (f *fake) Budget(context.Context) (left, limit int, known bool) { return 397, 400, true }
func (f *fake) Learn(context.Context, *Catalogue) error              { return nil }
func (f *fake) Close()                                               {}

type screen struct{ out, notes bytes.Buffer }

func newTestShell(f *fake, input string) (*Shell, *screen) {
	s := &screen{}
	return &Shell{
		Runner: f, Reader: NewLines(strings.NewReader(input), nil), Out: &s.out, Notes: &s.notes, Format: "tsv", Name: "demo",
		Explain: func(err error) string { return "ERROR " + err.Error() },
	}, s
}

func TestPipeStopsAtTheFirstFailure(t *testing.T) {
	f := &fake{}
	sh, s := newTestShell(f, "select 1; select\n2;\nfail;\nselect 3;\n")
	require.EqualError(t, sh.Run(t.Context()), "it failed")
	require.Equal(t, []string{"select 1", "select\n2", "fail"}, f.ran)
	require.Equal(t, "sql\tn\nselect 1\t7\nsql\tn\nselect\\n2\t7\n", s.out.String())
	require.Empty(t, s.notes.String())
}

func TestEndOfInputEndsTheStatement(t *testing.T) {
	f := &fake{}
	sh, _ := newTestShell(f, "select 1")
	require.NoError(t, sh.Run(t.Context()))
	require.Equal(t, []string{"select 1"}, f.ran)
}

func TestPersonGoesOnAfterAFailure(t *testing.T) {
	f := &fake{}
	sh, s := newTestShell(f, "fail;\n\\nope\nok;\nselect 1;\nquit\nselect 2;\n")
	sh.Interactive = true
	require.NoError(t, sh.Run(t.Context()))
	require.Equal(t, []string{"fail", "ok", "select 1"}, f.ran)
	require.Equal(t, "ERROR it failed\nERROR no command \\nope; \\? lists them\nQuery OK, 3 rows affected, 2 API calls\nNote: of ok\n1 row, 3 API calls\nNote: of select 1\n", s.notes.String())
}

func TestDisplayCommands(t *testing.T) {
	sh, s := newTestShell(&fake{}, "\\x\nselect 1;\n\\x\nselect 2\\G\nselect 3;\n\\f json\nselect 4;\n\\timing\nselect 5;\n")
	require.NoError(t, sh.Run(t.Context()))
	require.Equal(t, 2, strings.Count(s.out.String(), "1. row"))
	require.Contains(t, s.out.String(), "sql\tn\nselect 3\t7\n")
	require.Contains(t, s.out.String(), `{"sql":"select 4","n":7}`)
	require.Regexp(t, `^1 row, \d+ API calls, \d+\.\d\d s\n$`, s.notes.String())
	sh, _ = newTestShell(&fake{}, "\\f xml\n")
	require.ErrorContains(t, sh.Run(t.Context()), `unknown format "xml"`)
}

func TestOutputFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my rows.tsv")
	sh, s := newTestShell(&fake{}, "\\o "+path+"\nselect 1;\n\\plot\n\\o\nselect 2;\n")
	require.NoError(t, sh.Run(t.Context()))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "select 1\t7\n")
	require.Contains(t, string(text), "█", "the plot, too")
	require.Equal(t, "sql\tn\nselect 2\t7\n", s.out.String())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "customers' data")
}

func TestDescribe(t *testing.T) {
	f := &fake{}
	sh, _ := newTestShell(f, "\\d\n\\d Tags;\n\\d View\n\\d o'Neil\n")
	require.NoError(t, sh.Run(t.Context()))
	require.Contains(t, f.ran[0], "information_schema.TABLES")
	require.Contains(t, f.ran[1], "TableName = 'Tags'")
	require.Contains(t, f.ran, "SHOW COLUMNS FROM View")
	require.Contains(t, f.ran[len(f.ran)-1], "'o''Neil'")
}

func TestPlotCommand(t *testing.T) {
	f := &fake{}
	sh, s := newTestShell(f, "\\plot select 1;\n\\plot bars\n")
	require.NoError(t, sh.Run(t.Context()))
	require.Equal(t, []string{"select 1"}, f.ran, "the second one draws the last result")
	require.Equal(t, 2, strings.Count(s.out.String(), "select 1 7 █"))
	sh, _ = newTestShell(f, "\\plot\n")
	require.ErrorContains(t, sh.Run(t.Context()), "no result to plot yet")
}

func TestInterruptCancelsTheStatementOnly(t *testing.T) {
	f := &fake{hang: true}
	sh, s := newTestShell(f, "select 1;\n\\x\n")
	sh.Interactive = true
	sh.Interrupts = func() (<-chan os.Signal, func()) {
		pressed := make(chan os.Signal, 1)
		pressed <- os.Interrupt
		return pressed, func() {}
	}
	require.NoError(t, sh.Run(t.Context()))
	require.Contains(t, s.notes.String(), "The statement was cancelled.\nOne column a line: on.\n")
}

func TestStatusLine(t *testing.T) {
	f := &fake{}
	sh, _ := newTestShell(f, "")
	require.Equal(t, Prompt{Status: "demo · 397 of 400 calls left", Text: "scoutql> "}, sh.prompt(t.Context()))
	require.NoError(t, sh.input(t.Context(), "select 1;"))
	require.Equal(t, "demo · 1 API call · 397 of 400 calls left", sh.prompt(t.Context()).Status)
}

func TestPromptsOfLines(t *testing.T) {
	var asked bytes.Buffer
	l := NewLines(strings.NewReader("\nselect\n1;\n"), &asked)
	text, err := l.Read(Prompt{Status: "status", Text: "> "})
	require.NoError(t, err)
	require.Equal(t, "select\n1;\n", text)
	require.Equal(t, "status\n> >       -> ", asked.String())
}

func TestPager(t *testing.T) {
	var out bytes.Buffer
	p := &paged{command: "tr a-z A-Z", out: &out}
	require.NoError(t, p.Close(), "nothing was written, nothing starts")
	_, err := p.Write([]byte("rows"))
	require.NoError(t, err)
	require.NoError(t, p.Close())
	require.Equal(t, "ROWS", out.String())

	none := func(string) (string, bool) { return "", true }
	require.Equal(t, Pager{}, DefaultPager(none), "an empty PAGER is none")
	own := func(string) (string, bool) { return "most", true }
	require.Equal(t, Pager{"most"}, DefaultPager(own))
}

func TestLeavingThePagerEndsTheResult(t *testing.T) {
	f := &fake{}
	sh, s := newTestShell(f, "")
	sh.Interactive, sh.Screen.Terminal, sh.Pager = true, true, Pager{"true"}
	endless := &Result{
		Columns: []output.Column{{Name: "x"}}, Calls: func() (int, bool) { return 1, true }, Warnings: func() []string { return nil },
		Rows: func(yield func([]output.Cell, error) bool) {
			for yield(cells(strings.Repeat("x", 1000)), nil) {
			}
		},
	}
	_, err := sh.show(endless, false)
	require.NoError(t, err)
	require.Empty(t, s.out.String())
}
