package wire

import (
	"context"
	"errors"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
)

// cursor is a statement whose rows wait to be fetched. It runs beside the
// connection and stops at each batch until someone wants it.
type cursor struct {
	fields  []*querypb.Field
	batches chan *sqltypes.Result // closed when the statement has ended
	err     error                 // of the statement, once batches is closed
	rows    [][]sqltypes.Value    // taken and not sent
	status  uint16                // of the server: its own changes while the statement runs
	cancel  context.CancelFunc
}

// errClosed ends the statement of a cursor that is closed.
var errClosed = errors.New("the cursor is closed")

// openCursor runs a statement up to its first batch, and sends its columns.
// What has no rows has no cursor.
func (c *conn) openCursor(s *statement, data *mysql.PrepareData) error {
	ctx, cancel := context.WithCancel(c.ctx)
	k := &cursor{batches: make(chan *sqltypes.Result), cancel: cancel, status: c.sql.StatusFlags | statusCursor}
	go func() {
		defer close(k.batches)
		k.err = c.server.config.Handler.ComStmtExecute(ctx, c.sql, data, func(batch *sqltypes.Result) error {
			select {
			case k.batches <- batch:
				return nil
			case <-ctx.Done():
				return errClosed
			}
		})
	}()
	first, ok := <-k.batches
	if !ok || len(first.Fields) == 0 {
		return c.noCursor(k, first)
	}
	k.fields, k.rows = first.Fields, first.Rows
	s.cursor = k
	if err := c.writeColumns(k.fields); err != nil {
		return err
	}
	return c.writeEnd(k.status, 0)
}

// noCursor answers a statement that failed, or that gives no rows.
func (c *conn) noCursor(k *cursor, first *sqltypes.Result) error {
	k.drain()
	r := c.binaryResult()
	if k.err == nil && first != nil {
		if err := r.take(first, false); err != nil {
			return err
		}
	}
	return r.end(k.err, false)
}

// fetch sends the next rows of a cursor, or the error that ended it.
func (c *conn) fetch(s *statement, b *body) error {
	k := s.cursor
	if k == nil {
		return c.fail(sqlError(1421, "HY000", "The statement (%d) has no open cursor.", s.id))
	}
	wanted := int(b.uint32())
	for wanted > 0 && k.fill() {
		n := min(wanted, len(k.rows))
		if err := c.writeRows(k.fields, k.rows[:n], appendBinaryRow); err != nil {
			s.closeCursor()
			if isSQLError(err) {
				return c.fail(err)
			}
			return err
		}
		k.rows, wanted = k.rows[n:], wanted-n
	}
	if k.fill() {
		return c.writeEnd(k.status, 0)
	}
	err := k.err
	s.closeCursor()
	if err != nil {
		return c.fail(err)
	}
	return c.writeEnd(c.sql.StatusFlags|statusLastRowSent, c.server.config.Handler.WarningCount(c.sql))
}

// fill sees to it that there are rows to send. It is false at the end.
func (k *cursor) fill() bool {
	for len(k.rows) == 0 {
		batch, ok := <-k.batches
		if !ok {
			return false
		}
		k.rows = batch.Rows
	}
	return true
}

// drain takes what is left, and waits for the statement to end.
func (k *cursor) drain() {
	for batch := range k.batches {
		k.rows = append(k.rows, batch.Rows...)
	}
	k.cancel()
}

func (s *statement) closeCursor() {
	if k := s.cursor; k != nil {
		s.cursor = nil
		k.cancel()
		for range k.batches { // until the statement has ended
			continue
		}
	}
}

// maxHeld bounds the rows that a connection holds for cursors that wait while
// it does something else.
const maxHeld = 1_000_000

// readCursors ends the statements of open cursors, so that the session is free
// for another: their rows wait in memory.
func (c *conn) readCursors() error {
	for _, s := range c.statements {
		if s.cursor == nil {
			continue
		}
		for batch := range s.cursor.batches {
			s.cursor.rows = append(s.cursor.rows, batch.Rows...)
			if len(s.cursor.rows) > maxHeld {
				s.closeCursor()
				return sqlError(1226, "42000", "a cursor with more than %d rows is open on this connection; fetch them, or use another connection", maxHeld)
			}
		}
	}
	return nil
}
