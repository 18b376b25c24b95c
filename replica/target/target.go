// Package target is the databases that hold a copy: SQLite, PostgreSQL, MySQL
// and MariaDB. It knows how to make tables, write rows by difference and keep
// the state of a copy beside them; it does not know where rows come from.
package target

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Target is a database that holds a copy.
type Target struct {
	db   *sql.DB
	d    *dialect
	name string // for people: no password
	file string // of SQLite
	keep Keep
}

// Keep is what becomes of a row that is gone or was changed in Help Scout.
type Keep string

// The ways to keep.
const (
	Hard    Keep = "hard"    // the row goes too
	Soft    Keep = "soft"    // it stays, with deleted_at
	History Keep = "history" // every version stays, with valid_from and valid_to
)

// Schemes are the words that a target's address may begin with.
const Schemes = "sqlite:FILE, postgres://..., mysql://... or mariadb://..."

// AddressError says that an address is none of a database that we know.
type AddressError struct{ text string }

func (e *AddressError) Error() string { return e.text }

// Open connects to the database of an address: sqlite:FILE,
// postgres://user:password@host/database, mysql://user:password@host/database.
// No error of it holds the password.
func Open(ctx context.Context, address string, keep Keep) (*Target, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	d, known := dialects[strings.ToLower(scheme)]
	if !known {
		return nil, &AddressError{fmt.Sprintf("unknown kind of database %q; use %s", scheme, Schemes)}
	}
	t := &Target{d: d, keep: keep}
	dsn, name, err := d.dsn(address, rest)
	if err != nil {
		return nil, &AddressError{"the address of the database cannot be read; use " + Schemes}
	}
	t.name = name
	if d.oneWriter {
		t.file = rest
	}
	if t.db, err = sql.Open(d.driver, dsn); err != nil {
		return nil, fmt.Errorf("%s: the address cannot be read", name)
	}
	if d.oneWriter {
		t.db.SetMaxOpenConns(1)
	}
	if err := t.db.PingContext(ctx); err != nil {
		_ = t.db.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// OpenCopy opens a copy that is there, to read it: how it treats rows that are
// gone is what its runs have noted.
func OpenCopy(ctx context.Context, address string) (*Target, error) {
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if _, err := os.Stat(file); err != nil { // opening it would make it
			return nil, fmt.Errorf("there is no replica: %w", err)
		}
	}
	t, err := Open(ctx, address, Hard)
	if err != nil {
		return nil, err
	}
	keep, err := t.State(ctx, keepState)
	if err == nil && keep == "" {
		err = errors.New("no run of scoutql replicate has got that far")
	}
	if err != nil {
		_ = t.Close()
		return nil, fmt.Errorf("%s holds no replica: %w", t.name, err)
	}
	t.keep = Keep(keep)
	return t, nil
}

// keepState is where a copy notes how it treats rows that are gone.
const keepState = "rows that are gone"

// SettleKeep notes how the copy treats rows that are gone, or refuses to change it.
func (t *Target) SettleKeep(ctx context.Context) error {
	return t.settled(ctx, keepState, string(t.keep))
}

// Close ends the connections.
func (t *Target) Close() error { return t.db.Close() }

// Name is the database's address without its password.
func (t *Target) Name() string { return t.name }

// Keep is how the copy treats rows that are gone.
func (t *Target) Keep() Keep { return t.keep }

// DB is the connection pool, for reading.
func (t *Target) DB() *sql.DB { return t.db }

// Tx is one transaction on the copy.
type Tx struct {
	tx  *sql.Tx
	t   *Target
	ctx context.Context //nolint:containedctx // a transaction lives inside one call of Target.Write
	at  string          // when it began, as rows keep it
}

// Write runs f in one transaction: all of it or nothing. What the database
// could not do for the moment (a deadlock, a lock) is tried again.
func (t *Target) Write(ctx context.Context, f func(*Tx) error) error {
	for try := 1; ; try++ {
		err := t.write(ctx, f)
		if err == nil || try == maxTries || ctx.Err() != nil || !t.d.passing(err) {
			return err
		}
	}
}

const maxTries = 5

func (t *Target) write(ctx context.Context, f func(*Tx) error) (err error) {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := f(&Tx{tx: tx, t: t, ctx: ctx, at: now()}); err != nil {
		return err
	}
	return tx.Commit()
}

func (x *Tx) exec(query string, args ...any) error {
	_, err := x.tx.ExecContext(x.ctx, query, args...)
	return err
}

// query reads rows and scans each.
func (x *Tx) query(query string, args []any, scan func(*sql.Rows) error) error {
	return each(x.ctx, x.tx, query, args, scan)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func each(ctx context.Context, db querier, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
