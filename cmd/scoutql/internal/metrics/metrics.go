// Package metrics shows what a server does, for Prometheus: numbers only, no
// text of statements and nobody's data.
package metrics

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the numbers of one server.
type Metrics struct {
	registry   *prometheus.Registry
	statements *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	rows       *prometheus.CounterVec
	errors     *prometheus.CounterVec
	calls      *prometheus.CounterVec
	latency    *prometheus.HistogramVec
	waits      prometheus.Counter
	retries    prometheus.Counter
	ready      atomic.Bool
}

// Statement is a statement that has ended.
type Statement struct {
	Kind               string // SELECT, INSERT ...
	Errno              int    // MySQL's, 0 when all went well
	Duration           time.Duration
	RowsRead, Returned int64
}

// Call is an API call that has ended.
type Call struct {
	Operation      string // as the API document names it
	Status         int    // 0 when no answer came
	Duration, Wait time.Duration
	Retry          bool
}

// State is what holds at a moment.
type State struct {
	Connections, Running int
	Limit, Remaining     int   // of the account's calls a minute; below 0 when not known
	Waiting              int   // calls that wait for the limit
	CacheHits            int64 // answers that took no call
}

// New makes the numbers; state is asked when they are read.
func New(version string, state func() State) *Metrics {
	m := &Metrics{
		registry:   prometheus.NewRegistry(),
		statements: counters("scoutql_statements_total", "SQL statements that have ended.", "kind"),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "scoutql_statement_seconds", Help: "Time of SQL statements.", Buckets: prometheus.ExponentialBuckets(0.005, 4, 9),
		}, []string{"kind"}),
		rows:   counters("scoutql_rows_total", "Rows read from the API, and rows returned to clients or changed.", "what"),
		errors: counters("scoutql_errors_total", "SQL statements that failed, by MySQL's error number.", "number"),
		calls:  counters("scoutql_api_calls_total", "Calls of the Help Scout API; status 0: no answer.", "operation", "status"),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "scoutql_api_call_seconds", Help: "Time of API calls.", Buckets: prometheus.ExponentialBuckets(0.02, 2, 10),
		}, []string{"operation"}),
		waits:   prometheus.NewCounter(prometheus.CounterOpts{Name: "scoutql_rate_limit_wait_seconds_total", Help: "Time that API calls waited for the rate limit."}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{Name: "scoutql_api_retries_total", Help: "API calls that were made again."}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "scoutql_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version}})
	info.Set(1)
	m.registry.MustRegister(m.statements, m.seconds, m.rows, m.errors, m.calls, m.latency, m.waits, m.retries, info,
		stateCollector(state), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// SawStatement counts a statement.
func (m *Metrics) SawStatement(s Statement) {
	m.statements.WithLabelValues(s.Kind).Inc()
	m.seconds.WithLabelValues(s.Kind).Observe(s.Duration.Seconds())
	m.rows.WithLabelValues("read").Add(float64(s.RowsRead))
	m.rows.WithLabelValues("returned").Add(float64(s.Returned))
	if s.Errno != 0 {
		m.errors.WithLabelValues(strconv.Itoa(s.Errno)).Inc()
	}
}

// SawCall counts an API call.
func (m *Metrics) SawCall(c Call) {
	m.calls.WithLabelValues(c.Operation, strconv.Itoa(c.Status)).Inc()
	m.latency.WithLabelValues(c.Operation).Observe(c.Duration.Seconds())
	m.waits.Add(c.Wait.Seconds())
	if c.Retry {
		m.retries.Inc()
	}
}

// Ready says whether clients are served.
func (m *Metrics) Ready(yes bool) { m.ready.Store(yes) }

// Handler answers /metrics, /healthz (the process lives) and /readyz (it serves
// clients, and is not about to stop).
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, true) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, m.ready.Load()) })
	return mux
}

func answer(w http.ResponseWriter, good bool) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if !good {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
