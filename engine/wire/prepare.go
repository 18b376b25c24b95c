package wire

import (
	"context"
	"fmt"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
)

// statement is what COM_STMT_PREPARE has left behind.
type statement struct {
	id     uint32
	text   string
	params int
	types  []uint16       // of the parameters, as the client said last
	long   map[int][]byte // values that came ahead, by COM_STMT_SEND_LONG_DATA
	failed error          // of such a value: it has no answer of its own
	cursor *cursor        // open, or nil
}

func (c *conn) runPrepared(ctx context.Context, command byte, arguments []byte) error {
	if command == comPrepare {
		return c.prepare(ctx, string(arguments))
	}
	b := body{rest: arguments}
	s := c.statements[b.uint32()]
	switch command {
	case comSendLongData:
		c.longData(s, &b)
		return nil // it has no answer
	case comCloseStatement:
		if s != nil {
			c.closeStatement(s)
		}
		return nil // nor has this
	}
	if s == nil {
		return c.fail(sqlError(1243, "HY000", "Unknown prepared statement handler given to %s", commandName(command)))
	}
	switch command {
	case comExecute:
		return c.execute(ctx, s, &b)
	case comFetch:
		return c.fetch(s, &b)
	default: // comResetStatement
		s.long, s.failed = nil, nil
		s.closeCursor()
		return c.writeOK(&okay{})
	}
}

func commandName(command byte) string {
	return map[byte]string{comExecute: "mysqld_stmt_execute", comFetch: "mysqld_stmt_fetch", comResetStatement: "mysqld_stmt_reset"}[command]
}

func (c *conn) prepare(ctx context.Context, text string) error {
	if err := c.readCursors(); err != nil {
		return c.fail(err)
	}
	text = strings.TrimRight(text, "; \t\r\n\x00")
	handler := c.server.config.Handler
	params, err := handler.Parameters(ctx, c.sql, text)
	if err != nil {
		return c.fail(err)
	}
	if params > 1<<16-1 {
		return c.fail(sqlError(1390, "HY000", "Prepared statement contains too many placeholders"))
	}
	c.lastStatement++
	s := &statement{id: c.lastStatement, text: text, params: params}
	fields, err := handler.ComPrepare(ctx, c.sql, text, c.data(s, nil))
	if err != nil {
		return c.fail(err)
	}
	c.statements[s.id] = s
	return c.writePrepared(s, fields)
}

// data is a statement as the handler knows it.
func (c *conn) data(s *statement, values map[string]*querypb.BindVariable) *mysql.PrepareData {
	return &mysql.PrepareData{StatementID: s.id, PrepareStmt: s.text, ParamsCount: uint16(s.params), BindVars: values}
}

func (c *conn) writePrepared(s *statement, fields []*querypb.Field) error {
	b := append32([]byte{packetOK}, s.id)
	b = append16(append16(b, uint16(len(fields))), uint16(s.params))
	if err := c.write(append16(append(b, 0), 0)); err != nil {
		return err
	}
	params := make([]*querypb.Field, s.params)
	for i := range params {
		params[i] = &querypb.Field{Name: "?", Type: sqltypes.VarBinary, Charset: charsetBinary}
	}
	for _, f := range fields {
		f.Name = strings.ReplaceAll(f.Name, "'?'", "?")
	}
	for _, list := range [][]*querypb.Field{params, fields} {
		if len(list) == 0 {
			continue
		}
		if err := c.writeDefinitions(list); err != nil {
			return err
		}
		if c.client&deprecateEOF == 0 {
			if err := c.writeEnd(c.sql.StatusFlags, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// longData keeps a piece of a parameter's value. Its errors wait for the next
// COM_STMT_EXECUTE: this command has no answer.
func (c *conn) longData(s *statement, b *body) {
	if s == nil {
		return
	}
	index := int(b.uint16())
	switch {
	case b.bad || index >= s.params:
		s.failed = sqlError(1210, "HY000", "Incorrect arguments to mysqld_stmt_send_long_data")
	case len(s.long[index])+len(b.rest) > c.server.config.MaxPacket:
		s.failed = sqlError(1105, "HY000", "Parameter of prepared statement which is set through mysql_send_long_data() is longer than 'max_allowed_packet' bytes")
	default:
		if s.long == nil {
			s.long = map[int][]byte{}
		}
		s.long[index] = append(s.long[index], b.rest...)
	}
}

func (c *conn) execute(ctx context.Context, s *statement, b *body) error {
	s.closeCursor()
	if err := c.readCursors(); err != nil {
		return c.fail(err)
	}
	flags := b.byte()
	b.uint32() // how often: always once
	values, err := s.values(b)
	s.long, s.failed = nil, nil
	if err != nil {
		return c.fail(err)
	}
	data := c.data(s, values)
	if flags&^paramsKnown == cursorReadOnly {
		return c.openCursor(s, data)
	}
	r := c.binaryResult()
	err = c.server.config.Handler.ComStmtExecute(ctx, c.sql, data, func(batch *sqltypes.Result) error { return r.take(batch, false) })
	return r.end(err, false)
}

// Flags of COM_STMT_EXECUTE.
const (
	cursorReadOnly = 1
	paramsKnown    = 8
)

// values reads the parameters of COM_STMT_EXECUTE.
func (s *statement) values(b *body) (map[string]*querypb.BindVariable, error) {
	if s.failed != nil {
		return nil, s.failed
	}
	if s.params == 0 {
		return nil, nil
	}
	nulls := b.take(uint64(s.params+7) / 8)
	if b.byte() == 1 {
		s.types = make([]uint16, s.params)
		for i := range s.types {
			s.types[i] = b.uint16()
		}
	}
	if b.bad || len(s.types) != s.params {
		return nil, errMalformed
	}
	values := make(map[string]*querypb.BindVariable, s.params)
	for i, kind := range s.types {
		value := sqltypes.NULL
		if long, ok := s.long[i]; ok {
			value = sqltypes.MakeTrusted(sqltypes.VarBinary, long)
		} else if nulls[i/8]&(1<<(i%8)) == 0 {
			value = b.parameter(byte(kind), kind&0x8000 != 0)
		}
		if b.bad {
			return nil, errMalformed
		}
		values[fmt.Sprint("v", i+1)] = sqltypes.ValueBindVariable(value)
	}
	return values, nil
}

func (c *conn) closeStatement(s *statement) {
	s.closeCursor()
	delete(c.statements, s.id)
	for _, other := range c.statements {
		if other.text == s.text {
			return
		}
	}
	c.server.config.Handler.Forget(c.sql, s.text)
}

func (c *conn) closeStatements() {
	for _, s := range c.statements {
		c.closeStatement(s)
	}
}
