package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/replicate"
	"github.com/scoutql/scoutql/replica/target"
)

type replicateOptions struct {
	*console
	settings *settings.Settings

	Tables     []string
	Keep       target.Keep
	Since      time.Time
	Reconcile  bool
	Every      time.Duration
	WholeEvery time.Duration
	Summary    string
}

func newReplicate(c *console) *cobra.Command {
	o := &replicateOptions{console: c, Keep: target.Hard}
	var soft, history bool
	var since string
	cmd := &cobra.Command{
		Use:   "replicate [TABLE ...]",
		Short: "Copy Help Scout into a database and keep the copy true",
		Long: `Copy tables into SQLite, PostgreSQL, MySQL or MariaDB: all that the API lists, or
those that are named. The first run copies everything, later ones what changed.

A run reads the changes since the last one, the small tables whole, and compares
counts; a difference starts a search for what was deleted or merged. It can be
killed at any moment: the next one goes on where it was and loses and doubles
nothing. Rows that the database refuses are kept in scoutql_retry and tried again.

The exit status is 0 when all is copied, 3 when all but some rows is (they are in
scoutql_retry), 4 when --max-api-calls ended the run early (the next one goes on
there), 1 when it failed, 2 for wrong use and 130 after Ctrl-C.`,
		Example: `  scoutql replicate --demo
  scoutql replicate --to postgres://me@localhost/helpscout Conversations ConversationThreads
  SCOUTQL_REPLICATE_TO=mysql://me:secret@db/helpscout scoutql replicate --every 15m
  scoutql replicate --backfill-since 2026-01-01 --summary json`,
		ValidArgsFunction: completeTables,
	}
	flags := cmd.Flags()
	flags.BoolVar(&soft, "soft-delete", false, "keep rows that are gone from Help Scout, with deleted_at")
	flags.BoolVar(&history, "history", false, "keep every version of a row, with valid_from and valid_to")
	flags.StringVar(&since, "backfill-since", "", "in the first run, leave out what was not changed since this day, such as 2026-01-31")
	flags.BoolVar(&o.Reconcile, "reconcile", false, "read the large tables whole again and compare every row")
	flags.DurationVar(&o.Every, "every", 0, "run again and again, such as 15m; 0: once")
	flags.DurationVar(&o.WholeEvery, "whole-every", 0, "how old the copy of a table that costs a call a row may become (Organizations, OrganizationCustomers, SavedReplies); 0: read in every run")
	flags.StringVar(&o.Summary, "summary", "text", "what to print at the end: text or json")
	load := settings.Bind(flags, settings.Replicate, settings.Account, settings.Statement, settings.Demo, settings.DemoSize, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		switch {
		case soft && history:
			return asUsage(cmd, errors.New("--soft-delete and --history exclude each other"))
		case soft:
			o.Keep = target.Soft
		case history:
			o.Keep = target.History
		}
		if since != "" {
			if o.Since, err = time.Parse(time.DateOnly, since); err != nil {
				return asUsage(cmd, fmt.Errorf("--backfill-since: %q is not a day such as 2026-01-31", since))
			}
		}
		if o.Summary != "text" && o.Summary != "json" {
			return asUsage(cmd, fmt.Errorf("--summary: %q is neither text nor json", o.Summary))
		}
		if o.Every < 0 || o.WholeEvery < 0 {
			return asUsage(cmd, errors.New("--every and --whole-every are not below zero"))
		}
		o.Tables = args
		log := newLogger(o.settings, c.Err)
		warnOfSecrets(flags, log)
		if flags.Changed("to") && hasPassword(o.settings.ReplicateTo) {
			log.Warn("--to shows its password in the process list; set SCOUTQL_REPLICATE_TO instead")
		}
		return o.run(cmd.Context())
	}
	return cmd
}

func hasPassword(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return false
	}
	_, has := u.User.Password()
	return has
}

func (o *replicateOptions) run(ctx context.Context) error {
	log := newLogger(o.settings, o.Err)
	acc, err := openAccount(o.settings, log)
	if err != nil {
		return err
	}
	o.sources = append(o.sources, acc.tokens)
	return interruptible(ctx, func() error {
		to, err := target.Open(ctx, o.settings.ReplicateTo, o.Keep)
		if e, ok := errors.AsType[*target.AddressError](err); ok {
			return usagef("--to: %s", e)
		}
		if err != nil {
			return err
		}
		defer func() { _ = to.Close() }()
		for next := time.Now(); ; {
			err := o.once(ctx, log, acc, to)
			if o.Every == 0 || ctx.Err() != nil || !passing(err) {
				return err
			}
			if err != nil {
				log.Error("this run did not end well; the next one goes on", "error", err)
			}
			if next = next.Add(o.Every); next.Before(time.Now()) {
				next = time.Now() // it took longer than that
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Until(next)):
			}
		}
	})
}

