package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/scoutql/scoutql/engine"
)

// exportSummary says what an export did; --summary json prints it.
type exportSummary struct {
	Start   time.Time `json:"start"` // UTC
	Seconds float64   `json:"seconds"`
	Status  string    `json:"status"`
	To      string    `json:"to,omitempty"` // empty: standard output
	Format  string    `json:"format"`
	Rows    int64     `json:"rows"`
	Calls   int64     `json:"calls"` // API calls
	Error   string    `json:"error,omitempty"`

	rows, calls atomic.Int64 // so far; after Ctrl-C the statement may still count
}

// job is the export's line in the history.
func (s *exportSummary) job() engine.Job {
	s.Rows, s.Calls = s.rows.Load(), s.calls.Load()
	return engine.Job{
		Start: s.Start, Seconds: s.Seconds, Kind: "export", What: s.what(), Status: s.Status,
		Calls: int(s.Calls), Rows: int(s.Rows), Message: s.Error,
	}
}

func (s *exportSummary) what() string {
	if s.To == "" {
		return "standard output"
	}
	if path, err := filepath.Abs(s.To); err == nil {
		return path
	}
	return s.To
}

// print tells what was done: on standard output, unless the rows are there.
func (o *exportOptions) print(s *exportSummary) {
	to := o.Out
	if o.To == "" {
		to = o.Err
	}
	switch {
	case o.Summary == "json":
		if body, err := json.Marshal(s); err == nil {
			fmt.Fprintln(to, string(body))
		}
	case s.Error == "" && o.To != "" && !o.settings.Quiet:
		fmt.Fprintf(to, "%s: %s, %s, %.1f s\n", o.To, plural(s.Rows, "row"), plural(s.Calls, "API call"), s.Seconds)
	}
}
