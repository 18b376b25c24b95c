package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
)

// openEngine wires the rooms: an account's client below the SQL engine.
func (c *console) openEngine(s *settings.Settings) (*engine.Engine, *account, error) {
	log := newLogger(s, c.Err)
	acc, err := openAccount(s, log)
	if err != nil {
		return nil, nil, err
	}
	c.sources = append(c.sources, acc.tokens)
	e, err := engine.New(engine.Config{
		Client:      acc.client,
		Logger:      log,
		Version:     version,
		Concurrency: s.Concurrency,
		MaxAPICalls: s.MaxAPICalls,
		Timeout:     s.Timeout,
		ReadOnly:    s.ReadOnly,
		SchemaTTL:   s.SchemaTTL,
		ReportTTL:   s.ReportTTL,
		SchemaFile:  schemaFile(s, acc),
	})
	return e, acc, err
}

// schemaFile is where an account's own columns are kept between runs; a file
// for each account, since a data directory may serve several. The demo writes
// nothing, and without a data directory they are fetched anew in each run.
func schemaFile(s *settings.Settings, acc *account) string {
	dir, err := s.DataPath()
	if s.Demo || err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(s.APIURL + "\n" + acc.identity))
	return filepath.Join(dir, fmt.Sprintf("schema-%x.json", sum[:6]))
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
