package procs

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Param is a parameter of a procedure.
type Param struct {
	Name     string
	Kind     Kind
	Doc      string
	Optional bool     // may be left out or NULL
	Words    []string // of a Word: what it may be, in any case
	Max      int      // characters, 0 for any number; of a Number the largest
}

// Kind is what a parameter holds.
type Kind int

// The kinds, with the MySQL type that they are declared as.
const (
	ID     Kind = iota // BIGINT, from 1
	Number             // INT, from 0
	Flag               // BOOLEAN: true, false, 1, 0, 'true' or 'false'
	Word               // VARCHAR: one of Words
	Line               // VARCHAR
	Text               // LONGTEXT
	Moment             // DATETIME, UTC; ISO 8601 with Z is fine, too
	Names              // LONGTEXT: JSON array of texts
	Emails             // LONGTEXT: JSON array of addresses
	IDs                // LONGTEXT: JSON array of ids
	Fields             // LONGTEXT: JSON array of {"id", "value"}
	Files              // LONGTEXT: JSON array of {"fileName", "mimeType", "data"}
)

// Type is the parameter's MySQL type.
func (p *Param) Type() string {
	switch p.Kind {
	case ID:
		return "BIGINT"
	case Number:
		return "INT"
	case Flag:
		return "BOOLEAN"
	case Word:
		return "VARCHAR(32)"
	case Line:
		return fmt.Sprintf("VARCHAR(%d)", orElse(p.Max, 255))
	case Moment:
		return "DATETIME"
	}
	return "LONGTEXT"
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// Fault is what is wrong with an argument.
type Fault int

// The faults.
const (
	Missing  Fault = iota // NULL where a value is needed
	TooLong               // too many characters
	NotOneOf              // not one of the words
	BadDate               // not a date
	BadJSON               // not JSON, or of another shape
	BadValue              // not a value of the parameter's type
	Refused               // a value that must not be used here
)

// ArgumentError is a call that cannot be made with the arguments it was given.
// Nothing was sent.
type ArgumentError struct {
	Fault     Fault
	Parameter string
	Message   string
}

func (e *ArgumentError) Error() string { return e.Message }

func (p *Param) wrong(f Fault, format string, args ...any) error {
	return &ArgumentError{f, p.Name, p.Name + " " + fmt.Sprintf(format, args...)}
}

// Required is the number of parameters that must be given.
func (p *Procedure) Required() int {
	n := 0
	for n < len(p.Params) && !p.Params[n].Optional {
		n++
	}
	return n
}

// check turns the arguments into what the Go function reads: words in lower
// case, dates as the API takes them, lists as lists.
func (p *Procedure) check(given []byte) ([]byte, error) {
	var args map[string]json.RawMessage
	if err := json.Unmarshal(given, &args); err != nil {
		return nil, fmt.Errorf("the arguments of %s are not a JSON object: %w", p.Name, err)
	}
	clean := map[string]any{}
	for i := range p.Params {
		param := &p.Params[i]
		raw, ok := args[param.Name]
		if !ok || string(raw) == "null" {
			if !param.Optional {
				return nil, param.wrong(Missing, "must not be NULL in CALL %s", p.Name)
			}
			continue
		}
		value, err := param.read(raw)
		if err != nil {
			return nil, err
		}
		clean[param.Name] = value
	}
	return json.Marshal(clean)
}

// read checks one argument, which is not null.
func (p *Param) read(raw json.RawMessage) (any, error) {
	text := string(raw)
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw) // a number, a JSON array
	}
	switch p.Kind {
	case ID, Number:
		return p.number(text)
	case Flag:
		return p.flag(text)
	case Moment:
		return p.moment(text)
	case Word:
		return p.word(text)
	case Line, Text:
		return p.text(text)
	}
	return p.list(text)
}

func (p *Param) number(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	switch {
	case err != nil && p.Kind == ID:
		return 0, p.wrong(BadValue, "must be an id, not %s", brief(text))
	case err != nil:
		return 0, p.wrong(BadValue, "must be a whole number, not %s", brief(text))
	case p.Kind == ID && n < 1:
		return 0, p.wrong(BadValue, "must be an id, from 1, not %d", n)
	case p.Kind == Number && (n < 0 || p.Max > 0 && n > int64(p.Max)):
		return 0, p.wrong(BadValue, "must be a number from 0 to %d, not %d", p.Max, n)
	}
	return n, nil
}

func (p *Param) flag(text string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, p.wrong(BadValue, "must be true or false, not %s", brief(text))
}

