package simulator

import (
	"sync"
	"sync/atomic"
)

// pending holds what will happen to the account by itself. Its clock is the number of requests, never the time.
type pending struct {
	n      atomic.Int64 // how many count requests, so that calls pay nothing while there are none
	mu     sync.Mutex
	queue  []waiting
	manual []func() // what only settle ends
}

type waiting struct {
	left int // requests that do not see it yet
	do   func()
}

// after has f run when so many more requests have been served; 0 waits for settle. f may take the store's lock.
func (p *pending) after(requests int, f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if requests == 0 {
		p.manual = append(p.manual, f)
		return
	}
	p.queue = append(p.queue, waiting{requests, f})
	p.n.Add(1)
}

// turn begins a request: what is due happens before it is served.
func (p *pending) turn() {
	if p.n.Load() == 0 {
		return
	}
	p.mu.Lock()
	var due []waiting
	rest := p.queue[:0]
	for _, w := range p.queue {
		if w.left--; w.left < 0 {
			due = append(due, w)
		} else {
			rest = append(rest, w)
		}
	}
	clear(p.queue[len(rest):])
	p.queue = rest
	p.n.Store(int64(len(rest)))
	p.mu.Unlock()
	for _, w := range due {
		w.do()
	}
}

// forget lets nothing of it happen.
func (p *pending) forget() { p.take() }

func (p *pending) take() (queue []waiting, manual []func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	queue, manual = p.queue, p.manual
	p.queue, p.manual = nil, nil
	p.n.Store(0)
	return queue, manual
}

// settle makes everything happen now.
func (p *pending) settle() {
	due, manual := p.take()
	for _, f := range manual {
		f()
	}
	for _, w := range due {
		w.do()
	}
}
