package target

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// chunk is how many keys one statement names.
const chunk = 500

// maxBytes bounds the text of one INSERT: servers refuse packets of 16 MB.
const maxBytes = 4 << 20

// Changed says what writing rows did.
type Changed struct{ Inserted, Updated, Deleted int }

// Add sums up.
func (c *Changed) Add(o Changed) {
	c.Inserted += o.Inserted
	c.Updated += o.Updated
	c.Deleted += o.Deleted
}

// Existing maps the keys of live rows to their items, for rows whose column
// (the key or the owner) has one of the values; with no column, for all rows.
func (x *Tx) Existing(table *Table, column string, values []any) (map[string]string, error) {
	d, found := x.t.d, map[string]string{}
	read := func(where string, args []any) error {
		query := "SELECT " + d.ids(append(append([]string{}, table.Def.Key...), ItemColumn)) + " FROM " + d.id(table.Def.Name) +
			" WHERE " + x.t.live() + where
		return x.query(query, args, func(rows *sql.Rows) error {
			key, item, err := scanKey(rows, len(table.Def.Key))
			found[KeyText(key)] = item
			return err
		})
	}
	if column == "" {
		return found, read("", nil)
	}
	for len(values) > 0 {
		n := min(chunk, len(values))
		if err := read(" AND "+d.id(column)+" IN ("+d.marks(0, n)+")", values[:n]); err != nil {
			return nil, err
		}
		values = values[n:]
	}
	return found, nil
}

func scanKey(rows *sql.Rows, n int) ([]any, string, error) {
	key, item := make([]any, n), sql.NullString{}
	into := make([]any, 0, n+1)
	for i := range key {
		into = append(into, &key[i])
	}
	err := rows.Scan(append(into, &item)...)
	return key, item.String, err
}

// KeyText is a key as text: its parts with a tab between.
func KeyText(key []any) string {
	parts := make([]string, len(key))
	for i, v := range key {
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		parts[i] = fmt.Sprint(v)
	}
	return strings.Join(parts, "\t")
}

// ParseKey reads what KeyText made of a key of the table.
func (t *Table) ParseKey(text string) []any {
	parts := strings.Split(text, "\t")
	key := make([]any, len(parts))
	for i, p := range parts {
		key[i] = p
		if kind := t.kind(t.Def.Key[min(i, len(t.Def.Key)-1)]); kind == tables.BigInt || kind == tables.Int {
			n, _ := strconv.ParseInt(p, 10, 64)
			key[i] = n
		}
	}
	return key
}

// Merge writes rows over those that exist (as Existing gave them): what is new
// or differs is written, what is the same is left alone. It takes the keys that
// it meets out of existing.
func (x *Tx) Merge(table *Table, rows []Row, existing map[string]string) (Changed, error) {
	var write []Row
	var replaced [][]any
	var done Changed
	taken := map[string]bool{}
	for _, r := range rows {
		key := table.Key(r)
		text := KeyText(key)
		if taken[text] {
			continue // the API gave the row twice
		}
		taken[text] = true
		old, found := existing[text]
		delete(existing, text)
		switch {
		case !found:
			done.Inserted++
		case old == r.Item:
			continue
		default:
			done.Updated++
			replaced = append(replaced, key)
		}
		write = append(write, r)
	}
	if x.t.keep == History {
		if err := x.retire(table, replaced, toColumn); err != nil {
			return done, err
		}
	}
	return done, x.insert(table, write)
}

// Remove takes rows away as the copy keeps rows that are gone. The rows that
// they own are the caller's matter.
func (x *Tx) Remove(table *Table, keys [][]any) (Changed, error) {
	done := Changed{Deleted: len(keys)}
	switch x.t.keep {
	case Soft:
		return done, x.retire(table, keys, deletedColumn)
	case History:
		return done, x.retire(table, keys, toColumn)
	}
	return done, x.byKey(keys, func(where string, args []any) error {
		return x.exec("DELETE FROM "+x.t.d.id(table.Def.Name)+" WHERE "+where, args...)
	}, table)
}

