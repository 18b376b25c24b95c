package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"time"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/metrics"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
)

// watch hands what an engine does to the metrics and the query log.
type watch struct {
	metrics *metrics.Metrics // nil: nobody asks
	queries *slog.Logger     // nil: no query log
	engine  *engine.Engine   // nil before it is there
}

// openWatch opens what --metrics-listen and --query-log ask for.
func openWatch(s *settings.Settings) (*watch, error) {
	w := &watch{}
	if s.MetricsListen != "" {
		w.metrics = metrics.New(version, w.state)
	}
	if s.QueryLog != "" {
		file, err := os.OpenFile(s.QueryLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, usagef("--query-log: %s", err)
		}
		w.queries = slog.New(slog.NewJSONHandler(file, nil))
	}
	return w, nil
}

// configure makes an engine tell what it does.
func (w *watch) configure(c *engine.Config) {
	c.QueryLog = w.queries
	if w.metrics == nil {
		return
	}
	c.Observe = func(x engine.Executed) {
		w.metrics.SawStatement(metrics.Statement{
			Kind: x.Kind, Errno: x.Errno, Duration: x.Duration, RowsRead: x.RowsRead, Returned: x.Returned,
		})
	}
	c.ObserveCall = func(call helpscout.Call) {
		w.metrics.SawCall(metrics.Call{
			Operation: operation(call), Status: call.Status, Duration: call.Duration, Wait: call.Wait, Retry: call.Retries > 0,
		})
	}
}

// number is an id in a path: a label must not grow with the account.
var number = regexp.MustCompile(`/[0-9]+`)

// operation names a call without ids.
func operation(call helpscout.Call) string {
	if call.Operation != "" {
		return call.Operation
	}
	return call.Method + " " + number.ReplaceAllString(call.Path, "/{id}")
}

// ready says whether clients are served.
func (w *watch) ready(yes bool) {
	if w.metrics != nil {
		w.metrics.Ready(yes)
	}
}

func (w *watch) state() metrics.State {
	if w.engine == nil {
		return metrics.State{Remaining: -1}
	}
	s := w.engine.Status()
	return metrics.State{
		Connections: s.Connections, Running: s.Running, CacheHits: s.CacheHits,
		Limit: s.RateLimit.Limit, Remaining: s.RateLimit.Remaining, Waiting: s.RateLimit.Waiting,
	}
}

// listen answers Prometheus until the returned func is called.
func (w *watch) listen(ctx context.Context, address string, log *slog.Logger) (stop func(), err error) {
	if w.metrics == nil {
		return func() {}, nil
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--metrics-listen: %w", listenError(address, err))
	}
	server := &http.Server{Handler: w.metrics.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are not served any more", "error", err)
		}
	}()
	log.Info("metrics", "address", listener.Addr().String())
	return func() { _ = server.Close() }, nil
}
