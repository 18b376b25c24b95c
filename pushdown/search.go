package pushdown

import (
	"strings"
	"unicode"

	"github.com/scoutql/scoutql/tables"
)

// searchClause writes one clause of the search syntax (core.md 2.1). ok is
// false where the values cannot be said in it without losing rows.
func searchClause(f tables.Filter, vals []any) (clause string, ok bool) {
	var alternatives []string
	for _, v := range vals {
		switch f.Style {
		case tables.Bare:
			alternatives = append(alternatives, text(v))
		case tables.Quoted:
			s := text(v)
			if !quotable(s) {
				return "", false
			}
			alternatives = append(alternatives, `"`+s+`"`)
		case tables.Words:
			if len(vals) != 1 {
				return "", false
			}
			return wordClauses(f.Search, text(v))
		default:
			return "", false
		}
	}
	list := strings.Join(alternatives, " OR ")
	if len(alternatives) > 1 {
		list = "(" + list + ")"
	}
	return "(" + f.Search + ":" + list + ")", true
}

// quotable text can stand between double quotes and mean itself. The
// reference documents no escape, so text with a quote or a backslash is not
// sent at all; it could break out of its clause.
func quotable(s string) bool {
	if strings.TrimSpace(s) == "" {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r == '"' || r == '\\' || unicode.IsControl(r)
	})
}

// wordClauses asks for every plain word of the text. The search matches whole
// words as its own analyser cuts them, which is not documented: a word is
// used only where any analyser would cut it, between blanks, with sentence
// punctuation taken off, and only if it is ASCII (accents may be folded in
// another way than SQL's collation does). Fewer words is only a wider search.
func wordClauses(field, s string) (string, bool) {
	var clauses []string
	for _, word := range strings.Fields(s) {
		if word = strings.Trim(word, ",;:!?.()[]"); plainWord(word) {
			clauses = append(clauses, "("+field+`:"`+word+`")`)
		}
	}
	if len(clauses) == 0 {
		return "", false
	}
	return strings.Join(clauses, " AND "), true
}

func plainWord(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}
