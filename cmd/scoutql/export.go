package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/replica/files"
	"github.com/scoutql/scoutql/tables"
)

type exportOptions struct {
	*console
	settings *settings.Settings

	Statement string
	Params    map[string]any
	To        string // "" is standard output
	Format    string
	Dialect   files.Dialect
	Summary   string

	open func(context.Context, *settings.Settings) (runner, error)
}

func newExport(c *console) *cobra.Command {
	o := &exportOptions{console: c}
	var statement, table, replica, delimiter string
	var params []string
	cmd := &cobra.Command{
		Use:   "export {--query SQL | --table TABLE} [--to FILE]",
		Short: "Write the rows of a statement or a table to a file",
		Long: `Write the rows of a statement or a table as CSV, JSON Lines or Parquet.

The file appears when it is whole: it is written aside, in the same directory, and
renamed at the end. A run that fails or is stopped leaves what was there before.

In CSV an empty field is NULL and "" the empty string; line ends inside a value stay
as they are. In JSON Lines numbers are numbers and columns that hold JSON are nested.
Parquet is typed; dates are UTC.

The exit status is 0 when all is written, 4 when --max-api-calls ended the run, 1
when it failed, 2 for wrong use and 130 after Ctrl-C.`,
		Example: `  scoutql export --demo --table Customers --to customers.csv
  scoutql export --query "SELECT * FROM Conversations WHERE Status = 'closed'" --to closed.parquet
  scoutql export --table Users --format jsonl | jq .Email`,
		Args: args(cobra.NoArgs),
	}
	flags := cmd.Flags()
	flags.StringVar(&statement, "query", "", "the SQL statement whose rows are written")
	flags.StringVar(&table, "table", "", "the table whose rows are written, all of them")
	flags.StringVar(&o.To, "to", "", "the file; - or nothing is standard output")
	flags.StringVar(&o.Format, "format", "", strings.Join(files.Formats, ", ")+" (default: by the ending of the file's name, else csv)")
	flags.StringArrayVar(&params, "param", nil, "bind :name, as name=text or name:=number, true, false or null")
	flags.StringVar(&delimiter, "delimiter", ",", `CSV: what stands between fields; \t is a tab`)
	flags.BoolVar(&o.Dialect.NoHeader, "no-header", false, "CSV: leave out the line with the names of the columns")
	flags.BoolVar(&o.Dialect.CRLF, "crlf", false, `CSV: end lines with \r\n`)
	flags.StringVar(&o.Dialect.Null, "null", "", `CSV: what stands for NULL, such as NULL or \N`)
	flags.StringVar(&replica, "replica", "", "read the copy that scoutql replicate made in this database, such as sqlite:scoutql.db, with no API call")
	flags.StringVar(&o.Summary, "summary", "text", "what to print at the end: text or json")
	load := settings.Bind(flags, settings.Account, settings.Statement, settings.Demo, settings.DemoSize, settings.Log)
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(files.Formats, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("table", completeTables)

	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		o.settings.ReadOnly = true // an export changes nothing
		if o.Params, err = parseParams(params); err != nil {
			return asUsage(cmd, err)
		}
		if o.Statement, err = exported(statement, table); err != nil {
			return asUsage(cmd, err)
		}
		if err := o.check(delimiter); err != nil {
			return asUsage(cmd, err)
		}
		warnOfSecrets(flags, newLogger(o.settings, c.Err))
		o.open = c.openSession
		if replica != "" {
			o.open = func(ctx context.Context, s *settings.Settings) (runner, error) { return c.openReplica(ctx, s, replica) }
		}
		return o.run(cmd.Context())
	}
	return cmd
}

// exported is the statement whose rows are written.
func exported(statement, table string) (string, error) {
	switch {
	case (strings.TrimSpace(statement) == "") == (table == ""):
		return "", errors.New("say what to export, with either --query or --table")
	case table == "":
		return statement, nil
	}
	if t, ok := tables.Find(table); ok {
		return "SELECT * FROM `" + t.Name + "`", nil
	}
	for _, v := range engine.Views() {
		if strings.EqualFold(v.Name, table) {
			return "SELECT * FROM `" + v.Name + "`", nil
		}
	}
	return "", fmt.Errorf("--table: there is no table %q; scoutql tables lists them", table)
}

