package engine

import (
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"

	"github.com/scoutql/scoutql/tables"
)

// allowed refuses a statement for what it is, before any row is read.
func (e *edit) allowed(ctx *sql.Context) error {
	if e.engine.config.ReadOnly {
		return errReadOnly
	}
	if err := e.operation(); err != nil {
		return err
	}
	write := tables.Patch
	if e.verb == "INSERT" {
		write = tables.Create
	}
	for _, i := range e.named {
		if e.verb == "INSERT" && e.givenLater(i) {
			continue // NULL and DEFAULT mean that Help Scout gives it; the rows tell
		}
		if err := e.def.Writable(write, i); err != nil {
			return valueError(err, 0)
		}
	}
	if e.onDup != nil {
		if err := e.onDup.allowed(e); err != nil {
			return err
		}
	}
	if e.verb == "INSERT" {
		return nil
	}
	return e.safe(ctx)
}

// operation refuses what the API has no call for, and names what there is instead.
func (e *edit) operation() error {
	number, able, instead := 1288, false, ""
	switch e.verb {
	case "INSERT":
		number, able, instead = 1471, e.def.Insert != nil, e.def.Instead.Insert
	case "UPDATE":
		able, instead = len(e.def.Update) > 0, e.def.Instead.Update
	case "DELETE":
		able, instead = e.def.Delete != nil, e.def.Instead.Delete
	}
	if able {
		return nil
	}
	does := map[string]string{"INSERT": "inserted into", "UPDATE": "updated", "DELETE": "deleted from"}[e.verb]
	text := e.def.Name + " cannot be " + does
	if instead != "" {
		text += ": " + instead
	} else {
		text += ": Help Scout's API has no such call"
	}
	return sqlError(number, stateGeneral, "%s", text)
}

// givenLater tells whether an INSERT names a column that Help Scout sets only
// because it names all of them, or the key.
func (e *edit) givenLater(column int) bool {
	return e.def.Writable(tables.Create, column) != nil && (e.isKey(column) || len(e.named) == len(e.def.Columns))
}

func (e *edit) isKey(column int) bool {
	for _, k := range e.def.Key {
		if e.def.Index(k) == column {
			return true
		}
	}
	return false
}

// safe refuses, while sql_safe_updates is on, an UPDATE or DELETE that nothing
// narrows but what is checked here, row by row: it would read, and might write, everything.
func (e *edit) safe(ctx *sql.Context) error {
	if integerVariable(ctx, safeUpdatesVariable) == 0 || e.narrowed(ctx) {
		return nil
	}
	does := map[string]string{"UPDATE": "change", "DELETE": "delete"}[e.verb]
	return sqlError(1175, stateGeneral, "this could %s every row of %s: no filter of it restricts what Help Scout is asked for; add a WHERE on %s, or a LIMIT, or SET sql_safe_updates = 0",
		does, e.def.Name, strings.Join(narrowers(e.def), ", "))
}

// narrowed tells whether a filter of the target reaches the API, or the rows are
// limited or looked up by keys.
func (e *edit) narrowed(ctx *sql.Context) bool {
	narrowed := false
	sqlInspect(e.source, func(n sql.Node) {
		switch n := n.(type) {
		case *plan.Limit, *plan.TopN, *plan.EmptyTable:
			narrowed = true
		case *plan.IndexedTableAccess:
			if t, ok := unwrapped(n.Table); ok && t.def == e.def && !n.IsStatic() {
				narrowed = true // by the keys of a join
			}
		}
	})
	return narrowed || e.target.pushed != nil || e.names(ctx)
}

// names tells whether the statement names its rows by their keys, as WHERE Slug =
// 'x' does where the API can only list all.
func (e *edit) names(ctx *sql.Context) bool {
	var named []string
	sqlInspect(e.source, func(n sql.Node) {
		filter, ok := n.(*plan.Filter)
		if !ok {
			return
		}
		for _, condition := range expression.SplitConjunction(ctx, filter.Expression) {
			if p, ok := predicate(e.def, condition); ok && isEquality(p) {
				named = append(named, p.Col)
			}
		}
	})
	for _, k := range e.def.Key {
		if !slices.Contains(named, k) {
			return false
		}
	}
	return !e.joined
}

// narrowers are the columns by which a statement on the table can be narrowed.
func narrowers(def *tables.Table) []string {
	var names []string
	for i := range def.Columns {
		if operators, _ := def.Reaches(&def.Columns[i]); operators != "" && len(names) < 5 {
			names = append(names, def.Columns[i].Name)
		}
	}
	if len(names) == 0 {
		names = def.Key
	}
	return names
}
