package sqltests

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// maxRows is how many rows a file shows; the rest is counted and fingerprinted.
const maxRows = 40

func showRow(row []cell) string {
	shown := make([]string, len(row))
	for i, c := range row {
		shown[i] = showCell(c)
	}
	return strings.Join(shown, "  ")
}

func showCell(c cell) string {
	switch {
	case c.null:
		return "NULL"
	case c.text == "", c.text == "NULL", strings.TrimSpace(c.text) != c.text,
		strings.HasPrefix(c.text, "\""), strings.Contains(c.text, "  "), strings.ContainsAny(c.text, "\n\r\t\x00"):
		return strconv.Quote(c.text)
	}
	return c.text
}

func showRows(rows [][]cell, sorted bool) []string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = showRow(row)
	}
	if sorted {
		slices.Sort(lines)
	}
	if len(lines) > maxRows {
		rest := lines[maxRows/2:]
		lines = append(lines[:maxRows/2:maxRows/2], fmt.Sprintf("... and %d more rows, %s", len(rest), fingerprint(rest)))
	}
	return lines
}

func fingerprint(lines []string) string {
	return fmt.Sprintf("#%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))[:9]
}

var errorHead = regexp.MustCompile(`^ERROR (\d+) \((\w+)\): `)

// showError is "error 1054: Unknown column 'x'".
func showError(err error) []string {
	m := errorHead.FindStringSubmatch(engine.Message(err))
	if m == nil {
		return []string{"error: " + err.Error()}
	}
	return []string{"error " + m[1] + ": " + strings.TrimPrefix(engine.Message(err), m[0])}
}

// number is the MySQL number of an error of ours or of the judge's.
func number(err error) int {
	var judges *mysql.MySQLError
	if errors.As(err, &judges) {
		return int(judges.Number)
	}
	if m := errorHead.FindStringSubmatch(engine.Message(err)); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

// maxAlike is how many calls of one kind are listed one by one.
const maxAlike = 6

var (
	pageParameter = regexp.MustCompile(`\bpage=\d+`)
	idInPath      = regexp.MustCompile(`/\d+\b`)
	digits        = regexp.MustCompile(`\d+`)
)

// showCalls lists calls in a canonical order.
func showCalls(calls []simulator.Call) []string {
	if len(calls) == 0 {
		return []string{"calls none"}
	}
	slices.SortStableFunc(calls, func(a, b simulator.Call) int {
		return cmp.Or(cmp.Compare(natural(a.Path), natural(b.Path)), cmp.Compare(natural(a.Query), natural(b.Query)), a.Status-b.Status)
	})
	alike := map[string][]simulator.Call{}
	for _, c := range calls {
		alike[template(c)] = append(alike[template(c)], c)
	}
	lines := []string{"calls"}
	for _, c := range calls {
		group := alike[template(c)]
		switch {
		case len(group) == 0: // shown already
		case len(group) <= maxAlike:
			lines = append(lines, "  "+c.String())
		default:
			lines = append(lines, "  "+summary(template(c), group))
			delete(alike, template(c))
		}
	}
	return lines
}

// listCalls lists calls as they were made. Only reads that follow each other are
// sorted: they are made side by side.
func listCalls(calls []simulator.Call) []string {
	if len(calls) == 0 {
		return []string{"calls none"}
	}
	lines := []string{"calls"}
	for len(calls) > 0 {
		reads := slices.IndexFunc(calls, func(c simulator.Call) bool { return c.Method != http.MethodGet })
		if reads < 0 {
			reads = len(calls)
		}
		if reads > 0 {
			lines = append(lines, showCalls(calls[:reads:reads])[1:]...)
			calls = calls[reads:]
			continue
		}
		lines = append(lines, "  "+calls[0].String())
		calls = calls[1:]
	}
	return lines
}

// natural makes numbers compare as numbers.
func natural(s string) string {
	return digits.ReplaceAllStringFunc(s, func(d string) string { return fmt.Sprintf("%020s", d) })
}

// template is what calls have in common that differ in ids and page only.
func template(c simulator.Call) string {
	path := idInPath.ReplaceAllString(c.Path, "/{id}")
	if c.Query != "" {
		path += "?" + pageParameter.ReplaceAllString(c.Query, "page=N")
	}
	return fmt.Sprintf("%s %s  %d", c.Method, path, c.Status)
}

func summary(template string, calls []simulator.Call) string {
	items, lines := 0, make([]string, len(calls))
	for i, c := range calls {
		items += c.Items
		lines[i] = c.String()
	}
	return fmt.Sprintf("%s  %d items in %d calls, %s", template, items, len(calls), fingerprint(lines))
}
