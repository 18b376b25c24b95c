package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
)

// jobsFile is the history of export, import, replicate and sync: a line of
// JSON each. "" where there is no data directory; the demo leaves no trace.
func jobsFile(s *settings.Settings) string {
	dir, err := s.DataPath()
	if s.Demo || err != nil {
		return ""
	}
	return filepath.Join(dir, "jobs.jsonl")
}

// appendJob adds a job to the history. A history that cannot be written is no
// reason to fail a job that is done.
func appendJob(s *settings.Settings, log *slog.Logger, job engine.Job) {
	path := jobsFile(s)
	if path == "" {
		return
	}
	line, err := json.Marshal(job)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = appendLine(path, line)
	}
	if err != nil {
		log.Warn("this job is not in scoutql.jobs", "error", err)
	}
}

func appendLine(path string, line []byte) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(line, '\n')); err != nil { // one write: lines of two processes do not mix
		_ = file.Close()
		return err
	}
	return file.Close()
}
