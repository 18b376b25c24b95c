package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// readLine reads one line of standard input, byte by byte so that nothing after it is lost.
func (c *console) readLine(ctx context.Context) (string, error) {
	return cancellable(ctx, func() (string, error) {
		line, err := bufio.NewReaderSize(c.In, 16).ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "") {
			return "", errors.New("nothing was given on standard input")
		}
		return strings.TrimSpace(line), nil
	})
}

// readSecret reads one line that does not show.
func (c *console) readSecret(ctx context.Context) (string, error) {
	file, ok := c.In.(*os.File)
	if !ok {
		return c.readLine(ctx)
	}
	fd := int(file.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	text, err := cancellable(ctx, func() (string, error) {
		line, err := term.ReadPassword(fd)
		return strings.TrimSpace(string(line)), err
	})
	if ctx.Err() != nil {
		_ = term.Restore(fd, before)
	}
	fmt.Fprintln(c.Err)
	return text, err
}

// cancellable gives up waiting for a person when ctx ends.
func cancellable(ctx context.Context, read func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return "", errInterrupted
	}
}

// askForApp lets a person at a terminal type what the environment does not say.
func (o *loginOptions) askForApp(ctx context.Context) error {
	s, with := o.settings, ""
	if !o.App {
		with = " with the redirection URL " + o.settings.RedirectURL
	}
	if (s.AppID == "" || s.AppSecret == "") && !o.InTerminal {
		return usagef("the application is missing: create one in Help Scout (Your Profile, My Apps)%s, "+
			"and set SCOUTQL_APP_ID and SCOUTQL_APP_SECRET", with)
	}
	var err error
	if s.AppID == "" {
		fmt.Fprintf(o.Err, "Create an application in Help Scout (Your Profile, My Apps)%s.\nIts App ID: ", with)
		if s.AppID, err = o.readLine(ctx); err != nil {
			return err
		}
	}
	if s.AppSecret == "" {
		fmt.Fprint(o.Err, "Its App Secret (not shown): ")
		if s.AppSecret, err = o.readSecret(ctx); err != nil {
			return err
		}
	}
	if s.AppID == "" || s.AppSecret == "" {
		return usagef("the application's id and secret are both needed")
	}
	return nil
}
