package shell

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/guptarohit/asciigraph"
	"github.com/mattn/go-runewidth"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

// Picture says how a result is drawn.
type Picture struct {
	Kind    string // bars, lines, or "" for what fits: lines over dates and numbers, else bars
	Width   int    // of the terminal; 80 when 0
	Colours bool
}

// chart is a result as something to draw: values[series][x], NaN for none.
type chart struct {
	labels []string
	series []string
	values [][]float64
	graded bool // the labels are dates or numbers
}

// Plot draws a result of two columns (label, number) or three (label, number,
// number, or label, name of a series, number).
func Plot(columns []output.Column, rows [][]output.Cell, p Picture) (string, error) {
	c, err := readChart(columns, rows)
	if err != nil {
		return "", err
	}
	if p.Width <= 0 {
		p.Width = 80
	}
	if p.Kind == "lines" || p.Kind == "" && c.graded && len(c.labels) > 2 {
		return c.lines(p), nil
	}
	return c.bars(p), nil
}

func readChart(columns []output.Column, rows [][]output.Cell) (*chart, error) {
	n := len(columns)
	named := n == 3 && !columns[1].Numeric // the second column names the series
	switch {
	case n != 2 && n != 3:
		return nil, fmt.Errorf("a plot needs two or three columns, this result has %d", n)
	case !columns[n-1].Numeric, n == 2 && !columns[1].Numeric:
		return nil, fmt.Errorf("a plot needs numbers in its last column, %s has none", columns[n-1].Name)
	case len(rows) == 0:
		return nil, errors.New("there are no rows to plot")
	}
	c := &chart{graded: columns[0].Numeric || strings.HasPrefix(columns[0].Type, "date") || strings.HasPrefix(columns[0].Type, "timestamp")}
	if !named {
		for _, col := range columns[1:] {
			c.series = append(c.series, col.Name)
		}
	}
	x, s := map[string]int{}, map[string]int{}
	for _, row := range rows {
		label := cellText(row[0])
		if _, known := x[label]; !known || !named { // without names each row is a point of its own
			x[label] = len(c.labels)
			c.labels = append(c.labels, label)
		}
		if !named {
			for i := range c.series {
				c.set(i, x[label], row[1+i])
			}
			continue
		}
		name := cellText(row[1])
		if _, known := s[name]; !known {
			s[name] = len(c.series)
			c.series = append(c.series, name)
		}
		c.set(s[name], x[label], row[2])
	}
	for i := range c.values {
		c.grow(i, len(c.labels))
	}
	return c, nil
}

func cellText(cell output.Cell) string {
	if cell.Null {
		return "NULL"
	}
	return output.Printable(cell.Text)
}

func (c *chart) set(series, x int, cell output.Cell) {
	for len(c.values) <= series {
		c.values = append(c.values, nil)
	}
	c.grow(series, x+1)
	if v, err := strconv.ParseFloat(cell.Text, 64); err == nil && !cell.Null {
		c.values[series][x] = v
	}
}

func (c *chart) grow(series, n int) {
	for len(c.values[series]) < n {
		c.values[series] = append(c.values[series], math.NaN())
	}
}

// maxSeries is what can be told apart in a terminal.
const maxSeries = 8

var palette = []struct {
	line asciigraph.AnsiColor
	bar  string
}{
	{asciigraph.Blue, "\x1b[34m"},
	{asciigraph.Green, "\x1b[32m"},
	{asciigraph.Red, "\x1b[31m"},
	{asciigraph.Magenta, "\x1b[35m"},
	{asciigraph.Cyan, "\x1b[36m"},
	{asciigraph.Yellow, "\x1b[33m"},
	{asciigraph.White, "\x1b[37m"},
	{asciigraph.Gray, "\x1b[90m"},
}

