package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

type logoutOptions struct {
	*console
	settings *settings.Settings
}

func newLogout(c *console) *cobra.Command {
	o := &logoutOptions{console: c}
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Forget a profile's login",
		Example: `  scoutql logout
  scoutql logout --profile acme`,
		Args: args(cobra.NoArgs),
	}
	load := settings.Bind(cmd.Flags(), settings.Account, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		return o.run(cmd.Context())
	}
	return cmd
}

func (o *logoutOptions) run(ctx context.Context) error {
	store, err := loginStore(o.settings)
	if err != nil {
		return err
	}
	_, err = store.Load()
	if errors.Is(err, auth.ErrNoLogin) {
		o.say("Nobody is signed in to the profile %s.\n", o.settings.Profile)
		return nil
	}
	// A damaged login is forgotten, too. Under the lock, so that no renewal under way writes it back.
	unlock, err := store.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := store.Delete(); err != nil {
		return fmt.Errorf("the login in %s could not be deleted: %w", store.Where(), err)
	}
	o.say("Signed out of the profile %s. Help Scout documents no call that revokes a token; the last one ends on its own.\n",
		o.settings.Profile)
	return nil
}

func (o *logoutOptions) say(format string, args ...any) {
	if !o.settings.Quiet {
		fmt.Fprintf(o.Err, format, args...)
	}
}
