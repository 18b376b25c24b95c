package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

// A procedure is shown as SQL with real names, types and a comment, so that
// metadata and drivers can read it. A CALL of a client does not run that SQL:
// the parser turns its arguments into one JSON object, in which NULL stays NULL
// and what is left out is not there, for the Go function below (engine note 7).

// findProcedure describes a procedure to the parser.
func findProcedure(name string) (sqltext.Procedure, bool) {
	p, ok := procs.Find(name)
	found := sqltext.Procedure{Name: p.Name, Required: p.Required(), Inner: innerName(p), Writes: p.Table != ""}
	for _, param := range p.Params {
		found.Params = append(found.Params, param.Name)
	}
	return found, ok
}

// innerName is the Go function's name; users never call it.
func innerName(p procs.Procedure) string { return "__" + strings.ToLower(p.Name) }

// definition is the SQL text of a procedure.
func definition(p procs.Procedure) string {
	params := make([]string, len(p.Params))
	for i := range p.Params {
		params[i] = "IN " + p.Params[i].Name + " " + p.Params[i].Type()
	}
	return fmt.Sprintf("CREATE PROCEDURE %s(%s) COMMENT '%s' %s",
		p.Name, strings.Join(params, ", "), strings.ReplaceAll(p.Doc, "'", "''"), body(p))
}

// body is what of it the SQL engine runs.
func body(p procs.Procedure) string {
	args := make([]string, len(p.Params))
	for i := range p.Params {
		args[i] = "'" + p.Params[i].Name + "', " + p.Params[i].Name
	}
	return fmt.Sprintf("CALL %s(JSON_OBJECT(%s))", innerName(p), strings.Join(args, ", "))
}

// GetStoredProcedure implements sql.StoredProcedureDatabase.
func (*database) GetStoredProcedure(_ *sql.Context, name string) (sql.StoredProcedureDetails, bool, error) {
	p, ok := procs.Find(name)
	return details(p), ok, nil
}

// GetStoredProcedures implements sql.StoredProcedureDatabase.
func (*database) GetStoredProcedures(*sql.Context) ([]sql.StoredProcedureDetails, error) {
	var all []sql.StoredProcedureDetails
	for _, p := range procs.All() {
		all = append(all, details(p))
	}
	return all, nil
}

// created is a fixed date: procedures are part of the program.
var created = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func details(p procs.Procedure) sql.StoredProcedureDetails {
	return sql.StoredProcedureDetails{Name: p.Name, CreateStatement: definition(p), CreatedAt: created, ModifiedAt: created}
}

// registerProcedures makes the Go functions known to the SQL engine.
func (e *Engine) registerProcedures(registry *sql.ExternalStoredProcedureRegistry) {
	for _, p := range procs.All() {
		registry.Register(sql.ExternalStoredProcedureDetails{
			Name:     innerName(p), // look-ups are lower-cased, registration is not
			Schema:   resultSchema(p),
			ReadOnly: p.Table == "",
			Function: func(ctx *sql.Context, args string) (sql.RowIter, error) { return e.call(ctx, p, args) },
		})
	}
}

// call runs a procedure.
func (e *Engine) call(ctx *sql.Context, p procs.Procedure, args string) (sql.RowIter, error) {
	if err := mayCall(ctx, e.users(), DatabaseName, p.Name); err != nil {
		return nil, err
	}
	statement := e.writing(ctx)
	env := procs.Env{
		Client: e.config.Client, Write: e.rowWriter(ctx, statement), DryRun: statement.DryRun, RefreshSchema: e.schema.refresh,
	}
	values, err := p.Call(ctx, env, []byte(args))
	if err != nil {
		return nil, toSQLError(err)
	}
	for i, v := range values {
		if b, ok := v.(bool); ok {
			values[i] = flag(b)
		}
	}
	return sql.RowsToRowIter(sql.NewRow(values...)), nil
}

// rowWriter sends a procedure's rows; of a dry run it shows the calls as warnings.
func (e *Engine) rowWriter(ctx *sql.Context, statement writes.Statement) func(context.Context, writes.Row) (writes.Result, error) {
	return func(c context.Context, row writes.Row) (writes.Result, error) {
		result, err := e.write(c, statement, row)
		if result.Outcome == writes.Planned {
			for i := range row.Changes {
				ctx.Session.Warn(&sql.Warning{Level: "Note", Code: 1105, Message: row.Changes[i].Plan()})
			}
			ctx.Session.Warn(&sql.Warning{Level: "Note", Code: 1105, Message: "scoutql_dry_run is on: nothing was sent"})
			return result, err
		}
		def, _ := tables.Find(row.Table)
		e.wrote(def)
		noteWrite(ctx)
		return result, err
	}
}

func resultSchema(p procs.Procedure) sql.Schema {
	schema := make(sql.Schema, len(p.Result))
	for i, r := range p.Result {
		t := sql.Type(longText)
		switch r.Type {
		case "LONGBLOB":
			t = types.LongBlob
		case "BIGINT":
			t = types.Int64
		case "BOOLEAN":
			t = types.Boolean
		}
		schema[i] = &sql.Column{Name: r.Name, Type: t, Nullable: true}
	}
	return schema
}
