package tables

import (
	"fmt"
	"slices"
	"strings"
)

// Inserts and Updates tell whether statements of that kind may give the column a value.
func (t *Table) Inserts(c *Column) bool {
	return t.Insert != nil && (c.Write&Create != 0 || slices.Contains(PathColumns(t.Insert.Path), c.Name))
}

// Updates is Inserts for UPDATE.
func (t *Table) Updates(c *Column) bool { return c.Write&Patch != 0 }

// written says how a column is written: "INSERT (required) and UPDATE".
func (t *Table) written(c *Column) string {
	var verbs []string
	if t.Inserts(c) {
		verb := "INSERT"
		if c.Needed {
			verb += " (required)"
		} else if c.Preset != "" {
			verb += " (" + c.Preset + " if not given)"
		}
		verbs = append(verbs, verb)
	}
	if t.Updates(c) {
		verbs = append(verbs, "UPDATE")
	}
	if len(verbs) == 0 {
		return ""
	}
	return enumerate(verbs)
}

// takes says what may be written, where that is less or other than what is read.
func (c *Column) takes() string {
	switch {
	case c.Means != nil || c.Takes != nil:
		return "Takes " + strings.Join(c.words(), ", ") + "."
	case c.Shape != nil:
		return "Takes " + c.Shape.Says + "."
	}
	return ""
}

// writing lists the statements that write a table, and their calls.
func (t *Table) writing() []cost {
	var all []cost
	if t.Insert != nil {
		all = append(all, cost{"INSERT", t.insertCalls()})
	} else if t.Instead.Insert != "" {
		all = append(all, cost{"no INSERT", t.Instead.Insert})
	}
	for i := range t.Update {
		all = append(all, cost{"UPDATE of " + t.columnNames(&t.Update[i]), t.Update[i].cost()})
	}
	if len(t.Update) == 0 && t.Instead.Update != "" {
		all = append(all, cost{"no UPDATE", t.Instead.Update})
	}
	if t.Delete != nil {
		all = append(all, cost{"DELETE", t.Delete.cost()})
	} else if t.Instead.Delete != "" {
		all = append(all, cost{"no DELETE", t.Instead.Delete})
	}
	return all
}

func (t *Table) insertCalls() string {
	text := t.Insert.cost()
	if len(t.Insert.later) > 0 {
		text += "; one more for " + enumerate(t.Insert.later)
	}
	return text
}

func (t *Table) columnNames(e *Edit) string {
	if e.Columns != nil {
		return enumerate(e.Columns)
	}
	var names []string
	for _, i := range t.columnsOf(e, Patch) {
		names = append(names, t.Columns[i].Name)
	}
	return enumerate(names)
}

// cost is what an operation takes for each row.
func (e *Edit) cost() string {
	text := fmt.Sprintf("1 a row: `%s %s`", e.Method, e.Path)
	if e.each {
		text = fmt.Sprintf("1 a row and column: `%s %s`", e.Method, e.Path)
	}
	switch e.Reread {
	case RereadRow:
		text += ", after a read of what it would otherwise lose"
	case RereadSiblings:
		text += ", after a read of the list that it replaces"
	}
	return text
}
