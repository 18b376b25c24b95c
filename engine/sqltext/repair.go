package sqltext

import (
	"context"
	"sort"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// mode is what of sql_mode changes how text is read.
type mode struct {
	ansiQuotes         bool
	noBackslashEscapes bool
}

func modeOf(ctx context.Context, options ast.ParserOptions) mode {
	m := mode{ansiQuotes: options.AnsiQuotes}
	if c, ok := ctx.(*sql.Context); ok && c != nil && c.Session != nil {
		m.noBackslashEscapes = sql.LoadSqlMode(c).ModeEnabled("NO_BACKSLASH_ESCAPES")
	}
	return m
}

// repairedText is a statement and what the tokeniser must be given so that it
// reads what MySQL would read.
type repairedText struct {
	original string
	repaired string
	mode     mode
	inserted []int // where in repaired a byte was inserted, ascending
}

// repair inserts bytes where the tokeniser reads text otherwise than MySQL:
//
//   - \% and \_ in a string keep their backslash in MySQL; the tokeniser drops
//     it, and LIKE '100\%' then also finds 1000. They become \\% and \\_.
//   - with NO_BACKSLASH_ESCAPES every backslash in a string stands for itself;
//     the tokeniser does not know that mode. They become \\.
//   - -- begins a comment only before a blank: 5--1 is 6. It becomes 5- -1.
//   - EXPLAIN FORMAT=JSON is no syntax of the grammar. It becomes FORMAT=`JSON`.
//   - @x := 1 in an expression is no syntax of the grammar. It becomes
//     __assign(@x , 1).
//
// Repairing a repaired text changes nothing, except with NO_BACKSLASH_ESCAPES.
func repair(text string, m mode) repairedText {
	r := repairedText{original: text, repaired: text, mode: m}
	edits, text := assignments(text, m)
	r.repaired = text
	edits = append(edits, jsonFormat(text)...)
	if len(edits) == 0 && !strings.ContainsAny(text, `\`) && !strings.Contains(text, "--") {
		return r
	}
	s := scanner{text: text, mode: m}
	for at := s.nextInsertion(); at >= 0; at = s.nextInsertion() {
		if text[at] == '-' {
			edits = append(edits, edit{at, " "})
		} else {
			edits = append(edits, edit{at, `\`})
		}
	}
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].at < edits[j].at })
	var out strings.Builder
	last := 0
	for _, e := range edits {
		out.WriteString(text[last:e.at])
		for i := range len(e.insert) {
			r.inserted = append(r.inserted, out.Len()+i)
		}
		out.WriteString(e.insert)
		last = e.at
	}
	out.WriteString(text[last:])
	r.repaired = out.String()
	return r
}

// edit is what has to be inserted at a place of the original text.
type edit struct {
	at     int
	insert string
}

// scanner walks over a statement and stops where a byte has to be inserted.
type scanner struct {
	text string
	pos  int
	mode mode
	// quote is the quotation mark of the string that pos is in, or 0.
	quote byte
}

// nextInsertion returns the offset before which a byte is missing, or -1.
func (s *scanner) nextInsertion() int {
	for s.pos < len(s.text) {
		if s.quote != 0 {
			if at := s.inString(); at >= 0 {
				return at
			}
			continue
		}
		if at := s.inCode(); at >= 0 {
			return at
		}
	}
	return -1
}

func (s *scanner) inString() int {
	c := s.text[s.pos]
	s.pos++
	switch {
	case c == s.quote: // a doubled mark closes the string and opens it again
		s.quote = 0
	case c != '\\':
	case s.mode.noBackslashEscapes:
		return s.pos - 1
	case s.pos < len(s.text):
		s.pos++
		if next := s.text[s.pos-1]; next == '%' || next == '_' {
			return s.pos - 2
		}
	}
	return -1
}

func (s *scanner) inCode() int {
	rest := s.text[s.pos:]
	switch {
	case rest[0] == '\'', rest[0] == '"' && !s.mode.ansiQuotes:
		s.quote = rest[0]
		s.pos++
	case rest[0] == '`', rest[0] == '"':
		s.skipPast(rest[1:], rest[:1])
	case rest[0] == '#', strings.HasPrefix(rest, "//"):
		s.skipPast(rest[1:], "\n")
	case strings.HasPrefix(rest, "--"):
		if len(rest) > 2 && !isBlank(rest[2]) {
			s.pos++
			return s.pos
		}
		s.skipPast(rest[1:], "\n")
	case strings.HasPrefix(rest, "/*") && !isExecutable(rest):
		s.skipPast(rest[1:], "*/")
	default:
		s.pos++
	}
	return -1
}

// atComment says whether a comment begins at pos.
func (s *scanner) atComment() bool {
	rest := s.text[s.pos:]
	return rest[0] == '#' || strings.HasPrefix(rest, "/*") && !isExecutable(rest) ||
		strings.HasPrefix(rest, "--") && (len(rest) == 2 || isBlank(rest[2]))
}

// skipPast moves behind the next end in rest, which begins one byte after pos.
func (s *scanner) skipPast(rest, end string) {
	i := strings.Index(rest, end)
	if i < 0 {
		s.pos = len(s.text)
		return
	}
	s.pos += 1 + i + len(end)
}

// isExecutable says that a comment's content is code: /*! ... */.
func isExecutable(rest string) bool {
	return strings.HasPrefix(rest, "/*!") || strings.HasPrefix(rest, "/*M!")
}

func isBlank(c byte) bool { return c <= ' ' }

// offset gives the place in the original text of a place in the repaired one.
func (r repairedText) offset(repaired int) int {
	return repaired - sort.SearchInts(r.inserted, repaired)
}

// split takes what the parser cut the repaired text into back to the words of
// the client: what is left will be repaired again, and logs show the rest.
func (r repairedText) split(parsed, remainder string) (string, string) {
	if len(r.inserted) == 0 {
		return parsed, remainder
	}
	cut := r.offset(len(r.repaired) - len(remainder))
	return r.original[:min(r.offset(len(parsed)), cut)], r.original[cut:]
}

// restoreHeadings gives result columns MySQL's headings. The parser takes them
// from the repaired text, with the quotes of a string and with comments.
func (r repairedText) restoreHeadings(stmt ast.Statement) {
	walk(stmt, func(node any) bool {
		if e, ok := node.(*ast.AliasedExpr); ok && e.InputExpression != "" {
			e.InputExpression = r.heading(e)
		}
		return true
	})
}

func (r repairedText) heading(e *ast.AliasedExpr) string {
	if v, ok := e.Expr.(*ast.SQLVal); ok && v.Type == ast.StrVal && len(v.Val) > 0 {
		return string(v.Val)
	}
	from, to := r.offset(e.StartParsePos), r.offset(e.EndParsePos)
	if from < 0 || to > len(r.original) || from >= to {
		return e.InputExpression
	}
	text := withoutComments(r.original[from:to], r.mode)
	if text == "" {
		return e.InputExpression
	}
	return text
}

// withoutComments cuts blanks and comments off both ends.
func withoutComments(text string, m mode) string {
	s := scanner{text: text, mode: m}
	begin, end := -1, 0
	for s.pos < len(text) {
		at, code := s.pos, s.quote != 0 || !s.atComment() && !isBlank(text[s.pos])
		if s.quote != 0 {
			s.inString()
		} else {
			s.inCode()
		}
		if code {
			if begin < 0 {
				begin = at
			}
			end = s.pos
		}
	}
	if begin < 0 {
		return ""
	}
	return text[begin:end]
}
