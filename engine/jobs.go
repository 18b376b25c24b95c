package engine

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// Job is one export, import, replication or synchronization, as the history
// keeps it: a line of JSON in Config.JobsFile.
type Job struct {
	Start    time.Time `json:"start"`
	Seconds  float64   `json:"seconds"`
	Kind     string    `json:"kind"`
	What     string    `json:"what"` // file or database, without a password
	Status   string    `json:"status"`
	Calls    int       `json:"calls"`
	Rows     int       `json:"rows"`
	Rejected int       `json:"rejected"`
	Message  string    `json:"message,omitempty"`
}

// maxJobs is how many of the latest jobs are shown.
const maxJobs = 10_000

// jobsTable is scoutql.jobs: what export, import, replicate and sync have done.
func (e *Engine) jobsTable() *systemTable {
	return &systemTable{
		name: "jobs",
		doc:  "One row per run of export, import, replicate or sync on this machine, oldest first.",
		columns: []tables.Column{
			{Name: "StartDate", Type: tables.DATETIME, Doc: "When it began, UTC."},
			{Name: "Seconds", Type: tables.DOUBLE, Doc: "How long it took."},
			{Name: "Kind", Type: tables.Text(16), Doc: "export, import, replicate or sync."},
			{Name: "What", Type: tables.TEXT, Doc: "The file or database, without a password."},
			{Name: "Status", Type: tables.Text(64), Doc: "done, failed, or why it ended early."},
			{Name: "Calls", Type: tables.INT, Doc: "API calls that it made."},
			{Name: "RowCount", Type: tables.BIGINT, Doc: "Rows that it wrote or removed."},
			{Name: "Rejected", Type: tables.INT, Doc: "Rows that were refused and wait to be tried again."},
			{Name: "Message", Type: tables.TEXT, Doc: "The error, if it failed."},
		},
		rows: e.jobRows,
	}
}

func (e *Engine) jobRows(ctx *sql.Context) ([]sql.Row, error) {
	if e.config.JobsFile == "" || !e.seesOthers(ctx) { // they are nobody's: the command line's
		return nil, nil
	}
	file, err := os.Open(e.config.JobsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var rows []sql.Row
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var j Job
		if json.Unmarshal(lines.Bytes(), &j) != nil {
			continue // a line that was cut when the machine stopped
		}
		if len(rows) >= 2*maxJobs {
			rows = slices.Clone(rows[maxJobs:])
		}
		rows = append(rows, sql.NewRow(j.Start.UTC().Truncate(time.Second), j.Seconds, j.Kind, j.What, j.Status, int32(j.Calls), int64(j.Rows),
			int32(j.Rejected), orNull(j.Message)))
	}
	return rows[max(0, len(rows)-maxJobs):], lines.Err()
}