// retire closes rows: they stay, with the time at which they ended.
func (x *Tx) retire(table *Table, keys [][]any, column string) error {
	d := x.t.d
	return x.byKey(keys, func(where string, args []any) error {
		return x.exec("UPDATE "+d.id(table.Def.Name)+" SET "+d.id(column)+" = '"+x.at+"' WHERE "+x.t.live()+" AND ("+where+")", args...)
	}, table)
}

// byKey runs a statement over keys, some hundred at a time.
func (x *Tx) byKey(keys [][]any, run func(where string, args []any) error, table *Table) error {
	d := x.t.d
	for len(keys) > 0 {
		n := min(chunk, len(keys))
		var args []any
		var where string
		if len(table.Def.Key) == 1 {
			for _, k := range keys[:n] {
				args = append(args, k[0])
			}
			where = d.id(table.Def.Key[0]) + " IN (" + d.marks(0, n) + ")"
		} else {
			var each []string
			for _, k := range keys[:n] {
				var parts []string
				for i, v := range k {
					args = append(args, v)
					parts = append(parts, d.id(table.Def.Key[i])+" = "+d.mark(len(args)))
				}
				each = append(each, "("+strings.Join(parts, " AND ")+")")
			}
			where = strings.Join(each, " OR ")
		}
		if err := run(where, args); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// insert writes rows, over those with the same key.
func (x *Tx) insert(table *Table, rows []Row) error {
	d := x.t.d
	columns := append(append([]string{}, table.names...), ItemColumn)
	switch x.t.keep {
	case Soft:
		columns = append(columns, deletedColumn)
	case History:
		columns = append(columns, fromColumn)
	}
	most := min(chunk, d.maxParams/len(columns))
	for len(rows) > 0 {
		n, bytes := 0, 0
		for n < len(rows) && n < most && (n == 0 || bytes < maxBytes) {
			bytes += 2 * len(rows[n].Item)
			n++
		}
		args := make([]any, 0, n*len(columns))
		for _, r := range rows[:n] {
			args = x.arguments(args, table, r)
		}
		if err := x.exec(x.t.insertText(table, columns, n), args...); err != nil {
			return fmt.Errorf("%s: %w", table.Def.Name, err)
		}
		rows = rows[n:]
	}
	return nil
}

func (x *Tx) arguments(args []any, table *Table, r Row) []any {
	for i, c := range table.Columns {
		v := r.Cells[i]
		if v != nil {
			v = x.t.d.value(table.Def.Columns[c].Type.Kind, v)
		}
		args = append(args, v)
	}
	args = append(args, r.Item)
	switch x.t.keep {
	case Soft:
		args = append(args, nil)
	case History:
		args = append(args, x.at)
	}
	return args
}

func (t *Target) insertText(table *Table, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.d.id(table.Def.Name) + " (" + t.d.ids(columns) + ") VALUES ")
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + t.d.marks(i*len(columns), len(columns)) + ")")
	}
	b.WriteString(t.d.upsert(t.keyOf(table), columns))
	return b.String()
}

// Count is the number of live rows; with a column and bounds, of those within.
func (t *Target) Count(ctx context.Context, table *Table, from, to time.Time) (n int64, err error) {
	where, args := t.within(table, from, to)
	err = t.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.d.id(table.Def.Name)+" WHERE "+where, args...).Scan(&n)
	return n, err
}

// within is the condition for live rows whose cursor column lies in a range,
// both ends in it; a zero time is no bound.
func (t *Target) within(table *Table, from, to time.Time) (where string, args []any) {
	where = t.live()
	if from.IsZero() && to.IsZero() {
		return where, nil
	}
	column := table.Def.Cursor.Column
	for _, b := range []struct {
		op string
		at time.Time
	}{{" >= ", from}, {" <= ", to}} {
		if !b.at.IsZero() {
			args = append(args, t.d.value(table.kind(column), b.at))
			where += " AND " + t.d.id(column) + b.op + t.d.mark(len(args))
		}
	}
	return where, args
}

