package wire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
)

// errQuit is how a client says goodbye.
var errQuit = errors.New("the client quits")

// next reads a command and answers it. An error ends the connection; what is
// wrong with a statement goes to the client and is none.
func (c *conn) next() error {
	c.sequence = 0
	packet, err := c.read()
	if err != nil {
		return err
	}
	if len(packet) == 0 {
		return errMalformed
	}
	c.server.questions.Add(1)
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	c.watch(c.cancel)
	if err := c.run(ctx, packet[0], packet[1:]); err != nil {
		return err
	}
	return c.flush()
}

func (c *conn) run(ctx context.Context, command byte, arguments []byte) error {
	switch command {
	case comQuit:
		return errQuit
	case comQuery:
		return c.query(ctx, string(arguments))
	case comPrepare, comExecute, comSendLongData, comCloseStatement, comResetStatement, comFetch:
		return c.runPrepared(ctx, command, arguments)
	case comPing:
		if c.server.closing.Load() {
			return c.fail(sqlError(1053, "08S01", "Server shutdown in progress"))
		}
		return c.writeOK(&okay{})
	case comInitDB:
		return c.answer(c.server.config.Handler.ComInitDB(c.sql, string(arguments)))
	case comFieldList:
		return c.fieldList(ctx, arguments)
	case comStatistics:
		return c.write([]byte(c.server.statistics()))
	case comSetOption:
		return c.setOption(arguments)
	case comChangeUser:
		return c.changeUser(arguments)
	case comResetConnection:
		return c.reset()
	case comRefresh:
		return c.writeOK(&okay{})
	case comDebug:
		return c.writeEnd(c.sql.StatusFlags, 0)
	}
	if text := asStatement(command, arguments); text != "" {
		return c.query(ctx, text)
	}
	return c.fail(sqlError(1047, "08S01", "Unknown command"))
}

// asStatement gives the statement that does the same as an old command, or "".
func asStatement(command byte, arguments []byte) string {
	name := "`" + strings.ReplaceAll(string(arguments), "`", "``") + "`"
	switch command {
	case comCreateDB:
		return "CREATE DATABASE " + name
	case comDropDB:
		return "DROP DATABASE " + name
	case comProcessInfo:
		return "SHOW PROCESSLIST"
	case comProcessKill:
		b := body{rest: arguments}
		return fmt.Sprint("KILL ", b.uint32())
	}
	return ""
}

// answer is OK, or the error.
func (c *conn) answer(err error) error {
	if err != nil {
		return c.fail(err)
	}
	return c.writeOK(&okay{})
}

// statistics is what mysqladmin status shows.
func (s *Server) statistics() string {
	up := max(1, uint64(time.Since(s.started)/time.Second))
	questions := s.questions.Load()
	return fmt.Sprintf("Uptime: %d  Threads: %d  Questions: %d  Slow queries: 0  Opens: 0  Flush tables: 0  Open tables: 0  Queries per second avg: %.3f",
		up, s.threads(), questions, float64(questions)/float64(up))
}

func (c *conn) setOption(arguments []byte) error {
	b := body{rest: arguments}
	switch option := b.uint16(); {
	case b.bad || option > 1:
		return c.fail(sqlError(1047, "08S01", "Unknown command"))
	case option == 0:
		c.client |= multiStatements
	default:
		c.client &^= multiStatements
	}
	c.sql.Capabilities = c.sql.Capabilities&^multiStatements | c.client&multiStatements
	return c.writeEnd(c.sql.StatusFlags, 0)
}

// reset is COM_RESET_CONNECTION: a new session for the same user.
func (c *conn) reset() error {
	c.closeStatements()
	if err := c.server.config.Handler.ComResetConnection(c.sql); err != nil {
		return c.fail(err)
	}
	c.sql.StatusFlags = statusAutocommit
	return c.writeOK(&okay{})
}

// query is COM_QUERY: one statement, or several where the client allows it. The
// first that fails is the last.
func (c *conn) query(ctx context.Context, text string) error {
	if err := c.readCursors(); err != nil {
		return c.fail(err)
	}
	handler := c.server.config.Handler
	for {
		r := c.textResult()
		rest, err := "", error(nil)
		if c.client&multiStatements != 0 {
			rest, err = handler.ComMultiQuery(ctx, c.sql, text, r.take)
		} else {
			err = handler.ComQuery(ctx, c.sql, text, r.take)
		}
		if err := r.end(err, rest != ""); err != nil {
			return err
		}
		if err != nil || rest == "" {
			return nil
		}
		text = rest
	}
}

// fieldList is COM_FIELD_LIST: the columns of a table, which the mysql shell
// completes names with. The second argument is a LIKE pattern for their names.
func (c *conn) fieldList(ctx context.Context, arguments []byte) error {
	b := body{rest: arguments}
	table := strings.ReplaceAll(b.ended(), "`", "``")
	pattern := b.ended()
	if err := c.readCursors(); err != nil {
		return c.fail(err)
	}
	var columns *sqltypes.Result
	err := c.server.config.Handler.ComQuery(ctx, c.sql, "SELECT * FROM `"+table+"` LIMIT 0", func(r *sqltypes.Result, _ bool) error {
		columns = r
		return nil
	})
	if err != nil {
		return c.fail(err)
	}
	for _, f := range columns.Fields {
		if !like(f.Name, pattern) {
			continue
		}
		if err := c.write(append(appendColumn(nil, f), packetNull)); err != nil { // no default
			return err
		}
	}
	return c.writeEnd(c.sql.StatusFlags, 0)
}

// like matches a name with % and _, without regard to case; "" is every name.
func like(name, pattern string) bool {
	if pattern == "" {
		return true
	}
	n, p := []rune(strings.ToLower(name)), []rune(strings.ToLower(pattern))
	i, j, star, from := 0, 0, -1, 0
	for i < len(n) {
		switch {
		case j < len(p) && p[j] == '%':
			star, from = j, i // it stands for nothing, at first
			j++
		case j < len(p) && (p[j] == '_' || p[j] == n[i]):
			i, j = i+1, j+1
		case star >= 0: // for one more
			from++
			i, j = from, star+1
		default:
			return false
		}
	}
	return strings.Trim(string(p[j:]), "%") == ""
}

// fail sends an error. The connection goes on.
func (c *conn) fail(err error) error {
	var e *mysql.SQLError
	if !errors.As(err, &e) {
		e = sqlError(1105, "HY000", "%v", err)
	}
	state := e.State
	if len(state) != 5 {
		state = "HY000"
	}
	b := append16([]byte{packetError}, uint16(e.Num))
	return c.write(append(append(append(b, '#'), state...), e.Message...))
}
