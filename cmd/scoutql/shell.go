package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/shell"
)

type shellOptions struct {
	*console
	settings *settings.Settings
	Format   string
	NoPager  bool
}

func newShell(c *console) *cobra.Command {
	o := &shellOptions{console: c}
	cmd := &cobra.Command{
		Use:   "shell",
		Short: "Type SQL, with history and completion",
		Long: `Type SQL statements and see their rows. A statement may take several lines and ends
with ; or \G. Tab completes tables, columns, known values and procedures. \? lists the
shell's own commands: \d describes tables, \plot draws a result, \o writes to a file.

Statements run in this process, or with --connect on a running MySQL server. From a
pipe, statements and commands are read line by line and the first failure ends the run.`,
		Example: `  scoutql shell --demo
  scoutql shell --profile acme
  SCOUTQL_CONNECT=mysql://root@127.0.0.1:3307/helpscout scoutql shell`,
		Args: args(cobra.NoArgs),
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.Format, "output", "o", "", strings.Join(output.Formats, ", ")+" (default table on a terminal, else tsv)")
	flags.BoolVar(&o.NoPager, "no-pager", false, "write long results straight to the screen")
	load := settings.Bind(flags, settings.Account, settings.Statement, settings.Demo, settings.DemoSize, settings.Shell, settings.Log)
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(output.Formats, cobra.ShellCompDirectiveNoFileComp))
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		if o.Format == "" {
			o.Format = c.Screen.Default()
		} else if !output.Known(o.Format) {
			return asUsage(cmd, fmt.Errorf("unknown output format %q, not one of %s", o.Format, strings.Join(output.Formats, ", ")))
		}
		log := newLogger(o.settings, c.Err)
		warnOfSecrets(flags, log)
		if flags.Changed("connect") && hasPassword(o.settings.Connect) {
			log.Warn("--connect shows its password in the process list; set SCOUTQL_CONNECT instead")
		}
		return o.run(cmd.Context())
	}
	return cmd
}

func (o *shellOptions) run(ctx context.Context) error {
	runner, name, err := o.connect(ctx)
	if err != nil {
		return err
	}
	defer runner.Close()
	sh := &shell.Shell{
		Runner: runner, Out: o.Out, Notes: o.Err, Screen: o.Screen, Format: o.Format, Name: name, Explain: message, Quiet: o.settings.Quiet,
	}
	if !o.InTerminal {
		sh.Reader = shell.NewLines(o.In, nil)
		return interruptible(ctx, func() error { return sh.Run(ctx) })
	}
	return o.interact(ctx, sh)
}

// connect opens the account in this process or the server elsewhere.
func (o *shellOptions) connect(ctx context.Context) (shell.Runner, string, error) {
	if o.settings.Connect != "" {
		return dialServer(ctx, o.settings.Connect)
	}
	e, acc, err := o.openEngine(o.settings)
	if err != nil {
		return nil, "", err
	}
	name := "account " + acc.name
	switch {
	case acc.demo:
		name = "demo workspace"
	case acc.login != nil:
		name = "profile " + acc.name
	}
	return newEngineRunner(e, acc), name, nil
}

// interact serves a person at a terminal. Ctrl-C is the statement's, so the
// command's own context, which ends with it, does not count.
func (o *shellOptions) interact(command context.Context, sh *shell.Shell) error {
	ctx, stop := signal.NotifyContext(context.WithoutCancel(command), syscall.SIGTERM)
	defer stop()
	ignored := make(chan os.Signal, 1) // between statements Ctrl-C does nothing
	signal.Notify(ignored, os.Interrupt)
	defer signal.Stop(ignored)
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		if before, err := term.GetState(fd); err == nil {
			defer func() { _ = term.Restore(fd, before) }()
		}
	}
	sh.Interactive = true
	sh.Interrupts = func() (<-chan os.Signal, func()) {
		pressed := make(chan os.Signal, 1)
		signal.Notify(pressed, os.Interrupt)
		return pressed, func() { signal.Stop(pressed) }
	}
	able := os.Getenv("TERM") != "dumb" && os.Getenv("TERM") != "" && o.Screen.Terminal
	sh.Colours = able && os.Getenv("NO_COLOR") == ""
	if able && !o.NoPager {
		sh.Pager = shell.DefaultPager(os.LookupEnv)
	}
	if !o.settings.Quiet {
		fmt.Fprintln(o.Err, `scoutql shell. A statement ends with ; or \G; Tab completes; \? for help, \q to leave.`)
	}
	sh.Reader = shell.NewLines(o.In, o.Err)
	if able {
		sh.Reader = o.editor(ctx, sh)
	}
	err := interruptible(ctx, func() error { return sh.Run(ctx) })
	if errors.Is(err, errInterrupted) {
		<-command.Done() // the same signal: the exit status depends on it
	}
	return err
}

func (o *shellOptions) editor(ctx context.Context, sh *shell.Shell) shell.Reader {
	history, err := shell.OpenHistory(o.historyFile())
	if err != nil {
		fmt.Fprintf(o.Err, "scoutql: the history cannot be read: %s\n", err)
	}
	catalogue := newCatalogue(ctx, sh.Runner, o.settings.Connect == "")
	return shell.NewEditor(shell.EditorOptions{History: history, Complete: catalogue.complete, Colours: sh.Colours, Size: terminalSize})
}

func terminalSize() (width, height int) {
	width, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || width <= 0 || height <= 1 {
		return 80, 24
	}
	return width, height
}

// historyFile is where the history outlasts the process; a demo leaves nothing behind.
func (o *shellOptions) historyFile() string {
	dir, err := o.settings.DataPath()
	if err != nil || o.settings.Demo && o.settings.DataDir == "" {
		return ""
	}
	return filepath.Join(dir, "history")
}
