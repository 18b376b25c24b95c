package main

import (
	"context"
	"time"
)

// grace is what a cancelled statement gets to give up its requests. Whoever
// presses Ctrl-C does not wait for longer, whatever hangs.
const grace = 500 * time.Millisecond

// interruptible runs work and returns errInterrupted once ctx has ended, with
// work or, after the grace, without it.
func interruptible(ctx context.Context, work func() error) error {
	done := make(chan struct{})
	var err error
	go func() {
		defer close(done)
		err = work()
	}()
	select {
	case <-done:
		if ctx.Err() != nil {
			return errInterrupted
		}
		return err
	case <-ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(grace):
	}
	return errInterrupted
}
