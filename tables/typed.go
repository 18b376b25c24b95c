package tables

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/tidwall/gjson"
)

// Typed says that items carry values which the account has defined itself:
// custom fields, customer properties. Each definition becomes a column beside
// the JSON column that holds them all (skyvia-schema.md, rulings 1 and 3).
type Typed struct {
	Prefix      string // of the columns' names: Field_, Property_
	Column      string // the JSON column that holds all of them
	Items       string // gjson path of the values in an item
	By          string // the member that tells values apart: id, slug
	Definitions string // the table that lists the definitions
	Key         string // its column that holds what By holds
}

// Field is one definition of a custom field or customer property.
type Field struct {
	Key  string `json:"key"` // id or slug
	Name string `json:"name"`
	Type string `json:"type"` // in the API's words
	// Options are what a dropdown can be set to: id to label.
	Options []Option `json:"options,omitempty"`
}

// Option is one choice of a dropdown. Organizations' have no id.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// maxName is MySQL's limit for a column name, in characters.
const maxName = 64

// WithFields returns a copy of the table with one more column for each field.
// Names keep letters and digits, other runs become _; fields whose names are
// alike without regard to case get their key added.
func (t *Table) WithFields(fields []Field) *Table {
	c := *t
	c.Columns = append([]Column(nil), t.Columns...)
	c.byName = map[string]int{}
	for name, i := range t.byName {
		c.byName[name] = i
	}
	taken := map[string]int{}
	for _, f := range fields {
		taken[strings.ToLower(t.fieldName(f, ""))]++
	}
	for _, f := range fields {
		name := t.fieldName(f, "")
		for suffix := "_" + f.Key; taken[strings.ToLower(name)] > 1 || c.Index(name) >= 0; suffix += "_" {
			name = t.fieldName(f, suffix)
		}
		c.byName[strings.ToLower(name)] = len(c.Columns)
		c.Columns = append(c.Columns, t.fieldColumn(name, f))
	}
	return &c
}

func (t *Table) fieldName(f Field, suffix string) string {
	var b strings.Builder
	gap := false
	for _, r := range f.Name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if gap {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	if gap {
		b.WriteByte('_')
	}
	name := []rune(t.Typed.Prefix + b.String())
	tail := []rune(suffix)
	if len(tail) > maxName/2 {
		tail = tail[:maxName/2]
	}
	if len(name)+len(tail) > maxName {
		name = name[:maxName-len(tail)]
	}
	return string(name) + string(tail)
}

func (t *Table) fieldColumn(name string, f Field) Column {
	kind := fieldKind(f.Type)
	return Column{
		Write: t.typedWrite(), field: &f,
		Name: name, Type: kind.sql, Null: true,
		Doc:     fmt.Sprintf("%s (%s %s), defined in this account as %s%s.", f.Name, t.Typed.By, f.Key, f.Type, kind.note),
		Compute: t.Typed.reader(f.Key, kind),
	}
}

// typedWrite: a typed column is written through the column that holds all.
func (t *Table) typedWrite() Write {
	c, ok := t.Column(t.Typed.Column)
	if !ok {
		return 0
	}
	return c.Write
}

type kind struct {
	sql    Type
	member string // text for what is chosen from a list, value otherwise
	note   string
}

// fieldKind reads the type of a definition. The words for custom fields are
// UNVERIFIED but for dropdown, so that spelling variants are accepted.
func fieldKind(word string) kind {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
	switch clean {
	case "number":
		return kind{BIGINT, "value", "; a value that is no 64-bit integer reads NULL"}
	case "date":
		return kind{DATE, "value", ""}
	case "url":
		return kind{Text(4000), "value", ""}
	case "dropdown":
		return kind{Text(255), "text", ", by its label"}
	case "text", "singleline":
		return kind{Text(255), "value", ""}
	}
	return kind{LONGTEXT, "value", ""}
}

// reader finds the field's value in an item, by its key and never by its
// place: a field that was renamed or removed is right or NULL.
func (ty *Typed) reader(key string, k kind) func(item, parent gjson.Result) any {
	return func(item, _ gjson.Result) any {
		var found gjson.Result
		item.Get(ty.Items).ForEach(func(_, value gjson.Result) bool {
			if value.Get(ty.By).String() == key {
				found = value
			}
			return !found.Exists()
		})
		v := found.Get(k.member)
		if !v.Exists() || v.Type == gjson.Null {
			v = found.Get("value")
		}
		return k.value(v)
	}
}

func (k kind) value(v gjson.Result) any {
	if !v.Exists() || v.Type == gjson.Null {
		return nil
	}
	text := v.String()
	switch k.sql.Kind {
	case BigInt:
		if strings.TrimSpace(text) == "" {
			return nil
		}
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return OutOfRange{text}
		}
		return n
	case Date:
		day, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
		if err != nil {
			return nil
		}
		return day
	}
	return text
}

// OutOfRange is what a typed column computes from a value that does not fit
// its type. The row reads NULL; the decoder's Warn says so.
type OutOfRange struct{ Value string }
