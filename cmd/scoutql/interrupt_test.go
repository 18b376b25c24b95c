package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestInterruptible(t *testing.T) {
	failed := errors.New("failed")
	require.NoError(t, interruptible(t.Context(), func() error { return nil }))
	require.ErrorIs(t, interruptible(t.Context(), func() error { return failed }), failed)
}

func TestInterruptDoesNotWaitForWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		err := interruptible(ctx, func() error { time.Sleep(time.Hour); return nil })
		require.ErrorIs(t, err, errInterrupted)
		require.Equal(t, time.Second+grace, time.Since(start))
		time.Sleep(2 * time.Hour) // let the work end with the bubble
	})
}
