package tables

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Shape is the form of a JSON column's value, as it may be written.
type Shape struct {
	Says string // "an array of {type, value}", for errors and the reference
	// read checks a value and gives it as it is sent: words in the API's spelling,
	// without the members that only reading shows.
	read func(gjson.Result) (any, error)
}

// Member is one member of an object.
type Member struct {
	Name   string
	Number bool     // an id; otherwise a text
	Flag   bool     // true or false
	Words  []string // that a text may be
	Needed bool
	Preset string // for a text that is missing
	Inner  *Shape // of an array or object inside
	Drop   bool   // shown on reading, not written
}

// Strings is an array of texts.
func Strings() *Shape {
	return list("an array of strings", func(v gjson.Result) (any, error) {
		if v.Type != gjson.String || v.Str == "" {
			return nil, fmt.Errorf("%s is not a text", v.Raw)
		}
		return v.Str, nil
	})
}

// WordsOf is an array of known texts, called so in errors.
func WordsOf(called string, words ...string) *Shape {
	return list("an array of "+called, func(v gjson.Result) (any, error) { return word(v.String(), words) })
}

// IDList is an array of ids.
func IDList() *Shape {
	return list("an array of ids", func(v gjson.Result) (any, error) {
		n, ok := integer(v)
		if !ok {
			return nil, fmt.Errorf("%s is not an id", v.Raw)
		}
		return n, nil
	})
}

// Objects is an array of objects with these members.
func Objects(members ...Member) *Shape {
	one := ObjectOf(members...)
	return list("an array of "+one.Says, one.read)
}

// ObjectOf is an object with these members.
func ObjectOf(members ...Member) *Shape {
	var names []string
	for _, m := range members {
		if !m.Drop {
			names = append(names, m.Name)
		}
	}
	return &Shape{Says: "{" + strings.Join(names, ", ") + "}", read: func(v gjson.Result) (any, error) {
		if !v.IsObject() {
			return nil, fmt.Errorf("%s is not an object", shorten(v.Raw))
		}
		return readObject(v, members)
	}}
}

func list(says string, element func(gjson.Result) (any, error)) *Shape {
	return &Shape{Says: says, read: func(v gjson.Result) (any, error) {
		if !v.IsArray() {
			return nil, fmt.Errorf("it is not a JSON array")
		}
		out := []any{}
		for _, e := range v.Array() {
			read, err := element(e)
			if err != nil {
				return nil, err
			}
			out = append(out, read)
		}
		return out, nil
	}}
}

func readObject(v gjson.Result, members []Member) (any, error) {
	object := map[string]any{}
	var err error
	v.ForEach(func(key, value gjson.Result) bool {
		i := slices.IndexFunc(members, func(m Member) bool { return m.Name == key.Str })
		if i < 0 {
			err = fmt.Errorf("the member %q is unknown", key.Str)
			return false
		}
		if m := members[i]; !m.Drop && value.Type != gjson.Null {
			object[m.Name], err = m.read(value)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if _, there := object[m.Name]; there {
			continue
		}
		if m.Needed {
			return nil, fmt.Errorf("%q is missing in %s", m.Name, shorten(v.Raw))
		}
		if m.Preset != "" {
			object[m.Name] = m.Preset
		}
	}
	return object, nil
}

func (m Member) read(v gjson.Result) (any, error) {
	switch {
	case m.Inner != nil:
		return m.Inner.read(v)
	case m.Words != nil:
		return word(v.String(), m.Words)
	case m.Number:
		n, ok := integer(v)
		if !ok {
			return nil, fmt.Errorf("%q is not a number", m.Name)
		}
		return n, nil
	case m.Flag:
		if v.Type != gjson.True && v.Type != gjson.False {
			return nil, fmt.Errorf("%q is not true or false", m.Name)
		}
		return v.Bool(), nil
	}
	if v.IsObject() || v.IsArray() {
		return nil, fmt.Errorf("%q is not a text", m.Name)
	}
	if m.Needed && v.String() == "" {
		return nil, fmt.Errorf("%q is empty", m.Name)
	}
	return v.String(), nil
}

func word(text string, words []string) (any, error) {
	at := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, text) })
	if at < 0 {
		return nil, fmt.Errorf("'%s' is not one of %s", text, someOf(words))
	}
	return words[at], nil
}

// someOf lists words, or the first of many.
func someOf(words []string) string {
	const most = 15
	if len(words) > most {
		return strings.Join(words[:most], ", ") + " and " + fmt.Sprint(len(words)-most) + " more"
	}
	return strings.Join(words, ", ")
}

func shorten(s string) string {
	if r := []rune(s); len(r) > maxSaid {
		return string(r[:maxSaid]) + "..."
	}
	return s
}
