package replicate

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// program builds the binary once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "scoutql")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "scoutql")
	out, err := exec.Command("go", "build", "-tags", "gms_pure_go", "-o", path, "../../cmd/scoutql").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return path, err
})

// kills is how often the program is killed; SCOUTQL_KILLS=200 for the long test.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("SCOUTQL_KILLS"))
	if err != nil {
		n = 8
	}
	return n
}

// The real program is killed at random points of its runs, while the account
// changes between its calls and the calls fail. What is there in the end must
// be the account, row by row.
func TestKilledAtAnyPoint(t *testing.T) {
	path, err := program()
	require.NoError(t, err)
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 300}, to)
		random := rand.New(rand.NewPCG(uint64(len(to)), 1))
		moves := newMover(w.sim, 1)
		moves.busy = true
		server := httptest.NewServer(w.sim)
		defer server.Close()
		dead := 0
		for range kills(t) {
			if w.killed(path, server.URL, random, moves) {
				dead++
			}
		}
		t.Logf("%d runs, %d of them killed; %d changes meanwhile", kills(t), dead, moves.made)
		w.sim.Control().SetHook(nil)
		w.sim.Control().ClearFaults()
		code, out := w.program(path, server.URL, nil)
		require.Zero(t, code, out)
		w.same()
		require.Equal(t, "0", w.one(`SELECT COUNT(*) FROM scoutql_retry`))
	})
}

// killed makes one run and kills it soon after a random one of its calls.
func (w *world) killed(path, url string, random *rand.Rand, moves *mover) (dead bool) {
	w.Helper()
	control := w.sim.Control()
	control.ClearFaults()
	for range 3 {
		control.AddFault(simulator.Fault{
			Kind: []simulator.FaultKind{simulator.FaultStatus, simulator.FaultReset, simulator.FaultTruncate}[random.IntN(3)],
			Nth:  1 + random.IntN(200),
		})
	}
	// A first run makes some 350 calls, a later one some 180.
	at, wait := int64(1+random.IntN([]int{350, 150}[random.IntN(2)])), time.Duration(random.IntN(30_000))*time.Microsecond
	var calls atomic.Int64
	kill := make(chan struct{})
	control.SetHook(func(*http.Request) {
		moves.some(1)
		if calls.Add(1) == at {
			close(kill)
		}
	})
	defer control.SetHook(nil)
	code, out := w.program(path, url, func(p *os.Process, done <-chan struct{}) {
		select {
		case <-kill:
			time.Sleep(wait)
			_ = p.Kill()
		case <-done:
		}
	})
	require.Contains(w, []int{-1, 0}, code, out)
	return code == -1
}

// program runs the program to its end, or until meanwhile ends it.
func (w *world) program(path, url string, meanwhile func(*os.Process, <-chan struct{})) (code int, out string) {
	w.Helper()
	cmd := exec.Command(path, "replicate", "--to", w.to, "--concurrency", "4")
	cmd.Env = append(cleanEnv(), "SCOUTQL_API_URL="+url, "SCOUTQL_ACCESS_TOKEN=token", "SCOUTQL_DATA_DIR="+w.TempDir())
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	require.NoError(w, cmd.Start())
	done := make(chan struct{})
	var group sync.WaitGroup
	if meanwhile != nil {
		group.Go(func() { meanwhile(cmd.Process, done) })
	}
	_ = cmd.Wait()
	close(done)
	group.Wait()
	return cmd.ProcessState.ExitCode(), text.String()
}

func cleanEnv() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "SCOUTQL_") {
			env = append(env, v)
		}
	}
	return env
}
