package engine

import (
	"encoding/binary"
	"errors"
	"reflect"
	"runtime"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
)

// lateError tells a client why its result ends early. The wire library has no
// way to say so once rows are out: it closes the connection, and the client
// reads "lost connection". MySQL sends the error instead of the next row.
type lateError struct {
	conn *mysql.Conn
	rows bool // the result's columns, and maybe rows, are sent
}

// watch notes the batches that the library is given.
func (l *lateError) watch(callback mysql.ResultSpoolFn) mysql.ResultSpoolFn {
	return func(r *sqltypes.Result, more bool) error {
		l.rows = l.rows || len(r.Fields) > 0
		return callback(r, more)
	}
}

// send writes err behind the rows that are out, and closes the connection: the
// library cannot go on. Where there are no rows, it writes the error itself.
func (l *lateError) send(err error) {
	var e *mysql.SQLError
	if err == nil || !l.rows || !errors.As(toSQLError(err), &e) || !answers() {
		return
	}
	if l.conn.FlushBuffer() != nil {
		return
	}
	// The number that the next packet must bear; the library has no other way to ask.
	sequence := byte(reflect.ValueOf(l.conn).Elem().FieldByName("sequence").Uint())
	body := binary.LittleEndian.AppendUint16([]byte{mysql.ErrPacket}, uint16(e.Num))
	body = append(append(append(body, '#'), e.State...), e.Message...)
	packet := binary.LittleEndian.AppendUint32(nil, uint32(len(body)))
	packet[3] = sequence
	// The client that hung up needs no error.
	_, _ = l.conn.Conn.Write(append(packet, body...))
	// The library would close too, but later: the client's next statement could
	// still go out, and be lost.
	l.conn.Close()
}

// answers tells whether this goroutine is the one that writes to the client. A
// statement with a server-side cursor runs in its own, beside it.
func answers() bool {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.Function, "mysql.(*Conn).handleNextCommand") {
			return true
		}
		if !more {
			return false
		}
	}
}
