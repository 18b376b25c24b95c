package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
)

type queryOptions struct {
	*console
	settings   *settings.Settings
	Statements string
	Params     map[string]any
	Format     string
	Timing     bool

	open func(context.Context, *settings.Settings) (runner, error)
}

// runner runs SQL text; an engine's session is one.
type runner interface {
	Run(ctx context.Context, sql string, params map[string]any, each func(*engine.Result) error) error
}

func newQuery(c *console) *cobra.Command {
	o := &queryOptions{console: c}
	var file string
	var params []string
	var replica string
	cmd := &cobra.Command{
		Use:   `query ["SQL; SQL"]`,
		Short: "Run SQL statements and print their rows",
		Long: `Run SQL statements, given as the argument, in a file (-f) or on standard input.

Rows go to standard output as they come, everything else to standard error. The
exit status is 0 when all went well, 1 when a statement failed (the ones after it
are not run), 2 for wrong use of the command line and 130 after Ctrl-C.`,
		Example: `  scoutql query --demo "SELECT Status, COUNT(*) FROM Conversations GROUP BY Status"
  scoutql query -o csv -f report.sql > report.csv
  scoutql query --param email=ann@example.com "SELECT Id FROM Customers WHERE Id IN
    (SELECT CustomerId FROM CustomerEmails WHERE Value = :email)"
  scoutql query --replica sqlite:scoutql.db "SELECT COUNT(*) FROM ConversationThreads"
  scoutql query --param n:=5 --timing "SELECT Number, Subject FROM Conversations LIMIT :n"`,
		Args: args(cobra.MaximumNArgs(1)),
	}
	flags := cmd.Flags()
	flags.StringVarP(&file, "file", "f", "", "read the statements from a file; - is standard input")
	flags.StringArrayVar(&params, "param", nil, "bind :name, as name=text or name:=number, true, false or null")
	flags.StringVarP(&o.Format, "output", "o", "", strings.Join(output.Formats, ", ")+" (default table on a terminal, else tsv)")
	flags.StringVar(&replica, "replica", "", "read the copy that scoutql replicate made in this database, such as sqlite:scoutql.db, with no API call")
	flags.BoolVar(&o.Timing, "timing", false, "end with the number of rows and API calls and the time")
	load := settings.Bind(flags, settings.Account, settings.Statement, settings.Demo, settings.DemoSize, settings.Log)
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(output.Formats, cobra.ShellCompDirectiveNoFileComp))

	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		if o.Params, err = parseParams(params); err != nil {
			return asUsage(cmd, err)
		}
		if o.Format == "" {
			o.Format = c.Screen.Default()
		} else if !output.Known(o.Format) {
			return asUsage(cmd, fmt.Errorf("unknown output format %q, not one of %s", o.Format, strings.Join(output.Formats, ", ")))
		}
		if o.Statements, err = c.statements(args, file); err != nil {
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

// statements returns the SQL text from wherever it was given.
func (c *console) statements(args []string, file string) (string, error) {
	var text []byte
	var err error
	switch {
	case len(args) > 0 && file != "":
		return "", errors.New("give the statements as an argument or with --file, not both")
	case len(args) > 0:
		text = []byte(args[0])
	case file != "" && file != "-":
		text, err = os.ReadFile(file)
	case file == "" && c.InTerminal:
		return "", errors.New("no statement: give one as an argument, with --file or on standard input")
	default:
		text, err = io.ReadAll(c.In)
	}
	if err == nil && strings.TrimSpace(string(text)) == "" {
		err = errors.New("no statement: the text is empty")
	}
	return string(text), err
}

func (o *queryOptions) run(ctx context.Context) error {
	session, err := o.open(ctx, o.settings)
	if err != nil {
		return err
	}
	p := &printer{format: o.Format, screen: o.Screen, out: output.NewStream(o.Out), start: time.Now()}
	if !o.settings.Quiet {
		p.notes = o.Err
	}
	err = interruptible(ctx, func() error {
		return session.Run(ctx, o.Statements, o.Params, p.print)
	})
	if errors.Is(err, errInterrupted) {
		return err // what is buffered may not be whole, and its reader may be gone
	}
	if p.failed == nil {
		p.failed = p.out.Flush()
	}
	if p.failed != nil {
		err = p.failed
	}
	if o.Timing {
		fmt.Fprintln(o.Err, p.timing())
	}
	return err
}
