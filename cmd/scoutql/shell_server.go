package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/shell"
)

// serverRunner runs the shell's statements on a MySQL server, a scoutql as a rule.
type serverRunner struct {
	db   *sql.DB
	conn *sql.Conn // statements share one, for its variables
	id   int64
}

// killPatience is what a server gets to end a killed statement before the connection is given up.
const killPatience = 5 * time.Second

// dialServer connects to mysql://user:password@host:port/database.
func dialServer(ctx context.Context, address string) (*serverRunner, string, error) {
	config, err := serverConfig(address)
	if err != nil {
		return nil, "", usagef("--connect: %s", err)
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, "", usagef("--connect: %s", err)
	}
	r := &serverRunner{db: sql.OpenDB(connector)}
	if err := r.open(ctx); err != nil {
		r.db.Close()
		return nil, "", fmt.Errorf("cannot connect to %s: %w", config.Addr, serverError(err))
	}
	return r, config.User + "@" + config.Addr + "/" + config.DBName, nil
}

func serverConfig(address string) (*mysql.Config, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("not an address such as mysql://root@127.0.0.1:3307/helpscout")
	}
	c := mysql.NewConfig()
	c.User = u.User.Username()
	if c.User == "" {
		c.User = "root"
	}
	c.Passwd, _ = u.User.Password()
	port := u.Port()
	if port == "" {
		port = "3307"
	}
	c.Net, c.Addr, c.DBName = "tcp", net.JoinHostPort(u.Hostname(), port), strings.Trim(u.Path, "/")
	c.TLSConfig = "preferred"
	if tls := u.Query().Get("tls"); tls != "" {
		c.TLSConfig = tls
	}
	c.Logger = &mysql.NopLogger{}
	return c, nil
}

func (r *serverRunner) open(ctx context.Context) (err error) {
	if r.conn, err = r.db.Conn(ctx); err != nil {
		return err
	}
	return r.conn.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&r.id)
}

// Run ends a cancelled statement with KILL QUERY, which keeps the connection and its variables.
func (r *serverRunner) Run(ctx context.Context, statement string, each func(*shell.Result) error) error {
	hard, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	stop := context.AfterFunc(ctx, func() {
		killing, cancel := context.WithTimeout(hard, killPatience)
		defer cancel()
		_, _ = r.db.ExecContext(killing, fmt.Sprintf("KILL QUERY %d", r.id))
		<-killing.Done() // the statement has ended, or never will
		giveUp()
	})
	defer stop()
	rows, err := r.conn.QueryContext(hard, statement)
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, mysql.ErrInvalidConn) {
		_ = r.conn.Close() // the next statement has a new connection
		if reopened := r.open(hard); reopened == nil {
			err = errors.New("the connection was lost and made anew; session variables are gone, please repeat the statement")
		}
	}
	if err != nil {
		return serverError(err)
	}
	defer rows.Close()
	return serverError(r.hand(hard, rows, each))
}

func (r *serverRunner) hand(ctx context.Context, rows *sql.Rows, each func(*shell.Result) error) error {
	kinds, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	result := &shell.Result{Calls: func() (int, bool) { return 0, false }}
	for _, k := range kinds {
		result.Columns = append(result.Columns, output.Column{
			Name: k.Name(), Type: strings.ToLower(k.DatabaseTypeName()), Numeric: numericType(k.DatabaseTypeName()),
		})
	}
	result.Rows = func(yield func([]output.Cell, error) bool) { readRows(rows, len(kinds), yield) }
	result.Warnings = func() []string { _ = rows.Close(); return r.warnings(ctx) }
	if len(kinds) == 0 {
		_ = rows.Close()
		_ = r.conn.QueryRowContext(ctx, "SELECT ROW_COUNT()").Scan(&result.Affected) // unknown is 0
	}
	return each(result)
}

func readRows(rows *sql.Rows, columns int, yield func([]output.Cell, error) bool) {
	raw, into := make([]sql.RawBytes, columns), make([]any, columns)
	for i := range raw {
		into[i] = &raw[i]
	}
	for rows.Next() {
		cells := make([]output.Cell, columns)
		if err := rows.Scan(into...); err != nil {
			yield(nil, err)
			return
		}
		for i, b := range raw {
			cells[i] = output.Cell{Text: string(b), Null: b == nil}
		}
		if !yield(cells, nil) {
			return
		}
	}
	if err := rows.Err(); err != nil {
		yield(nil, err)
	}
}

func numericType(name string) bool {
	switch strings.TrimPrefix(strings.ToUpper(name), "UNSIGNED ") {
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "YEAR":
		return true
	}
	return false
}

func (r *serverRunner) warnings(ctx context.Context) []string {
	var list []string
	_ = r.query(ctx, "SHOW WARNINGS", func(row []string) {
		list = append(list, fmt.Sprintf("%s (%s): %s", row[0], row[1], row[2]))
	})
	return list
}

// query runs a statement of the shell's own.
func (r *serverRunner) query(ctx context.Context, statement string, row func([]string)) error {
	return queryOn(ctx, r.conn, statement, row)
}

func queryOn(ctx context.Context, conn *sql.Conn, statement string, row func([]string)) error {
	rows, err := conn.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var failed error
	readRows(rows, len(columns), func(cells []output.Cell, err error) bool {
		if failed = err; err == nil {
			row(texts(cells))
		}
		return err == nil
	})
	return failed
}

// Budget asks a scoutql server; another one does not know.
func (r *serverRunner) Budget(ctx context.Context) (left, limit int, known bool) {
	var l, n sql.NullInt64
	row := r.conn.QueryRowContext(ctx, "SELECT Remaining, LimitPerMinute FROM scoutql.rate_limit LIMIT 1")
	if row.Scan(&l, &n) != nil || !l.Valid || !n.Valid {
		return 0, 0, false
	}
	return int(l.Int64), int(n.Int64), n.Int64 < 1<<31-1
}

// Learn uses a connection of its own: it runs beside statements.
func (r *serverRunner) Learn(ctx context.Context, c *shell.Catalogue) error {
	own, err := r.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer own.Close()
	return learn(c, func(statement string, row func([]string)) error { return queryOn(ctx, own, statement, row) })
}

func (r *serverRunner) Close() {
	_ = r.conn.Close()
	_ = r.db.Close()
}

// serverError tells a server's error as the mysql client does.
func serverError(err error) error {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return serverFailure(fmt.Sprintf("ERROR %d (%s): %s", e.Number, string(e.SQLState[:]), e.Message))
	}
	return err
}
