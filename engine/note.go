package engine

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/mysql"
)

// A statement reads far more than it returns when it reads this many items and
// this many times as many as it has rows.
const (
	muchRead  = 200
	farBeyond = 20
)

// noted runs a statement's plan and, when a lot was read for little, leaves a
// note for SHOW WARNINGS. rows is nil for what is no query, or not the whole one.
func (x explainer) noted(ctx *sql.Context, n sql.Node, outer sql.Row) (rows sql.RowIter, err error) {
	st, ok := ctx.Context.Value(statementKey{}).(*Statement)
	if !ok || !n.IsReadOnly() || types.IsOkResultSchema(n.Schema(ctx)) || !st.running.CompareAndSwap(false, true) {
		return nil, nil
	}
	read := tablesIn(n)
	if len(read) == 0 {
		return nil, nil
	}
	rows, err = x.engine.sql.Analyzer.ExecBuilder.Build(ctx, n, outer)
	return &noteIter{RowIter: rows, statement: st, tables: read}, err
}

type noteIter struct {
	sql.RowIter
	statement *Statement
	tables    []*table
	returned  int64
}

// Next counts the rows that pass.
func (i *noteIter) Next(ctx *sql.Context) (sql.Row, error) {
	row, err := i.RowIter.Next(ctx)
	switch {
	case err == nil:
		i.returned++
	case errors.Is(err, io.EOF):
		if text := i.note(); text != "" {
			ctx.Session.Warn(&sql.Warning{Level: "Note", Code: mysql.ERUnknownError, Message: text})
		}
	}
	return row, err
}

func (i *noteIter) note() string {
	read := i.statement.rows.Load()
	if read < muchRead || read < farBeyond*max(i.returned, 1) {
		return ""
	}
	var hints []string
	for _, t := range i.tables {
		if hint := narrower(t.def); !strings.Contains(strings.Join(hints, "; "), hint) && t.lead == nil {
			hints = append(hints, hint)
		}
	}
	return fmt.Sprintf("%s, %d rows read, %d returned; for fewer calls %s", plural(i.statement.meter.Calls()), read, i.returned, strings.Join(hints, "; "))
}
