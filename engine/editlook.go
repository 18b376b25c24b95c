package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

// look gives what may still tell whether a call was applied whose answer was
// lost: the row by its key. nil where nothing can.
func (s *sending) look(ctx *sql.Context, c *change, call tables.Call) writes.Look {
	e := s.edit
	switch {
	case c.Old == nil && e.def == e.customers() && call.Method == "POST":
		return e.lookForCustomer(ctx, c)
	case c.Old == nil:
		return nil
	}
	return func(context.Context, *helpscout.Client, time.Time) (writes.Found, error) {
		rows, err := e.engine.reread(ctx, e.def, e.def.Key, c.Old)
		if err != nil {
			return writes.Found{}, err
		}
		if c.New == nil {
			return writes.Found{Holds: len(rows) == 0}, nil
		}
		return writes.Found{Holds: len(rows) == 1 && e.holds(rows[0], c.New, call.Columns)}, nil
	}
}

// holds tells whether a row has the values that a call was to set.
func (e *edit) holds(row, want []any, columns []string) bool {
	for _, name := range columns {
		i := e.def.Index(name)
		if e.def.Columns[i].WriteOnly || !e.def.Same(i, row[i], want[i]) {
			return false
		}
	}
	return len(columns) > 0
}

// customers is the statement's table if it is that of customers.
func (e *edit) customers() *tables.Table {
	if e.def.Name == tables.Customers.Name {
		return e.def
	}
	return nil
}

// lookForCustomer looks for a new customer by its addresses, which no two customers share.
func (e *edit) lookForCustomer(ctx *sql.Context, c *change) writes.Look {
	want := addresses(e.def, c.New)
	if len(want) == 0 {
		return nil
	}
	return func(context.Context, *helpscout.Client, time.Time) (writes.Found, error) {
		rows, err := e.withAddress(ctx, want[0])
		var found writes.Found
		for _, row := range rows {
			at, _ := row[e.def.Index("CreatedDate")].(time.Time)
			if e.alike(row, c.New) {
				found.Created = append(found.Created, writes.Created{ID: row[e.def.Index("Id")].(int64), At: at})
			}
		}
		return found, err
	}
}

// alike tells whether a customer has the names and addresses of a new one.
func (e *edit) alike(row, inserted []any) bool {
	for _, name := range []string{"FirstName", "LastName"} {
		if i := e.def.Index(name); row[i] != inserted[i] {
			return false
		}
	}
	has := addresses(e.def, row)
	for _, a := range addresses(e.def, inserted) {
		if !slices.ContainsFunc(has, func(h string) bool { return strings.EqualFold(h, a) }) {
			return false
		}
	}
	return true
}

// addresses are the e-mail addresses in a row of customers.
func addresses(def *tables.Table, row []any) (list []string) {
	text, _ := row[def.Index("Emails")].(string)
	for _, v := range gjson.Parse(text).Get("#.value").Array() {
		list = append(list, v.String())
	}
	return list
}

// withAddress finds the customers that have an e-mail address.
func (e *edit) withAddress(ctx *sql.Context, address string) ([][]any, error) {
	query := `(email:"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(address) + `")`
	pred := pushdown.Pred{Col: "Query", Op: tables.Eq, Vals: []any{query}}
	s := newScan(newTable(e.engine, e.def), partition{plan: pushdown.For(e.def, []pushdown.Pred{pred}), check: []pushdown.Pred{pred}})
	rows, err := sql.RowIterToRows(ctx, s)
	var found [][]any
	for _, row := range rows {
		if slices.ContainsFunc(addresses(e.def, row), func(a string) bool { return strings.EqualFold(a, address) }) {
			found = append(found, row)
		}
	}
	return found, err
}

// check is what a user types to see what became of a row.
func (e *edit) check(c *change) string {
	if c.Old != nil {
		return fmt.Sprintf("SELECT * FROM %s WHERE %s", e.def.Name, e.key(c.Old))
	}
	if e.customers() != nil {
		if list := addresses(e.def, c.New); len(list) > 0 {
			return fmt.Sprintf(`SELECT * FROM Customers WHERE Query = '(email:"%s")'`, strings.ReplaceAll(list[0], "'", "''"))
		}
	}
	for _, name := range append(parents(e.def), "PrimaryCustomer_Id", "PrimaryCustomer_Email", "Name", "Slug", "Url") {
		i := e.def.Index(name)
		if i < 0 || c.New[i] == nil {
			continue
		}
		value := fmt.Sprint(c.New[i])
		if text, ok := c.New[i].(string); ok {
			value = "'" + strings.ReplaceAll(text, "'", "''") + "'"
		}
		return fmt.Sprintf("SELECT * FROM %s WHERE %s = %s", e.def.Name, name, value)
	}
	return ""
}