// Keys lists the keys of the live rows in a range of the cursor column.
func (t *Target) Keys(ctx context.Context, table *Table, from, to time.Time) (keys []int64, err error) {
	where, args := t.within(table, from, to)
	id := t.d.id(table.Def.Key[0])
	err = each(ctx, t.db, "SELECT "+id+" FROM "+t.d.id(table.Def.Name)+" WHERE "+where+" ORDER BY "+id, args, func(rows *sql.Rows) error {
		var key int64
		err := rows.Scan(&key)
		keys = append(keys, key)
		return err
	})
	return keys, err
}

// Middle is the time that parts the live rows of a range in two halves, and
// ok whether there is one between the ends.
func (t *Target) Middle(ctx context.Context, table *Table, from, to time.Time) (at time.Time, ok bool, err error) {
	n, err := t.Count(ctx, table, from, to)
	if err != nil || n < 2 {
		return at, false, err
	}
	where, args := t.within(table, from, to)
	c := t.d.id(table.Def.Cursor.Column)
	err = t.db.QueryRowContext(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT 1 OFFSET %d", c, t.d.id(table.Def.Name), where, c, n/2),
		args...).Scan(&at)
	return at.UTC(), err == nil && at.After(from) && !at.After(to), err
}

// Refill fills columns that were added to a table with rows, from the rows'
// items; cells reads them.
func (t *Target) Refill(ctx context.Context, table *Table, columns []string, cells func(item string, columns []int) []any) error {
	positions := make([]int, 0, len(columns))
	for _, c := range columns {
		// What comes from the owner is not in the item.
		if i := table.Def.Index(c); i >= 0 && !strings.HasPrefix(table.Def.Columns[i].From, "^") {
			positions = append(positions, i)
		}
	}
	if k, _ := table.Def.Column(table.Def.Key[0]); len(positions) == 0 || len(table.Def.Key) > 1 || k.Type.Kind != tables.BigInt {
		return nil // rows without an id of their own come again with their owner
	}
	key := table.Def.Key[0]
	var sets []string
	for n, i := range positions {
		sets = append(sets, t.d.id(table.Def.Columns[i].Name)+" = "+t.d.mark(n+1))
	}
	update := "UPDATE " + t.d.id(table.Def.Name) + " SET " + strings.Join(sets, ", ") + " WHERE " + t.live() + " AND " + t.d.id(key) + " = " + t.d.mark(len(sets)+1)
	for last := int64(-1 << 62); ; {
		items, keys := []string(nil), []int64(nil)
		err := t.Write(ctx, func(x *Tx) error {
			items, keys = nil, nil
			query := "SELECT " + t.d.id(key) + ", " + ItemColumn + " FROM " + t.d.id(table.Def.Name) + " WHERE " + t.live() +
				" AND " + t.d.id(key) + " > " + t.d.mark(1) + " ORDER BY " + t.d.id(key) + " LIMIT 500"
			err := x.query(query, []any{last}, func(rows *sql.Rows) error {
				var k int64
				var item string
				err := rows.Scan(&k, &item)
				keys, items = append(keys, k), append(items, item)
				return err
			})
			for i := 0; err == nil && i < len(keys); i++ {
				values := cells(items[i], positions)
				for n, v := range values {
					if v != nil {
						values[n] = t.d.value(table.Def.Columns[positions[n]].Type.Kind, v)
					}
				}
				err = x.exec(update, append(values, keys[i])...)
			}
			return err
		})
		if err != nil || len(keys) == 0 {
			return err
		}
		last = keys[len(keys)-1]
	}
}
