package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"time"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/writes"
)

// openEngine wires the rooms: an account's client below the SQL engine.
func (c *console) openEngine(s *settings.Settings) (*engine.Engine, *account, error) {
	return c.openEngineWith(s, func(*engine.Config) {})
}

// openEngineWith is openEngine; change may alter the engine's configuration.
func (c *console) openEngineWith(s *settings.Settings, change func(*engine.Config)) (*engine.Engine, *account, error) {
	log := newLogger(s, c.Err)
	acc, err := openAccount(s, log)
	if err != nil {
		return nil, nil, err
	}
	c.sources = append(c.sources, acc.tokens)
	config := engine.Config{
		Client:          acc.client,
		Logger:          log,
		Version:         version,
		Concurrency:     s.Concurrency,
		MaxAPICalls:     s.MaxAPICalls,
		MaxRowsInMemory: int64(s.MaxRows),
		Timeout:         s.Timeout,
		ReadOnly:        s.ReadOnly,
		SchemaTTL:       s.SchemaTTL,
		ReportTTL:       s.ReportTTL,
		CacheTTL:        s.CacheTTL,
		SchemaFile:      schemaFile(s, acc),
		Journal:         openJournal(s, acc),
		Settle:          settleTime,
		JobsFile:        jobsFile(s),
	}
	change(&config)
	e, err := engine.New(config)
	return e, acc, err
}

// settleTime is how long a write whose answer was lost gets to show up in Help
// Scout's listings.
const settleTime = 2 * time.Second

// schemaFile is where an account's own columns are kept between runs. Without
// a data directory they are fetched anew in each run.
func schemaFile(s *settings.Settings, acc *account) string {
	path, err := accountFile(s, acc, "schema", "json")
	if err != nil {
		return ""
	}
	return path
}

// openJournal is the write log of an account; its file is opened when it is
// first used. Where there can be none, statements read, and write nothing: a
// write that is forgotten could be sent twice.
func openJournal(s *settings.Settings, acc *account) *writes.Journal {
	path, err := accountFile(s, acc, "writes", "jsonl")
	switch {
	case err != nil:
		return writes.NoJournal(err)
	case path == "":
		return writes.NewJournal()
	}
	return writes.OpenJournal(path)
}

// accountFile is a file of the data directory; one for each account, since a
// directory may serve several. The demo writes nothing: "".
func accountFile(s *settings.Settings, acc *account, name, suffix string) (string, error) {
	dir, err := s.DataPath()
	if s.Demo || err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(s.APIURL + "\n" + acc.identity))
	return filepath.Join(dir, fmt.Sprintf("%s-%x.%s", name, sum[:6], suffix)), nil
}

func (c *console) openSession(_ context.Context, s *settings.Settings) (runner, error) {
	e, _, err := c.openEngine(s)
	if err != nil {
		return nil, err
	}
	return session{e.NewSession()}, nil
}

// session marks the engine's errors, which are told as the mysql client tells them.
type session struct{ *engine.Session }

func (s session) Run(ctx context.Context, sql string, params map[string]any, each func(*engine.Result) error) error {
	if err := s.Session.Run(ctx, sql, params, each); err != nil {
		return &statementError{err}
	}
	return nil
}
