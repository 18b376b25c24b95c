package sqltests

import (
	"flag"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pmezard/go-difflib/difflib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFiles(t *testing.T) {
	paths, err := filepath.Glob("*.test")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(path, ".test"), func(t *testing.T) {
			blocks, err := readFile(path)
			require.NoError(t, err)
			r := &runner{path: path}
			for _, b := range blocks {
				r.run(t, b)
			}
			if rewriting() {
				require.NoError(t, writeFile(path, blocks))
			}
		})
	}
	everyWriteIsSent(t)
}

// neverSent are the writes of the API that no statement makes, and why.
var neverSent = map[string]string{
	"overwriteCustomer": "it clears what is left out; customers are patched",
}

// everyWriteIsSent: together the files make each write that the API knows, with a body that is valid by its description.
func everyWriteIsSent(t *testing.T) {
	if flag.Lookup("test.run").Value.String() != "" {
		return // not all files ran
	}
	for _, op := range keeper(t).Operations() {
		if op.Method == http.MethodGet || op.ID == "createToken" {
			continue
		}
		_, excused := neverSent[op.ID]
		sent := keeper(t).Seen(op.ID).Requests > 0
		require.Equal(t, !excused, sent, "does a file send %s?", op.ID)
	}
}

// TestJudge says once that MariaDB is missing, where it is: the files' other two
// ways do not need it.
func TestJudge(t *testing.T) { newJudge(t, "small") }

// runner keeps what the blocks of one file share.
type runner struct {
	path  string
	main  *world
	plain *world // push-down off, with totals of its own: they steer the planner
	judge *judge // nil without MariaDB
	// written: main's account was written to, so that the others differ.
	written bool
}

func (r *runner) run(t *testing.T, b *block) {
	t.Helper()
	if b.kind() == "seed" {
		r.written = false
		r.main, r.plain, r.judge = newWorld(t, b.argument()), plain(t, b.argument()), r.newJudge(t, b.argument())
		return
	}
	require.NotNil(t, r.main, "%s:%d: no seed yet", r.path, b.line)
	if b.kind() == "statement" {
		require.NoError(t, r.main.answer(b.statement()).err, "%s:%d", r.path, b.line)
		require.NoError(t, r.plain.answer(b.statement()).err, "%s:%d", r.path, b.line)
		if _, off := b.option("judge off"); r.judge != nil && !off {
			require.NoError(t, r.judge.answer(b.statement()).err, "%s:%d", r.path, b.line)
		}
		return
	}
	if b.kind() == "write" {
		r.write(t, b)
		return
	}
	r.query(t, b)
}

// write runs a statement that writes. From then on the account is another than
// the one that push-down off and MariaDB are asked about.
func (r *runner) write(t *testing.T, b *block) {
	t.Helper()
	r.written = true
	r.main.sim.Control().ResetCalls()
	got := r.main.answer(b.statement())
	shown := got.told
	switch {
	case got.err != nil:
		shown = showError(got.err)
	case len(got.rows) > 0:
		shown = showRows(got.rows, false)
	}
	r.pin(t, b, append(shown, listCalls(r.main.sim.Control().Calls())...))
}

// pin compares what a block gives with what it is to give.
func (r *runner) pin(t *testing.T, b *block, shown []string) {
	t.Helper()
	switch {
	case rewriting():
		b.want = shown
	case strings.Join(b.want, "\n") != strings.Join(shown, "\n"):
		diff, _ := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
			A: difflib.SplitLines(strings.Join(b.want, "\n")), B: difflib.SplitLines(strings.Join(shown, "\n")), Context: 1,
		})
		t.Errorf("%s:%d: %s\n%s", r.path, b.line, b.statement(), diff)
	}
}

// newJudge tries for a judge in a test of its own, which it may skip.
func (r *runner) newJudge(t *testing.T, seed string) *judge {
	t.Helper()
	j := (*judge)(nil)
	ok := t.Run("judge", func(st *testing.T) { j = newJudge(lasting{st, t}, seed) })
	require.True(t, ok)
	return j
}

// lasting is a test whose clean-up waits for another's.
type lasting struct {
	testing.TB
	owner *testing.T
}

func (l lasting) Cleanup(f func()) { l.owner.Cleanup(f) }

func (r *runner) query(t *testing.T, b *block) {
	t.Helper()
	how, ok := map[string]order{"": inOrder, "unordered": unordered, "any": anyOf}[b.argument()]
	require.True(t, ok, "%s:%d: %s", r.path, b.line, b.directive)
	statement := b.statement()
	r.main.sim.Control().ResetCalls()
	got := r.main.answer(statement)
	calls := r.main.sim.Control().Calls()

	var shown []string
	if got.err != nil {
		shown = showError(got.err)
	} else {
		shown = showRows(got.rows, how != inOrder)
	}
	r.pin(t, b, append(shown, showCalls(calls)...))
	if r.written {
		return
	}
	if _, on := b.option("pushdown on"); !on {
		r.compare(t, b, "with push-down off", got, how, r.plain.answer, statement)
	}
	if _, off := b.option("judge off"); r.judge != nil && !off {
		there := statement
		if other, ok := b.option("judge"); ok {
			there = other
		}
		r.compare(t, b, inMariaDB, got, how, r.judge.answer, there)
	}
}

const inMariaDB = "in MariaDB"

// lastLimit is the LIMIT of a statement that may choose its rows.
var lastLimit = regexp.MustCompile(`(?is)\s+LIMIT\s+\d+(\s+OFFSET\s+\d+|\s*,\s*\d+)?\s*$`)

func (r *runner) compare(t *testing.T, b *block, where string, got answer, how order, ask func(string) answer, statement string) {
	t.Helper()
	other := ask(statement)
	if how == anyOf {
		assert.Equal(t, len(other.rows), len(got.rows), "%s:%d: rows %s: %s", r.path, b.line, where, statement)
		if all := lastLimit.ReplaceAllString(statement, ""); all != statement {
			other = ask(all)
		}
	}
	d := difference(got, other, how)
	if why, known := b.option("differs"); known && where == inMariaDB {
		assert.NotEmpty(t, d, "%s:%d: cured, take the line away: differs: %s", r.path, b.line, why)
		return
	}
	if d != "" {
		t.Errorf("%s:%d: %s\nnormally, compared with the same %s: %s", r.path, b.line, statement, where, d)
	}
}
