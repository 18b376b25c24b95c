package writes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

// api is a Help Scout of one list of notes.
type api struct {
	mu     sync.Mutex
	notes  []note
	posts  int
	before func(body string) int // status to answer in place of serving, 0 for none
	after  func(body string) int // likewise, once the note is there
}

type note struct {
	ID   int64     `json:"id"`
	Text string    `json:"text"`
	At   time.Time `json:"createdAt"`
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodGet {
		_ = json.NewEncoder(w).Encode(map[string]any{"notes": a.notes})
		return
	}
	a.posts++
	var in struct{ Text string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	if a.before != nil {
		if status := a.before(in.Text); status != 0 {
			w.WriteHeader(status)
			return
		}
	}
	id := a.add(in.Text, time.Now())
	if a.after != nil {
		if status := a.after(in.Text); status != 0 {
			w.WriteHeader(status)
			return
		}
	}
	w.Header().Set("Resource-ID", fmt.Sprint(id))
	w.WriteHeader(http.StatusCreated)
}

func (a *api) add(text string, at time.Time) int64 {
	id := int64(len(a.notes) + 1)
	a.notes = append(a.notes, note{id, text, at.UTC().Truncate(time.Second)})
	return id
}

func start(t *testing.T, a *api) *helpscout.Client {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return helpscout.New(helpscout.Config{HTTP: server.Client(), BaseURL: server.URL})
}

func noteRow(text string) writes.Row {
	return writes.Row{Table: "Notes", Operation: "CALL CreateNote", Key: "conversationId = 1", Changes: []writes.Change{{
		Request: helpscout.Request{Operation: "createNote", Method: http.MethodPost, Path: "/notes", Body: map[string]string{"text": text}},
		Says:    "Text: new", Columns: []string{"Text"}, Check: "SELECT * FROM Notes", Look: lookFor(text),
	}}}
}

func lookFor(text string) writes.Look {
	return func(ctx context.Context, c *helpscout.Client, _ time.Time) (found writes.Found, err error) {
		body, err := c.Get(ctx, "listNotes", "/notes", nil)
		for _, n := range gjson.GetBytes(body, "notes").Array() {
			if n.Get("text").String() == text {
				found.Created = append(found.Created, writes.Created{ID: n.Get("id").Int(), At: n.Get("createdAt").Time()})
			}
		}
		return found, err
	}
}

var someone = writes.Statement{ID: "s1", User: "ann", Text: "CALL CreateNote(1, '...')"}

func outcomes(t *testing.T, j *writes.Journal) []writes.Outcome {
	t.Helper()
	records, err := j.Records()
	require.NoError(t, err)
	var all []writes.Outcome
	for _, r := range records {
		all = append(all, r.Outcome)
	}
	return all
}

func failure(t *testing.T, err error) *writes.Error {
	t.Helper()
	var e *writes.Error
	require.ErrorAs(t, err, &e)
	return e
}

func TestDoneIsDoneOnce(t *testing.T) {
	a := &api{}
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	result, err := w.Do(t.Context(), someone, noteRow("hello"))
	require.NoError(t, err)
	assert.Equal(t, writes.Result{Outcome: writes.Done, ID: 1, Columns: []string{"Text"}}, result)
	records, err := w.Journal().Records()
	require.NoError(t, err)
	require.Len(t, records, 1)
	r := records[0]
	assert.Equal(t, []any{"ann", "s1", "Notes", "conversationId = 1", writes.Done, int64(1), "", []string{"POST /notes  Text: new"}},
		[]any{r.User, r.Statement, r.Table, r.Key, r.Outcome, r.NewID, r.Message, r.Calls})
}

func TestDryRunSendsNothing(t *testing.T) {
	a := &api{}
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	dry := someone
	dry.DryRun = true
	result, err := w.Do(t.Context(), dry, noteRow("hello"))
	require.NoError(t, err)
	assert.Equal(t, writes.Planned, result.Outcome)
	assert.Zero(t, a.posts)
	assert.Equal(t, []writes.Outcome{writes.Planned}, outcomes(t, w.Journal()))
}

func TestRefusedIsFailed(t *testing.T) {
	a := &api{before: func(string) int { return http.StatusBadRequest }}
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	_, err := w.Do(t.Context(), someone, noteRow("hello"))
	e := failure(t, err)
	assert.Equal(t, writes.Failed, e.Outcome)
	assert.Contains(t, e.Error(), "CALL CreateNote (conversationId = 1) failed: Help Scout answered 400 Bad Request")
	assert.NotContains(t, e.Error(), "check with", "nothing can be there")
	assert.Equal(t, []writes.Outcome{writes.Failed}, outcomes(t, w.Journal()))
}

// A gateway's 502 says nothing about what happened behind it.
func TestLostAnswers(t *testing.T) {
	lost := func(string) int { return http.StatusBadGateway }
	tests := []struct {
		name string
		api  *api
		want writes.Outcome
	}{
		{"applied, and the one thing of its kind", &api{after: lost}, writes.Done},
		{"nothing there, perhaps not yet", &api{before: lost}, writes.Unknown},
		{"an older one of the same text", &api{before: lost, notes: []note{{1, "hello", time.Now().Add(-time.Hour)}}}, writes.Unknown},
		{"an older one and the new one", &api{after: lost, notes: []note{{1, "hello", time.Now().Add(-time.Hour)}}}, writes.Done},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := test.api
			w := writes.New(start(t, a), writes.NewJournal(), 0)
			result, err := w.Do(t.Context(), someone, noteRow("hello"))
			assert.Equal(t, 1, a.posts)
			assert.Equal(t, []writes.Outcome{test.want}, outcomes(t, w.Journal()))
			if test.want == writes.Done {
				require.NoError(t, err)
				assert.EqualValues(t, len(a.notes), result.ID)
				return
			}
			e := failure(t, err)
			assert.Equal(t, test.want, e.Outcome)
			assert.Contains(t, e.Error(), "it is unknown whether Help Scout applied this")
			assert.Contains(t, e.Error(), "it is not sent again; check with SELECT * FROM Notes")
		})
	}
}

