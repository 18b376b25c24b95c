package shell

import (
	"fmt"
	"slices"
	"strings"
)

// place is where the cursor stands in its statement.
type place struct {
	all     []Token // of the statement, without comments
	before  []Token // those that end before the word at the cursor
	partial string  // the word at the cursor, up to it
	start   int     // where it begins
	quote   byte    // of the string or name that the cursor is in, or 0
	nothing bool    // in a comment or a number there is nothing to complete
}

// statementAt finds the cursor's statement and what stands around the cursor.
func statementAt(text string, cursor int) place {
	at := place{start: cursor}
	for _, t := range Lex(text) {
		atEnd := t.Open || t.Kind == Word || t.Kind == Number || t.Kind == Comment && t.Text[0] != '/'
		inside := t.Start < cursor && (cursor < t.End || cursor == t.End && atEnd)
		switch {
		case t.Is(";", `\g`) && t.End <= cursor:
			at = place{start: cursor}
			continue
		case t.Is(";", `\g`):
			return at
		case inside && (t.Kind == Comment || t.Kind == Number):
			return place{start: cursor, nothing: true}
		case t.Kind == Comment:
			continue
		case inside && t.Kind == Word:
			at.partial, at.start = text[t.Start:cursor], t.Start
			continue
		case inside && (t.Kind == String || t.Kind == Quoted):
			at.partial, at.start, at.quote = text[t.Start:cursor], t.Start, t.Text[0]
			continue
		case t.End <= cursor:
			at.before = append(at.before, t)
		}
		at.all = append(at.all, t)
	}
	return at
}

func (at *place) last() Token { return at.back(1) }

// back is the nth token before the cursor, or none.
func (at *place) back(n int) Token {
	if len(at.before) < n {
		return Token{Kind: Comment}
	}
	return at.before[len(at.before)-n]
}

// qualifier is the name before the dot before the cursor.
func (at *place) qualifier() string {
	if name := at.back(2); at.last().Is(".") && (name.Kind == Word || name.Kind == Quoted) {
		return name.Name()
	}
	return ""
}

// qualified offers the columns of a table or an alias, or a database's tables.
func (at *place) qualified(c *Catalogue) []Candidate {
	for _, s := range at.sources() {
		if strings.EqualFold(s.alias, at.qualifier()) || s.alias == "" && strings.EqualFold(s.name, at.qualifier()) {
			if t := c.table(s.name); t != nil {
				return columnCandidates(t)
			}
		}
	}
	if len(at.before) > 2 && at.back(3).Is("FROM", "JOIN", "INTO", "UPDATE", ",") {
		return c.tableCandidates()
	}
	return nil
}

