package files

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Dialect is how a CSV file is written. NULL is an unquoted field that equals
// Null, by default an empty one; a quoted field is never NULL, so that "" is the
// empty string. Line ends inside a value stay as they are.
type Dialect struct {
	Delimiter rune   // 0 is a comma
	NoHeader  bool   // the first record is a row
	CRLF      bool   // records end with \r\n
	Null      string // what stands for NULL
}

// Check refuses a dialect whose files could not be read back.
func (d Dialect) Check() error {
	if strings.ContainsRune("\"\r\n \ufeff", d.delimiter()) || d.delimiter() == utf8.RuneError {
		return errors.New("the delimiter is one character: no quote, space or line end")
	}
	if d.Null != "" && (!utf8.ValidString(d.Null) || d.quotes(d.Null)) {
		return errors.New("what stands for NULL can hold no delimiter, quote or line end, and no space around it")
	}
	return nil
}

func (d Dialect) delimiter() rune {
	if d.Delimiter == 0 {
		return ','
	}
	return d.Delimiter
}

// quotes tells whether a text would not come back as it is without quotes.
func (d Dialect) quotes(text string) bool {
	return text == "" || text[0] == ' ' || text[len(text)-1] == ' ' || strings.HasPrefix(text, byteOrderMark) ||
		strings.ContainsAny(text, "\"\r\n") || strings.ContainsRune(text, d.delimiter())
}

// byteOrderMark begins the files of some Windows programs.
const byteOrderMark = "\ufeff"

// Append adds a record with its line end.
func (d Dialect) Append(to []byte, row []Value) []byte {
	for i, v := range row {
		if i > 0 {
			to = utf8.AppendRune(to, d.delimiter())
		}
		switch {
		case v.Null:
			to = append(to, d.Null...)
		case v.Text == d.Null || d.quotes(v.Text):
			to = append(to, '"')
			for rest := v.Text; ; {
				before, after, more := strings.Cut(rest, `"`)
				if to = append(to, before...); !more {
					break
				}
				to, rest = append(to, `""`...), after
			}
			to = append(to, '"')
		default:
			to = append(to, v.Text...)
		}
	}
	if d.CRLF {
		to = append(to, '\r')
	}
	return append(to, '\n')
}

type csvWriter struct {
	to      io.Writer
	dialect Dialect
	line    []byte
}

func newCSV(to io.Writer, columns []Column, d Dialect) (*csvWriter, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	w := &csvWriter{to: to, dialect: d}
	if d.NoHeader {
		return w, nil
	}
	head := make([]Value, len(columns))
	for i, c := range columns {
		head[i].Text = c.Name
	}
	return w, w.Row(head)
}

func (w *csvWriter) Row(row []Value) error {
	w.line = w.dialect.Append(w.line[:0], row)
	_, err := w.to.Write(w.line)
	return err
}

func (w *csvWriter) Close() error { return nil }

// CSVReader reads records with their line numbers. It takes \n and \r\n as line
// ends, and a byte order mark at the beginning.
type CSVReader struct {
	from    *bufio.Reader
	dialect Dialect
	width   int // fields of the first record
	line    int // of the file, 1-based, where the next record begins
	text    []byte
}

// NewCSVReader reads a file of a dialect; the head is the first record.
func NewCSVReader(from io.Reader, d Dialect) (*CSVReader, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	r := &CSVReader{from: bufio.NewReaderSize(from, 64<<10), dialect: d, line: 1}
	if mark, _ := r.from.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = r.from.Discard(len(byteOrderMark))
	}
	return r, nil
}
