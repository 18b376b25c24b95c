package shell

import (
	"slices"
	"strings"
)

// Candidate is one way to complete a word.
type Candidate struct {
	Text string
	Hint string // what it is
	Open bool   // what follows may follow at once: no space after it
}

// Completion is what the text from Start to the cursor can become.
type Completion struct {
	Start      int
	Candidates []Candidate
	Usage      string // to show beside or instead of candidates
}

// Complete completes the word before the cursor, a position in bytes.
func (c *Catalogue) Complete(text string, cursor int) Completion {
	if strings.HasPrefix(strings.TrimSpace(text), `\`) {
		return c.completeCommand(text, cursor)
	}
	at := statementAt(text, cursor)
	done := Completion{Start: at.start}
	switch {
	case at.nothing:
		return done
	case at.quote == '\'' || at.quote == '"':
		done.Candidates = at.values(c, at.quote)
	case at.qualifier() != "":
		done.Candidates = at.qualified(c)
	case len(at.before) == 0:
		done.Candidates = spelled(at.partial, starters, "")
	case at.wantsTable():
		done.Candidates = c.tableCandidates()
	case at.last().Is("CALL"):
		done.Candidates = c.procedureCandidates()
	default:
		done.Usage = at.usage(c)
		if done.Candidates = at.values(c, '\''); len(done.Candidates) == 0 {
			done.Candidates = at.general(c)
		}
	}
	done.Candidates = matching(done.Candidates, at.partial)
	return done
}

// matching keeps what begins as the word does, without regard to case.
func matching(all []Candidate, partial string) []Candidate {
	return slices.DeleteFunc(all, func(c Candidate) bool {
		return len(c.Text) < len(partial) || !strings.EqualFold(c.Text[:len(partial)], partial)
	})
}

func (c *Catalogue) completeCommand(text string, cursor int) Completion {
	before := text[:cursor]
	name, arg, hasArg := strings.Cut(strings.TrimLeft(before, " \t\n"), " ")
	if !hasArg {
		done := Completion{Start: len(before) - len(name)}
		for _, command := range commands {
			done.Candidates = append(done.Candidates, Candidate{Text: command.name, Hint: strings.TrimSpace(command.arg + " " + command.doc)})
		}
		done.Candidates = matching(done.Candidates, name)
		return done
	}
	done := Completion{Start: len(before) - len(arg)}
	switch name {
	case `\d`:
		done.Candidates = matching(c.tableCandidates(), arg)
	case `\f`:
		done.Candidates = matching(spelled("x", strings.Fields("table vertical csv tsv json jsonl markdown"), ""), arg)
	case `\plot`:
		if strings.Contains(arg, " ") {
			inner := c.Complete(text[done.Start:], len(arg))
			inner.Start += done.Start
			return inner
		}
		done.Candidates = matching(spelled("x", strings.Fields("bars lines select"), ""), arg)
	}
	return done
}

func (c *Catalogue) tableCandidates() []Candidate {
	var list []Candidate
	for _, t := range c.Tables {
		list = append(list, Candidate{Text: quoteName(t.Name), Hint: t.Doc})
	}
	return list
}

func (c *Catalogue) procedureCandidates() []Candidate {
	var list []Candidate
	for _, p := range c.Procedures {
		_, params, _ := strings.Cut(p.Signature(), "(")
		list = append(list, Candidate{Text: p.Name + "(", Hint: "(" + params + " " + p.Doc, Open: true})
	}
	return list
}

func columnCandidates(t *Table) []Candidate {
	var list []Candidate
	for _, col := range t.Columns {
		hint := col.Type
		if len(col.Words) > 0 {
			hint = strings.Join(col.Words, ", ")
		}
		list = append(list, Candidate{Text: quoteName(col.Name), Hint: hint})
	}
	return list
}

// spelled offers words in the case that is being typed.
func spelled(partial string, words []string, end string) []Candidate {
	lower := partial != "" && partial == strings.ToLower(partial)
	list := make([]Candidate, len(words))
	for i, w := range words {
		if lower {
			w = strings.ToLower(w)
		}
		list[i] = Candidate{Text: w + end, Open: end != ""}
	}
	return list
}

// quoteName puts backquotes around names that need them.
func quoteName(name string) string {
	plain := name != "" && !isKeyword(name) && (name[0] < '0' || name[0] > '9')
	for i := range len(name) {
		plain = plain && isWord(name[i])
	}
	if plain {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}
