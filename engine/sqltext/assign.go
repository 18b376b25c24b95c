package sqltext

import (
	"regexp"
	"strings"
)

// AssignName is the function that @x := 1 is in an expression.
const AssignName = "__assign"

// unknownWords are what makes assignments look closer.
var unknownWords = regexp.MustCompile(`(?i):=|\{|\bN'|\bhigh_priority\b|\bcurrent_role\b|\butc_date\b|\butc_time\b`)

// assignments finds what the grammar lacks inside statements, and what to insert
// so that it is known: each @x := value outside SET becomes a call, ODBC's
// {d '2026-01-01'} a DATE and {fn now()} a function, N'x' a string, and
// CURRENT_ROLE gets its parentheses. In the text that it returns signs are
// replaced by others of the same length.
func assignments(text string, m mode) ([]edit, string) {
	if !unknownWords.MatchString(text) {
		return nil, text
	}
	a := assigner{text: []byte(text)}
	t := tokens{scanner: scanner{text: text, mode: m}}
	for t.next() {
		a.see(t.token)
	}
	a.close(0, a.end)
	a.seeWord(token{from: len(text), to: len(text)})
	return a.edits, string(a.text)
}

// token is a piece of a statement; a comment is none.
type token struct {
	from, to int
	kind     tokenKind
	word     string // in upper case
}

type tokenKind int

const (
	sign tokenKind = iota
	word
	quotedToken // a string or a name in quotes
	variable
)

// tokens cuts a text into tokens.
type tokens struct {
	scanner
	token token
}

func (t *tokens) next() bool {
	for t.pos < len(t.text) && (isBlank(t.text[t.pos]) || t.atComment()) {
		t.inCode()
	}
	if t.pos >= len(t.text) {
		return false
	}
	from, kind := t.pos, sign
	switch c := t.text[t.pos]; {
	case c == '\'' || c == '"' || c == '`':
		kind = quotedToken
		t.quotedPart()
	case c == '@':
		kind = variable
		for t.pos < len(t.text) && t.text[t.pos] == '@' {
			t.pos++
		}
		if t.pos < len(t.text) && strings.IndexByte("'\"`", t.text[t.pos]) >= 0 {
			t.quotedPart()
		} else {
			t.wordPart()
		}
	case isWord(c):
		kind = word
		t.wordPart()
	case strings.HasPrefix(t.text[t.pos:], ":="):
		t.pos += 2
	default:
		t.pos++
	}
	t.token = token{from, t.pos, kind, strings.ToUpper(t.text[from:t.pos])}
	return true
}

func (t *tokens) wordPart() {
	for t.pos < len(t.text) && (isWord(t.text[t.pos]) || t.text[t.pos] == '.') {
		t.pos++
	}
}

// quotedPart goes past a string, or a name in quotes.
func (t *tokens) quotedPart() {
	t.inCode()
	for t.quote != 0 && t.pos < len(t.text) {
		t.inString()
	}
}

// assigner keeps the assignments whose value has not ended.
type assigner struct {
	text  []byte
	edits []edit
	open  []assignment

	parens, cases int
	last          token // the one before
	end           int   // of the last token
	isSet         bool  // the statement is a SET, where := is known
	began         bool
}

type assignment struct{ parens, cases int }

// Words behind which a value goes on, and words that end it.
var (
	joining = wordSet("AND OR XOR NOT LIKE IS IN BETWEEN DIV MOD REGEXP RLIKE COLLATE ESCAPE SOUNDS OVER MEMBER BINARY INTERVAL CASE WHEN THEN ELSE")
	ending  = wordSet("FROM AS WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT INTO FOR ASC DESC WINDOW ON SEPARATOR LOCK")
	inCase  = wordSet("WHEN THEN ELSE END")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

func (a *assigner) see(t token) {
	if !a.began {
		a.began, a.isSet = true, t.word == "SET"
	}
	switch {
	case t.word == ":=" && a.last.kind == variable && !a.isSet:
		copy(a.text[t.from:], " ,")
		a.edits = append(a.edits, edit{a.last.from, AssignName + "("})
		a.open = append(a.open, assignment{a.parens, a.cases})
	case t.word == "," || t.word == ")":
		a.close(a.parens, a.end)
	case t.word == ";" && a.parens == 0:
		a.close(0, a.end)
		a.began = false
	case a.ends(t):
		a.close(a.parens, a.end)
	}
	a.seeWord(t)
	switch t.word {
	case "(":
		a.parens++
	case ")":
		a.parens--
	case "CASE":
		a.cases++
	case "END":
		a.cases--
	}
	a.last, a.end = t, t.to
}

// seeWord replaces what stands for itself.
func (a *assigner) seeWord(t token) {
	switch {
	case t.kind == sign && (t.word == "{" || t.word == "}"):
		a.text[t.from] = ' '
	case a.last.word == "{" && escapes[t.word] != "":
		blank(a.text[t.from:t.to])
		a.edits = append(a.edits, edit{t.from, escapes[t.word]})
	case t.word == "HIGH_PRIORITY" && a.last.word == "SELECT":
		blank(a.text[t.from:t.to])
	case t.kind == quotedToken && a.last.word == "N" && a.last.to == t.from:
		a.text[a.last.from] = ' '
	}
	if bareFunctions[a.last.word] && a.last.kind == word && t.word != "(" && t.word != "." {
		a.edits = append(a.edits, edit{a.last.to, "()"})
	}
}

// escapes are ODBC's: what stands between { and its value.
var escapes = map[string]string{"D": "DATE", "T": "TIME", "TS": "TIMESTAMP", "FN": " "}

// bareFunctions need no parentheses in MySQL.
var bareFunctions = map[string]bool{"CURRENT_ROLE": true, "UTC_DATE": true, "UTC_TIME": true}

func blank(text []byte) {
	for i := range text {
		text[i] = ' '
	}
}

// ends says that the value of the innermost assignment cannot go on with t.
func (a *assigner) ends(t token) bool {
	n := len(a.open)
	if n == 0 || a.open[n-1].parens != a.parens || a.last.word == ":=" {
		return false
	}
	switch {
	case t.kind == word && inCase[t.word]:
		return a.cases == a.open[n-1].cases
	case t.kind == word && ending[t.word]:
		return true
	case t.kind == word && joining[t.word] || t.kind == sign || t.kind == variable:
		return false
	}
	// Two operands behind each other: the second is a name for the value.
	return a.last.kind != sign && !(a.last.kind == word && joining[a.last.word]) || a.last.word == ")"
}

// close ends the assignments that began between these parentheses.
func (a *assigner) close(parens, at int) {
	for n := len(a.open); n > 0 && a.open[n-1].parens >= parens; n-- {
		a.edits = append(a.edits, edit{at, ")"})
		a.open = a.open[:n-1]
	}
}
