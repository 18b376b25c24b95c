// Command scoutql makes Help Scout a MySQL database.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

// The exit statuses are a promise to scripts.
const (
	exitFine      = 0
	exitFailed    = 1 // a statement or the server failed
	exitUsage     = 2 // wrong use of the command line, the environment or the file
	exitRejected  = 3 // done, but for rows that were refused
	exitBudget    = 4 // stopped by --max-api-calls; what was done is kept
	exitInterrupt = 130
)

func main() {
	os.Exit(execute(os.Args[1:], standardConsole()))
}

func execute(args []string, c *console) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once

	root := newRoot(c, args)
	err := root.ExecuteContext(ctx)
	settle(c.sources)
	if err == nil {
		return exitFine
	}
	if ctx.Err() != nil && errors.Is(err, errInterrupted) {
		return exitInterrupt
	}
	fmt.Fprintln(c.Err, message(err))
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// console is where a command reads and writes; tests hand in buffers.
type console struct {
	In         io.Reader
	InTerminal bool
	// ErrTerminal tells that somebody watches standard error.
	ErrTerminal bool
	Out, Err    io.Writer // data, and everything else
	Screen      output.Screen

	sources []*auth.Source // that the command has opened
}

func standardConsole() *console {
	c := &console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	c.InTerminal = term.IsTerminal(int(os.Stdin.Fd()))
	c.ErrTerminal = term.IsTerminal(int(os.Stderr.Fd()))
	if fd := int(os.Stdout.Fd()); term.IsTerminal(fd) {
		c.Screen.Terminal = true
		c.Screen.Width, _, _ = term.GetSize(fd)
	}
	return c
}
