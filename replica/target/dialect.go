package target

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
	atlasmysql "ariga.io/atlas/sql/mysql"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	sqlite3 "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"github.com/scoutql/scoutql/tables"
)

// dialect is all that tells one kind of database from another.
type dialect struct {
	driver    string
	atlas     func(schema.ExecQuerier) (migrate.Driver, error)
	dsn       func(address, rest string) (dsn, name string, err error)
	quote     string // around names
	numbered  bool   // placeholders are $1, $2, not ?
	maxParams int    // of one statement
	oneWriter bool   // one connection writes at a time
	conflict  bool   // upserts say ON CONFLICT, not ON DUPLICATE KEY
	enforce   bool   // foreign keys that hold are enforced
	// types by kind; for Varchar size is the limit.
	column func(kind tables.Kind, size int, key bool) schema.Type
	value  func(kind tables.Kind, v any) any
	// passing tells whether the same transaction may succeed if it is tried again.
	passing func(error) bool
}

var dialects = map[string]*dialect{
	"sqlite": lite, "postgres": pg, "postgresql": pg, "mysql": my, "mariadb": my,
}

var lite = &dialect{
	driver: "sqlite", atlas: sqlite.Open, quote: `"`, maxParams: 30_000, oneWriter: true, conflict: true,
	dsn: func(_, rest string) (string, string, error) {
		if rest == "" {
			return "", "", errors.New("no file")
		}
		// A commit is on the disk before the next call is made: NORMAL would be
		// enough against a killed process, FULL is for a machine that loses power.
		q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)"}, "_txlock": {"immediate"}}
		return "file:" + (&url.URL{Path: rest}).EscapedPath() + "?" + q.Encode(), "sqlite:" + rest, nil
	},
	column: func(kind tables.Kind, _ int, _ bool) schema.Type {
		switch kind {
		case tables.BigInt, tables.Int:
			return &schema.IntegerType{T: "integer"}
		case tables.Bool:
			return &schema.BoolType{T: "boolean"}
		case tables.Time:
			return &schema.TimeType{T: "datetime"}
		case tables.Date:
			return &schema.TimeType{T: "date"}
		case tables.JSON:
			return &schema.JSONType{T: "json"}
		case tables.Double:
			return &schema.FloatType{T: "real"}
		}
		return &schema.StringType{T: "text"}
	},
	value: func(kind tables.Kind, v any) any {
		if t, ok := v.(time.Time); ok { // as SQLite's own functions write it, UTC
			if kind == tables.Date {
				return t.Format(time.DateOnly)
			}
			return t.UTC().Format(time.DateTime)
		}
		return v
	},
	passing: func(err error) bool {
		e, ok := errors.AsType[*sqlite3.Error](err)
		return ok && (e.Code()&0xff == sqlitelib.SQLITE_BUSY || e.Code()&0xff == sqlitelib.SQLITE_LOCKED)
	},
}

var pg = &dialect{
	driver: "pgx", atlas: postgres.Open, quote: `"`, numbered: true, maxParams: 60_000, conflict: true, enforce: true,
	dsn: func(address, _ string) (string, string, error) {
		u, err := url.Parse(address)
		if err != nil {
			return "", "", errors.New("not an address")
		}
		q := u.Query()
		if !q.Has("timezone") {
			q.Set("timezone", "UTC")
		}
		u.RawQuery = q.Encode()
		return u.String(), plainName(u), nil
	},
	column: func(kind tables.Kind, _ int, _ bool) schema.Type {
		switch kind {
		case tables.BigInt:
			return &schema.IntegerType{T: "bigint"}
		case tables.Int:
			return &schema.IntegerType{T: "integer"}
		case tables.Bool:
			return &schema.BoolType{T: "boolean"}
		case tables.Time:
			return &schema.TimeType{T: "timestamptz"}
		case tables.Date:
			return &schema.TimeType{T: "date"}
		case tables.JSON:
			return &schema.JSONType{T: "jsonb"}
		case tables.Double:
			return &schema.FloatType{T: "double precision"}
		}
		return &schema.StringType{T: "text"} // a VARCHAR's limit would only refuse rows
	},
	value: func(kind tables.Kind, v any) any {
		if n, ok := v.(int8); ok && kind == tables.Bool {
			return n != 0
		}
		return v
	},
	passing: func(err error) bool {
		e, ok := errors.AsType[*pgconn.PgError](err)
		return ok && strings.HasPrefix(e.Code, "40") // serialization, deadlock
	},
}

