package shell

import "strings"

// Statement is one statement of an input.
type Statement struct {
	SQL      string
	Vertical bool // ended by \G
}

// Split returns the statements that are whole, and the beginning of the one
// that is not, "" when only white space and comments are left.
func Split(text string) (whole []Statement, rest string) {
	begin, empty := 0, true
	for _, t := range Lex(text) {
		if t.Kind == Comment && !t.Open {
			continue
		}
		if t.Kind != Symbol || !t.Is(";", `\g`) { // \g or \G
			empty = false
			continue
		}
		if !empty {
			sql := strings.TrimSpace(text[begin:t.Start])
			whole = append(whole, Statement{SQL: sql, Vertical: t.Text == `\G`})
		}
		begin, empty = t.End, true
	}
	if empty {
		return whole, ""
	}
	return whole, strings.TrimSpace(text[begin:])
}

// Whole reports whether an input can be run: a command, or statements of which
// the last has its end.
func Whole(text string) bool {
	if IsCommand(text) {
		return true
	}
	_, rest := Split(text)
	return rest == ""
}
