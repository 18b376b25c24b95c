package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

// ErrCancelled is what a Reader returns for Ctrl-C: the input is dropped.
var ErrCancelled = errors.New("cancelled")

// Reader reads inputs: whole statements, or a command. At the end it returns io.EOF, with what is left.
type Reader interface {
	Read(prompt Prompt) (string, error)
}

// Prompt is what stands before the input.
type Prompt struct {
	Status string // a line above it, "" for none
	Text   string
}

// Shell runs what a Reader reads.
type Shell struct {
	Runner      Runner
	Reader      Reader
	Out, Notes  io.Writer // results, and everything else
	Screen      output.Screen
	Format      string
	Interactive bool // a person sits there: failures do not end the shell, results have a footer
	Quiet       bool
	Colours     bool
	Pager       Pager
	Name        string // of the account or server, for the status line
	// Explain words a statement's failure.
	Explain func(error) string
	// Interrupts tells of Ctrl-C while a statement runs; nil: it ends the program as usual.
	Interrupts func() (pressed <-chan os.Signal, stop func())

	vertical, timing bool
	file             *os.File // of \o
	last             kept
	lastCalls        string
}

// kept is the last result, for \plot.
type kept struct {
	columns []output.Column
	rows    [][]output.Cell
	cut     bool
}

// maxKept bounds what \plot remembers.
const maxKept = 5000

// errQuit is \q.
var errQuit = errors.New("quit")

// Run reads and runs until the end of the input, \q, or, without a person, the first failure.
func (s *Shell) Run(ctx context.Context) error {
	defer s.toScreen()
	for {
		text, err := s.Reader.Read(s.prompt(ctx))
		if errors.Is(err, ErrCancelled) {
			continue
		}
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if err := s.input(ctx, text); errors.Is(err, errQuit) {
			return nil
		} else if err != nil && (!s.Interactive || ctx.Err() != nil) {
			return err
		} else if err != nil && !errors.Is(err, ErrCancelled) {
			fmt.Fprintln(s.Notes, s.Explain(err))
		}
		if ended {
			return nil
		}
	}
}

func (s *Shell) prompt(ctx context.Context) Prompt {
	parts := []string{s.Name}
	if s.lastCalls != "" {
		parts = append(parts, s.lastCalls)
	}
	if left, limit, known := s.Runner.Budget(ctx); known {
		parts = append(parts, fmt.Sprintf("%d of %d calls left", left, limit))
	}
	return Prompt{Status: strings.Join(parts, " · "), Text: "scoutql> "}
}

