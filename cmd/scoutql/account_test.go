package main

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

func TestOpenAccount(t *testing.T) {
	for name, c := range map[string]struct {
		settings.Settings
		account, fails string
	}{
		"none":        {fails: "no Help Scout account: run scoutql login, or set SCOUTQL_APP_ID and SCOUTQL_APP_SECRET, or use --demo"},
		"id only":     {Settings: settings.Settings{AppID: "a"}, fails: "set SCOUTQL_APP_SECRET"},
		"secret only": {Settings: settings.Settings{AppSecret: "s"}, fails: "set SCOUTQL_APP_ID"},
		"both":        {Settings: settings.Settings{AppID: "a", AppSecret: "s"}, account: "a"},
		"token":       {Settings: settings.Settings{AccessToken: "t"}, account: "access token"},
		"demo wins":   {Settings: settings.Settings{AppID: "a", AppSecret: "s", Demo: true}, account: "demo"},
	} {
		t.Run(name, func(t *testing.T) {
			c.DataDir = t.TempDir()
			acc, err := openAccount(&c.Settings, slog.New(slog.DiscardHandler))
			if c.fails != "" {
				require.ErrorContains(t, err, c.fails)
				require.IsType(t, &usageError{}, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.account, acc.name)
		})
	}
}

func TestLogger(t *testing.T) {
	var b bytes.Buffer
	newLogger(&settings.Settings{LogLevel: "info", LogFormat: "json"}, &b).Info("hello")
	require.Contains(t, b.String(), `"msg":"hello"`)
	b.Reset()
	newLogger(&settings.Settings{LogLevel: "debug", LogFormat: "text", Quiet: true}, &b).Warn("hello")
	require.Empty(t, b.String())
}

func TestWarnOfSecrets(t *testing.T) {
	var b bytes.Buffer
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	settings.Bind(flags, settings.Account)
	require.NoError(t, flags.Parse([]string{"--access-token", "hunter2"}))
	warnOfSecrets(flags, slog.New(slog.NewTextHandler(&b, nil)))
	require.Contains(t, b.String(), "SCOUTQL_ACCESS_TOKEN")
	require.NotContains(t, b.String(), "hunter2")
}
