package output

import "iter"

// Print writes a result set. It tells a failure to write from one of the rows,
// after which the rows so far are shown. The head waits for the first row, so
// that a statement which fails prints nothing.
func Print(w Writer, columns []Column, rows iter.Seq2[[]Cell, error]) (n int64, wrote, failed error) {
	begun := false
	begin := func() error {
		if begun {
			return nil
		}
		begun = true
		return w.Begin(columns)
	}
	for row, err := range rows {
		if err != nil {
			if a, ok := w.(Aborter); ok && begun {
				wrote = a.Abort()
			}
			return n, wrote, err
		}
		if err := begin(); err != nil {
			return n, err, nil
		}
		if err := w.Row(row); err != nil {
			return n, err, nil
		}
		n++
	}
	if err := begin(); err != nil {
		return n, err, nil
	}
	return n, w.End(), nil
}

// Printable shows control characters as escapes.
func Printable(text string) string { return printable(text, "") }
