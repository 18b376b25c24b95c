package tables

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

// sample is a hand-written item of a table's Base, in testdata/items.
type sample struct {
	Says    string
	Item    json.RawMessage
	Stub    any               // the parent's key, where only that is known
	Parents []json.RawMessage // or the parents' items
	Detail  json.RawMessage   // body of the detail call
	Echo    map[string]json.RawMessage
}

// echo is what the planner would have the row repeat.
func (s sample) echo(def *Table) map[string]any {
	values := map[string]any{}
	for name, raw := range s.Echo {
		if c, ok := def.Column(name); ok {
			values[c.Name] = c.value(gjson.ParseBytes(raw))
		}
	}
	return values
}

// lineage is the sample's item with its parents.
func (s sample) lineage(def *Table) []gjson.Result {
	lineage := []gjson.Result{gjson.ParseBytes(s.Item)}
	for _, p := range s.Parents {
		lineage = append(lineage, gjson.ParseBytes(p))
	}
	if s.Stub != nil {
		lineage = append(lineage, def.Base().Stub(s.Stub))
	}
	return lineage
}

func samples(t testing.TB, def *Table) []sample {
	t.Helper()
	file := def.Name
	if def.Report { // one file for a report, its blocks and its sibling
		file = strings.Replace(def.Base().Name, "_Previous", "_Currents", 1)
	}
	text, err := os.ReadFile(filepath.Join("testdata", "items", file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("%s: %v", def.Name, err)
	}
	return all
}

func every(def *Table) []int {
	columns := make([]int, len(def.Columns))
	for i := range columns {
		columns[i] = i
	}
	return columns
}

// TestRows decodes the samples of every table into testdata/rows.
func TestRows(t *testing.T) {
	for _, def := range All() {
		t.Run(def.Name, func(t *testing.T) {
			var b strings.Builder
			decoder := NewDecoder(def, every(def))
			row := make([]any, len(def.Columns))
			for _, s := range samples(t, def) {
				fmt.Fprintf(&b, "== %s\n", s.Says)
				for lineage := range def.Unfold(s.lineage(def)...) {
					decoder.DecodeLineage(lineage, s.echo(def), row)
					if len(s.Detail) > 0 {
						fmt.Fprintf(&b, "-- row, GET %s\n", detailURL(def, lineage))
						decoder.DecodeDetail(gjson.ParseBytes(s.Detail), row)
					} else {
						b.WriteString("-- row\n")
					}
					for i, v := range row {
						checkType(t, def, &def.Columns[i], v)
						fmt.Fprintf(&b, "%s %s\n", def.Columns[i].Name, show(v))
					}
				}
			}
			golden(t, filepath.Join("testdata", "rows", def.Name+".txt"), b.String())
		})
	}
}

func detailURL(def *Table, lineage []gjson.Result) string {
	if !NewDecoder(def, every(def)).NeedsDetail(lineage[0]) {
		return "(not needed)"
	}
	return def.DetailRequest(lineage...).Key()
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return fmt.Sprintf("%q", v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// checkType: a decoded value has the Go type that column.go promises.
func checkType(t testing.TB, def *Table, c *Column, v any) {
	t.Helper()
	ok := v == nil
	switch v := v.(type) {
	case int64:
		ok = c.Type.Kind == BigInt
	case int32:
		ok = c.Type.Kind == Int
	case int8:
		ok = c.Type.Kind == Bool && (v == 0 || v == 1)
	case time.Time:
		ok = (c.Type.Kind == Time || c.Type.Kind == Date) && v.Location() == time.UTC && v.Nanosecond() == 0
	case string:
		ok = slices.Contains([]Kind{Varchar, PlainText, LongText, JSON}, c.Type.Kind)
	case float64:
		ok = c.Type.Kind == Double
	}
	if !ok {
		t.Errorf("%s.%s: %s as %T", def.Name, c.Name, c.Type, v)
	}
}

// TestDecodeChosen: any choice of columns gives the same cells as all of them,
// and a row that is decoded into twice keeps nothing.
func TestDecodeChosen(t *testing.T) {
	for _, def := range All() {
		all := NewDecoder(def, every(def))
		for _, s := range samples(t, def) {
			for lineage := range def.Unfold(s.lineage(def)...) {
				want := make([]any, len(def.Columns))
				all.DecodeLineage(lineage, s.echo(def), want)
				for i := range def.Columns {
					got := []any{"stale", "stale"}
					NewDecoder(def, []int{i, 0}).DecodeLineage(lineage, s.echo(def), got)
					if got[0] != want[i] || got[1] != want[0] {
						t.Errorf("%s.%s: %v alone, %v among all", def.Name, def.Columns[i].Name, got[0], want[i])
					}
				}
			}
		}
	}
}

func TestValues(t *testing.T) {
	for _, c := range []struct {
		kind Type
		json string
		want any
	}{
		{BIGINT, `9223372036854775807`, int64(math.MaxInt64)},
		{BIGINT, `9223372036854775808`, nil},
		{BIGINT, `-1`, int64(-1)},
		{BIGINT, `"12"`, int64(12)},
		{BIGINT, `12.0`, int64(12)},
		{BIGINT, `12.5`, nil},
		{BIGINT, `"NaN"`, nil},
		{BIGINT, `"Inf"`, nil},
		{BIGINT, `true`, nil},
		{BIGINT, `{}`, nil},
		{INT, `2147483648`, nil},
		{INT, `-2147483648`, int32(math.MinInt32)},
		{BOOLEAN, `true`, int8(1)},
		{BOOLEAN, `"true"`, nil},
		{BOOLEAN, `1`, nil},
		{DATETIME, `"2026-01-31T23:59:59.999Z"`, time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)},
		{DATETIME, `""`, nil},
		{DATETIME, `0`, nil},
		{DATE, `"2026-01-31T23:59:59Z"`, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		{DATE, `"2026-01-31"`, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		{Text(5), `"a\u00e9\nb"`, "aé\nb"},
		{Text(5), `"longer than five"`, "longer than five"},
		{Text(5), `12345678901234567890`, "12345678901234567890"},
		{Text(5), `1.50`, "1.50"},
		{Text(5), `false`, "false"},
		{Text(5), `["a"]`, `["a"]`},
		{JSONTEXT, `[]`, "[]"},
		{JSONTEXT, `"plain"`, `"plain"`},
		{JSONTEXT, `[{"_links":{"a":1},"b":{"_embedded":{},"c":"_links"}}]`, `[{"b":{"c":"_links"}}]`},
		{JSONTEXT, `null`, nil},
	} {
		column := Column{Type: c.kind}
		if got := column.value(gjson.Parse(c.json)); got != c.want {
			t.Errorf("%s as %s: got %v, want %v", c.json, c.kind, got, c.want)
		}
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 1, 31, 22, 59, 59, 0, time.UTC)
	for _, s := range []string{
		"2026-01-31T22:59:59Z", "2026-01-31T22:59:59.999Z", "2026-01-31T23:59:59+01:00", "2026-01-31T23:59:59.000+0100",
		"2026-01-31T22:59:59", "2026-01-31 22:59:59",
	} {
		if got, ok := ParseTime(s); !ok || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s: got %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{
		"", "2026", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "0000-00-00T00:00:00Z",
		"0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "2026-01-01t00:00:00x", "20260-1-01T00:00:00Z",
	} {
		if got, ok := ParseTime(s); ok {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

func TestThreadsWhole(t *testing.T) {
	list := func(n int, kind string) []gjson.Result {
		return slices.Repeat([]gjson.Result{gjson.Parse(`{"type":"` + kind + `"}`)}, n)
	}
	for name, c := range map[string]struct {
		parent  string
		threads []gjson.Result
		want    bool
	}{
		"all there":             {`{"type":"email","threads":2}`, list(2, "message"), true},
		"more than counted":     {`{"type":"email","threads":1}`, list(2, "lineitem"), true},
		"fewer than counted":    {`{"type":"email","threads":3}`, list(2, "message"), false},
		"a chat":                {`{"type":"chat","threads":2}`, list(2, "message"), false},
		"a chat thread":         {`{"type":"email","threads":2}`, append(list(1, "message"), list(1, "chat")...), false},
		"a beacon chat thread":  {`{"type":"email","threads":1}`, list(1, "beaconchat"), false},
		"just below a page":     {`{"type":"email","threads":24}`, list(24, "note"), true},
		"as long as a page":     {`{"type":"email","threads":25}`, list(25, "note"), false},
		"longer than a page":    {`{"type":"email","threads":30}`, list(30, "note"), false},
		"none embedded":         {`{"type":"email","threads":0}`, nil, false},
		"the count is missing":  {`{"type":"email"}`, list(2, "message"), false},
		"the count is no count": {`{"type":"email","threads":[]}`, list(2, "message"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := threadsWhole(gjson.Parse(c.parent), c.threads); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, def := range All() {
		for _, s := range samples(f, def) {
			f.Add(string(s.Item), `{"id":1}`)
		}
	}
	f.Add(`{"id":`, ``)
	f.Add("[]", "null")
	f.Add(`{"tags":[{"tag":{"_links":[`, `"`)
	f.Fuzz(func(t *testing.T, item, parent string) {
		lineage := []gjson.Result{gjson.Parse(item), gjson.Parse(parent)}
		for _, def := range All() {
			decoder, row := NewDecoder(def, every(def)), make([]any, len(def.Columns))
			for l := range def.Unfold(lineage...) {
				decoder.DecodeLineage(l, nil, row)
				for i, v := range row {
					checkType(t, def, &def.Columns[i], v)
				}
				if decoder.NeedsDetail(l[0]) {
					def.DetailRequest(l...)
					decoder.DecodeDetail(l[0], row)
				}
			}
		}
	})
}

// FuzzParseTime: whatever RFC 3339 can say is read as time.Parse reads it.
func FuzzParseTime(f *testing.F) {
	for _, s := range []string{
		"2026-01-31T23:59:59Z", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
		"2026-01-31T23:59:60Z", "2026-01-31T23:59:59.5+01:00", "2026-01-31", "-001-01-01T00:00:00Z", "2026-01-31T2:59:590Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ParseTime(s)
		if ok && (got.Year() < 1 || got.Year() > 9999 || got.Nanosecond() != 0 || got.Location() != time.UTC) {
			t.Errorf("%q: %v", s, got)
		}
		want, err := time.Parse(time.RFC3339, s)
		if err != nil {
			if _, exact := parseExact(s); exact {
				t.Errorf("%q: read, but time.Parse says %v", s, err)
			}
			return
		}
		want = want.UTC().Truncate(time.Second)
		if inRange := want.Year() >= 1 && want.Year() <= 9999; ok != inRange || ok && !got.Equal(want) {
			t.Errorf("%q: got %v, %v, want %v", s, got, ok, want)
		}
	})
}

// FuzzCleanJSON: valid JSON stays valid, and loses its wrappers only.
func FuzzCleanJSON(f *testing.F) {
	f.Add(`[{"id":1,"_links":{"self":{"href":"x"}},"a":{"_embedded":[]}}]`)
	f.Add(`{"_links":"x","\u005flinks":"y","b":[1, null ,"_links"]}`)
	f.Fuzz(func(t *testing.T, s string) {
		got := CleanJSON(gjson.Parse(s))
		if json.Valid([]byte(s)) && !json.Valid([]byte(got)) {
			t.Errorf("%s became %s", s, got)
		}
	})
}

func benchmarkDecode(b *testing.B, columns []int) {
	item := gjson.ParseBytes(samples(b, Conversations)[0].Item)
	decoder, row := NewDecoder(Conversations, columns), make([]any, len(columns))
	b.SetBytes(int64(len(item.Raw)))
	b.ReportAllocs()
	for b.Loop() {
		decoder.Decode(item, gjson.Result{}, nil, row)
	}
}

func BenchmarkDecodeAll(b *testing.B) { benchmarkDecode(b, every(Conversations)) }

func BenchmarkDecodeThree(b *testing.B) {
	benchmarkDecode(b, []int{Conversations.Index("Id"), Conversations.Index("Status"), Conversations.Index("CreatedDate")})
}
