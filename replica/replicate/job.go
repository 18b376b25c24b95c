// Package replicate copies Help Scout into a database and keeps the copy true:
// what changed is read by windows of the time of change, small tables whole,
// and what is gone is found by counting.
package replicate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/tables"
)

// Job says what to copy and where.
type Job struct {
	Source tables.Source
	Target *target.Target
	Tables []string // none: all that can be copied
	// Since leaves out what was not changed since then; zero copies everything.
	Since time.Time
	// Reconcile reads all rows of the large tables again, and so finds what no
	// time of change tells: names that came from another object, lost rows.
	Reconcile   bool
	Concurrency int
	MaxAPICalls int // for sizing the steps of a small budget; the meter of the context holds to it
	// WholeEvery is how old the copy of a table that costs a call for each row may become.
	WholeEvery time.Duration
	Log        *slog.Logger
	Progress   func(Progress)
	// PerMinute is the account's rate limit, for the estimate; 0 unknown.
	PerMinute func() int
	// Notice is told what a first run will cost, before it begins.
	Notice func(string)
}

// Progress is where a run is.
type Progress struct {
	Table string
	Rows  int64 // read so far
	Total int64 // expected; 0 unknown
}

const (
	// lag is how late a list may show a change; seconds, as a rule.
	lag = 5 * time.Minute
	// windowRows is how many rows one step reads; a killed run reads at most one step again.
	windowRows = 1000
)

type run struct {
	Job
	sum      *Summary
	meter    *helpscout.Meter
	skew     time.Duration // of the API's clock against ours
	rejected map[string]bool
	parents  map[string][]tables.Page
	read     int64
	oldest   time.Time // creation of the first row of the table at hand
}

// Run makes one copying run. The summary tells what was done even when it ends
// with an error.
func Run(ctx context.Context, job Job) (*Summary, error) {
	r := &run{Job: job, sum: newSummary(), meter: helpscout.MeterFrom(ctx), rejected: map[string]bool{}, parents: map[string][]tables.Page{}}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	r.Concurrency = max(r.Concurrency, 1)
	err := r.run(ctx)
	r.sum.finish(r.meter, err)
	return r.sum, err
}

func (r *run) run(ctx context.Context) error {
	wanted, err := choose(r.Tables)
	if err != nil {
		return err
	}
	release, err := r.Target.Lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := r.define(ctx, wanted); err != nil {
		return err
	}
	roots := roots(wanted)
	if err := r.prepare(ctx, roots); err != nil {
		return err
	}
	if err := r.order(ctx, roots); err != nil {
		return err
	}
	for _, root := range roots {
		if err := r.table(ctx, root); err != nil {
			return err
		}
	}
	return r.leftOver(ctx)
}

// roots are the tables that are read by themselves.
func roots(wanted map[string]*tables.Table) []*node {
	var roots []*node
	for _, t := range wanted {
		if t.Copy() == tables.Whole || t.Copy() == tables.Incremental {
			roots = append(roots, tree(t, wanted))
		}
	}
	return roots
}

// order puts tables with a cursor first, then the small ones, oldest copy first,
// so that a run that always ends early, by its budget, comes to all in the end.
func (r *run) order(ctx context.Context, roots []*node) error {
	done, err := r.Target.States(ctx)
	age := func(n *node) string {
		if n.Def.Copy() == tables.Incremental {
			return ""
		}
		return "whole " + done[stateName(n)]
	}
	slices.SortFunc(roots, func(a, b *node) int {
		return cmp.Or(cmp.Compare(age(a), age(b)), cmp.Compare(a.Def.Name, b.Def.Name))
	})
	return err
}

// define adds the account's own columns to the definitions.
func (r *run) define(ctx context.Context, wanted map[string]*tables.Table) error {
	for name, t := range wanted {
		if t.Typed == nil {
			continue
		}
		fields, err := r.fields(ctx, t)
		if err != nil {
			return fmt.Errorf("reading the columns that the account defines for %s: %w", name, err)
		}
		wanted[name] = t.WithFields(fields)
	}
	return nil
}

// prepare makes the tables, and fills columns that are new.
func (r *run) prepare(ctx context.Context, roots []*node) error {
	var all []*target.Table
	for _, root := range roots {
		for _, n := range root.all() {
			all = append(all, n.Table)
		}
	}
	if err := r.Target.Ensure(ctx, all); err != nil {
		return err
	}
	if err := r.Target.SettleKeep(ctx); err != nil {
		return err
	}
	if err := r.fill(ctx, roots); err != nil {
		return err
	}
	rejects, err := r.Target.Rejects(ctx, "")
	for _, reject := range rejects {
		r.rejected[reject.Table+"\t"+reject.Key] = true
	}
	return err
}

// fill gives columns that have joined a table the values that its rows' items
// hold. Which columns are filled is kept, so that a run that is killed between
// making a column and filling it is made good by the next.
func (r *run) fill(ctx context.Context, roots []*node) error {
	filled, err := r.Target.States(ctx)
	if err != nil {
		return err
	}
	for _, root := range roots {
		for _, n := range root.all() {
			name, columns := "columns of "+n.Def.Name, strings.Join(n.Names(), "\t")
			if filled[name] == columns {
				continue
			}
			known := strings.Split(filled[name], "\t")
			missing := slices.DeleteFunc(n.Names(), func(c string) bool { return slices.Contains(known, c) })
			if err := r.Target.Refill(ctx, n.Table, missing, n.refill); err != nil {
				return err
			}
			if err := r.Target.Write(ctx, func(x *target.Tx) error { return x.SetState(name, columns) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// table copies one root with what belongs to it.
func (r *run) table(ctx context.Context, root *node) error {
	r.read, r.oldest = 0, time.Time{}
	var err error
	if root.Def.Copy() == tables.Whole {
		err = r.whole(ctx, root)
	} else {
		err = r.incremental(ctx, root)
	}
	var api *helpscout.Error
	if errors.As(err, &api) && api.Status == http.StatusForbidden {
		r.sum.skip(root.Def.Name, "your Help Scout user or plan may not read it")
		r.Log.Warn("not copied: your Help Scout user or plan may not read it", "table", root.Def.Name)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", root.Def.Name, err)
	}
	return nil
}

// leftOver tells which rows could not be stored.
func (r *run) leftOver(ctx context.Context) error {
	rejects, err := r.Target.Rejects(ctx, "")
	r.sum.Rejected = append(r.sum.Rejected, rejects...)
	return err
}

func (r *run) progress(root *node, rows int, total int64) {
	r.read += int64(rows)
	if r.Progress != nil {
		r.Progress(Progress{Table: root.Def.Name, Rows: r.read, Total: total})
	}
}

// now is the API's time, in whole seconds.
func (r *run) now() time.Time { return time.Now().UTC().Add(r.skew).Truncate(time.Second) }
