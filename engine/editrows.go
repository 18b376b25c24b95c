package engine

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"

	"github.com/scoutql/scoutql/tables"
)

// change is one row that the statement writes.
type change struct {
	tables.Change
	calls []tables.Call
}

// drain takes the snapshot: every row that the statement writes, whole, before
// the first is written. matched counts those that an UPDATE leaves as they are, too.
func (e *edit) drain(ctx *sql.Context, source sql.RowIter) (changes []change, matched int, err error) {
	most := integerVariable(ctx, maxWriteRowsVariable)
	seen := map[string]bool{}
	for {
		row, err := source.Next(ctx)
		if errors.Is(err, io.EOF) {
			return changes, matched, nil
		}
		if err != nil {
			return nil, 0, err
		}
		c, err := e.change(ctx, row, matched+1)
		if err != nil {
			return nil, 0, err
		}
		if c == nil {
			continue
		}
		if e.verb != "INSERT" {
			key := strings.Join(e.parts(c.Old, append(parents(e.def), e.def.Key...)), " AND ")
			if seen[key] {
				continue // a join gives a row as often as it matches; it is written once
			}
			seen[key] = true
		}
		matched++
		if e.verb == "UPDATE" && len(c.Set) == 0 {
			continue
		}
		if int64(len(changes)) == most {
			return nil, 0, sqlError(1644, stateUser, "this would write more than %d rows; nothing was sent. Narrow the statement with a WHERE or a LIMIT, or SET scoutql_max_write_rows higher", most)
		}
		changes = append(changes, *c)
	}
}

// change reads a row of the source; nil where an outer join found none.
func (e *edit) change(ctx *sql.Context, row sql.Row, number int) (*change, error) {
	if len(row) > e.width {
		row = row[len(row)-e.width:] // columns of an outer statement stand before
	}
	cells := slices.Clone([]any(row[e.at : e.at+len(e.def.Columns)]))
	switch e.verb {
	case "INSERT":
		return e.inserted(ctx, cells, number)
	case "DELETE":
		if cells[e.def.Index(e.def.Key[0])] == nil {
			return nil, nil
		}
		return &change{Change: tables.Change{Old: cells}}, nil
	}
	if cells[e.def.Index(e.def.Key[0])] == nil {
		return nil, nil
	}
	return e.updated(ctx, slices.Clone(row), cells, number)
}

func (e *edit) inserted(ctx *sql.Context, cells []any, number int) (*change, error) {
	c := &change{Change: tables.Change{New: make([]any, len(cells))}}
	for _, i := range e.named {
		v, err := e.cell(ctx, i, cells[i], number)
		if err != nil {
			return nil, err
		}
		if e.givenLater(i) {
			if v == nil || e.isKey(i) && v == int64(0) {
				continue
			}
			return nil, valueError(e.def.Writable(tables.Create, i), number)
		}
		c.New[i] = v
		c.Set = append(c.Set, i)
	}
	return c, nil
}

// updated evaluates SET from left to right: what stands further right sees what
// was set before, as in MySQL.
func (e *edit) updated(ctx *sql.Context, row sql.Row, old []any, number int) (*change, error) {
	c := &change{Change: tables.Change{Old: old, New: slices.Clone(old)}}
	for n, set := range e.sets {
		v, err := set.(*expression.SetField).RightChild.Eval(ctx, row)
		if err != nil {
			return nil, err
		}
		i := e.named[n]
		if v, err = e.cell(ctx, i, v, number); err != nil {
			return nil, err
		}
		row[e.at+i], c.New[i] = v, v
	}
	for _, i := range e.named {
		if !e.def.Same(i, old[i], c.New[i]) && !slices.Contains(c.Set, i) {
			c.Set = append(c.Set, i)
		}
	}
	return c, nil
}

// cell converts a value to its column's type, strictly.
func (e *edit) cell(ctx *sql.Context, column int, v any, number int) (any, error) {
	c := &e.def.Columns[column]
	if v == nil {
		return nil, nil
	}
	t := sqlType(c.Type)
	if c.Type.Kind == tables.Varchar {
		t = longText // the length is checked in characters, below
	}
	var converted any
	var within sql.ConvertInRange
	var err error
	if rounding, ok := t.(sql.RoundingNumberType); ok {
		converted, within, err = rounding.ConvertRound(ctx, v)
	} else {
		converted, within, err = t.Convert(ctx, v)
	}
	at, isTime := converted.(time.Time)
	switch {
	case isTime && at.Year() < 1, err != nil && (c.Type.Kind == tables.Time || c.Type.Kind == tables.Date):
		return nil, sqlError(1292, "22007", "Incorrect datetime value: '%v' for column '%s' at row %d", v, c.Name, number)
	case err != nil:
		return nil, sqlError(1366, stateGeneral, "Incorrect %s value: '%v' for column '%s' at row %d", kindName(c.Type.Kind), shown(c, v), c.Name, number)
	case within != sql.InRange:
		return nil, sqlError(1264, "22003", "Out of range value for column '%s' at row %d", c.Name, number)
	}
	if text, ok, err := sql.Unwrap[string](ctx, converted); err == nil && ok {
		converted = text
	}
	if e.verb == "INSERT" && e.def.Writable(tables.Create, column) != nil {
		return converted, nil
	}
	canonical, err := e.def.Value(column, converted)
	return canonical, valueError(err, number)
}

func kindName(k tables.Kind) string {
	switch k {
	case tables.BigInt, tables.Int, tables.Bool:
		return "integer"
	case tables.Double:
		return "double"
	}
	return "string"
}

// shown is a value in an error's text; no secret is one.
func shown(c *tables.Column, v any) any {
	if c.Quiet {
		return "..."
	}
	return v
}

// key names a row for people: Id = 5.
func (e *edit) key(row []any) string {
	if parts := e.parts(row, e.def.Key); len(parts) > 0 {
		return strings.Join(parts, " AND ")
	}
	return strings.Join(e.parts(row, parents(e.def)), " AND ") // a row without an id yet
}

func (e *edit) parts(row []any, columns []string) (parts []string) {
	for _, name := range columns {
		if v := row[e.def.Index(name)]; v != nil {
			if text, ok := v.(string); ok {
				v = "'" + text + "'"
			}
			parts = append(parts, fmt.Sprintf("%s = %v", name, v))
		}
	}
	return parts
}

// plan works out the calls of every row, so that nothing is sent for a
// statement of which a later row is refused.
func (e *edit) plan(changes []change) error {
	for n := range changes {
		c := &changes[n]
		calls, err := e.calls(c.Change)
		if err != nil {
			return valueError(err, n+1)
		}
		c.calls = calls
	}
	return nil
}

func (e *edit) calls(c tables.Change) ([]tables.Call, error) {
	switch e.verb {
	case "INSERT":
		return e.def.InsertCalls(c)
	case "UPDATE":
		return e.def.UpdateCalls(c)
	}
	return e.def.DeleteCalls(c)
}
