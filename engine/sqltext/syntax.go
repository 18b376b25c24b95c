package sqltext

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
	"github.com/dolthub/vitess/go/vt/vterrors"
)

// near takes the token out of the parser's "... at position 12 near 'x'".
var near = regexp.MustCompile(`(?s) near '(.*)'$`)

// explainJSON is a statement that MySQL knows and the grammar does not.
var explainJSON = regexp.MustCompile(`(?is)^\s*(explain|describe|desc)\s+(?:extended\s+)?format\s*=\s*(json)\b`)

const maxQuoted = 80 // MySQL quotes as much of the statement

// syntaxError gives an error of the parser MySQL's number, state and words.
func (p *parser) syntaxError(ctx context.Context, text repairedText, options ast.ParserOptions, err error) error {
	at, token := errorPlace(text, err)
	if token != "" && strings.HasSuffix(strings.TrimRight(text.original, "; \t\r\n"), token) && p.endsTooSoon(ctx, text, options) {
		at, token = len(text.original), ""
	}
	at, token = p.reservedBefore(text.original, at, token)
	line := 1 + strings.Count(text.original[:at], "\n")
	message := fmt.Sprintf("You have an error in your SQL syntax near '%s' at line %d", quoted(text.original[at:]), line)
	if twin, ok := p.names.Twin(token); ok {
		message += fmt.Sprintf(" (`%s` is a reserved word; for the column write %s, or `%s` in backticks)", token, twin, token)
	}
	return mysql.NewSQLError(mysql.ERParseError, mysql.SSClientError, "%s", message)
}

// errorPlace finds the token that the parser stumbled over. The parser knows
// the place behind the token, sometimes a little further on.
func errorPlace(text repairedText, err error) (at int, token string) {
	var syntax vterrors.SyntaxError
	if !errors.As(err, &syntax) {
		if cause, ok := vterrors.AsSyntaxError(err); ok {
			syntax = cause
		}
	}
	end := min(max(syntax.Position-1, 0), len(text.repaired))
	if m := near.FindStringSubmatch(syntax.Message); m != nil {
		token = m[1]
	}
	i := strings.LastIndex(text.repaired[:end], token)
	if i < 0 || token == "" {
		return text.offset(end), token
	}
	// Signs have no name of their own: with one behind it, the token was fine.
	if signs := strings.TrimRight(text.repaired[i+len(token):end], " \t\r\n'\"`"); strings.TrimSpace(signs) != "" {
		return text.offset(i + len(token) + len(signs) - 1), ""
	}
	return text.offset(i), token
}

// wordBefore is the bare word in front of a place.
var wordBefore = regexp.MustCompile(`(?:^|[\s,(=])([A-Za-z]+)\s*$`)

// reservedBefore steps back to a reserved word that is the name of one of our
// columns: for SELECT Range FROM t the parser complains about FROM.
func (p *parser) reservedBefore(text string, at int, token string) (int, string) {
	if _, ok := p.names.Twin(token); ok {
		return at, token
	}
	m := wordBefore.FindStringSubmatchIndex(text[:at])
	if m == nil {
		return at, token
	}
	if word := text[m[2]:m[3]]; !strings.HasPrefix(strings.ToLower(text[at:]), "by ") {
		if _, ok := p.names.Twin(word); ok {
			return m[2], word
		}
	}
	return at, token
}

// endsTooSoon says whether a statement is wrong only in that it ends. The
// parser then names the last token, which was fine; given one more that can
// stand nowhere it names that one.
func (p *parser) endsTooSoon(ctx context.Context, text repairedText, options ast.ParserOptions) bool {
	_, _, err := guarded{p.Parser}.parseOne(ctx, text.repaired+" \x01", options)
	return err != nil && strings.HasSuffix(err.Error(), "near '\x01'")
}

func quoted(rest string) string {
	rest = strings.TrimRight(rest, "; \t\r\n")
	if len(rest) <= maxQuoted {
		return rest
	}
	cut := maxQuoted
	for cut > 0 && rest[cut]&0xC0 == 0x80 { // do not cut a character in two
		cut--
	}
	return rest[:cut]
}