// check settles the format and refuses what goes wrong later, after many calls.
func (o *exportOptions) check(delimiter string) error {
	if o.To == "-" {
		o.To = ""
	}
	switch {
	case o.Format == "":
		o.Format = files.FormatOf(o.To)
	case !slices.Contains(files.Formats, o.Format):
		return fmt.Errorf("--format: %q is not one of %s", o.Format, strings.Join(files.Formats, ", "))
	}
	if o.Format == "parquet" && o.To == "" && o.Screen.Terminal {
		return errors.New("a Parquet file is nothing for a terminal; name it with --to")
	}
	if o.Summary != "text" && o.Summary != "json" {
		return fmt.Errorf("--summary: %q is neither text nor json", o.Summary)
	}
	if delimiter == `\t` {
		delimiter = "\t"
	}
	if utf8.RuneCountInString(delimiter) != 1 {
		return errors.New("--delimiter: one character, please")
	}
	o.Dialect.Delimiter, _ = utf8.DecodeRuneInString(delimiter)
	return o.Dialect.Check()
}

// run exports, tells what it did and adds it to the history.
func (o *exportOptions) run(ctx context.Context) error {
	log := newLogger(o.settings, o.Err)
	session, err := o.open(ctx, o.settings)
	if err != nil {
		return err
	}
	sum := &exportSummary{Start: time.Now().UTC(), To: o.To, Format: o.Format}
	err = o.write(ctx, session, sum)
	sum.Seconds = time.Since(sum.Start).Seconds()
	sum.Status = "done"
	if err != nil {
		sum.Status, sum.Error = "failed", message(err)
	}
	switch {
	case errors.Is(err, errInterrupted):
		sum.Status, sum.Error = "interrupted", ""
	case engine.OverBudget(err):
		sum.Status = "stopped by the budget"
		err = &exitError{exitBudget, fmt.Sprintf("stopped by --max-api-calls (%d); raise it, or narrow the statement with a WHERE or a LIMIT", o.settings.MaxAPICalls)}
	}
	appendJob(o.settings, log, sum.job())
	if !errors.Is(err, errInterrupted) {
		o.print(sum)
	}
	return err
}

// write makes the file, or writes to standard output.
func (o *exportOptions) write(ctx context.Context, session runner, sum *exportSummary) error {
	if o.To == "" {
		return o.rows(ctx, session, o.Out, sum)
	}
	file, err := files.Create(o.To)
	if err != nil {
		return err
	}
	defer file.Abort() // also when Ctrl-C does not wait for the statement
	if err := o.rows(ctx, session, file, sum); err != nil {
		return err
	}
	return file.Commit()
}

// rows writes the statement's rows as they come.
func (o *exportOptions) rows(ctx context.Context, session runner, to io.Writer, sum *exportSummary) error {
	var failed error // of writing; the session would take it for one of SQL
	out := output.NewStream(to)
	bar := newBar(o.console, o.settings)
	bar.on = bar.on && (o.To != "" || !o.Screen.Terminal) // not among the rows
	err := interruptible(ctx, func() error {
		results := 0
		return session.Run(ctx, o.Statement, o.Params, func(r *engine.Result) error {
			if results++; results > 1 {
				failed = usagef("--query: one statement a file, please")
				return failed
			}
			var err error
			if failed, err = o.result(r, out, func(rows int64) {
				cost := r.Stats()
				sum.rows.Store(rows)
				sum.calls.Store(int64(cost.Calls))
				bar.show(filepath.Base(sum.what()), rows, 0)
				bar.note(costText(cost))
			}); failed != nil {
				return failed
			}
			return err
		})
	})
	if errors.Is(err, errInterrupted) {
		return err // the statement may still be writing
	}
	bar.clear()
	if failed != nil {
		return failed
	}
	return errors.Join(err, out.Flush())
}

// costText is what stands beside the rows while they come.
func costText(cost engine.Stats) string {
	text := plural(int64(cost.Calls), "API call")
	if cost.Waited >= time.Second {
		text += fmt.Sprintf(", waited %s for the rate limit", cost.Waited.Round(time.Second))
	}
	return text
}

// progressRows is how often progress is told.
const progressRows = 256

// result writes a result set and tells a failure to write from one of the rows.
func (o *exportOptions) result(r *engine.Result, to io.Writer, tell func(rows int64)) (wrote, failed error) {
	columns := make([]files.Column, len(r.Columns))
	for i, c := range r.Columns {
		columns[i] = files.Column{Name: c.Name, Type: c.Type, Numeric: c.Numeric, JSON: c.JSON}
	}
	// The head waits for the first row, so that a statement that fails prints nothing.
	begin := sync.OnceValues(func() (files.Writer, error) { return files.New(o.Format, to, columns, o.Dialect) })
	var n int64
	defer func() { tell(n) }()
	row := make([]files.Value, len(columns))
	for values, err := range r.Rows {
		if err != nil {
			return nil, err
		}
		w, err := begin()
		if err != nil {
			return err, nil
		}
		for i, v := range values {
			row[i] = files.Value(v)
		}
		if err := w.Row(row); err != nil {
			return err, nil
		}
		if n++; n%progressRows == 0 {
			tell(n)
		}
	}
	w, err := begin()
	if err != nil {
		return err, nil
	}
	return w.Close(), nil
}
