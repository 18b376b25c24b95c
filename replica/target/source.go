package target

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/scoutql/scoutql/tables"
)

// Source gives the rows of the copy as the API would: a request is answered
// with the items that were copied, all that the path stands for. Filters, sorts
// and searches of the request are not applied: its items are a superset of what
// the API would send, in another order, and no page tells a total.
func (t *Target) Source() tables.Source { return copied{t} }

type copied struct{ t *Target }

// NotCopiedError says that the copy cannot answer for a table.
type NotCopiedError struct{ Table, Why string }

func (e *NotCopiedError) Error() string { return e.Table + " is not in this replica: " + e.Why }

// readRows is how many items one query of a large table gives.
const readRows = 1000

// Pages implements tables.Source.
func (c copied) Pages(ctx context.Context, r tables.Request, _ bool) iter.Seq2[tables.Page, error] {
	return func(yield func(tables.Page, error) bool) {
		def, column, value, found := asked(r.Path)
		if !found {
			yield(tables.Page{}, &NotCopiedError{r.Path, "no call lists its rows, or they are computed for a question"})
			return
		}
		var err error
		if column == "" {
			err = c.all(ctx, def, yield)
		} else {
			var items []json.RawMessage
			items, _, err = c.items(ctx, def, " AND "+c.t.d.id(column)+" = "+c.t.d.mark(1), []any{value})
			if err == nil && len(items) > 0 {
				yield(tables.Page{Items: items, Total: -1}, nil)
			}
		}
		if err != nil {
			yield(tables.Page{}, c.explain(ctx, def, err))
		}
	}
}

// explain tells a table that was never copied from a database that fails.
func (c copied) explain(ctx context.Context, def *tables.Table, err error) error {
	states, bad := c.t.States(ctx)
	if bad != nil {
		return fmt.Errorf("%s holds no copy: %w", c.t.name, bad)
	}
	if states["columns of "+def.Name] == "" {
		return &NotCopiedError{def.Name, "copy it with scoutql replicate " + def.Name}
	}
	return err
}

// all gives the rows of a table in the order of its key, some at a time: a
// query that stays open would keep the others of a single connection waiting.
func (c copied) all(ctx context.Context, def *tables.Table, yield func(tables.Page, error) bool) error {
	var where string
	var args []any
	for {
		items, last, err := c.items(ctx, def, where, args)
		if err != nil || len(items) == 0 || !yield(tables.Page{Items: items, Total: -1}, nil) || len(items) < readRows {
			return err
		}
		where, args = " AND "+c.t.d.id(def.Key[0])+" > "+c.t.d.mark(1), []any{last}
	}
}

func (c copied) items(ctx context.Context, def *tables.Table, where string, args []any) (items []json.RawMessage, last any, err error) {
	key := c.t.d.id(def.Key[0])
	query := "SELECT " + key + ", " + ItemColumn + " FROM " + c.t.d.id(def.Name) + " WHERE " + c.t.live() + where + " ORDER BY " + key
	if where == "" || strings.Contains(where, " > ") {
		query += " LIMIT " + strconv.Itoa(readRows)
	}
	err = each(ctx, c.t.db, query, args, func(rows *sql.Rows) error {
		var item string
		err := rows.Scan(&last, &item)
		items = append(items, json.RawMessage(item))
		return err
	})
	if b, ok := last.([]byte); ok {
		last = string(b)
	}
	return items, last, err
}

// asked finds the table that a path of the API reads, and the column that the
// path's variable pins, if it has one.
func asked(path string) (def *tables.Table, column string, value any, found bool) {
	for _, t := range tables.All() {
		if t.Within != nil || t.Copy() == tables.NotCopied {
			continue
		}
		own := t.Key[len(t.Key)-1]
		for _, call := range []struct{ template, column string }{{t.List.Path, ""}, {t.Get.Path, own}, {t.Detail.Path, own}} {
			text, variables, ok := match(call.template, path)
			if !ok {
				continue
			}
			column = call.column
			if variables > 0 && call.template == t.List.Path {
				column = t.Under.Column
			}
			if column == "" {
				return t, "", nil, true
			}
			value = text
			if c, _ := t.Column(column); c.Type.Kind == tables.BigInt {
				if n, err := strconv.ParseInt(text, 10, 64); err == nil {
					value = n
				}
			}
			return t, column, value, true
		}
	}
	return nil, "", nil, false
}

var variable = regexp.MustCompile(`\\\{\w+\\\}`)

// match compares a path with a template and gives the last variable's value.
func match(template, path string) (value string, variables int, ok bool) {
	if template == "" {
		return "", 0, false
	}
	pattern := "^" + variable.ReplaceAllString(regexp.QuoteMeta(template), `([^/]+)`) + "$"
	found := regexp.MustCompile(pattern).FindStringSubmatch(path)
	if found == nil {
		return "", 0, false
	}
	if len(found) == 1 {
		return "", 0, true
	}
	value, err := url.PathUnescape(found[len(found)-1])
	return value, len(found) - 1, err == nil
}
