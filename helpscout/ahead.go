package helpscout

import (
	"context"
	"sync"
)

// ahead keeps numbered pages under way side by side and hands them over in the order in which they were asked for.
type ahead struct {
	fetch func(ctx context.Context, number int) (*sheet, error)
	base  context.Context //nolint:containedctx // of one Pages loop, which outlives it
	// of the pages under way
	ctx    context.Context //nolint:containedctx // as above
	cancel context.CancelFunc
	queue  []chan outcome
	group  sync.WaitGroup
}

type outcome struct {
	sheet *sheet
	err   error
}

// ask sets a page on its way.
func (a *ahead) ask(number int) {
	if a.cancel == nil {
		a.ctx, a.cancel = context.WithCancel(a.base)
	}
	ctx, result := a.ctx, make(chan outcome, 1)
	a.queue = append(a.queue, result)
	a.group.Go(func() {
		s, err := a.fetch(ctx, number)
		result <- outcome{s, err}
	})
}

// take waits for the page that was asked for first.
func (a *ahead) take() (*sheet, error) {
	o := <-a.queue[0]
	a.queue = a.queue[1:]
	return o.sheet, o.err
}

// drop forgets what is under way; it is cancelled, and has ended when drop returns.
func (a *ahead) drop() {
	if a.cancel != nil {
		a.cancel()
		a.cancel = nil
	}
	a.group.Wait()
	a.queue = nil
}
