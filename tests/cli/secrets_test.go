package cli

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// heard collects what a process writes.
type heard struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.String()
}

// Nothing that a server tells holds a secret that it was told: not its logs, its
// errors, its metrics, its process list, its system tables.
func TestSecretsShowNowhere(t *testing.T) {
	const (
		rootPassword = "rootSesame17"
		first        = "firstSesame18"
		second       = "second'Sesame19"
		wrong        = "wrongSesame20"
		appSecret    = "appSesame21"
	)
	dir := t.TempDir()
	password := filepath.Join(dir, "password")
	require.NoError(t, os.WriteFile(password, []byte(rootPassword+"\n"), 0o600))
	queryLog := filepath.Join(dir, "queries.jsonl")
	metrics := freeAddress(t)
	r := run{
		args: []string{
			"serve", "--demo", "--listen", "127.0.0.1:0", "--password-file", password, "--data-dir", filepath.Join(dir, "state"),
			"--query-log", queryLog, "--metrics-listen", metrics, "--log-level", "debug", "--log-format", "json",
		},
		env: []string{"SCOUTQL_APP_ID=app", "SCOUTQL_APP_SECRET=" + appSecret},
	}
	cmd := r.command(t)
	var told heard
	cmd.Stdout, cmd.Stderr = &told, &told
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	var address string
	require.Eventually(t, func() bool {
		m := regexp.MustCompile(`serves the demo workspace on (\S+:\d+)`).FindStringSubmatch(told.String())
		if m != nil {
			address = m[1]
		}
		return m != nil
	}, time.Minute, 10*time.Millisecond)

	var shown strings.Builder // all that clients see
	open := func(user, password string) *sql.DB {
		db, err := sql.Open("mysql", fmt.Sprintf("%s:%s@tcp(%s)/?tls=preferred", user, password, address))
		require.NoError(t, err)
		db.SetMaxOpenConns(1)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	root := open("root", rootPassword)
	try := func(db *sql.DB, statement string, args ...any) {
		rows, err := db.QueryContext(t.Context(), statement, args...)
		if err != nil {
			fmt.Fprintln(&shown, err)
			return
		}
		defer rows.Close()
		names, _ := rows.Columns()
		for rows.Next() {
			cells := make([]any, len(names))
			for i := range cells {
				cells[i] = new(sql.NullString)
			}
			require.NoError(t, rows.Scan(cells...))
			for _, c := range cells {
				fmt.Fprintln(&shown, c.(*sql.NullString).String)
			}
		}
		if err := rows.Err(); err != nil {
			fmt.Fprintln(&shown, err)
		}
	}
	quoted := "'" + strings.ReplaceAll(second, "'", "''") + "'"
	for _, statement := range []string{
		"CREATE USER 'bi'@'%' IDENTIFIED BY '" + first + "'",
		"CREATE USER 'bi'@'%' IDENTIFIED BY '" + first + "'", // fails
		"CREATE USER 'sha'@'%' IDENTIFIED WITH caching_sha2_password BY '" + first + "'",
		"CREATE USER bi IDENTIFIED '" + first + "'", // wrong syntax
		"CREATE USER bi IDENTIFIED BY '" + first,
		"ALTER USER 'nobody'@'%' IDENTIFIED BY " + quoted,
		"ALTER USER 'bi'@'%' IDENTIFIED BY " + quoted,
		"SET PASSWORD FOR 'bi'@'%' = " + quoted,
		"SET PASSWORD FOR 'nobody'@'%' = PASSWORD(" + quoted + ")",
		"PREPARE p FROM 'ALTER USER bi IDENTIFIED BY ''" + first + "'''",
		"EXECUTE p",
		"GRANT SELECT, PROCESS ON *.* TO 'bi'@'%'",
		"SELECT COUNT(*) FROM helpscout.Conversations WHERE Status = 'active'",
	} {
		try(root, statement)
	}
	try(root, "ALTER USER 'bi'@'%' IDENTIFIED BY "+quoted)
	try(open("bi", wrong), "SELECT 1")
	bi := open("bi", second)
	for _, db := range []*sql.DB{root, bi} {
		for _, statement := range []string{
			"SHOW FULL PROCESSLIST", "SELECT * FROM information_schema.processlist", "SELECT * FROM scoutql.statements",
			"SELECT * FROM scoutql.api_calls", "SELECT * FROM scoutql.writes", "SHOW WARNINGS", "SHOW GRANTS", "SHOW VARIABLES", "SHOW STATUS",
		} {
			try(db, statement)
		}
	}
	require.Contains(t, shown.String(), "<secret>", "statements are shown, without their passwords")
	require.Contains(t, shown.String(), "SELECT COUNT(*) FROM helpscout.Conversations")

	numbers := get(t, "http://"+metrics+"/metrics")
	require.Contains(t, numbers, `scoutql_statements_total{kind="CREATE"} 5`)
	require.Contains(t, numbers, `scoutql_errors_total{number="1396"}`)
	require.Contains(t, numbers, `scoutql_api_calls_total{`)
	require.Contains(t, numbers, "scoutql_connections ")
	require.Equal(t, "ok\n", get(t, "http://"+metrics+"/healthz"))
	require.Equal(t, "ok\n", get(t, "http://"+metrics+"/readyz"))

	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait())
	queries, err := os.ReadFile(queryLog)
	require.NoError(t, err)
	require.Contains(t, string(queries), `IDENTIFIED BY '<secret>'`)
	require.Contains(t, told.String(), `"msg":"statement"`)
	require.Contains(t, told.String(), `"msg":"api call"`)
	require.Contains(t, told.String(), `"msg":"login refused"`)

	for name, text := range map[string]string{
		"the log": told.String(), "what clients see": shown.String(), "the metrics": numbers, "the query log": string(queries),
	} {
		for _, secret := range []string{rootPassword, first, "Sesame19", wrong, appSecret} {
			require.NotContains(t, text, secret, name)
		}
	}
	require.NoError(t, filepath.WalkDir(filepath.Join(dir, "state"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		require.NotContains(t, string(text), "Sesame", path)
		info, _ := d.Info()
		require.Zero(t, info.Mode().Perm()&0o077, path)
		return err
	}))
}

func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(text)
}
