package engine

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/tables"
)

// What the SQL engine tells clients of a result's columns, put right. Drivers
// choose types, scales and decoders by it.

const (
	binaryCharset = 63
	// noScale is how MySQL says that a floating point number has any number of
	// decimals.
	noScale = 31
	// Lengths of dates and times in text, to the second.
	dateTimeLength, timeLength = 19, 10
)

// MySQL's flags of a column that the engine leaves out.
const (
	flagBlob   = uint32(querypb.MySqlFlag_BLOB_FLAG)
	flagBinary = uint32(querypb.MySqlFlag_BINARY_FLAG)
)

// shapeColumns corrects the columns of a result. The engine makes them anew for
// each statement.
func shapeColumns(fields []*querypb.Field) {
	for _, f := range fields {
		if f.Table == "" { // an expression: it is no column of anything
			f.OrgTable, f.OrgName, f.Database = "", "", ""
			if sqltypes.IsSigned(f.Type) {
				f.Type, f.ColumnLength = sqltypes.Int64, 20 // 1 is a BIGINT in MySQL 8
			}
		}
		switch {
		case sqltypes.IsFloat(f.Type):
			f.Decimals = noScale
		case f.Type == sqltypes.Datetime || f.Type == sqltypes.Timestamp:
			f.ColumnLength = dateTimeLength
		case f.Type == sqltypes.Time:
			f.ColumnLength = timeLength
		case f.Type == sqltypes.Text || f.Type == sqltypes.Blob:
			f.Flags |= flagBlob
		}
		if !isText(f.Type) {
			f.Charset, f.Flags = binaryCharset, f.Flags|flagBinary
		}
	}
}

// isText says that a column has a character set. Numbers and dates are bytes.
func isText(t querypb.Type) bool {
	switch t {
	case sqltypes.Decimal, sqltypes.Date, sqltypes.Datetime, sqltypes.Timestamp, sqltypes.Time, sqltypes.Bit:
		return false
	}
	return sqltypes.IsQuoted(t)
}

// shapeRows corrects the values of a batch. TIME has six decimals in the engine,
// whatever it is; MySQL shows those that a time has.
func shapeRows(fields []*querypb.Field, rows [][]sqltypes.Value) {
	for i, f := range fields {
		if f.Type != sqltypes.Time {
			continue
		}
		for _, row := range rows {
			if !row[i].IsNull() {
				row[i] = sqltypes.MakeTrusted(sqltypes.Time, shortTime(row[i].Raw()))
			}
		}
	}
}

func shortTime(text []byte) []byte {
	if bytes.IndexByte(text, '.') < 0 {
		return text
	}
	return bytes.TrimSuffix(bytes.TrimRight(text, "0"), []byte("."))
}

// originals names the tables and columns behind aliases: the engine takes a
// table's alias for a table, and a column's for an expression. The statement is
// parsed once more where there may be one.
func (h *handler) originals(c *mysql.Conn, query string, fields []*querypb.Field) {
	if !slices.ContainsFunc(fields, func(f *querypb.Field) bool {
		t, ok := tables.Find(f.Table)
		return !ok || !strings.EqualFold(t.Name, f.Table)
	}) {
		return
	}
	session, err := h.sessions.NewContextWithQuery(context.Background(), c, query)
	if err != nil {
		return
	}
	parsed, _, _, err := h.engine.sql.Parser.Parse(session, query, true)
	if err != nil {
		return
	}
	if origins := sqltext.Origins(parsed); len(origins) == len(fields) {
		for i, o := range origins {
			if f := fields[i]; f.Table == "" && o.Table != "" {
				f.Table, f.OrgTable, f.OrgName, f.Database = o.Table, o.Table, o.Column, DatabaseName
			}
		}
	}
	for alias, table := range sqltext.Aliases(parsed) {
		for _, f := range fields {
			if strings.EqualFold(f.Table, alias) {
				f.OrgTable = table
				if table == "" {
					f.Database = ""
				}
			}
		}
	}
}

// shaped gives each batch of a statement's results to callback as MySQL would,
// in the character set that the client takes.
func (h *handler) shaped(c *mysql.Conn, query string, callback mysql.ResultSpoolFn) mysql.ResultSpoolFn {
	var columns []*querypb.Field // of the result that has begun
	var set *charset
	return func(r *sqltypes.Result, more bool) error {
		if len(r.Fields) > 0 && (columns == nil || &columns[0] != &r.Fields[0]) {
			columns, set = r.Fields, h.charsetVariable(c, "character_set_results")
			h.originals(c, query, r.Fields)
			shapeColumns(r.Fields)
			set.encodeColumns(r.Fields)
		}
		shapeRows(r.Fields, r.Rows)
		set.encodeRows(r.Fields, r.Rows)
		return callback(r, more)
	}
}
