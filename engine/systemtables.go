package engine

import (
	"context"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// SystemDatabase is the database of tables about scoutql itself.
const SystemDatabase = "scoutql"

// systemTable is a small table whose rows are made when it is read.
type systemTable struct {
	name    string
	doc     string
	columns []tables.Column
	rows    func(ctx *sql.Context) ([]sql.Row, error)
	allowed func(ctx context.Context, db, name string) error
}

var (
	_ sql.Table          = (*systemTable)(nil)
	_ sql.CommentedTable = (*systemTable)(nil)
)

func (t *systemTable) Name() string               { return t.name }
func (t *systemTable) String() string             { return t.name }
func (t *systemTable) Collation() sql.CollationID { return collation }
func (t *systemTable) Comment() string            { return t.doc }

func (t *systemTable) Schema(*sql.Context) sql.Schema {
	schema := make(sql.Schema, len(t.columns))
	for i, c := range t.columns {
		schema[i] = &sql.Column{
			Name: c.Name, Type: sqlType(c.Type), Nullable: true, Comment: c.Doc,
			Source: t.name, DatabaseSource: SystemDatabase,
		}
	}
	return schema
}

func (t *systemTable) Partitions(*sql.Context) (sql.PartitionIter, error) {
	return sql.PartitionsToPartitionIter(partition{}), nil
}

func (t *systemTable) PartitionRows(ctx *sql.Context, _ sql.Partition) (sql.RowIter, error) {
	if err := t.allowed(ctx, SystemDatabase, t.name); err != nil {
		return nil, err
	}
	rows, err := t.rows(ctx)
	if err != nil {
		return nil, toSQLError(err)
	}
	return sql.RowsToRowIter(rows...), nil
}

// systemDatabase holds the system tables.
type systemDatabase struct {
	fixed
	engine *Engine
	tables []*systemTable
}

var _ sql.Database = (*systemDatabase)(nil)

func (e *Engine) systemDatabase() *systemDatabase {
	all := []*systemTable{e.callsTable(), e.columnsTable(), e.jobsTable(), e.rateLimitTable(), e.statementsTable(), e.writesTable()}
	for _, t := range all {
		t.allowed = e.mayRead
	}
	return &systemDatabase{fixed: fixed{SystemDatabase}, engine: e, tables: all}
}

// GetTableInsensitive implements sql.Database.
func (d *systemDatabase) GetTableInsensitive(_ *sql.Context, name string) (sql.Table, bool, error) {
	for _, t := range d.tables {
		if strings.EqualFold(t.name, name) {
			return t, true, nil
		}
	}
	return nil, false, nil
}

// GetTableNames implements sql.Database.
func (d *systemDatabase) GetTableNames(ctx *sql.Context) ([]string, error) {
	names := make([]string, len(d.tables))
	for i, t := range d.tables {
		names[i] = t.name
	}
	return d.engine.visible(ctx, SystemDatabase, names), nil
}

// columnsTable is scoutql.columns: how each column meets the API.
func (e *Engine) columnsTable() *systemTable {
	text := tables.Text
	return &systemTable{
		name: "columns",
		doc:  "One row per column: where its value comes from, which filters reach the API, and what can be written.",
		columns: []tables.Column{
			{Name: "TableName", Type: text(64), Doc: "Table."},
			{Name: "ColumnName", Type: text(64), Doc: "Column."},
			{Name: "Position", Type: tables.INT, Doc: "Place in the table, from 1."},
			{Name: "Type", Type: text(64), Doc: "MySQL type."},
			{Name: "ApiMember", Type: text(255), Doc: "Member of the API's object that it shows; NULL for what is computed or only filtered by."},
			{Name: "Operators", Type: text(64), Doc: "Operators that reach the API; NULL for none."},
			{Name: "Strength", Type: text(16), Doc: "exact: the API returns just these rows. superset: at least these; the rest is checked here."},
			{Name: "Sortable", Type: tables.BOOLEAN, Doc: "1 when the API can sort by it in MySQL's order."},
			{Name: "Required", Type: tables.BOOLEAN, Doc: "1 when a statement must filter by it."},
			{Name: "Insertable", Type: tables.BOOLEAN, Doc: "1 when INSERT may give it a value."},
			{Name: "InsertNeeds", Type: tables.BOOLEAN, Doc: "1 when INSERT must give it a value."},
			{Name: "Updatable", Type: tables.BOOLEAN, Doc: "1 when UPDATE may change it."},
			{Name: "Meaning", Type: tables.LONGTEXT, Doc: "The column's comment."},
		},
		rows: e.columnRows,
	}
}

func (e *Engine) columnRows(ctx *sql.Context) ([]sql.Row, error) {
	var rows []sql.Row
	for _, t := range tables.All() {
		if len(e.visible(ctx, DatabaseName, []string{t.Name})) == 0 {
			continue
		}
		t, err := e.schema.table(ctx, t, true)
		if err != nil {
			return nil, err
		}
		for i := range t.Columns {
			c := &t.Columns[i]
			operators, strength := t.Reaches(c)
			rows = append(rows, sql.NewRow(
				t.Name, c.Name, int32(i+1), sqlType(c.Type).String(), orNull(c.From), orNull(operators), orNull(strength),
				flag(t.Sort[c.Name] != ""), flag(c.Required), flag(t.Inserts(c)), flag(c.Needed), flag(t.Updates(c)), t.Comment(c),
			))
		}
	}
	return rows, nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func flag(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

// rateLimitTable is scoutql.rate_limit: what is left of the account's budget.
func (e *Engine) rateLimitTable() *systemTable {
	return &systemTable{
		name: "rate_limit",
		doc:  "The account's rate limit, as the API last told it. Reading it makes no call.",
		columns: []tables.Column{
			{Name: "LimitPerMinute", Type: tables.INT, Doc: "Calls a minute; a write counts as two. NULL before the first call."},
			{Name: "Remaining", Type: tables.INT, Doc: "Calls left in this minute. NULL before the first call."},
			{Name: "ResetsInSeconds", Type: tables.INT, Doc: "Seconds until a call may be made again, 0 when one may be made now."},
			{Name: "Waiting", Type: tables.INT, Doc: "Calls that wait for the limit."},
		},
		rows: func(*sql.Context) ([]sql.Row, error) {
			s := e.config.Client.RateLimit()
			row := sql.NewRow(int32(s.Limit), int32(s.Remaining), int32(s.ResetsIn.Seconds()), int32(s.Waiting))
			if s.Limit == 0 {
				row[0] = nil
			}
			if s.Remaining < 0 {
				row[1] = nil
			}
			return []sql.Row{row}, nil
		},
	}
}
