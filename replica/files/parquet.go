package files

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/snappy"
)

// A row group is held in memory until it is complete; these bound it.
const (
	groupRows  = 100_000
	groupBytes = 16 << 20
)

// parquetWriter writes typed columns, all of which may be NULL: bigint is INT64,
// datetime TIMESTAMP in UTC, tinyint(1) BOOLEAN, JSON text JSON.
type parquetWriter struct {
	to      *parquet.GenericWriter[any]
	columns []Column
	kinds   []kind
	row     parquet.Row
	rows    int // in this group
	bytes   int
	all     int64
}

func newParquet(to io.Writer, columns []Column) *parquetWriter {
	w := &parquetWriter{columns: columns, row: make(parquet.Row, len(columns))}
	root := ordered{Group: parquet.Group{}}
	for i := range columns {
		k := kindOf(&columns[i])
		w.kinds = append(w.kinds, k)
		node := parquet.Compressed(parquet.Optional(k.node), &snappy.Codec{})
		root.Group[columns[i].Name] = node
		root.fields = append(root.fields, field{node, columns[i].Name})
	}
	w.to = parquet.NewGenericWriter[any](to, parquet.NewSchema("rows", root), parquet.CreatedBy("scoutql", "", ""))
	return w
}

func (w *parquetWriter) Row(row []Value) error {
	w.all++
	for i, v := range row {
		if v.Null {
			w.row[i] = parquet.NullValue().Level(0, 0, i)
			continue
		}
		value, err := w.kinds[i].parse(v.Text)
		if err != nil {
			return fmt.Errorf("row %d, %s: %w; cast it to CHAR to have it as text", w.all, w.columns[i].Name, err)
		}
		w.row[i] = value.Level(0, 1, i)
		w.bytes += len(v.Text)
	}
	if _, err := w.to.WriteRows([]parquet.Row{w.row}); err != nil {
		return err
	}
	if w.rows++; w.rows < groupRows && w.bytes < groupBytes {
		return nil
	}
	w.rows, w.bytes = 0, 0
	return w.to.Flush()
}

func (w *parquetWriter) Close() error { return w.to.Close() }

// ordered is a group whose fields keep the statement's order; the library's own
// sorts them by name.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

func (o ordered) Fields() []parquet.Field { return o.fields }

// field is a column of the file.
type field struct {
	parquet.Node
	name string
}

func (f field) Name() string { return f.name }

// Value is how the library would find the column in a map; we hand it rows.
func (f field) Value(row reflect.Value) reflect.Value {
	return row.MapIndex(reflect.ValueOf(f.name))
}
