package engine

import (
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
)

// read takes a planned statement apart; nil when it is none that writes.
func (x edits) read(ctx *sql.Context, n sql.Node) (*edit, error) {
	switch n := n.(type) {
	case *plan.DescribeQuery:
		if e, err := x.read(ctx, n.Child); (e != nil || err != nil) && n.Format.Analyze {
			return nil, sqlError(1235, stateSyntax, "EXPLAIN ANALYZE would write; use EXPLAIN, or SET scoutql_dry_run = 1")
		}
	case *plan.ForeignKeyHandler:
		return x.read(ctx, n.OriginalNode)
	case *plan.InsertInto:
		return x.readInsert(n)
	case *plan.Update:
		return x.readUpdate(ctx, n)
	case *plan.DeleteFrom:
		if len(n.GetDeleteTargets()) > 0 {
			return x.readDelete(ctx, n)
		}
	}
	return nil, nil
}

func (x edits) readInsert(n *plan.InsertInto) (*edit, error) {
	target := handleOf(n.Destination)
	if target == nil {
		return nil, nil
	}
	e := &edit{engine: x.engine, verb: "INSERT", target: target, def: target.def, source: n.Source, ignore: n.Ignore, fields: n.Returning}
	e.width = len(target.def.Columns)
	for _, name := range n.ColumnNames {
		e.named = append(e.named, target.def.Index(name))
	}
	if n.OnDupExprs.HasUpdates() {
		e.onDup = &onDuplicate{sets: n.OnDupExprs.ExplicitUpdateExprs()}
	}
	if n.IsReplace {
		return nil, sqlError(1235, stateSyntax, "Help Scout cannot replace a row; use UPDATE for one that exists and INSERT for a new one")
	}
	return e, nil
}

func (x edits) readUpdate(ctx *sql.Context, n *plan.Update) (*edit, error) {
	from := n.Child
	if join, ok := from.(*plan.UpdateJoin); ok {
		from = join.Child
	}
	source, ok := from.(*plan.UpdateSource)
	if !ok {
		return nil, nil
	}
	e := &edit{engine: x.engine, verb: "UPDATE", source: source.Child, ignore: n.Ignore, sets: source.UpdateExprs.ExplicitUpdateExprs()}
	var names []string
	for _, set := range e.sets {
		field, err := assigned(set)
		if err != nil {
			return nil, err
		}
		if name := strings.ToLower(field.Table()); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return e.locate(ctx, names)
}

// assigned is the column on the left of a SET.
func assigned(set sql.Expression) (*expression.GetField, error) {
	if s, ok := set.(*expression.SetField); ok {
		if field, ok := s.LeftChild.(*expression.GetField); ok {
			return field, nil
		}
	}
	return nil, sqlError(1235, stateSyntax, "scoutql cannot SET %s", set)
}

func (x edits) readDelete(ctx *sql.Context, n *plan.DeleteFrom) (*edit, error) {
	e := &edit{engine: x.engine, verb: "DELETE", source: n.Child}
	var names []string
	for _, target := range n.GetDeleteTargets() {
		name := ""
		sqlInspect(target, func(n sql.Node) {
			if named, ok := n.(sql.NameableNode); ok && name == "" {
				name = strings.ToLower(named.Name())
			}
		})
		names = append(names, name)
	}
	return e.locate(ctx, names)
}

// locate finds the one table that is written, and its columns in the source's rows.
func (e *edit) locate(ctx *sql.Context, names []string) (*edit, error) {
	if len(names) != 1 {
		return nil, sqlError(1235, stateSyntax, "a statement writes one table; write %s one after the other", strings.Join(names, " and "))
	}
	handles := map[string]*table{}
	derived := false
	sqlInspect(e.source, func(n sql.Node) {
		switch n := n.(type) {
		case *plan.SubqueryAlias:
			derived = derived || strings.EqualFold(n.Name(), names[0])
		case *plan.JoinNode:
			e.joined = true
		case *plan.TableAlias:
			if t := handleOf(n); t != nil {
				handles[strings.ToLower(n.Name())] = t
			}
		case *plan.ResolvedTable, *plan.IndexedTableAccess:
			if t := handleOf(n); t != nil && handles[strings.ToLower(t.Name())] == nil {
				handles[strings.ToLower(t.Name())] = t
			}
		}
	})
	if derived {
		return nil, sqlError(1288, stateGeneral, "The target table %s of the %s is not updatable: it is a view or a derived table; write the table itself", names[0], e.verb)
	}
	e.target = handles[names[0]]
	if e.target == nil && len(handles) == 1 && !e.joined {
		for _, only := range handles {
			e.target = only // by an alias that the planner has dropped
		}
	}
	if e.target == nil {
		if len(handles) == 0 {
			return nil, nil // no table of the API: the SQL engine refuses it
		}
		return nil, sqlError(1235, stateSyntax, "scoutql cannot tell which rows of %s this statement writes; give their keys with WHERE ... IN (SELECT ...)", names[0])
	}
	e.def = e.target.def
	schema := e.source.Schema(ctx)
	e.width = len(schema)
	if len(schema) == len(e.def.Columns) && !e.joined {
		return e, e.nameSets()
	}
	e.at = slices.IndexFunc(schema, func(c *sql.Column) bool { return strings.EqualFold(c.Source, names[0]) })
	if e.at < 0 || e.at+len(e.def.Columns) > len(schema) || !strings.EqualFold(schema[e.at+len(e.def.Columns)-1].Name, e.def.Columns[len(e.def.Columns)-1].Name) {
		return nil, sqlError(1235, stateSyntax, "scoutql cannot %s %s through this join; give the rows' keys with WHERE ... IN (SELECT ...)", e.verb, e.def.Name)
	}
	return e, e.nameSets()
}

func (e *edit) nameSets() error {
	for _, set := range e.sets {
		field, err := assigned(set)
		if err != nil {
			return err
		}
		e.named = append(e.named, e.def.Index(field.Name()))
	}
	return nil
}

// handleOf finds our handle in a node that stands for one table.
func handleOf(n sql.Node) *table {
	switch n := n.(type) {
	case *plan.ResolvedTable:
		t, _ := unwrapped(n.Table)
		return t
	case *plan.IndexedTableAccess:
		t, _ := unwrapped(n.Table)
		return t
	}
	for _, child := range n.Children() {
		if t := handleOf(child); t != nil {
			return t
		}
	}
	return nil
}

// sqlInspect visits a plan's nodes, parents first. What is inside a derived table
// is not the statement's own: neither its tables nor its LIMIT.
func sqlInspect(n sql.Node, visit func(sql.Node)) {
	if n == nil {
		return
	}
	visit(n)
	if _, derived := n.(*plan.SubqueryAlias); derived {
		return
	}
	for _, child := range n.Children() {
		sqlInspect(child, visit)
	}
}