var my = &dialect{
	driver: "mysql", atlas: atlasmysql.Open, quote: "`", maxParams: 60_000, enforce: true,
	dsn: func(address, _ string) (string, string, error) {
		u, err := url.Parse(address)
		if err != nil {
			return "", "", errors.New("not an address")
		}
		c := mysql.NewConfig()
		c.User = u.User.Username()
		c.Passwd, _ = u.User.Password()
		c.DBName = strings.TrimPrefix(u.Path, "/")
		c.Net, c.Addr = "tcp", u.Host
		if u.Port() == "" {
			c.Addr = u.Hostname() + ":3306"
		}
		if socket := u.Query().Get("socket"); socket != "" {
			c.Net, c.Addr = "unix", socket
		}
		if word := u.Query().Get("tls"); word != "" {
			c.TLSConfig = word
		}
		c.ParseTime, c.Loc, c.Collation = true, time.UTC, "utf8mb4_unicode_ci"
		c.MaxAllowedPacket = 0 // the server's
		c.InterpolateParams = true
		c.Params = map[string]string{"sql_mode": "'STRICT_ALL_TABLES'", "time_zone": "'+00:00'"}
		return c.FormatDSN(), plainName(u), nil
	},
	column: func(kind tables.Kind, size int, key bool) schema.Type {
		switch kind {
		case tables.BigInt:
			return &schema.IntegerType{T: "bigint"}
		case tables.Int:
			return &schema.IntegerType{T: "int"}
		case tables.Bool:
			return &schema.BoolType{T: "bool"}
		case tables.Time:
			return &schema.TimeType{T: "datetime"}
		case tables.Date:
			return &schema.TimeType{T: "date"}
		case tables.Double:
			return &schema.FloatType{T: "double"}
		case tables.Varchar:
			if key || size <= 40 {
				return &schema.StringType{T: "varchar", Size: size}
			}
			return &schema.StringType{T: "text"} // a row may hold 65,535 bytes of VARCHARs, and a limit only refuses rows
		}
		return &schema.StringType{T: "longtext"}
	},
	value: func(_ tables.Kind, v any) any { return v },
	passing: func(err error) bool {
		e, ok := errors.AsType[*mysql.MySQLError](err)
		return ok && (e.Number == 1213 || e.Number == 1205) // deadlock, lock wait
	},
}

// plainName is an address for people: without password and parameters.
func plainName(u *url.URL) string {
	return u.Scheme + "://" + u.Host + u.Path
}

func (d *dialect) id(name string) string {
	return d.quote + strings.ReplaceAll(name, d.quote, d.quote+d.quote) + d.quote
}

func (d *dialect) ids(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = d.id(n)
	}
	return strings.Join(quoted, ", ")
}

// mark is the placeholder of the n-th parameter, from 1.
func (d *dialect) mark(n int) string {
	if d.numbered {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// marks are the placeholders of count parameters after the first n.
func (d *dialect) marks(n, count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(d.mark(n + i + 1))
	}
	return b.String()
}

// upsert is the tail of an INSERT that overwrites the row with the same key.
func (d *dialect) upsert(key, columns []string) string {
	var sets []string
	for _, c := range columns {
		if d.conflict {
			sets = append(sets, d.id(c)+" = excluded."+d.id(c))
		} else {
			sets = append(sets, d.id(c)+" = VALUES("+d.id(c)+")")
		}
	}
	if d.conflict {
		return " ON CONFLICT (" + d.ids(key) + ") DO UPDATE SET " + strings.Join(sets, ", ")
	}
	return " ON DUPLICATE KEY UPDATE " + strings.Join(sets, ", ")
}

// now is the time as the columns of the copy itself keep it.
func now() string { return time.Now().UTC().Format("2006-01-02 15:04:05.000000") }
