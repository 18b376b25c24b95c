package sqltext

import "strings"

// AssignName is the function that @x := 1 is in an expression.
const AssignName = "__assign"

// assignments finds each @x := value outside SET, and what to insert so that it
// is a call. In the text that it returns a comma stands in place of the sign.
func assignments(text string, m mode) ([]edit, string) {
	if !strings.Contains(text, ":=") {
		return nil, text
	}
	a := assigner{text: []byte(text)}
	t := tokens{scanner: scanner{text: text, mode: m}}
	for t.next() {
		a.see(t.token)
	}
	a.close(0, a.end)
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