// momentForms are how dates may be written; all are UTC.
var momentForms = []string{"2006-01-02T15:04:05Z", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"}

// moment reads a date. The API takes no fractions of a second.
func (p *Param) moment(text string) (string, error) {
	trimmed := strings.TrimSpace(text)
	for _, form := range momentForms {
		if t, err := time.Parse(form, trimmed); err == nil { // Parse takes fractions that the form does not show
			return t.UTC().Format("2006-01-02T15:04:05Z"), nil
		}
	}
	return "", p.wrong(BadDate, "must be a date and time in UTC such as '2026-01-31 23:59:59', not %s", brief(text))
}

func (p *Param) word(text string) (string, error) {
	word := strings.ToLower(strings.TrimSpace(text))
	if !slices.Contains(p.Words, word) {
		return "", p.wrong(NotOneOf, "must be one of %s, not %s", strings.Join(p.Words, ", "), brief(text))
	}
	return word, nil
}

func (p *Param) text(text string) (string, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return "", p.wrong(BadValue, "must not be empty")
	case p.Max > 0 && utf8.RuneCountInString(text) > p.Max:
		return "", p.wrong(TooLong, "takes %d characters at most, not %d", p.Max, utf8.RuneCountInString(text))
	}
	return text, nil
}

// Field is a custom field and its value.
type Field struct {
	ID    int64  `json:"id"`
	Value string `json:"value"`
}

// File is an attachment on its way to Help Scout.
type File struct {
	FileName string `json:"fileName"`
	MimeType string `json:"mimeType"`
	Data     string `json:"data"` // base64
}

func (p *Param) list(text string) (any, error) {
	switch p.Kind {
	case IDs:
		return p.ids(text)
	case Fields:
		return p.fields(text)
	case Files:
		return p.files(text)
	}
	var names []string
	if err := p.array(text, &names, `["one", "two"]`); err != nil {
		return nil, err
	}
	for _, name := range names {
		switch {
		case strings.TrimSpace(name) == "":
			return nil, p.wrong(BadValue, "holds an empty text")
		case p.Kind == Emails && !strings.Contains(strings.Trim(name, "@"), "@"):
			return nil, p.wrong(BadValue, "holds %s, which is no e-mail address", brief(name))
		}
	}
	return names, nil
}

// array reads a JSON array, and nothing else.
func (p *Param) array(text string, into any, example string) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var shape *json.UnmarshalTypeError
	switch {
	case err == nil && strings.TrimSpace(text) == "null", err == nil && d.More():
	case err == nil:
		return nil
	case errors.As(err, &shape), strings.Contains(err.Error(), "unknown field"):
	default:
		return p.wrong(BadJSON, "must be JSON such as %s", example)
	}
	return p.wrong(BadJSON, "must be a JSON array such as %s", example)
}

func (p *Param) ids(text string) ([]int64, error) {
	var ids []int64
	if err := p.array(text, &ids, "[101, 102]"); err != nil {
		return nil, err
	}
	if len(ids) == 0 || p.Max > 0 && len(ids) > p.Max {
		return nil, p.wrong(BadValue, "takes 1 to %d ids, not %d", p.Max, len(ids))
	}
	return ids, nil
}

const fieldExample = `[{"id": 104, "value": "168"}]`

func (p *Param) fields(text string) ([]Field, error) {
	var loose []struct {
		ID    json.RawMessage `json:"id"`
		Value json.RawMessage `json:"value"`
	}
	if err := p.array(text, &loose, fieldExample); err != nil {
		return nil, err
	}
	fields := make([]Field, len(loose))
	for i, f := range loose {
		id, err := strconv.ParseInt(unquote(f.ID), 10, 64)
		if err != nil || len(f.Value) == 0 || string(f.Value) == "null" {
			return nil, p.wrong(BadJSON, "must be a JSON array such as %s", fieldExample)
		}
		fields[i] = Field{ID: id, Value: unquote(f.Value)}
		if n := utf8.RuneCountInString(fields[i].Value); n > maxFieldValue {
			return nil, p.wrong(TooLong, "takes values of %d characters at most, not %d", maxFieldValue, n)
		}
	}
	return fields, nil
}

// maxFieldValue is the longest value of a custom field (core.md 2.8).
const maxFieldValue = 15000

// unquote is the text of a JSON string, or a number as it is written.
func unquote(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(bytes.TrimSpace(raw))
}

func (p *Param) files(text string) ([]File, error) {
	const example = `[{"fileName": "a.txt", "mimeType": "text/plain", "data": "aGVsbG8="}]`
	var files []File
	if err := p.array(text, &files, example); err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.FileName == "" || f.MimeType == "" {
			return nil, p.wrong(BadJSON, "needs fileName, mimeType and data for each file: %s", example)
		}
		if _, err := base64.StdEncoding.DecodeString(f.Data); err != nil {
			return nil, p.wrong(BadValue, "has data that is not base64, in %s", brief(f.FileName))
		}
	}
	return files, nil
}

// brief quotes what was given, but not a whole message of it.
func brief(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "..."
	}
	return "'" + text + "'"
}

// optional marks parameters that may be left out.
func optional(params ...Param) []Param {
	for i := range params {
		params[i].Optional = true
	}
	return params
}
