//go:build unix

package cli

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

// terminal is the program with a person's terminal around it.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File

	mu   sync.Mutex
	seen bytes.Buffer
	read int // what await has looked at
	gone chan struct{}
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]* ?[A-Za-z]|\x1b[=>D]`)

// sit starts `scoutql shell` in a terminal.
func sit(t *testing.T, r run) *terminal {
	t.Helper()
	r.args = append([]string{"shell"}, r.args...)
	r.env = append([]string{"TERM=xterm-256color", "PAGER="}, r.env...)
	cmd := exec.CommandContext(t.Context(), binary, r.args...)
	cmd.Env = clean(t, r.env...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 100})
	require.NoError(t, err)
	term := &terminal{t: t, cmd: cmd, file: file, gone: make(chan struct{})}
	go term.listen()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = file.Close()
		<-term.gone
	})
	return term
}

// listen keeps what the program writes.
func (term *terminal) listen() {
	defer close(term.gone)
	buffer := make([]byte, 4096)
	for {
		n, err := term.file.Read(buffer)
		term.mu.Lock()
		term.seen.Write(buffer[:n])
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (term *terminal) screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return escapes.ReplaceAllString(term.seen.String(), "")
}

func (term *terminal) write(keys string) {
	term.t.Helper()
	_, err := term.file.WriteString(keys)
	require.NoError(term.t, err)
}

// await waits until a text shows that was not waited for before.
func (term *terminal) await(text string) {
	term.t.Helper()
	require.Eventually(term.t, func() bool {
		all := term.screen()
		at := strings.Index(all[min(term.read, len(all)):], text)
		if at >= 0 {
			term.read += at + len(text)
		}
		return at >= 0
	}, time.Minute, 5*time.Millisecond, "no %q in %q", text, lazily(term.screen))
}

// prompted waits until the shell is ready for the next input: below its status line.
func (term *terminal) prompted(status string) {
	term.t.Helper()
	term.await(status)
	term.await("scoutql> ")
}

// lazily shows what is there when the message is made.
type lazily func() string

func (f lazily) String() string { return f() }

func (term *terminal) leaves(code int) {
	term.t.Helper()
	_ = term.cmd.Wait()
	require.Equal(term.t, code, term.cmd.ProcessState.ExitCode(), term.screen())
}

func TestShellOnATerminal(t *testing.T) {
	term := sit(t, run{args: []string{"--demo", "--demo-conversations", "120"}})
	term.prompted("\ndemo workspace\r")
	term.write("select count(*) as n\r")
	term.write("from Conversations;\r")
	term.await("| 120 |")
	term.await("1 row, 1 API call")
	term.prompted("demo workspace · 1 API call")
	term.write("selekt;\r")
	term.await("ERROR 1064 (42000)")
	term.prompted("demo workspace")
	term.write("select 1 as a, 2 as b\\G\r")
	term.await("1. row")
	term.prompted("demo workspace")
	term.write("\\plot select Status, count(*) from Conversations group by Status;\r")
	term.await("█")
	term.prompted("demo workspace")
	term.write("\\d Tags\r")
	term.await("TicketCount")
	term.prompted("demo workspace")
	term.write("\\q\r")
	term.leaves(0)
}

func TestShellCompletes(t *testing.T) {
	term := sit(t, run{args: []string{"--demo", "--demo-conversations", "60"}})
	term.prompted("\ndemo workspace\r")
	term.write("select Number, Subj\t")
	term.await("Subject ")
	term.write("from Conversationt\t")
	term.await("ConversationThreads")
	term.write("\x03")
	term.prompted("demo workspace")
	term.write("select count(*) as spam from Conversations where Status = 'sp\t;\r")
	term.await("1 row, 1 API call")
	term.prompted("demo workspace")
	term.write("call Downl\t")
	term.await("DownloadAttachment(")
	term.write("1, \t")
	term.await("now attachmentId BIGINT")
	term.write("\x03")
	term.prompted("demo workspace")
	term.write("\x04")
	term.leaves(0)
}

func TestShellCtrlC(t *testing.T) {
	sim, env := workspace(t)
	asked := make(chan struct{}, 100)
	sim.Control().SetLatencyFunc(func(r *http.Request) time.Duration {
		if strings.HasPrefix(r.URL.Path, "/v2/conversations") {
			asked <- struct{}{}
			return time.Hour
		}
		return 0
	})
	term := sit(t, run{env: env})
	term.prompted("account demo")
	term.write("half a statement")
	term.await("statement")
	term.write("\x03")
	term.prompted("account demo")
	term.write("select count(*) from Conversations where Subject like '%x%';\r")
	select {
	case <-asked:
	case <-time.After(time.Minute):
		t.Fatal("the API was not asked: " + term.screen())
	}
	term.write("\x03")
	term.await("The statement was cancelled.")
	term.prompted("account demo")
	sim.Control().Reset()
	term.write("select count(*) + 1 from Conversations;\r")
	term.await("301 |")
	term.prompted("399 of 400 calls left")
	term.write("exit\r")
	term.leaves(0)
}

func TestShellHistory(t *testing.T) {
	state := t.TempDir()
	args := []string{"--demo", "--demo-conversations", "60", "--data-dir", state}
	term := sit(t, run{args: args})
	term.prompted("\ndemo workspace\r")
	term.write("select 40 +\r2 as answer;\r")
	term.await("42 |")
	term.prompted("demo workspace")
	term.write("\x04")
	term.leaves(0)
	info, err := os.Stat(filepath.Join(state, "history"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	term = sit(t, run{args: args})
	term.prompted("\ndemo workspace\r")
	term.write("\x1b[A")
	term.await("answer;")
	term.write("\r")
	term.await("42 |")
	term.prompted("demo workspace")
	term.write("\\q\r")
	term.leaves(0)
}

func TestShellEndsWithSIGTERM(t *testing.T) {
	term := sit(t, run{args: []string{"--demo", "--demo-conversations", "60"}})
	term.prompted("demo workspace")
	require.NoError(t, term.cmd.Process.Signal(syscall.SIGTERM))
	term.leaves(130)
}

func TestShellOnADumbTerminal(t *testing.T) {
	term := sit(t, run{args: []string{"--demo", "--demo-conversations", "60"}, env: []string{"TERM=dumb"}})
	term.await("scoutql> ")
	term.write("select count(*) as n\n")
	term.await("      -> ")
	term.write("from Conversations;\n")
	term.await("| 60 |")
	term.await("1 row, 1 API call")
	term.write("nonsense;\n")
	term.await("ERROR 1064")
	term.write("\\q\n")
	term.leaves(0)
	require.NotContains(t, term.seen.String(), "\x1b", "no colours, no cursor movements")
}

func TestShellPages(t *testing.T) {
	term := sit(t, run{args: []string{"--demo", "--demo-conversations", "60"}, env: []string{"PAGER=sed s/^/paged:/"}})
	term.prompted("\ndemo workspace\r")
	term.write("select 1 as one;\r")
	term.await("paged:| one |")
	term.prompted("demo workspace")
	term.write("\\pager off\r")
	term.prompted("demo workspace")
	term.write("select 2 as two;\r")
	term.await("\n| two |")
	term.prompted("demo workspace")
	term.write("\\q\r")
	term.leaves(0)
}
