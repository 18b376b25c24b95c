package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/engine"
)

// errInterrupted says that the user pressed Ctrl-C, which needs no message.
var errInterrupted = errors.New("interrupted")

// usageError is wrong use of the command line or of a setting: exit status 2.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// asUsage makes an error one of usage, and names the command whose help tells more.
func asUsage(cmd *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	return usagef("%s (see %s --help)", err, cmd.CommandPath())
}

// exitError is an end that has an exit status of its own.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

// statementError is what the SQL engine says, told as the mysql client does.
type statementError struct{ cause error }

func (e *statementError) Error() string { return engine.Message(e.cause) }
func (e *statementError) Unwrap() error { return e.cause }

// serverFailure is what another MySQL server says, told in the same way.
type serverFailure string

func (e serverFailure) Error() string { return string(e) }

// message is one line for standard error.
func message(err error) string {
	if _, ok := errors.AsType[*statementError](err); ok {
		return err.Error()
	}
	if _, ok := errors.AsType[serverFailure](err); ok {
		return err.Error()
	}
	return "scoutql: " + strings.TrimSpace(err.Error())
}
