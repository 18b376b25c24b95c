package shell

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// Lines reads inputs line by line: from a pipe, or on a terminal that can do no more.
type Lines struct {
	In      *bufio.Reader
	Prompts io.Writer // nil: nobody is to be asked
}

// NewLines reads from in and writes prompts, unless it is nil.
func NewLines(in io.Reader, prompts io.Writer) *Lines {
	return &Lines{In: bufio.NewReader(in), Prompts: prompts}
}

// Read returns the next whole input.
func (l *Lines) Read(p Prompt) (string, error) {
	var text strings.Builder
	l.ask(p.Status + "\n" + p.Text)
	for {
		line, err := l.In.ReadString('\n')
		if text.Len() == 0 && strings.TrimSpace(line) == "" && err == nil {
			l.ask(p.Text)
			continue
		}
		first := text.Len() == 0
		text.WriteString(line)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		// Only such a line can be an end: a long statement is not read from its beginning at each of its lines.
		mayEnd := first || strings.ContainsAny(line, `;\`)
		if err != nil || mayEnd && Whole(text.String()) {
			return text.String(), err
		}
		l.ask("      -> ")
	}
}

func (l *Lines) ask(text string) {
	if l.Prompts != nil {
		_, _ = io.WriteString(l.Prompts, strings.TrimPrefix(text, "\n"))
	}
}
