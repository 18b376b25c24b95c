// Package shell is the logic of `scoutql shell`: where statements end, what
// completes a word, commands, history, colours, plots. It knows neither where
// statements run nor what a terminal is, but for editor.go and pager.go.
package shell

import "strings"

// Kind is what a token is.
type Kind int

// The kinds of tokens.
const (
	Word    Kind = iota
	Quoted       // a name in backquotes
	String       // in ' or "
	Number       //
	Comment      //
	Symbol       // one character; \G and \g count as one
)

// Token is a piece of SQL text; white space is between them.
type Token struct {
	Kind       Kind
	Start, End int // bytes
	Text       string
	Open       bool // its end is missing
}

// Is compares a word without regard to case.
func (t Token) Is(words ...string) bool {
	if t.Kind != Word && t.Kind != Symbol {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(t.Text, w) {
			return true
		}
	}
	return false
}

// Name is the identifier, without its quotes.
func (t Token) Name() string {
	if t.Kind != Quoted {
		return t.Text
	}
	name := strings.TrimPrefix(t.Text, "`")
	if !t.Open {
		name = strings.TrimSuffix(name, "`")
	}
	return strings.ReplaceAll(name, "``", "`")
}

// Lex takes MySQL text apart. It never fails: what is not closed is Open.
func Lex(text string) []Token {
	var tokens []Token
	for at := 0; at < len(text); {
		if isSpace(text[at]) {
			at++
			continue
		}
		t := lexOne(text, at)
		t.Text = text[t.Start:t.End]
		tokens = append(tokens, t)
		at = t.End
	}
	return tokens
}

func lexOne(text string, at int) Token {
	rest := text[at:]
	switch c := rest[0]; {
	case c == '\'' || c == '"':
		return quoted(text, at, String, true)
	case c == '`':
		return quoted(text, at, Quoted, false)
	case c == '#', strings.HasPrefix(rest, "--") && (len(rest) == 2 || rest[2] <= ' '):
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest)
		}
		return Token{Kind: Comment, Start: at, End: at + end}
	case strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			return Token{Kind: Comment, Start: at, End: len(text), Open: true}
		}
		return Token{Kind: Comment, Start: at, End: at + end + 4}
	case c >= '0' && c <= '9':
		return Token{Kind: Number, Start: at, End: at + span(rest, func(c byte) bool { return isWord(c) || c == '.' })}
	case isWord(c) || c == '@' || c == ':' && len(rest) > 1 && isWord(rest[1]):
		return Token{Kind: Word, Start: at, End: at + 1 + span(rest[1:], isWord)}
	case c == '\\' && len(rest) > 1 && (rest[1] == 'G' || rest[1] == 'g'):
		return Token{Kind: Symbol, Start: at, End: at + 2}
	}
	return Token{Kind: Symbol, Start: at, End: at + 1}
}

// quoted reads to the closing quote; a doubled one stands for itself.
func quoted(text string, at int, kind Kind, escapes bool) Token {
	quote := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == quote && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return Token{Kind: kind, Start: at, End: i + 1}
		}
	}
	return Token{Kind: kind, Start: at, End: len(text), Open: true}
}

func span(text string, in func(byte) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c >= 0x80
}
