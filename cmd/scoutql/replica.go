package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/target"
)

// openReplica opens a session whose rows come from a copy. It reads only, and
// nothing that it does can reach the API.
func (c *console) openReplica(ctx context.Context, s *settings.Settings, address string) (runner, error) {
	copied, err := target.OpenCopy(ctx, address)
	if e, ok := errors.AsType[*target.AddressError](err); ok {
		return nil, usagef("--replica: %s", e)
	}
	if err != nil {
		return nil, err
	}
	log := newLogger(s, c.Err)
	e, err := engine.New(engine.Config{
		Client:   helpscout.New(helpscout.Config{HTTP: &http.Client{Transport: noCalls{}}, Logger: log, Retry: helpscout.RetryPolicy{MaxTries: 1}}),
		Source:   copied.Source(),
		Logger:   log,
		Version:  version,
		Timeout:  s.Timeout,
		ReadOnly: true,
		JobsFile: jobsFile(s),
	})
	if err != nil {
		return nil, err
	}
	return session{e.NewSession()}, nil
}

// noCalls refuses every call.
type noCalls struct{}

func (noCalls) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("a replica makes no API call; leave --replica out")
}
