package engine

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/vt/proto/query"

	"github.com/scoutql/scoutql/tables"
)

// collation is MySQL 8's default: text compares without regard to case and
// accents. The SQL engine's own default is case-sensitive.
const collation = sql.Collation_utf8mb4_0900_ai_ci

var (
	longText = types.CreateLongText(collation)
	text     = types.CreateText(collation)
	// Help Scout's dates are whole seconds.
	dateTime = types.MustCreateDatetimeType(query.Type_DATETIME, 0)
)

func sqlType(t tables.Type) sql.Type {
	switch t.Kind {
	case tables.BigInt:
		return types.Int64
	case tables.Int:
		return types.Int32
	case tables.Bool:
		return types.Boolean
	case tables.Time:
		return dateTime
	case tables.Date:
		return types.Date
	case tables.Double:
		return types.Float64
	case tables.PlainText:
		return text
	case tables.Varchar:
		return types.MustCreateString(query.Type_VARCHAR, int64(t.Size), collation)
	}
	// JSON is text too: the wire type JSON makes columns unusable over ODBC, and
	// -> and ->> work on text.
	return longText
}

// schemaOf gives the SQL schema of a definition.
func schemaOf(def *tables.Table, database string) sql.Schema {
	key := map[string]bool{}
	for _, k := range def.Key {
		key[k] = true
	}
	schema := make(sql.Schema, len(def.Columns))
	for i := range def.Columns {
		c := &def.Columns[i]
		schema[i] = &sql.Column{
			Name: c.Name, Type: sqlType(c.Type), Source: def.Name, DatabaseSource: database,
			Nullable: !key[c.Name], PrimaryKey: key[c.Name], Comment: def.Comment(c),
		}
	}
	return schema
}
