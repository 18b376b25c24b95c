package main

import (
	"fmt"
	"io"
	"time"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
	"github.com/scoutql/scoutql/engine"
)

// printer writes the results of a run, one after the other.
type printer struct {
	format string
	screen output.Screen
	out    *output.Stream
	notes  io.Writer // nil when --quiet

	// failed is an error of writing; the session would take it for one of SQL.
	failed error

	start time.Time
	rows  int64
	calls int
}

// print writes one statement's result. It is what the session calls for each.
func (p *printer) print(r *engine.Result) error {
	defer func() { p.calls += r.Stats().Calls }()
	if len(r.Columns) == 0 {
		return p.changed(r)
	}
	n, wrote, err := output.Print(output.New(p.format, p.out, p.screen), r.Columns, r.Rows)
	p.rows += n
	p.failed = wrote
	if err != nil {
		return err
	}
	return wrote
}

// changed tells a person what a statement without rows did; scripts have the
// exit status.
func (p *printer) changed(r *engine.Result) error {
	for _, err := range r.Rows {
		if err != nil {
			return err
		}
	}
	if p.notes != nil && p.screen.Terminal {
		fmt.Fprintf(p.notes, "Query OK, %s affected\n", plural(int64(r.AffectedRows), "row"))
	}
	return nil
}

func (p *printer) timing() string {
	return fmt.Sprintf("%s, %s, %.2f s", plural(p.rows, "row"), plural(int64(p.calls), "API call"), time.Since(p.start).Seconds())
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
