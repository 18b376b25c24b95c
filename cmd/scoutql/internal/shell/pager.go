package shell

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// Pager shows long results page by page.
type Pager struct {
	Command string // for sh -c; "" for none
}

// DefaultPager is $PAGER, or less where there is one. An empty PAGER is none.
func DefaultPager(env func(string) (string, bool)) Pager {
	if command, set := env("PAGER"); set {
		return Pager{command}
	}
	if _, err := exec.LookPath("less"); err != nil || runtime.GOOS == "windows" {
		return Pager{}
	}
	return Pager{"less"}
}

// paged is a pager at work. It starts with the first byte, so that a statement without rows starts none.
type paged struct {
	command string
	out     io.Writer

	mu    sync.Mutex // a table's timer writes as well
	cmd   *exec.Cmd
	pipe  io.WriteCloser
	fails error
}

func (p *paged) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil && p.fails == nil {
		p.start()
	}
	if p.fails != nil { // no such program: to the screen
		return p.out.Write(text)
	}
	return p.pipe.Write(text)
}

func (p *paged) start() {
	// Not ended with the statement: what has come is still to be looked at. It ends with its input.
	p.cmd = exec.CommandContext(context.Background(), "sh", "-c", p.command)
	p.cmd.Stdout, p.cmd.Stderr = p.out, os.Stderr
	// less: short results stay on the screen (F, X), long lines are cut (S).
	p.cmd.Env = append(os.Environ(), "LESS="+cmp.Or(os.Getenv("LESS"), "SFXR"), "LESSCHARSET="+cmp.Or(os.Getenv("LESSCHARSET"), "utf-8"))
	if p.pipe, p.fails = p.cmd.StdinPipe(); p.fails == nil {
		p.fails = p.cmd.Start()
	}
}

// Close waits until the reader has left the pager.
func (p *paged) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil || p.fails != nil {
		return nil
	}
	_ = p.pipe.Close()
	_ = p.cmd.Wait() // what less thinks of its end is nobody's concern
	return nil
}
