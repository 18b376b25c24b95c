package sqltext_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	gms "github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/types"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine/collate"
	"github.com/scoutql/scoutql/engine/exact"
	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/tests/mariadb"
)

func TestMain(m *testing.M) {
	// What the server sets at its start.
	err := gms.SystemVariables.AssignValues(map[string]any{
		"sql_mode":             mariadb.SQLMode,
		"collation_connection": gms.Collation_utf8mb4_0900_ai_ci.Name(),
	})
	if err != nil {
		panic(err)
	}
	code := m.Run()
	mariadb.Stop()
	os.Exit(code)
}

// texts are the strings of table t, with the ids 1, 2, 3 ...
var texts = []any{
	"Rezept", "Reyes", "résumé", "Resume", "Refund", "refund", "REFUND", "Reÿ", "re",
	"100%", "1000", "100", "a_b", "aXb", `back\slash`, `back\\slash`, "trail", "trail ", " trail",
	nil, nil, "", "smile 😀", "smile 😁", "Straße", "Zürich", "Zurich", "naïve", "x'y", `x"y`, "%", "_", `\`,
}

var testNames = sqltext.Names{
	Table: func(alias string) (string, bool) {
		if strings.EqualFold(alias, "Inboxes") || alias != "MailBoxes" && strings.EqualFold(alias, "Mailboxes") {
			return "MailBoxes", true
		}
		return "", false
	},
	Column: func(table, twin string) (string, bool) {
		if table == "ConversationThreads" && strings.EqualFold(twin, "ToList") {
			return "To", true
		}
		return "", false
	},
	Twin: func(word string) (string, bool) {
		twin, ok := map[string]string{"range": "RangeType", "to": "ToList", "order": "SortOrder", "lines": "AddressLines"}[strings.ToLower(word)]
		return twin, ok
	},
}

// engine is an engine over memory tables, with our parser and builder.
type engine struct {
	*sqle.Engine
	session gms.Session
	t       testing.TB
}

func newEngine(t testing.TB) *engine {
	t.Helper()
	db := memory.NewDatabase("helpscout")
	provider := memory.NewDBProvider(db)
	session := memory.NewSession(gms.NewBaseSession(), provider)
	e := &engine{session: session, t: t}
	ctx := e.context()
	text := types.MustCreateString(querypb.Type_VARCHAR, 255, gms.Collation_utf8mb4_0900_ai_ci)
	column := func(table, name string, typ gms.Type) *gms.Column {
		return &gms.Column{Name: name, Type: typ, Source: table, Nullable: name != "Id", PrimaryKey: name == "Id"}
	}
	tables := map[string][]*gms.Column{
		"t":                   {column("t", "Id", types.Int64), column("t", "S", text), column("t", "N", types.Int64)},
		"MailBoxes":           {column("MailBoxes", "Id", types.Int64), column("MailBoxes", "Name", text)},
		"ConversationThreads": {column("ConversationThreads", "Id", types.Int64), column("ConversationThreads", "To", text), column("ConversationThreads", "Body", text)},
	}
	for name, schema := range tables {
		table := memory.NewTable(ctx, db, name, gms.NewPrimaryKeySchema(schema), db.GetForeignKeyCollection())
		db.AddTable(name, table)
		for _, row := range rowsOf(name) {
			require.NoError(t, table.Insert(ctx, gms.Row(slices.Clone(row))))
		}
	}
	overrides := gms.EngineOverrides{Builder: gms.BuilderOverrides{Parser: sqltext.New(testNames)}}
	b := analyzer.NewBuilder(provider)
	b.AddOverrides(overrides)
	a := b.Build()
	a.ExecBuilder = collate.NewExecBuilder(overrides, nil)
	exact.Install()
	for _, f := range exact.Functions() {
		if strings.HasPrefix(f.FunctionName(), "__") { // the others have the engine's names
			a.Catalog.RegisterFunction(ctx, f)
		}
	}
	e.Engine = sqle.New(a, &sqle.Config{})
	return e
}

func rowsOf(table string) (rows [][]any) {
	switch table {
	case "t":
		for i, s := range texts {
			rows = append(rows, []any{int64(i + 1), s, int64(i % 3)})
		}
	case "MailBoxes":
		rows = [][]any{{int64(1), "Sales"}, {int64(2), "Support"}}
	case "ConversationThreads":
		rows = [][]any{{int64(1), "ann@example.com", "hello"}, {int64(2), "bob@example.com", "bye"}}
	}
	return rows
}

func (e *engine) context() *gms.Context {
	ctx := gms.NewContext(context.Background(), gms.WithSession(e.session))
	ctx.SetCurrentDatabase("helpscout")
	return ctx
}

// query runs a statement and gives its columns and rows as text.
func (e *engine) query(query string) (columns []string, rows []string, err error) {
	ctx := e.context()
	schema, iter, _, err := e.Engine.Query(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range schema {
		columns = append(columns, c.Name)
	}
	for {
		row, err := iter.Next(ctx)
		if errors.Is(err, io.EOF) {
			return columns, rows, iter.Close(ctx)
		}
		if err != nil {
			_ = iter.Close(ctx)
			return nil, nil, err
		}
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = "NULL"
			if v == nil {
				continue
			}
			if ok, is := v.(types.OkResult); is {
				cells[i] = fmt.Sprint(ok.RowsAffected)
				continue
			}
			cell, err := schema[i].Type.SQL(ctx, nil, v)
			if err != nil {
				return nil, nil, err
			}
			cells[i] = fmt.Sprintf("%q", cell.ToString())
		}
		rows = append(rows, strings.Join(cells, " "))
	}
}

// judge is a MariaDB with the same tables.
type judge struct {
	db *sql.DB
	t  testing.TB
}

func newJudge(t testing.TB) *judge {
	t.Helper()
	db := mariadb.Start(t)
	db.SetMaxOpenConns(1) // SET must hold for the statements after it
	j := &judge{db: db, t: t}
	j.exec("CREATE OR REPLACE TABLE t (Id BIGINT PRIMARY KEY, S VARCHAR(255), N BIGINT)")
	j.exec("CREATE OR REPLACE TABLE MailBoxes (Id BIGINT PRIMARY KEY, Name VARCHAR(255))")
	j.exec("CREATE OR REPLACE TABLE ConversationThreads (Id BIGINT PRIMARY KEY, `To` VARCHAR(255), Body VARCHAR(255))")
	for _, table := range []string{"t", "MailBoxes", "ConversationThreads"} {
		for _, row := range rowsOf(table) {
			j.exec("INSERT INTO "+table+" VALUES (?"+strings.Repeat(",?", len(row)-1)+")", row...)
		}
	}
	return j
}

func (j *judge) exec(query string, args ...any) {
	j.t.Helper()
	_, err := j.db.Exec(query, args...)
	require.NoError(j.t, err, query)
}

func (j *judge) query(query string) (columns []string, out []string, err error) {
	rows, err := j.db.Query(query)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err = rows.Columns()
	if err != nil {
		return nil, nil, err
	}
	cells := make([]sql.NullString, len(columns))
	into := make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = "NULL"
			if c.Valid {
				line[i] = fmt.Sprintf("%q", c.String)
			}
		}
		out = append(out, strings.Join(line, " "))
	}
	return columns, out, rows.Err()
}

// sameRows runs a statement in both and compares rows and headings. Without an
// ORDER BY at its end the order is left open.
func sameRows(t *testing.T, e *engine, j *judge, query string) {
	t.Helper()
	wantColumns, want, err := j.query(query)
	require.NoError(t, err, "MariaDB: %s", query)
	columns, got, err := e.query(query)
	require.NoError(t, err, query)
	if !strings.Contains(strings.ToUpper(query), "ORDER BY") {
		slices.Sort(want)
		slices.Sort(got)
	}
	require.Equal(t, want, got, query)
	require.Equal(t, wantColumns, columns, query)
}

// prepared runs a statement as a client's prepared statement would.
func (e *engine) prepared(query string) error {
	_, err := e.Engine.PrepareQuery(e.context(), query)
	return err
}
