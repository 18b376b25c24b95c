package engine

import (
	"strings"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/tables"
)

// names tells the parser what other names mean, and which texts are our own.
func (e *Engine) names() sqltext.Names {
	return sqltext.Names{
		Table: func(alias string) (string, bool) {
			t, ok := tables.Find(alias)
			if !ok || strings.EqualFold(t.Name, alias) {
				return "", false
			}
			return t.Name, true
		},
		Column: func(table, twin string) (string, bool) {
			t, ok := tables.Find(table)
			if !ok {
				return "", false
			}
			c, ok := t.Column(twin)
			if !ok || strings.EqualFold(c.Name, twin) {
				return "", false
			}
			return c.Name, true
		},
		Twin:       twinOf,
		Definition: isDefinition,
		IDList:     isIDList,
		View:       isView,
		BoundText:  true,
		ReadOnly:   e.config.ReadOnly,
		Procedure:  findProcedure,
	}
}

// isIDList recognises the parameters of reports that take a list of ids.
func isIDList(column string) bool {
	for _, t := range tables.All() {
		c, ok := t.Column(column)
		if ok && len(c.Filter) > 0 && c.Filter[0].Style == tables.IDs {
			return true
		}
	}
	return false
}

// twinOf finds the unreserved twin of a column's name.
func twinOf(word string) (string, bool) {
	for _, t := range tables.All() {
		if c, ok := t.Column(word); ok && c.Twin != "" {
			return c.Twin, true
		}
	}
	return "", false
}

// isDefinition recognises the text of our own views and procedures.
func isDefinition(text string) bool {
	for _, v := range views {
		if v.defines(text) {
			return true
		}
	}
	for _, p := range procs.All() {
		if text == definition(p) {
			return true
		}
	}
	return false
}
