package engine

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/plan"

	"github.com/scoutql/scoutql/procs"
)

// The SQL engine keeps procedures and their parameters under lower-cased names.
// Drivers show those names and call by them (JDBC's named setters), so that
// information_schema, and with it SHOW PROCEDURE STATUS, tells the real ones.

// infoSchema is information_schema with the procedures' own names.
type infoSchema struct{ sql.Database }

// routineColumns are the columns of the two tables that hold a procedure's name,
// the one that holds a parameter's name, and the one that holds the body, of
// which the SQL engine loses the first letter; -1 for none.
var routineColumns = map[string]struct {
	procedure       []int
	parameter, body int
}{
	"routines":   {[]int{0, 3}, -1, 15},
	"parameters": {[]int{2}, 5, -1},
}

// GetTableInsensitive implements sql.Database.
func (s infoSchema) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	t, ok, err := s.Database.GetTableInsensitive(ctx, name)
	if _, holds := routineColumns[strings.ToLower(name)]; holds && ok && err == nil {
		return routineTable{t}, true, nil
	}
	return t, ok, err
}

// routineTable is one of the two tables. The SQL engine hands them what they show.
type routineTable struct{ sql.Table }

var (
	_ sql.CatalogTable      = routineTable{}
	_ analyzer.RoutineTable = routineTable{}
	_ sql.StatisticsTable   = routineTable{}
)

// AssignCatalog implements sql.CatalogTable.
func (t routineTable) AssignCatalog(c sql.Catalog) sql.Table {
	return routineTable{t.Table.(sql.CatalogTable).AssignCatalog(c)}
}

// AssignProcedures implements analyzer.RoutineTable.
func (t routineTable) AssignProcedures(p map[string][]*plan.Procedure) sql.Table {
	return routineTable{t.Table.(analyzer.RoutineTable).AssignProcedures(p)}
}

// DataLength implements sql.StatisticsTable.
func (t routineTable) DataLength(ctx *sql.Context) (uint64, error) {
	return t.Table.(sql.StatisticsTable).DataLength(ctx)
}

// RowCount implements sql.StatisticsTable.
func (t routineTable) RowCount(ctx *sql.Context) (uint64, bool, error) {
	return t.Table.(sql.StatisticsTable).RowCount(ctx)
}

// PartitionRows implements sql.Table.
func (t routineTable) PartitionRows(ctx *sql.Context, p sql.Partition) (sql.RowIter, error) {
	rows, err := t.Table.PartitionRows(ctx, p)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close(ctx) }()
	columns := routineColumns[strings.ToLower(t.Name())]
	var named []sql.Row
	for {
		row, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return sql.RowsToRowIter(named...), nil
		}
		if err != nil {
			return nil, err
		}
		row = row.Copy()
		if found, ok := procs.Find(fmt.Sprint(row[columns.procedure[0]])); ok {
			for _, i := range columns.procedure {
				row[i] = found.Name
			}
			if columns.parameter >= 0 {
				row[columns.parameter] = parameterName(found, row[columns.parameter])
			}
			if columns.body >= 0 {
				row[columns.body] = body(found)
			}
		}
		named = append(named, row)
	}
}

func parameterName(p procs.Procedure, lowered any) any {
	for i := range p.Params {
		if strings.EqualFold(p.Params[i].Name, fmt.Sprint(lowered)) {
			return p.Params[i].Name
		}
	}
	return lowered
}
