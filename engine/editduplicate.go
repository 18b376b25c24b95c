package engine

import (
	"slices"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"

	"github.com/scoutql/scoutql/tables"
)

// onDuplicate is ON DUPLICATE KEY UPDATE. Only customers have a key that Help
// Scout checks and that finds the row again: an e-mail address.
type onDuplicate struct{ sets []sql.Expression }

func (d *onDuplicate) allowed(e *edit) error {
	if e.customers() == nil {
		return sqlError(1235, stateSyntax, "ON DUPLICATE KEY UPDATE works for Customers, by e-mail address; %s has no key that Help Scout would find a duplicate by", e.def.Name)
	}
	for _, set := range d.sets {
		field, err := assigned(set)
		if err != nil {
			return err
		}
		if err := e.def.Writable(tables.Patch, e.def.Index(field.Name())); err != nil {
			return valueError(err, 0)
		}
	}
	return nil
}

// update patches the customer who has one of the new row's addresses. refusal
// is what the API said to the INSERT.
func (d *onDuplicate) update(ctx *sql.Context, s *sending, c *change, refusal error) error {
	e := s.edit
	var old []any
	for _, address := range addresses(e.def, c.New) {
		found, err := e.withAddress(ctx, address)
		if err != nil {
			return err
		}
		if len(found) == 1 {
			old = found[0]
			break
		}
	}
	if old == nil {
		return refusal // the search lags: the customer is too new to be found
	}
	now, err := e.engine.reread(ctx, e.def, e.def.Key, old)
	if err != nil || len(now) == 0 {
		return err
	}
	merged, err := d.merged(ctx, e, now[0], c.New)
	if err != nil {
		return err
	}
	s.ids = append(s.ids, now[0][e.def.Index("Id")].(int64))
	if len(merged.Set) == 0 {
		if foundRows(ctx) {
			s.affected++
		}
		return nil
	}
	calls, err := e.def.UpdateCalls(merged.Change)
	if err != nil {
		return valueError(err, 0)
	}
	if _, err := s.send(ctx, merged, e.key(merged.Old), calls); err != nil {
		return err
	}
	e.engine.wrote(e.def)
	noteWrite(ctx)
	s.affected += 2 // as MySQL counts a row that was updated in place of inserted
	s.done = append(s.done, e.key(merged.Old))
	return nil
}

// merged evaluates the assignments over the row that is there and the new one:
// VALUES(column) reads the latter.
func (d *onDuplicate) merged(ctx *sql.Context, e *edit, old, inserted []any) (*change, error) {
	row := sql.Row(slices.Concat(old, inserted))
	c := &change{Change: tables.Change{Old: old, New: slices.Clone(old)}}
	for _, set := range d.sets {
		field, _ := assigned(set)
		v, err := set.(*expression.SetField).RightChild.Eval(ctx, row)
		if err != nil {
			return nil, err
		}
		i := e.def.Index(field.Name())
		if v, err = e.cell(ctx, i, v, 1); err != nil {
			return nil, err
		}
		row[i], c.New[i] = v, v
	}
	for i := range c.New {
		if !e.def.Same(i, old[i], c.New[i]) {
			c.Set = append(c.Set, i)
		}
	}
	return c, nil
}

// returning evaluates RETURNING over a row that was written.
func (e *edit) returning(ctx *sql.Context, row []any) (sql.Row, error) {
	out := make(sql.Row, len(e.fields))
	for i, field := range e.fields {
		v, err := field.Eval(ctx, sql.Row(row))
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}
