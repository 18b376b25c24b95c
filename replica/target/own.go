package target

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"ariga.io/atlas/sql/schema"

	"github.com/scoutql/scoutql/tables"
)

// The tables that a copy needs for itself.
const (
	stateTable = "scoutql_state" // what is copied up to where
	retryTable = "scoutql_retry" // rows that could not be stored
)

func (t *Target) ownTables() []*schema.Table {
	text := func(name string, key bool) *schema.Column {
		c := schema.NewColumn(name).SetType(t.d.column(tables.Varchar, 255, key)).SetNull(!key)
		if t.d == my && key {
			c.SetCharset("utf8mb4").SetCollation("utf8mb4_bin")
		}
		return c
	}
	long := func(name string) *schema.Column {
		return schema.NewNullColumn(name).SetType(t.d.column(tables.LongText, 0, false))
	}
	name := text("name", true)
	state := schema.NewTable(stateTable).SetComment("scoutql: up to where each table is copied.").
		AddColumns(name, long("value")).SetPrimaryKey(schema.NewPrimaryKey(name))
	of, key := text("table_name", true), text("row_key", true)
	retry := schema.NewTable(retryTable).SetComment("scoutql: rows that could not be stored; each run tries them again.").
		AddColumns(of, key, long("reason"), long("item"), schema.NewNullColumn("tries").SetType(t.d.column(tables.Int, 0, false)),
			text("first_seen", false), text("last_try", false)).SetPrimaryKey(schema.NewPrimaryKey(of, key))
	t.textual(state)
	t.textual(retry)
	return []*schema.Table{state, retry}
}

// State reads a value that a run has left for the next; "" where there is none.
func (t *Target) State(ctx context.Context, name string) (string, error) {
	var value sql.NullString
	err := t.db.QueryRowContext(ctx, "SELECT value FROM "+stateTable+" WHERE name = "+t.d.mark(1), name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value.String, err
}

// States reads all values that runs have left; none where no run was made yet.
func (t *Target) States(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	err := each(ctx, t.db, "SELECT name, value FROM "+stateTable, nil, func(rows *sql.Rows) error {
		var name, value string
		err := rows.Scan(&name, &value)
		all[name] = value
		return err
	})
	return all, err
}

// SetState leaves a value for the next run.
func (x *Tx) SetState(name, value string) error {
	return x.exec("INSERT INTO "+stateTable+" (name, value) VALUES ("+x.t.d.marks(0, 2)+")"+
		x.t.d.upsert([]string{"name"}, []string{"value"}), name, value)
}

// Rejected is a row that could not be stored.
type Rejected struct {
	Table  string `json:"table"`
	Key    string `json:"key"`
	Reason string `json:"reason"`
	Tries  int    `json:"tries"`
}

// Reject keeps a row that could not be stored, to be tried again.
func (x *Tx) Reject(table, key, item string, reason error) error {
	d := x.t.d
	columns := []string{"table_name", "row_key", "reason", "item", "tries", "first_seen", "last_try"}
	_, err := x.tx.ExecContext(x.ctx, "INSERT INTO "+retryTable+" ("+d.ids(columns)+") VALUES ("+d.marks(0, 7)+")"+
		d.upsert(columns[:2], []string{"reason", "item", "last_try"}), table, key, reason.Error(), item, 0, x.at, x.at)
	if err != nil {
		return err
	}
	return x.exec("UPDATE "+retryTable+" SET tries = tries + 1 WHERE table_name = "+d.mark(1)+" AND row_key = "+d.mark(2), table, key)
}

// Settle forgets a row that was stored after all, or is gone.
func (x *Tx) Settle(table, key string) error {
	return x.exec("DELETE FROM "+retryTable+" WHERE table_name = "+x.t.d.mark(1)+" AND row_key = "+x.t.d.mark(2), table, key)
}

// Rejects lists the rows that wait to be tried again, of one table or of all ("").
func (t *Target) Rejects(ctx context.Context, table string) (all []Rejected, err error) {
	query, args := "SELECT table_name, row_key, reason, tries FROM "+retryTable, []any(nil)
	if table != "" {
		query, args = query+" WHERE table_name = "+t.d.mark(1), []any{table}
	}
	err = each(ctx, t.db, query+" ORDER BY table_name, row_key", args, func(rows *sql.Rows) error {
		var r Rejected
		if err := rows.Scan(&r.Table, &r.Key, &r.Reason, &r.Tries); err != nil {
			return err
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

// settled makes sure that a copy is made the same way each time.
func (t *Target) settled(ctx context.Context, name, value string) error {
	old, err := t.State(ctx, name)
	if err != nil {
		return err
	}
	if old == "" {
		return t.Write(ctx, func(x *Tx) error { return x.SetState(name, value) })
	}
	if old != value {
		return fmt.Errorf("%s holds a copy of another sort (%s: %s, not %s); use the same flags as before, or an empty database", t.name, name, old, value)
	}
	return nil
}
