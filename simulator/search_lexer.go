package simulator

import (
	"fmt"
	"strings"
)

type tokenKind int

const (
	tokEnd tokenKind = iota
	tokOpen
	tokClose
	tokField // a name with its colon
	tokWord
	tokPhrase
	tokRange
)

type searchToken struct {
	kind     tokenKind
	text, to string
	at       int
}

func (t searchToken) String() string {
	switch t.kind {
	case tokEnd:
		return "the end"
	case tokOpen:
		return "'('"
	case tokClose:
		return "')'"
	case tokRange:
		return fmt.Sprintf("'[%s TO %s]'", t.text, t.to)
	case tokField:
		return "'" + t.text + ":'"
	case tokWord, tokPhrase:
	}
	return "'" + t.text + "'"
}

// lexer cuts a query into tokens. The first error ends the input.
type lexer struct {
	in       string
	pos      int
	tok      searchToken
	err      error
	expected bool // a value follows, so a colon belongs to it, as in a date
	group    int  // parentheses open since the last field
}

func (l *lexer) fail(at int, message string) {
	if l.err == nil {
		l.err = fmt.Errorf("syntax error at position %d: %s", at+1, message)
	}
	l.pos = len(l.in)
	l.tok = searchToken{kind: tokEnd, at: at}
}

func (l *lexer) next() {
	for l.pos < len(l.in) && strings.IndexByte(" \t\r\n", l.in[l.pos]) >= 0 {
		l.pos++
	}
	at := l.pos
	l.tok = searchToken{at: at}
	if at >= len(l.in) {
		return
	}
	switch l.in[at] {
	case '(':
		l.pos++
		l.tok.kind = tokOpen
		if l.expected {
			l.group++
		}
	case ')':
		l.pos++
		l.tok.kind = tokClose
		if l.group > 0 {
			l.group--
		}
		l.expected = l.group > 0
	case '"':
		l.phrase()
		l.expected = l.group > 0
	case '[':
		l.dates()
		l.expected = l.group > 0
	case ']', '{', '}':
		l.fail(at, "unexpected '"+l.in[at:at+1]+"'")
	default:
		l.word()
	}
}

// phrase reads up to the closing quote; a backslash takes the next character literally.
func (l *lexer) phrase() {
	at := l.pos
	var b strings.Builder
	for i := at + 1; i < len(l.in); i++ {
		switch c := l.in[i]; {
		case c == '\\' && i+1 < len(l.in):
			i++
			b.WriteByte(l.in[i])
		case c == '"':
			l.pos = i + 1
			l.tok = searchToken{kind: tokPhrase, text: b.String(), at: at}
			return
		default:
			b.WriteByte(c)
		}
	}
	l.fail(at, "a quote is not closed")
}

func (l *lexer) dates() {
	at := l.pos
	end := strings.IndexByte(l.in[at:], ']')
	if end < 0 {
		l.fail(at, "a range is not closed")
		return
	}
	parts := strings.Fields(l.in[at+1 : at+end])
	if len(parts) != 3 || parts[1] != "TO" {
		l.fail(at, "expected a range [from TO to]")
		return
	}
	l.pos = at + end + 1
	l.tok = searchToken{kind: tokRange, text: parts[0], to: parts[2], at: at}
}

// word reads a bare word, or a field name when a colon follows where no value is due.
func (l *lexer) word() {
	at := l.pos
	var b strings.Builder
	i := at
loop:
	for ; i < len(l.in); i++ {
		switch c := l.in[i]; {
		case c == '\\' && i+1 < len(l.in):
			i++
			b.WriteByte(l.in[i])
		case strings.IndexByte(" \t\r\n()\"", c) >= 0:
			break loop
		case c == ':' && !l.expected:
			l.pos = i + 1
			l.expected = true
			l.group = 0
			l.tok = searchToken{kind: tokField, text: b.String(), at: at}
			return
		case c == '*' || c == '?':
			l.fail(at, "wildcards are not documented")
			return
		default:
			b.WriteByte(c)
		}
	}
	l.pos = i
	l.tok = searchToken{kind: tokWord, text: b.String(), at: at}
	operator := l.tok.text == "AND" || l.tok.text == "OR" || l.tok.text == "NOT"
	if l.expected && !operator {
		l.expected = l.group > 0
	}
}