// Two of the same text: neither can tell whose the note is.
func TestTwinsStayUnknown(t *testing.T) {
	first := true
	a := &api{}
	a.before = func(string) int { // the first gets lost on the way, the second is applied and its answer lost
		if first {
			first = false
			return http.StatusBadGateway
		}
		return 0
	}
	a.after = func(string) int { return http.StatusBadGateway }
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	for range 2 {
		_, err := w.Do(t.Context(), someone, noteRow("hello"))
		assert.Equal(t, writes.Unknown, failure(t, err).Outcome)
	}
	// Another text has nothing to do with them, nor has what is known to be another write's.
	_, err := w.Do(t.Context(), someone, noteRow("other"))
	require.NoError(t, err)
	a.after = nil
	_, err = w.Do(t.Context(), someone, noteRow("third"))
	require.NoError(t, err)
	a.before = func(string) int { return http.StatusBadGateway }
	_, err = w.Do(t.Context(), someone, noteRow("third"))
	assert.Equal(t, writes.Unknown, failure(t, err).Outcome, "the note of that text is the first one's")
	assert.Equal(t, 5, a.posts)
}

func TestSetValueThatHolds(t *testing.T) {
	a := &api{before: func(string) int { return http.StatusBadGateway }}
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	holds := true
	row := noteRow("x")
	row.Changes[0].Look = func(context.Context, *helpscout.Client, time.Time) (writes.Found, error) {
		return writes.Found{Holds: holds}, nil
	}
	_, err := w.Do(t.Context(), someone, row)
	require.NoError(t, err)
	holds = false
	_, err = w.Do(t.Context(), someone, row)
	assert.Equal(t, writes.Unknown, failure(t, err).Outcome)
}

func TestHalfWay(t *testing.T) {
	a := &api{before: func(text string) int {
		if text == "b" {
			return http.StatusForbidden
		}
		return 0
	}}
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	row := writes.Row{Table: "Notes", Operation: "UPDATE", Key: "Id = 1"}
	for _, text := range []string{"a", "b", "c"} {
		c := noteRow(text).Changes[0]
		c.Columns = []string{strings.ToUpper(text)}
		row.Changes = append(row.Changes, c)
	}
	_, err := w.Do(t.Context(), someone, row)
	e := failure(t, err)
	assert.Equal(t, writes.Partial, e.Outcome)
	assert.Equal(t, []string{"A"}, e.Columns)
	assert.Contains(t, e.Error(), "UPDATE Notes (Id = 1) failed: Help Scout answered 403")
	assert.Contains(t, e.Error(), "changed before that: A")
	assert.Equal(t, 2, a.posts)
}

