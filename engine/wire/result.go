package wire

import (
	"errors"
	"io"

	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
)

// okay is what an OK packet says.
type okay struct {
	affected, insertID uint64
	info               string
	more               bool // results follow
}

func (c *conn) send(packet []byte) error {
	if err := c.write(packet); err != nil {
		return err
	}
	return c.flush()
}

func (c *conn) writeOK(o *okay) error { return c.write(c.okPacket(packetOK, o, 0)) }

func (c *conn) sendOK(o *okay) error { return c.send(c.okPacket(packetOK, o, 0)) }

func (c *conn) okPacket(first byte, o *okay, warnings uint16) []byte {
	status := c.sql.StatusFlags
	if o.more {
		status |= statusMore
	}
	b := appendInt(appendInt([]byte{first}, o.affected), o.insertID)
	b = append16(append16(b, status), warnings)
	if o.info != "" {
		b = appendText(b, o.info)
	}
	return b
}

// writeEnd is the packet behind columns, or behind rows.
func (c *conn) writeEnd(status, warnings uint16) error {
	if c.client&deprecateEOF != 0 {
		return c.write(append16(append16([]byte{packetEOF, 0, 0}, status), warnings))
	}
	return c.write(append16(append16([]byte{packetEOF}, warnings), status))
}

// result sends what a statement gives, batch by batch.
type result struct {
	c      *conn
	row    func(b []byte, fields []*querypb.Field, row []sqltypes.Value) ([]byte, error)
	began  bool // something was sent
	rows   bool // it is a result with columns
	broken bool // the client cannot be written to
}

func (c *conn) textResult() *result   { return &result{c: c, row: appendTextRow} }
func (c *conn) binaryResult() *result { return &result{c: c, row: appendBinaryRow} }

// take is given each batch by the handler.
func (r *result) take(batch *sqltypes.Result, more bool) (err error) {
	if r.began && !r.rows {
		return io.EOF // behind an OK there is nothing
	}
	defer func() { r.broken = r.broken || err != nil && !isSQLError(err) }()
	if !r.began {
		r.began = true
		if len(batch.Fields) == 0 {
			warnings := r.c.server.config.Handler.WarningCount(r.c.sql)
			return r.c.write(r.c.okPacket(packetOK, &okay{batch.RowsAffected, batch.InsertID, batch.Info, more}, warnings))
		}
		r.rows = true
		if err := r.c.writeColumns(batch.Fields); err != nil {
			return err
		}
		if r.c.client&deprecateEOF == 0 {
			if err := r.c.writeEnd(r.c.sql.StatusFlags, 0); err != nil {
				return err
			}
		}
	}
	if err := r.c.writeRows(batch.Fields, batch.Rows, r.row); err != nil {
		return err
	}
	return r.c.flush()
}

// end closes the result: with its error, where MySQL would send the next row,
// or with the packet that says it is whole.
func (r *result) end(err error, more bool) error {
	switch {
	case r.broken:
		return errors.Join(errQuit, err)
	case err != nil:
		return r.c.fail(err)
	case !r.began:
		return r.c.fail(errNothing)
	case !r.rows:
		return nil
	}
	status := r.c.sql.StatusFlags
	if more {
		status |= statusMore
	}
	return r.c.writeEnd(status, r.c.server.config.Handler.WarningCount(r.c.sql))
}

var errNothing = sqlError(1105, "HY000", "the statement ended without a result")

func (c *conn) writeColumns(fields []*querypb.Field) error {
	if err := c.write(appendInt(nil, uint64(len(fields)))); err != nil {
		return err
	}
	return c.writeDefinitions(fields)
}

func (c *conn) writeDefinitions(fields []*querypb.Field) error {
	for _, f := range fields {
		if err := c.write(appendColumn(nil, f)); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) writeRows(fields []*querypb.Field, rows [][]sqltypes.Value, row func([]byte, []*querypb.Field, []sqltypes.Value) ([]byte, error)) error {
	for _, values := range rows {
		b, err := row(c.row[:0], fields, values)
		if err != nil {
			return err
		}
		if err := c.write(b); err != nil {
			return err
		}
		c.row = b
	}
	return nil
}

// appendColumn adds the packet ColumnDefinition41.
func appendColumn(b []byte, f *querypb.Field) []byte {
	for _, s := range []string{"def", f.Database, f.Table, f.OrgTable, f.Name, f.OrgName} {
		b = appendText(b, s)
	}
	code, flags := sqltypes.TypeToMySQL(f.Type)
	b = append16(append(b, 0x0c), uint16(f.Charset))
	b = append(append32(b, f.ColumnLength), byte(code))
	b = append16(b, uint16(flags)|uint16(f.Flags))
	return append(b, byte(f.Decimals), 0, 0)
}

// appendTextRow adds a row as text. The error is for its binary twin.
func appendTextRow(b []byte, _ []*querypb.Field, row []sqltypes.Value) ([]byte, error) {
	for i := range row {
		if row[i].IsNull() {
			b = append(b, packetNull)
		} else {
			b = appendText(b, row[i].Raw())
		}
	}
	return b, nil
}
