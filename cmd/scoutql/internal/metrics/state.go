package metrics

import "github.com/prometheus/client_golang/prometheus"

// stateCollector reads the state when Prometheus asks.
type stateCollector func() State

// reading is one number of the state; false when it is not known.
type reading struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(State) (float64, bool)
}

var gauges = []reading{
	gauge("scoutql_connections", "SQL connections.", func(s State) (float64, bool) { return float64(s.Connections), true }),
	gauge("scoutql_statements_running", "SQL statements that run.", func(s State) (float64, bool) { return float64(s.Running), true }),
	gauge("scoutql_rate_limit", "API calls a minute that the account has.", func(s State) (float64, bool) { return float64(s.Limit), s.Limit > 0 }),
	gauge("scoutql_rate_limit_remaining", "API calls left in this minute.", func(s State) (float64, bool) { return float64(s.Remaining), s.Remaining >= 0 }),
	gauge("scoutql_rate_limit_waiting", "API calls that wait for the rate limit.", func(s State) (float64, bool) { return float64(s.Waiting), true }),
	counter("scoutql_cache_hits_total", "Requests answered without an API call.", func(s State) float64 { return float64(s.CacheHits) }),
}

func gauge(name, help string, value func(State) (float64, bool)) reading {
	return reading{prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, value}
}

func counter(name, help string, value func(State) float64) reading {
	return reading{prometheus.NewDesc(name, help, nil, nil), prometheus.CounterValue, func(s State) (float64, bool) { return value(s), true }}
}

// Describe implements prometheus.Collector.
func (stateCollector) Describe(to chan<- *prometheus.Desc) {
	for _, g := range gauges {
		to <- g.desc
	}
}

// Collect implements prometheus.Collector.
func (c stateCollector) Collect(to chan<- prometheus.Metric) {
	now := c()
	for _, g := range gauges {
		if v, known := g.value(now); known {
			to <- prometheus.MustNewConstMetric(g.desc, g.kind, v)
		}
	}
}
