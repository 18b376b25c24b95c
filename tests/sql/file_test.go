package sqltests

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// block is one directive of a file with its lines.
type block struct {
	line      int
	lead      []string // comments and what stands in a line of its own
	directive string   // "query unordered", "statement", "seed small"
	options   []string // judge and pushdown lines, as written
	sql       []string
	want      []string // what follows ----
}

func (b *block) kind() string { return strings.Fields(b.directive)[0] }
func (b *block) statement() string {
	return strings.TrimSpace(strings.Join(b.sql, "\n"))
}

// argument is what follows the directive's first word.
func (b *block) argument() string {
	return strings.TrimSpace(strings.TrimPrefix(b.directive, b.kind()))
}

// option gives the text after "name:", and whether the option is there.
func (b *block) option(name string) (string, bool) {
	for _, o := range b.options {
		if text, ok := strings.CutPrefix(o, name+":"); ok {
			return strings.TrimSpace(text), true
		}
	}
	return "", false
}

const separator = "----"

var (
	kinds   = []string{"seed", "statement", "query", "write"}
	options = []string{"judge", "judge off", "differs", "pushdown on"}
)

func readFile(path string) ([]*block, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var blocks []*block
	var lead []string
	at := 1
	for chunk := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		lines := strings.Split(strings.Trim(chunk, "\n"), "\n")
		b := &block{line: at}
		at += strings.Count(chunk, "\n") + 2
		for len(lines) > 0 && strings.HasPrefix(lines[0], "#") {
			lead, lines = append(lead, lines[0]), lines[1:]
		}
		if len(lines) == 0 {
			lead = append(lead, "")
			continue
		}
		b.lead, lead = lead, nil
		if err := b.parse(lines); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, b.line, err)
		}
		blocks = append(blocks, b)
	}
	return blocks, nil
}

func (b *block) parse(lines []string) error {
	b.directive, lines = lines[0], lines[1:]
	if !slices.Contains(kinds, b.kind()) {
		return fmt.Errorf("unknown directive %q", b.directive)
	}
	for len(lines) > 0 && slices.ContainsFunc(options, func(o string) bool { return strings.HasPrefix(lines[0], o+":") }) {
		b.options, lines = append(b.options, lines[0]), lines[1:]
	}
	if i := slices.Index(lines, separator); i >= 0 {
		b.sql, b.want = lines[:i], lines[i+1:]
	} else {
		b.sql = lines
	}
	return nil
}

func (b *block) String() string {
	lines := append(slices.Clone(b.lead), b.directive)
	lines = append(append(lines, b.options...), b.sql...)
	if b.kind() == "query" || b.kind() == "write" {
		lines = append(append(lines, separator), b.want...)
	}
	return strings.Join(lines, "\n") + "\n"
}

func writeFile(path string, blocks []*block) error {
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = b.String()
	}
	return os.WriteFile(path, []byte(strings.Join(texts, "\n")), 0o644)
}
