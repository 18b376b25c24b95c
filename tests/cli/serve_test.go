package cli

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
)

// server is a running `scoutql serve` or `scoutql simulator`.
type server struct {
	cmd      *exec.Cmd
	greeting string
	address  string
}

func start(t *testing.T, r run) *server {
	t.Helper()
	cmd := r.command(t)
	errOut, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewReader(errOut)
	greeting, err := lines.ReadString('\n')
	require.NoError(t, err, greeting)
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	address := regexp.MustCompile(`on (?:http://)?(\S+?:\d+)`).FindStringSubmatch(greeting)
	require.NotNil(t, address, greeting)
	return &server{cmd: cmd, greeting: strings.TrimSpace(greeting), address: address[1]}
}

func (s *server) stop(t *testing.T, signal os.Signal) {
	t.Helper()
	require.NoError(t, s.cmd.Process.Signal(signal))
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		require.NoError(t, err, "a server that is told to stop ends with 0")
	case <-time.After(15 * time.Second):
		t.Fatal("the server does not stop")
	}
}

func TestServeGreetsAndAnswers(t *testing.T) {
	s := start(t, run{args: []string{"serve", "--demo", "--listen", "127.0.0.1:0"}})
	_, port, _ := net.SplitHostPort(s.address)
	require.Equal(t, "scoutql serves the demo workspace on 127.0.0.1:"+port+
		" as user root; connect with: mysql -h 127.0.0.1 -P "+port+" -u root helpscout", s.greeting)

	db, err := sql.Open("mysql", "root@tcp("+s.address+")/helpscout")
	require.NoError(t, err)
	defer db.Close()
	var n int
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM Conversations").Scan(&n))
	require.Equal(t, 500, n)
	s.stop(t, syscall.SIGTERM)
}

func TestServeWithPasswordAndTLS(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("open sesame\n"), 0o600))
	state := t.TempDir()
	s := start(t, run{args: []string{
		"serve", "--demo", "--listen", "0.0.0.0:0", "--user", "ann", "--password-file", file, "--require-tls", "--data-dir", state,
	}})
	require.Contains(t, s.greeting, " -u ann -p helpscout")
	_, port, _ := net.SplitHostPort(s.address)

	require.NoError(t, ping(t, port, "ann", "open sesame", "skip-verify"))
	require.Error(t, ping(t, port, "ann", "open sesame", "false"), "without TLS")
	require.Error(t, ping(t, port, "ann", "wrong", "skip-verify"))
	require.Error(t, ping(t, port, "root", "", "skip-verify"))
	key, err := os.Stat(filepath.Join(state, "tls-key.pem"))
	require.NoError(t, err)
	require.Zero(t, key.Mode().Perm()&0o077)
	s.stop(t, os.Interrupt)
}

func ping(t *testing.T, port, user, password, tls string) error {
	t.Helper()
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr = user, password, "tcp", "127.0.0.1:"+port
	config.DBName, config.TLSConfig = "helpscout", tls
	config.Logger = &mysql.NopLogger{}
	db, err := sql.Open("mysql", config.FormatDSN())
	require.NoError(t, err)
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	return db.PingContext(ctx)
}

func TestMySQLClient(t *testing.T) {
	client, err := exec.LookPath("mysql")
	if err != nil {
		if client, err = exec.LookPath("mariadb"); err != nil {
			missing(t, "neither mysql nor mariadb is installed; apt-get install mariadb-client")
		}
	}
	s := start(t, run{args: []string{"serve", "--demo", "--listen", "127.0.0.1:0"}})
	_, port, _ := net.SplitHostPort(s.address)
	cmd := exec.CommandContext(t.Context(), client, "--no-defaults", "-h", "127.0.0.1", "-P", port, "-u", "root", "helpscout", "-e",
		"SHOW TABLES; SELECT c.Number, t.Type, LEFT(t.Body,40) FROM Conversations c JOIN ConversationThreads t ON t.ConversationId=c.Id WHERE c.Number=10")
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	require.NoError(t, err, errOut.String())
	require.Contains(t, string(out), "\nConversationThreads\n")
	require.Regexp(t, regexp.MustCompile(`(?m)^10\t\w+\t`), string(out))
}

// missing skips a test that needs a program, except in CI.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip("SKIP: " + why)
}

func TestSimulatorCommand(t *testing.T) {
	s := start(t, run{args: []string{"simulator", "--listen", "127.0.0.1:0", "--demo-conversations", "40"}})
	require.Contains(t, s.greeting, "SCOUTQL_API_URL=http://"+s.address)
	got := run{
		args: []string{"query", "SELECT COUNT(*) AS n FROM Conversations"},
		env:  []string{"SCOUTQL_API_URL=http://" + s.address, "SCOUTQL_APP_ID=demo", "SCOUTQL_APP_SECRET=demo"},
	}.do(t)
	requireFine(t, got)
	require.Equal(t, "n\n40\n", got.out)
	s.stop(t, os.Interrupt)
}
