package tables

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// Fault says what is wrong with a value that is to be written.
type Fault int

// The faults, as MySQL tells them apart.
const (
	Missing   Fault = iota // INSERT must give the column a value
	NotNull                // NULL where there must be a value
	TooLong                // more characters than the column takes
	NotOneOf               // not one of the words that the API takes
	BadTime                // no date, or one that the API cannot take
	BadJSON                // not JSON, or not of the column's form
	BadValue               // anything else
	Duplicate              // the row is there already
	ReadOnly               // the column cannot be written
)

// ValueError is a value that Help Scout would not take, found before any call.
type ValueError struct {
	Table, Column string
	Fault         Fault
	Message       string
}

func (e *ValueError) Error() string { return e.Table + "." + e.Column + ": " + e.Message }

const (
	apiTime = "2006-01-02T15:04:05Z" // milliseconds are refused (core.md 1.1)
	apiDate = "2006-01-02"
)

// target is the column's member in a request's body.
func (c *Column) target() string {
	if c.To != "" {
		return c.To
	}
	path, _, _ := strings.Cut(strings.TrimLeft(c.From, "^"), "[]")
	return strings.TrimPrefix(path, "_embedded.")
}

// sent is a cell as the request's body says it. The cell is canonical.
func (c *Column) sent(v any) any {
	if text, ok := v.(string); ok {
		if meant, ok := c.Means[text]; ok {
			return meant
		}
		if c.Type.Kind == JSON {
			if c.Shape != nil {
				parsed, _ := c.Shape.read(gjson.Parse(text))
				return parsed
			}
			return json.RawMessage(text)
		}
		return text
	}
	switch v := v.(type) {
	case int8:
		return v != 0
	case time.Time:
		if c.Type.Kind == Date {
			return v.Format(apiDate)
		}
		return v.UTC().Format(apiTime)
	}
	return v
}

// Writable says why a statement may not give the column a value, or nil.
func (t *Table) Writable(w Write, column int) error {
	c := &t.Columns[column]
	if c.Write&w != 0 || w == Create && t.Insert != nil && slices.Contains(PathColumns(t.Insert.Path), c.Name) {
		return nil
	}
	message := "is set by Help Scout"
	switch {
	case c.Echo:
		message = "is for WHERE only"
	case c.Write&Create != 0:
		message = "can only be given when the row is inserted"
	case c.Write&Patch != 0:
		message = "can only be changed once the row is there"
	case slices.Contains(t.Key, c.Name):
		message = "is the row's key: Help Scout gives it"
	}
	if hint := t.writtenBy(c); hint != "" {
		message += "; " + hint
	}
	return &ValueError{t.Name, c.Name, ReadOnly, message}
}

// writtenBy names where to write what a column shows, if that is a table of its own.
func (t *Table) writtenBy(c *Column) string {
	for _, other := range All() {
		if w := other.Within; w != nil && w.Table == t.Name && w.Items == c.From && (other.Insert != nil || other.Update != nil) {
			return "write " + other.Name
		}
	}
	return ""
}

// Value checks a cell that is to be written and gives it in the form in which
// cells compare: known words as the API spells them, JSON in its column's shape.
func (t *Table) Value(column int, v any) (any, error) {
	c := &t.Columns[column]
	text, isText := v.(string)
	if !isText {
		return v, nil
	}
	fault := func(kind Fault, format string, args ...any) (any, error) {
		return nil, &ValueError{t.Name, c.Name, kind, fmt.Sprintf(format, args...)}
	}
	if c.Type.Kind == Varchar && utf8.RuneCountInString(text) > c.Type.Size {
		return fault(TooLong, "Data too long: %d characters, at most %d", utf8.RuneCountInString(text), c.Type.Size)
	}
	if words := c.words(); words != nil {
		at := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, text) })
		if at < 0 {
			return fault(NotOneOf, "'%s' is not one of %s", text, someOf(words))
		}
		return words[at], nil
	}
	if c.Type.Kind != JSON {
		return text, nil
	}
	if !gjson.Valid(text) {
		return fault(BadJSON, "Invalid JSON text")
	}
	if c.Shape == nil {
		return text, nil
	}
	parsed, err := c.Shape.read(gjson.Parse(text))
	if err != nil {
		return fault(BadJSON, "%s; it takes %s", err, c.Shape.Says)
	}
	canonical, err := json.Marshal(parsed)
	return string(canonical), err
}

// words are what may be written; nil when anything may.
func (c *Column) words() []string {
	if c.Means != nil {
		words := make([]string, 0, len(c.Means))
		for w := range c.Means {
			words = append(words, w)
		}
		slices.Sort(words)
		return words
	}
	if c.Takes != nil {
		return c.Takes
	}
	if len(c.Type.Words) > 0 {
		return c.Type.Words
	}
	return nil
}

// Same tells whether a cell keeps its value. JSON is compared in its shape.
func (t *Table) Same(column int, before, after any) bool {
	if at, ok := before.(time.Time); ok {
		then, ok := after.(time.Time)
		return ok && at.Equal(then)
	}
	if before == after {
		return true
	}
	c := &t.Columns[column]
	text, ok := before.(string)
	if c.Type.Kind != JSON || !ok {
		return false
	}
	canonical, err := t.Value(column, text)
	return err == nil && canonical == after
}

// check refuses a row that lacks what the API needs.
func (t *Table) check(w Write, c *Change) error {
	for _, i := range c.Set {
		column := &t.Columns[i]
		if err := t.Writable(w, i); err != nil {
			return err
		}
		if c.New[i] == nil && (column.Needed || w == Patch && !column.Null) {
			return &ValueError{t.Name, column.Name, NotNull, "Column '" + column.Name + "' cannot be null"}
		}
	}
	if w != Create {
		return nil
	}
	for i := range t.Columns {
		if column := &t.Columns[i]; column.Needed && !slices.Contains(c.Set, i) {
			return &ValueError{t.Name, column.Name, Missing, "Field '" + column.Name + "' doesn't have a default value"}
		}
	}
	return nil
}

// maxSaid is how much of a value is said.
const maxSaid = 60

// says tells what a call changes.
func (t *Table) says(columns []int, c Change) []string {
	var said []string
	for _, i := range columns {
		column := &t.Columns[i]
		if c.Old == nil {
			said = append(said, column.Name+" = "+column.said(c.New[i]))
		} else {
			said = append(said, column.Name+": "+column.said(c.Old[i])+" -> "+column.said(c.New[i]))
		}
	}
	return said
}

// said is a value as people read it. Quiet ones only tell their length.
func (c *Column) said(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case time.Time:
		return "'" + v.UTC().Format(time.DateTime) + "'"
	case string:
		if c.Quiet {
			return fmt.Sprintf("(%d characters)", utf8.RuneCountInString(v))
		}
		if r := []rune(v); len(r) > maxSaid {
			v = string(r[:maxSaid]) + "..."
		}
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return fmt.Sprint(v)
}

// Member finds the column that a path in the API's complaint speaks of:
// "emails[0].value", "/subject".
func (t *Table) Member(path string) (*Column, bool) {
	clean := strings.Trim(strings.NewReplacer("[", ".", "]", "", "/", ".").Replace(path), ".")
	var best *Column
	for i := range t.Columns {
		c := &t.Columns[i]
		target := c.target()
		if c.Write == 0 || target == "" {
			continue
		}
		if (clean == target || strings.HasPrefix(clean, target+".")) && (best == nil || len(target) > len(best.target())) {
			best = c
		}
	}
	return best, best != nil
}