// input runs one input: a command, or statements one after the other.
func (s *Shell) input(ctx context.Context, text string) error {
	if IsCommand(text) {
		c, err := ParseCommand(text)
		if err != nil {
			return err
		}
		return s.command(ctx, c)
	}
	statements, rest := Split(text)
	if rest != "" { // the end of the input ends the last one
		statements = append(statements, Statement{SQL: rest})
	}
	for _, st := range statements {
		if err := s.statement(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shell) command(ctx context.Context, c Command) error {
	switch c.Name {
	case `\q`:
		return errQuit
	case `\?`:
		fmt.Fprint(s.Notes, Help())
	case `\x`:
		s.vertical = !s.vertical
		s.say("One column a line: %s.", onOff(s.vertical))
	case `\timing`:
		s.timing = !s.timing
		s.say("Timing: %s.", onOff(s.timing))
	case `\f`:
		if !output.Known(c.Arg) {
			return fmt.Errorf("unknown format %q, not one of %s", c.Arg, strings.Join(output.Formats, ", "))
		}
		s.Format = c.Arg
	case `\pager`:
		s.setPager(c.Arg)
	case `\o`:
		return s.toFile(c.Arg)
	case `\d`:
		return s.describe(ctx, c.Arg)
	case `\plot`:
		return s.plot(ctx, c.Arg)
	}
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// say tells a person; scripts need no words.
func (s *Shell) say(format string, args ...any) {
	if s.Interactive && !s.Quiet {
		fmt.Fprintf(s.Notes, format+"\n", args...)
	}
}

func (s *Shell) setPager(command string) {
	switch command {
	case "":
		s.Pager = DefaultPager(os.LookupEnv)
	case "off":
		s.Pager = Pager{}
	default:
		s.Pager = Pager{command}
	}
}

// toFile sends results to a file from now on; it is new and for its owner only, since it holds customers' data.
func (s *Shell) toFile(path string) error {
	s.toScreen()
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	s.file = file
	s.say(`Results go to %s; \o without a name ends that.`, path)
	return nil
}

func (s *Shell) toScreen() {
	if s.file == nil {
		return
	}
	if err := s.file.Close(); err != nil {
		fmt.Fprintln(s.Notes, s.Explain(err))
	}
	s.file = nil
}

const listTables = "SELECT TABLE_NAME AS `Table`, TABLE_TYPE AS Type, TABLE_COMMENT AS About FROM information_schema.TABLES " +
	"WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME"

// describe lists the tables, or a table's columns with the filters that reach the API.
func (s *Shell) describe(ctx context.Context, table string) error {
	if table = strings.Trim(table, "; `"); table == "" {
		return s.statement(ctx, Statement{SQL: listTables})
	}
	name := "'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(table) + "'"
	var rows int
	columns := "SELECT ColumnName AS `Column`, Type, Operators, Strength, Sortable, Required, Meaning FROM scoutql.columns WHERE TableName = " + name + " ORDER BY Position"
	err := s.Runner.Run(ctx, columns, func(r *Result) error {
		for _, err := range r.Rows {
			if err != nil {
				return err
			}
			rows++
		}
		return nil
	})
	if err != nil || rows == 0 { // a view, or another server
		columns = "SHOW COLUMNS FROM " + quoteName(table)
	}
	return s.statement(ctx, Statement{SQL: columns})
}

func (s *Shell) plot(ctx context.Context, arg string) error {
	kind, sql := plotArguments(arg)
	if sql = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(sql), ";")); sql != "" {
		if err := s.run(ctx, sql, s.keep); err != nil {
			return err
		}
	}
	if s.last.columns == nil {
		return errors.New(`no result to plot yet; type \plot and a SELECT`)
	}
	picture, err := Plot(s.last.columns, s.last.rows, Picture{Kind: kind, Width: s.Screen.Width, Colours: s.Colours && s.file == nil})
	if err != nil {
		return err
	}
	if s.last.cut {
		s.say("Only the first %d rows are drawn.", maxKept)
	}
	_, err = io.WriteString(s.target(), picture)
	return err
}

// target is where results go without a pager.
func (s *Shell) target() io.Writer {
	if s.file != nil {
		return s.file
	}
	return s.Out
}

// keep remembers a result without showing it.
func (s *Shell) keep(r *Result) (int64, error) {
	s.last = kept{columns: r.Columns}
	for row, err := range r.Rows {
		if err != nil {
			return 0, err
		}
		s.last.add(row)
	}
	return int64(len(s.last.rows)), nil
}

func (k *kept) add(row []output.Cell) {
	if k.cut = k.cut || len(k.rows) == maxKept; !k.cut {
		k.rows = append(k.rows, append([]output.Cell(nil), row...))
	}
}

func (s *Shell) statement(ctx context.Context, st Statement) error {
	return s.run(ctx, st.SQL, func(r *Result) (int64, error) { return s.show(r, st.Vertical) })
}

// run runs a statement. Ctrl-C cancels it, not the shell.
func (s *Shell) run(ctx context.Context, sql string, take func(*Result) (int64, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if s.Interrupts != nil {
		pressed, stop := s.Interrupts()
		defer stop()
		go func() {
			select {
			case <-pressed:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	began := time.Now()
	err := s.Runner.Run(ctx, sql, func(r *Result) error {
		rows, err := take(r)
		if n, known := r.Calls(); known {
			s.lastCalls = plural(int64(n), "API call")
		}
		if err == nil {
			s.footer(r, rows, time.Since(began))
		}
		return err
	})
	if err != nil && ctx.Err() != nil && s.Interrupts != nil {
		fmt.Fprintln(s.Notes, "\nThe statement was cancelled.")
		return ErrCancelled
	}
	return err
}

// footer tells a person what the statement did and cost.
func (s *Shell) footer(r *Result, rows int64, took time.Duration) {
	text := plural(rows, "row")
	if len(r.Columns) == 0 {
		text = "Query OK, " + plural(int64(r.Affected), "row") + " affected"
	}
	if n, known := r.Calls(); known {
		text += ", " + plural(int64(n), "API call")
	}
	if s.timing {
		text += fmt.Sprintf(", %.2f s", took.Seconds())
	}
	if s.Interactive || s.timing {
		fmt.Fprintln(s.Notes, text)
	}
	if s.Interactive && !s.Quiet {
		for _, w := range r.Warnings() {
			fmt.Fprintln(s.Notes, w)
		}
	}
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
