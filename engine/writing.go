package engine

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

// writing is the statement as its writes are remembered, and how it writes.
func (e *Engine) writing(ctx *sql.Context) writes.Statement {
	st := statementOf(ctx)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.id == "" {
		st.id = rand.Text()[:12]
	}
	return writes.Statement{
		ID: st.id, User: ctx.Session.Client().User, Text: sqltext.WithoutTexts(st.text),
		DryRun: integerVariable(ctx, dryRunVariable) != 0,
	}
}

// wrote is told of each change of a table, so that nothing outdated is shown:
// the account's own columns are rows of some tables.
func (e *Engine) wrote(def *tables.Table) {
	for _, t := range tables.All() {
		if t.Typed != nil && def != nil && t.Typed.Definitions == def.Name {
			if err := e.schema.refresh(); err != nil {
				e.config.Logger.Warn("the account's columns are still those from before", "error", err)
			}
			return
		}
	}
}

// write sends a row. Whatever becomes of it, no answer from before is shown
// afterwards, and none that was under way is kept: reports, too, count what was written.
func (e *Engine) write(ctx context.Context, st writes.Statement, row writes.Row) (writes.Result, error) {
	if err := e.writes.enter(); err != nil {
		return writes.Result{}, err
	}
	defer e.writes.leave()
	defer e.answers.clear()

	return e.writer.Do(ctx, st, row)
}

// writesTable is scoutql.writes. Without the PROCESS privilege users see only
// their own rows.
func (e *Engine) writesTable() *systemTable {
	return &systemTable{
		name: "writes",
		doc:  "One row per row written through SQL, oldest first; it lasts over restarts. Texts of the statement are left out.",
		columns: []tables.Column{
			{Name: "StartDate", Type: tables.DATETIME, Doc: "When the row was begun, UTC."},
			{Name: "User", Type: tables.Text(64), Doc: "SQL user of the statement."},
			{Name: "StatementId", Type: tables.Text(32), Doc: "The same for all rows of a statement."},
			{Name: "Statement", Type: tables.LONGTEXT, Doc: "The statement, without its texts."},
			{Name: "TableName", Type: tables.Text(64), Doc: "Table that was changed."},
			{Name: "RowKey", Type: tables.Text(255), Doc: "Which row; NULL for a new one."},
			{Name: "Operation", Type: tables.Text(64), Doc: "INSERT, UPDATE, DELETE, or CALL and the procedure's name."},
			{
				Name: "Outcome", Type: tables.Text(16),
				Doc: "planned (a dry run), done, partial (some columns), failed (nothing was changed), or unknown: the answer was lost, and it is never sent again.",
			},
			{Name: "NewId", Type: tables.BIGINT, Doc: "Id of what was created."},
			{Name: "ColumnsDone", Type: tables.LONGTEXT, Doc: "JSON array of the columns that were changed."},
			{Name: "Calls", Type: tables.LONGTEXT, Doc: "JSON array of the calls, in order, with what each changes."},
			{Name: "Message", Type: tables.LONGTEXT, Doc: "What went wrong, and how to check."},
		},
		rows: e.writeRows,
	}
}

func (e *Engine) writeRows(ctx *sql.Context) ([]sql.Row, error) {
	records, err := e.writer.Journal().Records()
	if err != nil {
		return nil, err
	}
	all := e.seesOthers(ctx)
	var rows []sql.Row
	for i := range records {
		r := &records[i]
		if !all && r.User != ctx.Session.Client().User {
			continue
		}
		var id any
		if r.NewID != 0 {
			id = r.NewID
		}
		rows = append(rows, sql.NewRow(
			r.Start.UTC().Truncate(time.Second), r.User, r.Statement, r.Text, r.Table, orNull(r.Key), r.Operation, string(r.Outcome),
			id, jsonList(r.Columns), jsonList(r.Calls), orNull(r.Message),
		))
	}
	return rows, nil
}

// jsonList is a JSON array, NULL for an empty one.
func jsonList(list []string) any {
	if len(list) == 0 {
		return nil
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(list) != nil {
		return nil
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// foundRows tells whether the client wants rows that matched counted, not those that changed.
func foundRows(ctx *sql.Context) bool {
	return ctx.Client().Capabilities&mysql.CapabilityClientFoundRows != 0
}
