package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// CSVError says where a file is not CSV.
type CSVError struct {
	Line int // 1-based
	What string
}

func (e *CSVError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// Read returns the next record and the line on which it begins, or io.EOF. Empty
// lines are passed over unless the file has one column, where they are NULL.
func (r *CSVReader) Read() (row []Value, line int, err error) {
	for {
		line = r.line
		row, err = r.record()
		if err != nil {
			return nil, line, err
		}
		if r.width == 0 {
			r.width = len(row)
		}
		if len(row) == r.width {
			return row, line, nil
		}
		if len(row) > 1 || len(r.text) > 0 || !row[0].Null {
			return nil, line, &CSVError{line, fmt.Sprintf("%d fields in place of %d", len(row), r.width)}
		}
	}
}

// ends of a field.
const (
	atDelimiter = iota
	atLineEnd
	atEnd
)

func (r *CSVReader) record() (row []Value, err error) {
	for {
		v, end, err := r.field()
		if err != nil {
			return nil, err
		}
		if end == atEnd && len(row) == 0 && len(r.text) == 0 && !v.quoted {
			return nil, io.EOF
		}
		row = append(row, Value{Text: string(r.text), Null: !v.quoted && string(r.text) == r.dialect.Null})
		if end != atDelimiter {
			return row, nil
		}
	}
}

type fieldForm struct{ quoted bool }

// field reads a field into r.text.
func (r *CSVReader) field() (form fieldForm, end int, err error) {
	r.text = r.text[:0]
	for {
		c, size, err := r.from.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return form, atEnd, nil
		case err != nil:
			return form, 0, err
		case c == utf8.RuneError && size == 1:
			return form, 0, &CSVError{r.line, "this is not UTF-8"}
		case c == r.dialect.delimiter():
			return form, atDelimiter, nil
		case c == '\n', c == '\r' && r.next('\n'):
			r.line++
			return form, atLineEnd, nil
		case form.quoted:
			return form, 0, &CSVError{r.line, "something follows the closing quote"}
		case c == '"' && len(r.text) == 0:
			if err := r.quoted(); err != nil {
				return form, 0, err
			}
			form.quoted = true
		case c == '"':
			return form, 0, &CSVError{r.line, `a quote inside a field; write the field as "..." and the quote as ""`}
		default:
			r.text = utf8.AppendRune(r.text, c)
		}
	}
}

// next takes the next byte if it is c.
func (r *CSVReader) next(c byte) bool {
	ahead, _ := r.from.Peek(1)
	if len(ahead) == 0 || ahead[0] != c {
		return false
	}
	_, _ = r.from.Discard(1)
	return true
}

// quoted reads up to the closing quote.
func (r *CSVReader) quoted() error {
	opened := r.line
	for {
		part, err := r.from.ReadSlice('"')
		r.text = append(r.text, part...)
		switch {
		case errors.Is(err, io.EOF):
			return &CSVError{opened, "a quote is opened and not closed"}
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		case err != nil:
			continue
		}
		if !r.next('"') {
			r.text = r.text[:len(r.text)-1]
			break
		}
	}
	if !utf8.Valid(r.text) {
		return &CSVError{opened, "this is not UTF-8"}
	}
	for _, c := range r.text {
		if c == '\n' {
			r.line++
		}
	}
	return nil
}
