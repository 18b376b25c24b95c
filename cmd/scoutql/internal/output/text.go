package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/scoutql/scoutql/replica/files"
)

// csvWriter writes what scoutql export does by default, too.
type csvWriter struct {
	to   io.Writer
	row  []files.Value
	line []byte
}

func (w *csvWriter) Begin(columns []Column) error {
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		cells[i].Text = c.Name
	}
	return w.Row(cells)
}

func (w *csvWriter) Row(cells []Cell) error {
	w.row = w.row[:0]
	for _, c := range cells {
		w.row = append(w.row, files.Value(c))
	}
	w.line = files.Dialect{}.Append(w.line[:0], w.row)
	_, err := w.to.Write(w.line)
	return err
}

func (w *csvWriter) End() error { return nil }

// tsv is what `mysql -B` writes.
type tsv struct{ to io.Writer }

var tsvEscapes = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\x00", `\0`)

func (w *tsv) Begin(columns []Column) error {
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		cells[i].Text = c.Name
	}
	return w.Row(cells)
}

func (w *tsv) Row(cells []Cell) error {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = tsvEscapes.Replace(c.Text)
		if c.Null {
			texts[i] = "NULL"
		}
	}
	_, err := io.WriteString(w.to, strings.Join(texts, "\t")+"\n")
	return err
}

func (w *tsv) End() error { return nil }

// vertical is the mysql client's \G: one column a line.
type vertical struct {
	to    io.Writer
	names []string
	rows  int
}

func (w *vertical) Begin(columns []Column) error {
	width := 0
	for _, c := range columns {
		width = max(width, displayWidth(printable(c.Name, "")))
	}
	for _, c := range columns {
		name := printable(c.Name, "")
		w.names = append(w.names, strings.Repeat(" ", width-displayWidth(name))+name)
	}
	return nil
}

func (w *vertical) Row(cells []Cell) error {
	w.rows++
	var b strings.Builder
	fmt.Fprintf(&b, "*************************** %d. row ***************************\n", w.rows)
	for i, c := range cells {
		text := printable(c.Text, "\n\t")
		if c.Null {
			text = "NULL"
		}
		b.WriteString(w.names[i] + ": " + text + "\n")
	}
	_, err := io.WriteString(w.to, b.String())
	return err
}

func (w *vertical) End() error { return nil }

// markdown is a pipe table.
type markdown struct{ to io.Writer }

var markdownEscapes = strings.NewReplacer("\\", `\\`, "|", `\|`, "\r\n", "<br>", "\n", "<br>", "\r", "<br>", "<", "&lt;")

func (w *markdown) Begin(columns []Column) error {
	var heads, rules strings.Builder
	for _, c := range columns {
		heads.WriteString("| " + markdownEscapes.Replace(c.Name) + " ")
		if c.Numeric {
			rules.WriteString("|---:")
		} else {
			rules.WriteString("|---")
		}
	}
	_, err := io.WriteString(w.to, heads.String()+"|\n"+rules.String()+"|\n")
	return err
}

func (w *markdown) Row(cells []Cell) error {
	var b strings.Builder
	for _, c := range cells {
		text := printable(markdownEscapes.Replace(c.Text), "\t")
		if c.Null {
			text = "NULL"
		}
		b.WriteString("| " + text + " ")
	}
	_, err := io.WriteString(w.to, b.String()+"|\n")
	return err
}

func (w *markdown) End() error { return nil }
