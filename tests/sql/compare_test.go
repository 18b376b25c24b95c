package sqltests

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// order says how the rows of two answers are compared.
type order int

const (
	inOrder order = iota
	unordered
	anyOf // the second answer holds all rows that the first may choose from
)

// difference says how got differs from want, "" if it does not.
func difference(got, want answer, how order) string {
	switch {
	case got.err != nil && want.err != nil:
		if number(got.err) != number(want.err) || number(got.err) == 0 {
			return fmt.Sprintf("error %v, there %v", got.err, want.err)
		}
		return ""
	case got.err != nil:
		return fmt.Sprintf("error %v, there %d rows", got.err, len(want.rows))
	case want.err != nil:
		return fmt.Sprintf("%d rows, there error %v", len(got.rows), want.err)
	}
	g, w := canonical(got.rows), canonical(want.rows)
	if how == unordered || how == anyOf {
		slices.Sort(g)
		slices.Sort(w)
	}
	if how != anyOf && slices.Equal(g, w) {
		return ""
	}
	if how == anyOf {
		if more := missing(g, w); len(more) > 0 {
			return "rows that are not there:\n" + head(more)
		}
		return ""
	}
	more, less := missing(g, w), missing(w, g)
	if len(more)+len(less) == 0 {
		return "the same rows in another order:\n" + head(g) + "there:\n" + head(w)
	}
	return fmt.Sprintf("%d rows, there %d; only here:\n%sonly there:\n%s", len(g), len(w), head(more), head(less))
}

// decimals match a number with decimals. An average is a DECIMAL with four of
// them in MySQL and a DOUBLE here: four must agree.
var decimals = regexp.MustCompile(`^-?\d+\.\d+$`)

func canonical(rows [][]cell) []string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		cells := slices.Clone(row)
		for j, c := range cells {
			if f, err := strconv.ParseFloat(c.text, 64); err == nil && decimals.MatchString(c.text) {
				cells[j].text = strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(f, 'f', 4, 64), "0"), ".")
			}
		}
		lines[i] = showRow(cells)
	}
	return lines
}

// missing are the lines of a that b has not, or not as often.
func missing(a, b []string) []string {
	left := map[string]int{}
	for _, line := range b {
		left[line]++
	}
	var out []string
	for _, line := range a {
		if left[line]--; left[line] < 0 {
			out = append(out, line)
		}
	}
	return out
}

func head(lines []string) string {
	const few = 5
	var b strings.Builder
	for i, line := range lines {
		if i == few {
			fmt.Fprintf(&b, "    ... and %d more\n", len(lines)-few)
			break
		}
		if len(line) > 300 {
			line = line[:300] + "..."
		}
		fmt.Fprintf(&b, "    %s\n", line)
	}
	return b.String()
}
