package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// jsonWriter writes one object a row. As an array it stays open when the
// statement fails, so that half a result is not taken for a whole one.
type jsonWriter struct {
	to                         io.Writer
	open, between, shut, empty string
	columns                    []Column
	keys                       []string // with quotes and colon
	rows                       int
	line                       bytes.Buffer
}

func (w *jsonWriter) Begin(columns []Column) error {
	w.columns = columns
	seen := map[string]int{}
	for _, c := range columns {
		key := c.Name
		// SELECT c.Id, t.Id: an object has room for one Id only.
		for seen[key]++; seen[key] > 1; seen[key]++ {
			key = fmt.Sprintf("%s_%d", c.Name, seen[c.Name])
			seen[c.Name]++
		}
		w.line.Reset()
		w.quote(key)
		w.keys = append(w.keys, w.line.String()+":")
	}
	return nil
}

func (w *jsonWriter) Row(cells []Cell) error {
	w.line.Reset()
	if w.rows == 0 {
		w.line.WriteString(w.open)
	} else {
		w.line.WriteString(w.between)
	}
	w.rows++
	w.line.WriteByte('{')
	for i, c := range cells {
		if i > 0 {
			w.line.WriteByte(',')
		}
		w.line.WriteString(w.keys[i])
		switch {
		case c.Null:
			w.line.WriteString("null")
		case w.columns[i].Numeric && json.Valid([]byte(c.Text)):
			w.line.WriteString(c.Text)
		default:
			w.quote(c.Text)
		}
	}
	w.line.WriteByte('}')
	_, err := w.to.Write(w.line.Bytes())
	return err
}

func (w *jsonWriter) End() error {
	text := w.shut
	if w.rows == 0 {
		text = w.empty
	}
	_, err := io.WriteString(w.to, text)
	return err
}

// Abort ends the last line, without the array's bracket.
func (w *jsonWriter) Abort() error {
	if w.rows == 0 {
		return nil
	}
	_, err := io.WriteString(w.to, "\n")
	return err
}

// quote adds a JSON string to the line and leaves <, > and & readable.
func (w *jsonWriter) quote(text string) {
	enc := json.NewEncoder(&w.line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	w.line.Truncate(w.line.Len() - 1) // the encoder's line end
}