// lines draws each series over the labels, in the order of the rows.
func (c *chart) lines(p Picture) string {
	n := min(len(c.series), maxSeries)
	widest := 0
	for _, v := range c.values[:n] {
		for _, f := range v {
			widest = max(widest, len(number(f)))
		}
	}
	width := max(10, p.Width-widest-5)
	options := []asciigraph.Option{
		asciigraph.Height(12), asciigraph.Width(width), asciigraph.YAxisValueFormatter(func(f float64) string {
			return fmt.Sprintf("%*s", widest, number(math.Round(f*100)/100))
		}),
	}
	if p.Colours {
		var colours []asciigraph.AnsiColor
		for i := range n {
			colours = append(colours, palette[i].line)
		}
		options = append(options, asciigraph.SeriesColors(colours...))
	}
	picture := asciigraph.PlotMany(c.values[:n], options...)
	first, last := c.labels[0], c.labels[len(c.labels)-1]
	gap := max(1, width-runewidth.StringWidth(first)-runewidth.StringWidth(last))
	return picture + "\n" + strings.Repeat(" ", widest+3) + first + strings.Repeat(" ", gap) + last + "\n" + c.legend(n, p.Colours) + c.leftOut(n)
}

// legend names the lines, each in its colour.
func (c *chart) legend(n int, colours bool) string {
	if n == 1 {
		return ""
	}
	names := make([]string, n)
	for i := range n {
		names[i] = c.series[i]
		if colours {
			names[i] = palette[i].bar + "─ " + names[i] + noColour
		}
	}
	return "  " + strings.Join(names, "   ") + "\n"
}

// bars draws a bar for each number, one below the other.
func (c *chart) bars(p Picture) string {
	n := min(len(c.series), maxSeries)
	labelWidth, nameWidth, numberWidth, most := 0, 0, 0, 0.0
	for _, label := range c.labels {
		labelWidth = max(labelWidth, runewidth.StringWidth(label))
	}
	labelWidth = min(labelWidth, p.Width/3)
	for i, values := range c.values[:n] {
		if n > 1 {
			nameWidth = min(max(nameWidth, runewidth.StringWidth(c.series[i])+1), p.Width/5)
		}
		for _, v := range values {
			numberWidth = max(numberWidth, len(number(v)))
			if !math.IsNaN(v) {
				most = max(most, math.Abs(v))
			}
		}
	}
	room := max(10, p.Width-labelWidth-nameWidth-numberWidth-4)
	var b strings.Builder
	for x, label := range c.labels {
		for i := range n {
			if i > 0 {
				label = ""
			}
			v, name := c.values[i][x], ""
			if n > 1 {
				name = c.series[i]
			}
			bar := bar(v, most, room)
			if p.Colours && bar != "" {
				bar = palette[i].bar + bar + noColour
			}
			fmt.Fprintf(&b, "%s %s%*s %s\n", fit(label, labelWidth), fit(name, nameWidth), numberWidth, number(v), bar)
		}
	}
	return b.String() + c.leftOut(n)
}

func (c *chart) leftOut(n int) string {
	if n == len(c.series) {
		return ""
	}
	return fmt.Sprintf("(%d more series are left out)\n", len(c.series)-n)
}

// eighths are the ends of bars.
var eighths = []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// bar is as long as the value; below zero it is hollow.
func bar(v, most float64, room int) string {
	if math.IsNaN(v) || most == 0 || v == 0 {
		return ""
	}
	length := int(math.Max(1, math.Round(math.Abs(v)/most*float64(room)*8)))
	if v < 0 {
		return strings.Repeat("░", max(1, length/8))
	}
	return strings.Repeat("█", length/8) + eighths[length%8]
}

func fit(text string, width int) string {
	if runewidth.StringWidth(text) > width {
		text = runewidth.Truncate(text, width, "…")
	}
	return text + strings.Repeat(" ", max(0, width-runewidth.StringWidth(text)))
}

func number(v float64) string {
	if math.IsNaN(v) {
		return "NULL"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// plotArguments splits what follows \plot.
func plotArguments(arg string) (kind, sql string) {
	first, rest, _ := strings.Cut(arg, " ")
	if kind := strings.ToLower(strings.TrimSuffix(first, ";")); slices.Contains([]string{"bars", "lines"}, kind) {
		return kind, strings.TrimSpace(rest)
	}
	return "", arg
}