// passing tells whether a run that is made again and again may go on after an error.
func passing(err error) bool {
	_, usage := errors.AsType[*usageError](err)
	return !usage
}

// once makes one run, prints what it did and adds it to the history.
func (o *replicateOptions) once(ctx context.Context, log *slog.Logger, acc *account, to *target.Target) error {
	bar := newBar(o.console, o.settings)
	job := replicate.Job{
		Source: engine.Source(acc.client), Target: to, Tables: o.Tables, Since: o.Since, Reconcile: o.Reconcile,
		Concurrency: o.settings.Concurrency, MaxAPICalls: o.settings.MaxAPICalls, WholeEvery: o.WholeEvery, Log: log,
		Progress:  func(p replicate.Progress) { bar.show(p.Table, p.Rows, p.Total) },
		PerMinute: func() int { return acc.client.RateLimit().Limit },
	}
	if !o.settings.Quiet {
		job.Notice = func(text string) { bar.clear(); log.Info(text) }
		if o.settings.LogFormat == "text" {
			job.Notice = func(text string) { bar.clear(); fmt.Fprintln(o.Err, text) }
		}
	}
	metered := helpscout.WithMeter(ctx, helpscout.NewMeter(o.settings.MaxAPICalls))
	if o.settings.Timeout > 0 {
		var cancel context.CancelFunc
		metered, cancel = context.WithTimeout(metered, o.settings.Timeout)
		defer cancel()
	}
	sum, err := replicate.Run(metered, job)
	bar.clear()
	if ctx.Err() == nil && (err == nil || sum.Calls > 0) {
		o.print(sum)
	}
	err = outcome(sum, err)
	rows := sum.Changed()
	appendJob(o.settings, log, engine.Job{
		Start: sum.Start, Seconds: sum.Seconds, Kind: "replicate", What: to.Name(), Status: status(ctx, err), Calls: sum.Calls,
		Rows: rows.Inserted + rows.Updated + rows.Deleted, Rejected: len(sum.Rejected), Message: sum.Error,
	})
	return err
}

// status is the end of a run in a word or two.
func status(ctx context.Context, err error) string {
	e, early := errors.AsType[*exitError](err)
	switch {
	case ctx.Err() != nil:
		return "interrupted"
	case early && e.code == exitRejected:
		return "done, with rejected rows"
	case early && e.code == exitBudget:
		return "stopped by the budget"
	case err != nil:
		return "failed"
	}
	return "done"
}

// outcome turns what happened into the exit status.
func outcome(sum *replicate.Summary, err error) error {
	if _, ok := errors.AsType[*replicate.TableError](err); ok {
		return usagef("%s", err)
	}
	if e, ok := errors.AsType[*helpscout.BudgetError](err); ok {
		return &exitError{exitBudget, fmt.Sprintf("stopped after the %d API calls of --max-api-calls; the next run goes on from here", e.Max)}
	}
	if err == nil && len(sum.Rejected) > 0 {
		return &exitError{exitRejected, fmt.Sprintf("%d rows could not be stored; they are in scoutql_retry, with the reason", len(sum.Rejected))}
	}
	return err
}

func (o *replicateOptions) print(sum *replicate.Summary) {
	if o.Summary == "json" {
		body, err := json.Marshal(sum)
		if err == nil {
			fmt.Fprintln(o.Out, string(body))
		}
		return
	}
	if o.settings.Quiet {
		return
	}
	for _, t := range sum.Tables {
		if t.Skipped != "" {
			fmt.Fprintf(o.Out, "%s: skipped: %s\n", t.Table, t.Skipped)
		} else if t.Inserted+t.Updated+t.Deleted > 0 {
			fmt.Fprintf(o.Out, "%s: %d new, %d changed, %d gone\n", t.Table, t.Inserted, t.Updated, t.Deleted)
		}
	}
	for _, note := range sum.Notes {
		fmt.Fprintln(o.Err, "note: "+note)
	}
	all := sum.Changed()
	fmt.Fprintf(o.Out, "%d rows written, %d API calls, %.1f s\n", all.Inserted+all.Updated+all.Deleted, sum.Calls, sum.Seconds)
}

// completeTables completes names of tables on the command line.
func completeTables(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, name := range replicate.Names() {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(typed)) {
			names = append(names, name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