// clauses begin a part of a statement in which other things can stand.
var clauses = []string{"SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "ON", "SET", "VALUES", "USING", "WINDOW"}

// wantsTable reports whether a table's name stands at the cursor.
func (at *place) wantsTable() bool {
	if at.last().Is("FROM", "JOIN", "INTO", "UPDATE", "DESCRIBE", "TABLE") || len(at.before) == 1 && at.last().Is("DESC", "EXPLAIN") {
		return !at.inFunction()
	}
	if !at.last().Is(",") {
		return false
	}
	depth := 0
	for _, t := range slices.Backward(at.before) {
		switch {
		case t.Is(")"):
			depth++
		case t.Is("("):
			depth--
		case depth < 0:
			return false
		case depth == 0 && t.Is(clauses...):
			return t.Is("FROM")
		}
	}
	return false
}

// inFunction tells EXTRACT(YEAR FROM x) and TRIM(' ' FROM x) from a FROM clause.
func (at *place) inFunction() bool {
	depth := 0
	for i, t := range slices.Backward(at.before) {
		switch {
		case t.Is(")"):
			depth++
		case t.Is("("):
			if depth--; depth < 0 {
				return i > 0 && at.before[i-1].Is("EXTRACT", "TRIM", "SUBSTRING")
			}
		case depth == 0 && t.Is("SELECT"):
			return false
		}
	}
	return false
}

// source is a table that the statement reads or writes.
type source struct{ name, alias string }

// sources lists the tables of the whole statement, the part after the cursor included.
func (at *place) sources() []source {
	var list []source
	for i := 0; i < len(at.all); i++ {
		if !at.all[i].Is("FROM", "JOIN", "UPDATE", "INTO", "DESCRIBE") {
			continue
		}
		for more := true; more; {
			var s source
			s, i, more = at.readSource(i + 1)
			if s.name != "" {
				list = append(list, s)
			}
		}
		i-- // the word that ended the list may begin another
	}
	return list
}

// readSource reads [database.]table [AS] [alias], and whether another one follows after a comma.
func (at *place) readSource(i int) (s source, next int, more bool) {
	token := func() Token {
		if i < len(at.all) {
			return at.all[i]
		}
		return Token{Kind: Comment}
	}
	isName := func() bool {
		return token().Kind == Quoted || token().Kind == Word && !isKeyword(token().Text)
	}
	if !isName() {
		return s, i, false
	}
	s.name = token().Name()
	i++
	if token().Is(".") {
		i++
		if isName() {
			s.name = token().Name()
			i++
		}
	}
	if token().Is("AS") {
		i++
	}
	if isName() {
		s.alias = token().Name()
		i++
	}
	return s, i, token().Is(",")
}

// columnAt finds the column that the nth token before the cursor names.
func (at *place) columnAt(c *Catalogue, n int) *Column {
	t := at.back(n)
	if t.Kind != Word && t.Kind != Quoted {
		return nil
	}
	qualifier := ""
	if at.back(n + 1).Is(".") {
		qualifier = at.back(n + 2).Name()
	}
	for _, s := range at.sources() {
		if qualifier != "" && !strings.EqualFold(qualifier, s.alias) && !strings.EqualFold(qualifier, s.name) {
			continue
		}
		if table := c.table(s.name); table != nil {
			if col := table.column(t.Name()); col != nil {
				return col
			}
		}
	}
	return nil
}

// values offers what the column that is compared can be: after Status = and in Status IN (.
func (at *place) values(c *Catalogue, quote byte) []Candidate {
	n := 1 // counts back to the column
	switch {
	case at.last().Is("="), at.last().Is("LIKE"):
		n = 2
	case at.last().Is(">") && at.back(2).Is("<"):
		n = 3
	default:
		for at.back(n).Kind == String || at.back(n).Is(",") {
			n++
		}
		if !at.back(n).Is("(") || !at.back(n+1).Is("IN") {
			return nil
		}
		n += 2
	}
	if at.back(n).Is("NOT", "!") {
		n++
	}
	col := at.columnAt(c, n)
	if col == nil {
		return nil
	}
	var list []Candidate
	for _, w := range col.Words {
		list = append(list, Candidate{Text: string(quote) + w + string(quote), Open: true})
	}
	return list
}

// usage shows the parameters of the procedure whose arguments are being typed.
func (at *place) usage(c *Catalogue) string {
	if len(at.before) < 3 || !at.before[0].Is("CALL") || !at.before[2].Is("(") {
		return ""
	}
	p := c.procedure(at.before[1].Name())
	if p == nil {
		return ""
	}
	n, depth := 0, 0
	for _, t := range at.before[3:] {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case t.Is(",") && depth == 0:
			n++
		}
	}
	if n < len(p.Params) {
		return fmt.Sprintf("%s: now %s %s", p.Signature(), p.Params[n].Name, p.Params[n].Type)
	}
	return p.Signature()
}

// general offers columns of the statement's tables, their aliases, functions and keywords.
func (at *place) general(c *Catalogue) []Candidate {
	var list []Candidate
	seen := map[string]bool{}
	add := func(more ...Candidate) {
		for _, candidate := range more {
			if key := strings.ToLower(candidate.Text); !seen[key] {
				seen[key] = true
				list = append(list, candidate)
			}
		}
	}
	sources := at.sources()
	for _, s := range sources {
		if t := c.table(s.name); t != nil {
			add(columnCandidates(t)...)
		}
		if s.alias != "" {
			add(Candidate{Text: s.alias + ".", Hint: s.name, Open: true})
		}
	}
	if at.before[0].Is("CALL") {
		return nil // arguments are values
	}
	if len(sources) == 0 && at.partial != "" { // FROM comes later: any table's
		for i := range c.Tables {
			add(columnCandidates(&c.Tables[i])...)
		}
	}
	if at.partial != "" || len(list) == 0 {
		add(spelled(at.partial, keywords, "")...)
		add(spelled(at.partial, functions, "(")...)
	}
	return list
}
