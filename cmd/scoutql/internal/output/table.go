package output

import (
	"io"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
)

const (
	// firstRows is a page of the API: the widths come from these rows.
	firstRows = 50
	// patience is how long the first row waits for the rest of its page.
	patience = 500 * time.Millisecond
	// narrowest is what a long column is squeezed to on a narrow terminal.
	narrowest = 12
)

// table draws boxes like the mysql client, without waiting for the last row.
// Cells that come later and are wider are cut on a terminal and stick out of a pipe.
type table struct {
	to      io.Writer
	screen  Screen
	columns []Column

	mu     sync.Mutex // the timer draws as well
	held   [][]string
	widths []int // nil until the first rows are drawn
	timer  *time.Timer
	err    error
}

func newTable(to io.Writer, screen Screen) *table {
	return &table{to: to, screen: screen}
}

func (t *table) Begin(columns []Column) error {
	t.columns = columns
	return nil
}

func (t *table) Row(cells []Cell) error {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = printable(c.Text, "")
		if c.Null {
			texts[i] = "NULL"
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.widths != nil {
		t.draw(texts)
		return t.err
	}
	t.held = append(t.held, texts)
	if len(t.held) == 1 {
		t.timer = time.AfterFunc(patience, t.overdue)
	}
	if len(t.held) == firstRows {
		t.begin()
	}
	return t.err
}

func (t *table) End() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begin()
	t.rule()
	return t.err
}

// Abort shows the rows that came before the failure.
func (t *table) Abort() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.held) > 0 {
		t.begin()
	}
	return t.err
}

func (t *table) overdue() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begin()
}

// begin fixes the widths and draws the head and the rows held so far.
func (t *table) begin() {
	if t.widths != nil {
		return
	}
	if t.timer != nil {
		t.timer.Stop()
	}
	t.widths = make([]int, len(t.columns))
	heads := make([]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = printable(c.Name, "")
		t.widths[i] = max(1, displayWidth(heads[i]))
		for _, row := range t.held {
			t.widths[i] = max(t.widths[i], displayWidth(row[i]))
		}
	}
	t.squeeze()
	t.rule()
	t.line(heads, func(int) bool { return false })
	t.rule()
	for _, row := range t.held {
		t.draw(row)
	}
	t.held = nil
}

// squeeze takes from the widest columns until the table fits the terminal.
func (t *table) squeeze() {
	if !t.screen.Terminal || t.screen.Width <= 0 {
		return
	}
	total := 1
	for _, w := range t.widths {
		total += w + 3
	}
	for ; total > t.screen.Width; total-- {
		widest := 0
		for i, w := range t.widths {
			if w > t.widths[widest] {
				widest = i
			}
		}
		if t.widths[widest] <= narrowest {
			return // too many columns; the terminal wraps them
		}
		t.widths[widest]--
	}
}

func (t *table) draw(texts []string) {
	t.line(texts, func(i int) bool { return t.columns[i].Numeric && texts[i] != "NULL" })
}

func (t *table) line(texts []string, right func(column int) bool) {
	var b strings.Builder
	for i, text := range texts {
		width := displayWidth(text)
		if width > t.widths[i] && t.screen.Terminal {
			text = runewidth.Truncate(text, t.widths[i], "…")
			width = displayWidth(text)
		}
		pad := strings.Repeat(" ", max(0, t.widths[i]-width))
		b.WriteString("| ")
		if right(i) {
			b.WriteString(pad + text)
		} else {
			b.WriteString(text + pad)
		}
		b.WriteByte(' ')
	}
	t.print(b.String() + "|\n")
}

func (t *table) rule() {
	var b strings.Builder
	for _, w := range t.widths {
		b.WriteString("+" + strings.Repeat("-", w+2))
	}
	t.print(b.String() + "+\n")
}

func (t *table) print(text string) {
	if t.err == nil {
		_, t.err = io.WriteString(t.to, text)
	}
}

func displayWidth(text string) int { return runewidth.StringWidth(text) }
