// Package replicate holds the tests of scoutql replicate: the copy against what
// the engine reads from the same simulator, in every kind of database, and the
// real binary killed at random moments.
package replicate

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/replicate"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tables"
)

// world is an account and a copy of it.
type world struct {
	*testing.T
	sim    *simulator.Simulator
	client *helpscout.Client
	to     string
	keep   target.Keep
	job    replicate.Job
	budget int
}

func newWorld(t *testing.T, options simulator.Options, to string) *world {
	sim := simulator.New(options)
	return &world{T: t, sim: sim, client: newClient(sim, sim.Client()), to: to, keep: target.Hard}
}

func newClient(sim *simulator.Simulator, by *http.Client) *helpscout.Client {
	sim.Control().AddToken("token")
	sim.Control().SetRateLimit(simulator.RateLimit{PerWindow: math.MaxInt32})
	return helpscout.New(helpscout.Config{HTTP: by, Tokens: auth.Static("token", ""), Retry: helpscout.RetryPolicy{Initial: time.Millisecond}})
}

func sqliteFile(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "copy.db") }

func (w *world) open() *target.Target {
	w.Helper()
	to, err := target.Open(context.Background(), w.to, w.keep)
	require.NoError(w, err)
	w.Cleanup(func() { _ = to.Close() })
	return to
}

// run makes one run.
func (w *world) run() (*replicate.Summary, error) {
	w.Helper()
	to := w.open()
	defer func() { _ = to.Close() }()
	job := w.job
	job.Source, job.Target, job.Concurrency, job.MaxAPICalls = engine.Source(w.client), to, 4, w.budget
	return replicate.Run(helpscout.WithMeter(context.Background(), helpscout.NewMeter(w.budget)), job)
}

// runs makes a run that must end well.
func (w *world) runs() *replicate.Summary {
	w.Helper()
	sum, err := w.run()
	require.NoError(w, err)
	return sum
}

// changes sums up what a run wrote, table by table, leaving out tables without a change.
func changes(sum *replicate.Summary) string {
	var lines []string
	for _, t := range sum.Tables {
		if t.Inserted+t.Updated+t.Deleted > 0 {
			lines = append(lines, fmt.Sprintf("%s +%d ~%d -%d", t.Table, t.Inserted, t.Updated, t.Deleted))
		}
	}
	return strings.Join(lines, "\n")
}

// same compares every table of the copy with what SQL reads from the account, row by row.
func (w *world) same() {
	w.Helper()
	e, err := engine.New(engine.Config{Client: w.client})
	require.NoError(w, err)
	to := w.open()
	defer func() { _ = to.Close() }()
	for _, name := range replicate.Names() {
		if len(w.job.Tables) > 0 && !slices.Contains(w.job.Tables, name) {
			continue
		}
		def, _ := tables.Find(name)
		columns, want := fromAccount(w.T, e, def)
		got := fromCopy(w.T, to, def, columns)
		require.NotEmpty(w, columns)
		if !slices.Equal(want, got) {
			w.Errorf("%s: the copy differs from the account: %s", name, firstDifference(want, got))
		}
	}
}

func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(want):
			return fmt.Sprintf("%d rows and %d\nonly in the copy: %s", len(want), len(got), got[i])
		case i >= len(got):
			return fmt.Sprintf("%d rows and %d\nonly in the account: %s", len(want), len(got), want[i])
		case want[i] != got[i]:
			return fmt.Sprintf("%d rows and %d\naccount: %s\ncopy:    %s", len(want), len(got), want[i], got[i])
		}
	}
	return ""
}

// fromAccount reads a table through the SQL engine: its columns without those
// that exist for filters and writes alone, and its rows as text, sorted.
func fromAccount(t *testing.T, e *engine.Engine, def *tables.Table) (columns, rows []string) {
	t.Helper()
	err := e.NewSession().Run(context.Background(), "SELECT * FROM "+def.Name, nil, func(r *engine.Result) error {
		var take []int
		for i, c := range r.Columns {
			if known, ok := def.Column(c.Name); ok && (known.Echo || known.WriteOnly || strings.HasSuffix(c.Name, "_Friendly")) {
				continue // '20 hours ago' is a matter of the moment
			}
			take, columns = append(take, i), append(columns, c.Name)
		}
		for row, err := range r.Rows {
			if err != nil {
				return err
			}
			cells := make([]string, len(take))
			for n, i := range take {
				cells[n] = "NULL"
				if !row[i].Null {
					cells[n] = canonical(row[i].Text)
				}
			}
			rows = append(rows, strings.Join(cells, " | "))
		}
		return nil
	})
	require.NoError(t, err, def.Name)
	slices.Sort(rows)
	return columns, rows
}

// fromCopy reads the same columns from the database that holds the copy.
func fromCopy(t *testing.T, to *target.Target, def *tables.Table, columns []string) (rows []string) {
	t.Helper()
	quote := `"`
	if strings.HasPrefix(to.Name(), "mysql") {
		quote = "`"
	}
	query := "SELECT " + quote + strings.Join(columns, quote+", "+quote) + quote + " FROM " + quote + def.Name + quote
	switch to.Keep() {
	case target.Soft:
		query += " WHERE deleted_at IS NULL"
	case target.History:
		query += " WHERE valid_to IS NULL"
	}
	result, err := to.DB().Query(query)
	require.NoError(t, err, def.Name)
	defer func() { _ = result.Close() }()
	for result.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		require.NoError(t, result.Scan(into...))
		texts := make([]string, len(cells))
		for i, v := range cells {
			kind := tables.LongText
			if c, ok := def.Column(columns[i]); ok {
				kind = c.Type.Kind
			}
			texts[i] = cell(kind, v)
		}
		rows = append(rows, strings.Join(texts, " | "))
	}
	require.NoError(t, result.Err())
	slices.Sort(rows)
	return rows
}

func cell(kind tables.Kind, v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		if v {
			return "1"
		}
		return "0"
	case time.Time:
		v = v.UTC()
		if kind == tables.Date || kind == tables.LongText && v.Equal(v.Truncate(24*time.Hour)) { // an account's own date
			return v.Format(time.DateOnly)
		}
		return v.Format(time.DateTime)
	case []byte:
		return canonical(string(v))
	case string:
		return canonical(v)
	}
	return canonical(fmt.Sprint(v))
}

// canonical writes JSON in one way, as databases that know it keep its meaning
// and not its spelling.
func canonical(text string) string {
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return text
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	out, _ := json.Marshal(v)
	return string(out)
}

func (w *world) quoted(name string) string {
	if strings.HasPrefix(w.to, "mysql") {
		return "`" + name + "`"
	}
	return `"` + name + `"`
}

// one reads a single value from the copy.
func (w *world) one(query string) (value string) {
	w.Helper()
	to := w.open()
	defer func() { _ = to.Close() }()
	require.NoError(w, to.DB().QueryRow(query).Scan(&value), query)
	return value
}
