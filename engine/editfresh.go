package engine

import (
	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// fresh gives the calls of a row. Where they replace more than the statement
// names, the rest is read now, by key: it may have changed, and a listing lags.
func (s *sending) fresh(ctx *sql.Context, c *change) ([]tables.Call, error) {
	e := s.edit
	how := e.rereads(c.Set)
	if how == tables.NoReread || how == tables.RereadRow && (s.current || s.statement.DryRun) {
		return c.calls, nil
	}
	by := e.def.Key
	if how == tables.RereadSiblings {
		by = e.def.Key[:1]
	}
	rows, err := e.engine.reread(ctx, e.def, by, or(c.Old, c.New))
	if err != nil {
		return nil, err
	}
	if how == tables.RereadSiblings {
		c.Siblings = rows
		return e.calls(c.Change)
	}
	if len(rows) == 0 {
		s.gone(ctx, c)
		return nil, nil
	}
	now := append([]any(nil), rows[0]...)
	for _, i := range c.Set {
		now[i] = c.New[i]
	}
	c.Old, c.New = rows[0], now
	return e.calls(c.Change)
}

func (e *edit) rereads(set []int) tables.Reread {
	switch e.verb {
	case "INSERT":
		return e.def.Insert.Reread
	case "UPDATE":
		return e.def.Rereads(set)
	}
	return e.def.Delete.Reread
}

// reread reads the rows that have these columns' values, from the API and not
// from what the statement has seen.
func (e *Engine) reread(ctx *sql.Context, def *tables.Table, by []string, row []any) ([][]any, error) {
	var preds []pushdown.Pred
	for _, name := range append(append([]string(nil), by...), parents(def)...) {
		if v := row[def.Index(name)]; v != nil {
			preds = append(preds, pushdown.Pred{Col: name, Op: tables.Eq, Vals: []any{v}})
		}
	}
	s := newScan(newTable(e, def), partition{plan: pushdown.For(def, preds), check: preds})
	rows, err := sql.RowIterToRows(ctx, s)
	found := make([][]any, len(rows))
	for i, r := range rows {
		found[i] = r
	}
	return found, err
}

// parents are the columns besides the key by which a row is read without a listing of everything.
func parents(def *tables.Table) []string {
	if def.Under != nil {
		return []string{def.Under.Column}
	}
	if def.Within != nil && def.Within.Column != "" {
		return []string{def.Within.Column}
	}
	return nil
}
