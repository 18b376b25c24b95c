// Package mariadb starts a MariaDB server of its own as a judge: the same
// statement over the same rows must give the same result there and here. Two
// tables in our own engine would share its faults.
package mariadb

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of the judge
)

// Collation is the server's nearest to utf8mb4_0900_ai_ci: no case, no
// accents, trailing blanks count.
const Collation = "utf8mb4_uca1400_nopad_ai_ci"

// SQLMode is the mode of scoutql's sessions.
const SQLMode = "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"

const startTimeout = 3 * time.Minute

// Server is a running MariaDB.
type Server struct {
	// DSN is for github.com/go-sql-driver/mysql; database judge is empty.
	DSN string
	// Socket is the path of the server's socket, for command line clients.
	Socket string

	dir   string
	alive io.Closer // closing it ends the server
	done  chan error
}

var (
	mu     sync.Mutex
	shared *Server
)

// Start returns connections to the server of this test process, and starts it
// when it is the first to ask. Every connection of the pool has the settings of
// a scoutql session. Call Stop from TestMain:
//
//	func TestMain(m *testing.M) { code := m.Run(); mariadb.Stop(); os.Exit(code) }
//
// Without MariaDB on the machine the test is skipped; in CI it fails.
func Start(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", Run(t).DSN)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Run is Start for tests that need the address rather than a connection.
func Run(t testing.TB) *Server {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	if shared != nil {
		return shared
	}
	for _, program := range []string{"mariadbd", "mariadb-install-db"} {
		if _, err := find(program); err != nil {
			missing(t, program)
		}
	}
	s, err := start()
	if err != nil {
		t.Fatalf("starting MariaDB: %v", err)
	}
	shared = s
	return s
}

// Stop ends the server of this test process and removes its files.
func Stop() {
	mu.Lock()
	defer mu.Unlock()
	if shared != nil {
		shared.stop()
		shared = nil
	}
}

func missing(t testing.TB, program string) {
	t.Helper()
	message := program + " is not installed; this test asks MariaDB: apt-get install mariadb-server"
	if os.Getenv("CI") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// find looks beyond PATH: distributions put the server where only root looks.
func find(program string) (string, error) {
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/opt/homebrew/bin"} {
		if path, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			return path, nil
		}
	}
	return "", exec.ErrNotFound
}

func start() (_ *Server, err error) {
	dir, err := os.MkdirTemp("", "mariadb") // short: a socket's path has 100 bytes
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, Socket: filepath.Join(dir, "sock"), done: make(chan error, 1)}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	if err := s.install(); err != nil {
		return nil, err
	}
	if err := s.launch(); err != nil {
		return nil, err
	}
	s.DSN = "root@unix(" + s.Socket + ")/judge?collation_connection=" + Collation +
		"&sql_mode=%27" + SQLMode + "%27&time_zone=%27%2B00:00%27"
	return s, s.await()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) install() error {
	program, err := find("mariadb-install-db")
	if err != nil {
		return err
	}
	out, err := exec.Command(program, "--no-defaults", "--datadir="+s.data(), "--user="+user(),
		"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, tail(out))
	}
	return nil
}

// guard runs the server until its own standard input ends, which it does when
// the test process closes it or dies in whatever way; then the files go too.
// The server gets no other open file of ours: it would hold a lock for ever.
const guard = `exec 9<&0
"$@" 9<&- 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- </dev/null & server=$!
(read -r _ <&9; kill -9 $server; rm -rf "$0") 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- & watch=$!
exec 9<&-
wait $server; code=$?
kill $watch 2>/dev/null
exit $code`

func (s *Server) launch() error {
	program, err := find("mariadbd")
	if err != nil {
		return err
	}
	log, err := os.Create(s.log())
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command("/bin/sh", "-c", guard, s.dir, program, "--no-defaults", "--user="+user(), "--datadir="+s.data(), "--socket="+s.Socket,
		"--pid-file="+filepath.Join(s.dir, "pid"), "--skip-networking", "--skip-log-bin", "--skip-name-resolve",
		"--character-set-server=utf8mb4", "--collation-server="+Collation,
		"--sql-mode="+SQLMode, "--default-time-zone=+00:00",
		// The data live as long as the test: nothing has to reach the disk.
		"--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0",
		"--innodb-buffer-pool-size=32M", "--performance-schema=OFF")
	cmd.Stdout, cmd.Stderr = log, log
	alive, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.alive = alive
	go func() { s.done <- cmd.Wait() }()
	return nil
}

func (s *Server) log() string { return filepath.Join(s.dir, "log") }

// await creates the database as soon as the server lets us in.
func (s *Server) await() error {
	db, err := sql.Open("mysql", "root@unix("+s.Socket+")/")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for deadline := time.Now().Add(startTimeout); ; time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-s.done:
			s.alive = nil
			out, _ := os.ReadFile(s.log())
			return fmt.Errorf("mariadbd ended: %w\n%s", err, tail(out))
		default:
		}
		if err = db.Ping(); err == nil {
			_, err = db.Exec("CREATE DATABASE judge")
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not up after %v: %w", startTimeout, err)
		}
	}
}

func (s *Server) stop() {
	if s.alive != nil {
		_ = s.alive.Close() // nothing of it is worth a clean shutdown
		<-s.done            //nolint:errcheck // it was killed
	}
	_ = os.RemoveAll(s.dir)
}

// user is the account that mariadbd runs as; it refuses root unless told so.
func user() string {
	if os.Geteuid() == 0 {
		return "root"
	}
	return os.Getenv("USER")
}

func tail(out []byte) []byte {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-15):], []byte("\n"))
}
