// Package postgres starts a PostgreSQL server of its own for tests that write to one.
package postgres

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
)

const startTimeout = 3 * time.Minute

type server struct {
	dir   string
	bin   string
	alive io.Closer // closing it ends the server
	done  chan error
	made  int
}

var (
	mu     sync.Mutex
	shared *server
)

// Database makes an empty database in the server of this test process, which
// starts with the first, and returns its address. Without PostgreSQL on the
// machine the test is skipped; in CI it fails. Call Stop from TestMain.
func Database(t testing.TB) string {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	if shared == nil {
		bin := programs()
		if bin == "" {
			missing(t)
		}
		s, err := start(bin)
		if err != nil {
			t.Fatalf("starting PostgreSQL: %v", err)
		}
		shared = s
	}
	shared.made++
	name := fmt.Sprintf("copy%d", shared.made)
	db, err := sql.Open("pgx", shared.address("postgres"))
	if err == nil {
		_, err = db.Exec("CREATE DATABASE " + name)
		_ = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return shared.address(name)
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

func missing(t testing.TB) {
	t.Helper()
	const message = "initdb is not installed; this test writes to PostgreSQL: apt-get install postgresql"
	if os.Getenv("CI") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// programs is the directory of the server's programs; "" where there is none.
func programs() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(slices.Max(found))
}

func (s *server) address(database string) string {
	q := url.Values{"host": {s.dir}, "sslmode": {"disable"}}
	return "postgres://scoutql@/" + database + "?" + q.Encode()
}

func start(bin string) (_ *server, err error) {
	dir, err := os.MkdirTemp("", "postgres") // short: a socket's path has 100 bytes
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, bin: bin, done: make(chan error, 1)}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	who, err := s.owner()
	if err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "scoutql", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	initdb.SysProcAttr, initdb.Dir = who, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, tail(out))
	}
	if err := s.launch(who); err != nil {
		return nil, err
	}
	return s, s.await()
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }
func (s *server) log() string  { return filepath.Join(s.dir, "log") }

// owner gives the directory to an ordinary user: PostgreSQL refuses to run as root.
func (s *server) owner() (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // runs as ourselves
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(s.dir, uid, gid)
}

// guard runs the server until its own standard input ends, which it does when
// the test process closes it or dies in whatever way; then the files go too.
const guard = `exec 9<&0
"$@" 9<&- </dev/null & server=$!
(read -r _ <&9; kill -QUIT $server; sleep 1; kill -9 $server; rm -rf "$0"/*) 2>/dev/null & watch=$!
exec 9<&-
wait $server; code=$?
kill $watch 2>/dev/null
exit $code`

func (s *server) launch(who *syscall.SysProcAttr) error {
	log, err := os.Create(s.log())
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command("/bin/sh", "-c", guard, s.dir, filepath.Join(s.bin, "postgres"), "-D", s.data(), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "timezone=America/New_York", // a copy must not depend on it
		// The data live as long as the test: nothing has to reach the disk.
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB")
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr, cmd.Dir = log, log, who, s.dir
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

func (s *server) await() error {
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for deadline := time.Now().Add(startTimeout); ; time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-s.done:
			s.alive = nil
			out, _ := os.ReadFile(s.log())
			return fmt.Errorf("postgres ended: %w\n%s", err, tail(out))
		default:
		}
		if err = db.Ping(); err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not up after %v: %w", startTimeout, err)
		}
	}
}

func (s *server) stop() {
	if s.alive != nil {
		_ = s.alive.Close() // nothing of it is worth a clean shutdown
		<-s.done            //nolint:errcheck // it was told to end
	}
	_ = os.RemoveAll(s.dir)
}

func tail(out []byte) []byte {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-15):], []byte("\n"))
}
