package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/procs"
)

// A procedure is shown as SQL with real names, types and a comment, so that
// metadata and drivers can read it; its body hands the arguments as one JSON
// object, in which NULL stays NULL, to a Go function (engine note 7).

func (e *Engine) procedures() []procs.Procedure {
	return append(procs.All(), procs.Procedure{
		Name:   "RefreshSchema",
		Doc:    "Forgets the account's custom fields and customer properties, so that the next statement that can see them fetches them again. No API call.",
		Result: []procs.Param{{Name: "Status", Type: "VARCHAR(16)"}},
		Call: func(context.Context, *helpscout.Client, []byte) ([]any, error) {
			return []any{"done"}, e.schema.refresh()
		},
	})
}

// innerName is the Go function's name; users never call it.
func innerName(p procs.Procedure) string { return "__" + strings.ToLower(p.Name) }

// definition is the SQL text of a procedure.
func definition(p procs.Procedure) string {
	params := make([]string, len(p.Params))
	args := make([]string, len(p.Params))
	for i, a := range p.Params {
		params[i] = "IN " + a.Name + " " + a.Type
		args[i] = "'" + a.Name + "', " + a.Name
	}
	return fmt.Sprintf("CREATE PROCEDURE %s(%s) COMMENT '%s' CALL %s(JSON_OBJECT(%s))",
		p.Name, strings.Join(params, ", "), strings.ReplaceAll(p.Doc, "'", "''"), innerName(p), strings.Join(args, ", "))
}

// GetStoredProcedure implements sql.StoredProcedureDatabase.
func (d *database) GetStoredProcedure(_ *sql.Context, name string) (sql.StoredProcedureDetails, bool, error) {
	for _, p := range d.engine.procedures() {
		if strings.EqualFold(p.Name, name) {
			return details(p), true, nil
		}
	}
	return sql.StoredProcedureDetails{}, false, nil
}

// GetStoredProcedures implements sql.StoredProcedureDatabase.
func (d *database) GetStoredProcedures(*sql.Context) ([]sql.StoredProcedureDetails, error) {
	var all []sql.StoredProcedureDetails
	for _, p := range d.engine.procedures() {
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
	for _, p := range e.procedures() {
		registry.Register(sql.ExternalStoredProcedureDetails{
			Name:   innerName(p), // look-ups are lower-cased, registration is not
			Schema: resultSchema(p),
			Function: func(ctx *sql.Context, args string) (sql.RowIter, error) {
				values, err := p.Call(ctx, e.config.Client, []byte(args))
				if err != nil {
					return nil, toSQLError(err)
				}
				return sql.RowsToRowIter(sql.NewRow(values...)), nil
			},
		})
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
		}
		schema[i] = &sql.Column{Name: r.Name, Type: t, Nullable: true}
	}
	return schema
}
