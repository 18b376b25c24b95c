package sqltext

import (
	"errors"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Split calls yield with each statement of text, in order. It ends at the
// first statement that cannot be parsed or is refused, with its error, after
// those before it were yielded; an error of yield ends it too. Empty
// statements and comments are passed over. Each statement is parsed when the
// ones before it have run, with the sql_mode they have left.
func Split(ctx *sql.Context, p sql.Parser, text string, yield func(stmt string) error) error {
	// The parser loses a character after an empty statement, so none gets there.
	for rest := skipEmpty(text); rest != ""; {
		stmt, parsed, remainder, err := p.Parse(ctx, rest, true)
		if err == nil {
			err = Refusal(stmt)
		}
		switch {
		case errors.Is(err, ast.ErrEmpty):
		case err != nil:
			return err
		default:
			if err := yield(parsed); err != nil {
				return err
			}
		}
		if len(remainder) >= len(rest) {
			return nil
		}
		rest = skipEmpty(remainder)
	}
	return nil
}

// skipEmpty drops the empty statements and comments at the start of a text.
func skipEmpty(text string) string {
	for {
		rest := strings.TrimLeft(text, "; \t\r\n\f\v")
		switch {
		case strings.HasPrefix(rest, "/*") && !strings.HasPrefix(rest, "/*!"):
			_, after, ok := strings.Cut(rest[2:], "*/")
			if !ok {
				return rest
			}
			rest = after
		case strings.HasPrefix(rest, "-- "), strings.HasPrefix(rest, "--\n"), strings.HasPrefix(rest, "#"):
			_, rest, _ = strings.Cut(rest, "\n")
		}
		if rest == text {
			return rest
		}
		text = rest
	}
}
