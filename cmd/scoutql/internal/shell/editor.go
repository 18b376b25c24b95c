package shell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
)

// Editor reads inputs on a terminal, with history, completion and colours.
type Editor struct {
	line   *readline.Shell
	prompt Prompt
	paint  func(status string) string
}

// EditorOptions say what the editor knows.
type EditorOptions struct {
	History  *History
	Complete func(text string, cursor int) Completion
	Colours  bool
	Size     func() (width, height int) // of the terminal now
}

// NewEditor edits on standard input and output.
func NewEditor(o EditorOptions) *Editor {
	e := &Editor{line: readline.NewShell(inputrc.WithApp("scoutql"))}
	rl := e.line
	e.paint = func(status string) string { return status }
	for name, value := range map[string]any{
		"completion-ignore-case":       true,
		"menu-complete-display-prefix": true,
		"multiline-column":             false,
		"usage-hint-always":            false,
		// Asking where the cursor is at each key is slow over a network, loses keys that are typed before the answer, and
		// hangs where no answer comes. Without it the library needs free rows below the input; room makes them.
		"cursor-position-probe": false,
	} {
		rl.Config.Vars[name] = value
	}
	rl.AcceptMultiline = func(line []rune) bool { return Whole(string(line)) }
	rl.Prompt.Primary(func() string { return e.prompt.Text })
	rl.Prompt.Secondary(func() string { return "      -> " })
	rl.History.Delete()
	rl.History.Add("scoutql", o.History)
	rl.SyntaxHighlighter = func(line []rune) string { return room(rows(line, o.Size)) + string(line) }
	if o.Colours {
		e.paint = func(status string) string { return commentColour + status + noColour }
		rl.SyntaxHighlighter = func(line []rune) string { return room(rows(line, o.Size)) + Highlight(string(line)) }
	}
	rl.Completer = func(line []rune, cursor int) readline.Completions {
		_, height := o.Size()
		return completions(o.Complete, line, cursor, height)
	}
	return e
}

// Read edits one input.
func (e *Editor) Read(p Prompt) (string, error) {
	e.prompt = p
	if p.Status != "" { // not a part of the prompt: the library redraws that
		_, _ = io.WriteString(os.Stdout, e.paint(p.Status)+"\n")
	}
	text, err := e.line.Readline()
	switch {
	case errors.Is(err, readline.ErrInterrupt):
		return "", ErrCancelled
	case errors.Is(err, io.EOF):
		_, _ = io.WriteString(os.Stdout, "\n")
		return "", io.EOF // what was not ended with ; is not run
	}
	return text, err
}

// completions hands candidates over as the library wants them: it replaces all that stands between the last white space
// and the cursor, so what of it is not the word goes in front of each candidate.
//
// A list that is higher than the terminal goes without its hints, in columns, and ends where the screen does.
func completions(complete func(string, int) Completion, line []rune, cursor, height int) readline.Completions {
	cursor = min(cursor, len(line))
	text := string(line)
	at := len(string(line[:cursor]))
	done := complete(text, at)
	blank := at - len(lastBlankWord(text[:at]))
	if most := max(10, 2*(height-8)); len(done.Candidates) > most {
		done.Usage = fmt.Sprintf("%d more: type a letter first", len(done.Candidates)-most)
		done.Candidates = done.Candidates[:most]
	}
	var values []readline.Completion
	for _, c := range done.Candidates {
		value := c.Text
		if done.Start >= blank {
			value = text[blank:done.Start] + c.Text
		}
		if len(done.Candidates) == 1 && !c.Open && cursor == len(line) {
			value += " " // it is the one: go on
		}
		if len(done.Candidates) > height-6 {
			c.Hint = ""
		}
		values = append(values, readline.Completion{Value: value, Display: c.Text, Description: shorten(c.Hint)})
	}
	list := readline.CompleteRaw(values).NoSort()
	list.PREFIX = text[blank:at]
	if len(done.Candidates) > 0 && done.Candidates[0].Open {
		list = list.NoSpace('(', '.')
	}
	if done.Usage != "" {
		list = list.Usage("%s", done.Usage)
	}
	return list
}

func lastBlankWord(text string) string {
	return text[strings.LastIndexAny(text, " \t\r\n")+1:]
}

// shorten keeps a hint to one line of the menu.
func shorten(hint string) string {
	first, _, _ := strings.Cut(hint, "\n")
	if r := []rune(first); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return first
}

// room scrolls the screen until there are rows below the cursor, which stays where it is.
func room(rows int) string {
	return strings.Repeat("\x1bD", rows) + fmt.Sprintf("\x1b[%dA", rows)
}

// rows is how many rows an input takes, with a spare one for what the library clears below it.
func rows(line []rune, size func() (width, height int)) int {
	const prompt = 9
	width, height := size()
	n := 1
	for text := range strings.SplitSeq(string(line), "\n") {
		n += 1 + (prompt+runewidth.StringWidth(text))/max(1, width)
	}
	return min(n, height-1)
}
