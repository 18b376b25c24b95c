package tables

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// A Decoder turns items into rows of chosen columns. It walks an item once and
// touches only the members that a chosen column reads.
type Decoder struct {
	columns []int // positions in Table.Columns, one a cell
	root    *member
	detail  *member // the Detail columns alone, for the body of the detail call
	details []slot
	outer   []slot // columns read from the parents' items
	compute []slot
	echo    []slot
	// Warn, if set, hears of values that do not fit their column and read NULL.
	Warn func(c *Column, value string)
}

type slot struct {
	at     int // position in the row
	column *Column
	path   string
	up     int // generations up, for outer columns
}

// member is a node of the tree of JSON members that are wanted.
type member struct {
	children map[string]*member
	leaves   []slot
}

// NewDecoder prepares to decode the given columns (positions in t.Columns), in that order.
func NewDecoder(t *Table, columns []int) *Decoder {
	d := &Decoder{columns: columns, root: &member{}, detail: &member{}}
	for at, i := range columns {
		c := &t.Columns[i]
		s := slot{at: at, column: c}
		switch {
		case c.WriteOnly: // stays nil
		case c.Echo:
			d.echo = append(d.echo, s)
		case c.Compute != nil:
			d.compute = append(d.compute, s)
		case strings.HasPrefix(c.From, "^"):
			s.path = strings.TrimLeft(c.From, "^")
			s.up = len(c.From) - len(s.path)
			d.outer = append(d.outer, s)
		default:
			path, pluck, _ := strings.Cut(c.From, "[].")
			s.path = pluck
			d.root.add(strings.Split(path, "."), s)
			if c.Detail {
				d.detail.add(strings.Split(path, "."), s)
				s.path = path
				d.details = append(d.details, s)
			}
		}
	}
	return d
}

func (m *member) add(path []string, s slot) {
	for _, name := range path {
		if m.children == nil {
			m.children = map[string]*member{}
		}
		next := m.children[name]
		if next == nil {
			next = &member{}
			m.children[name] = next
		}
		m = next
	}
	m.leaves = append(m.leaves, s)
}

// Decode writes one item's values into row, which has one cell a chosen column.
// Members that are absent, null or not of the column's type give nil. The
// parent is the zero Result for a table that has none.
func (d *Decoder) Decode(item, parent gjson.Result, echo map[string]any, row []any) {
	lineage := [2]gjson.Result{item, parent}
	d.DecodeLineage(lineage[:], echo, row)
}

// DecodeLineage is Decode for an item with all its parents, as Unfold gives them.
func (d *Decoder) DecodeLineage(lineage []gjson.Result, echo map[string]any, row []any) {
	clear(row)
	if len(d.root.children) > 0 {
		d.root.walk(lineage[0], row)
	}
	for _, s := range d.outer {
		if s.up < len(lineage) {
			row[s.at] = s.column.value(lineage[s.up].Get(s.path))
		}
	}
	for _, s := range d.compute {
		var parent gjson.Result
		if len(lineage) > 1 {
			parent = lineage[1]
		}
		v := s.column.Compute(lineage[0], parent)
		if bad, ok := v.(OutOfRange); ok {
			v = nil
			if d.Warn != nil {
				d.Warn(s.column, bad.Value)
			}
		}
		row[s.at] = v
	}
	for _, s := range d.echo {
		row[s.at] = s.column.echoed(echo[s.column.Name])
	}
}

// echoed gives a filter's value in the column's own Go type.
func (c *Column) echoed(v any) any {
	n, ok := v.(int64)
	switch {
	case ok && c.Type.Kind == Int:
		return int32(n)
	case ok && c.Type.Kind == Bool:
		return int8(n)
	}
	return v
}

// NeedsDetail reports whether a chosen Detail column is not in the item, so that
// the table's detail call must be made for this row.
func (d *Decoder) NeedsDetail(item gjson.Result) bool {
	for _, s := range d.details {
		if !item.Get(s.path).Exists() {
			return true
		}
	}
	return false
}

// DecodeDetail adds the Detail columns of the detail call's body to a decoded row.
func (d *Decoder) DecodeDetail(body gjson.Result, row []any) {
	d.detail.walk(body, row)
}