func TestCancelledBeforeItLeft(t *testing.T) {
	a := &api{}
	w := writes.New(start(t, a), writes.NewJournal(), 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.Do(ctx, someone, noteRow("x"))
	e := failure(t, err)
	assert.Equal(t, writes.Failed, e.Outcome)
	require.ErrorIs(t, e, context.Canceled)
	assert.Zero(t, a.posts)
}

// The record is on disk when the request arrives, and reads as unknown by then.
func TestJournalIsAhead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "writes.jsonl")
	j := writes.OpenJournal(path)
	defer func() { _ = j.Close() }()
	var seen []byte
	a := &api{before: func(string) int { seen, _ = os.ReadFile(path); return 0 }}
	_, err := writes.New(start(t, a), j, 0).Do(t.Context(), someone, noteRow("a secret text"))
	require.NoError(t, err)
	line := gjson.ParseBytes(seen)
	assert.Equal(t, "unknown", line.Get("outcome").String())
	assert.Equal(t, "sent", line.Get("marks.0.state").String())
	assert.NotContains(t, string(seen), "secret")
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Zero(t, info.Mode().Perm()&0o077, "only its owner reads it")
	assert.Equal(t, []writes.Outcome{writes.Done}, outcomes(t, j))
}

// A process dies while its call is under way; the next one must not take that call's note for its own.
func TestCrashLeavesUnknown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "writes.jsonl")
	killed := writes.OpenJournal(path)
	defer func() { _ = killed.Close() }()
	a := &api{}
	var copied []byte
	a.after = func(string) int { copied, _ = os.ReadFile(path); return 0 }
	_, err := writes.New(start(t, a), killed, 0).Do(t.Context(), someone, noteRow("hello"))
	require.NoError(t, err)
	// What the disk held when the process died, its last line cut short.
	require.NoError(t, os.WriteFile(path, append(copied, `{"id":"cut`...), 0o600))

	j := writes.OpenJournal(path)
	defer func() { _ = j.Close() }()
	assert.Equal(t, []writes.Outcome{writes.Unknown}, outcomes(t, j))
	a.before = func(string) int { return http.StatusBadGateway }
	_, err = writes.New(start(t, a), j, 0).Do(t.Context(), someone, noteRow("hello"))
	assert.Equal(t, writes.Unknown, failure(t, err).Outcome, "the one note there is the killed process's")
	assert.Equal(t, []writes.Outcome{writes.Unknown, writes.Unknown}, outcomes(t, j))
}

// Two processes share a journal: each knows what the other has sent.
func TestSharedJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "writes.jsonl")
	one := writes.OpenJournal(path)
	defer func() { _ = one.Close() }()
	two := writes.OpenJournal(path)
	defer func() { _ = two.Close() }()
	a := &api{}
	client := start(t, a)
	_, err := writes.New(client, one, 0).Do(t.Context(), someone, noteRow("hello"))
	require.NoError(t, err)
	a.before = func(string) int { return http.StatusBadGateway }
	_, err = writes.New(client, two, 0).Do(t.Context(), someone, noteRow("hello"))
	assert.Equal(t, writes.Unknown, failure(t, err).Outcome)
	want := []writes.Outcome{writes.Done, writes.Unknown}
	assert.Equal(t, want, outcomes(t, one))
	assert.Equal(t, want, outcomes(t, two))
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "writes.jsonl")
	a := &api{}
	client := start(t, a)
	var group sync.WaitGroup
	for p := range 2 {
		j := writes.OpenJournal(path)
		defer func() { _ = j.Close() }()
		for i := range 20 {
			group.Go(func() {
				_, err := writes.New(client, j, 0).Do(t.Context(), someone, noteRow(fmt.Sprint(p, i)))
				assert.NoError(t, err)
			})
		}
	}
	group.Wait()
	j := writes.OpenJournal(path)
	defer func() { _ = j.Close() }()
	all := outcomes(t, j)
	assert.Len(t, all, 40)
	assert.NotContains(t, all, writes.Unknown)
}

func TestUnwritableJournalSendsNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "writes.jsonl")
	j := writes.OpenJournal(path)
	defer func() { _ = j.Close() }()
	require.NoError(t, os.Mkdir(path, 0o700)) // no file can be opened there now
	a := &api{}
	_, err := writes.New(start(t, a), j, 0).Do(t.Context(), someone, noteRow("x"))
	e := failure(t, err)
	assert.Equal(t, writes.Failed, e.Outcome)
	assert.Contains(t, e.Error(), "nothing was sent")
	assert.Zero(t, a.posts)
}
