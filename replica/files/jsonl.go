package files

import (
	"bytes"
	"encoding/json"
	"io"
)

// jsonLines writes one object a line. Numbers are numbers, JSON columns nested.
type jsonLines struct {
	to      io.Writer
	columns []Column
	keys    []string // with quotes and colon
	line    bytes.Buffer
}

func newJSONLines(to io.Writer, columns []Column) *jsonLines {
	w := &jsonLines{to: to, columns: columns}
	for _, c := range columns {
		w.line.Reset()
		w.quote(c.Name)
		w.keys = append(w.keys, w.line.String()+":")
	}
	return w
}

func (w *jsonLines) Row(row []Value) error {
	w.line.Reset()
	w.line.WriteByte('{')
	for i, v := range row {
		if i > 0 {
			w.line.WriteByte(',')
		}
		w.line.WriteString(w.keys[i])
		w.value(&w.columns[i], v)
	}
	w.line.WriteString("}\n")
	_, err := w.to.Write(w.line.Bytes())
	return err
}

func (w *jsonLines) value(c *Column, v Value) {
	switch {
	case v.Null:
		w.line.WriteString("null")
	case c.Numeric && json.Valid([]byte(v.Text)):
		w.line.WriteString(v.Text)
	case c.JSON && json.Compact(&w.line, []byte(v.Text)) == nil: // on an error it writes nothing
	default:
		w.quote(v.Text)
	}
}

func (w *jsonLines) Close() error { return nil }

// quote adds a JSON string and leaves <, > and & readable.
func (w *jsonLines) quote(text string) {
	enc := json.NewEncoder(&w.line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	w.line.Truncate(w.line.Len() - 1) // the encoder's line end
}
