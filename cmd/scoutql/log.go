package main

import (
	"io"
	"log/slog"

	"github.com/spf13/pflag"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

func newLogger(s *settings.Settings, to io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil || s.Quiet {
		level = slog.LevelError
	}
	options := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// warnOfSecrets tells of secrets that other users of the machine can see.
func warnOfSecrets(flags *pflag.FlagSet, log *slog.Logger) {
	for flag, variable := range map[string]string{"app-secret": "SCOUTQL_APP_SECRET", "access-token": "SCOUTQL_ACCESS_TOKEN"} {
		if flags.Changed(flag) {
			log.Warn("--" + flag + " shows in the process list; set " + variable + " instead")
		}
	}
}