func (m *member) walk(object gjson.Result, row []any) {
	object.ForEach(func(key, value gjson.Result) bool {
		child := m.children[key.Str]
		if child == nil || value.Type == gjson.Null {
			return true
		}
		for _, s := range child.leaves {
			member := value
			if s.path != "" {
				member = value.Get("#." + s.path)
			}
			row[s.at] = s.column.value(member)
		}
		if child.children != nil && value.IsObject() {
			child.walk(value, row)
		}
		return true
	})
}

// value converts a JSON member to the column's Go type.
func (c *Column) value(v gjson.Result) any {
	if !v.Exists() || v.Type == gjson.Null {
		return nil
	}
	switch c.Type.Kind {
	case BigInt, Int:
		n, ok := integer(v)
		if !ok || c.ZeroNull && n == 0 {
			return nil
		}
		if c.Type.Kind == Int {
			if n < math.MinInt32 || n > math.MaxInt32 {
				return nil
			}
			return int32(n)
		}
		return n
	case Double:
		f, err := strconv.ParseFloat(v.String(), 64)
		if err != nil {
			return nil
		}
		return f
	case Bool:
		switch v.Type {
		case gjson.True:
			return int8(1)
		case gjson.False:
			return int8(0)
		}
		return nil
	case Time, Date:
		t, ok := ParseTime(v.Str)
		if !ok {
			return nil
		}
		if c.Type.Kind == Date {
			return t.Truncate(24 * time.Hour)
		}
		return t
	case JSON:
		return CleanJSON(v)
	}
	if v.Type == gjson.JSON || v.Type == gjson.Number {
		return v.Raw // as the API wrote it: a float would lose digits
	}
	return v.String()
}

func integer(v gjson.Result) (int64, bool) {
	text := v.Raw
	if v.Type == gjson.String {
		text = v.Str
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// The layouts seen: the documented one, an offset or fraction, no zone (the
// rating page, core.md section 9) and a bare date. All are read as UTC.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05", "2006-01-02",
}

// ParseTime reads an API date as UTC in whole seconds. A year that a MySQL
// DATETIME cannot hold is no date.
func ParseTime(s string) (time.Time, bool) {
	t, ok := parseExact(s)
	for i := 0; !ok && i < len(layouts); i++ {
		parsed, err := time.Parse(layouts[i], s)
		t, ok = parsed.UTC().Truncate(time.Second), err == nil
	}
	if !ok || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, false
	}
	return t, true
}

// parseExact reads 2006-01-02T15:04:05Z, which nearly every date is, without
// the cost of a layout.
func parseExact(s string) (time.Time, bool) {
	if len(s) != 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != 'Z' {
		return time.Time{}, false
	}
	two := func(at int) int {
		a, b := s[at]-'0', s[at+1]-'0'
		if a > 9 || b > 9 {
			return -1
		}
		return int(a)*10 + int(b)
	}
	century, year, month, day := two(0), two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if min(century, year, hour, minute, second) < 0 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(century*100+year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day
}

// CleanJSON returns a member as JSON text, without the API's link and embed
// wrappers: they are plumbing, not data (naming rule N9).
func CleanJSON(v gjson.Result) string {
	if !strings.Contains(v.Raw, `"_links"`) && !strings.Contains(v.Raw, `"_embedded"`) {
		return strings.TrimSpace(v.Raw)
	}
	var b strings.Builder
	writeClean(&b, v)
	return b.String()
}

func writeClean(b *strings.Builder, v gjson.Result) {
	if !v.IsObject() && !v.IsArray() {
		b.WriteString(v.Raw)
		return
	}
	open, shut := byte('['), byte(']')
	if v.IsObject() {
		open, shut = '{', '}'
	}
	b.WriteByte(open)
	first := true
	v.ForEach(func(key, value gjson.Result) bool {
		if key.Str == "_links" || key.Str == "_embedded" {
			return true
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		if v.IsObject() {
			b.WriteString(key.Raw)
			b.WriteByte(':')
		}
		writeClean(b, value)
		return true
	})
	b.WriteByte(shut)
}
