package main

import (
	"fmt"

	"github.com/schollz/progressbar/v3"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

// bar shows progress to somebody who watches: on a terminal, and not with --quiet.
type bar struct {
	console *console
	what    string
	shown   *progressbar.ProgressBar
	on      bool
}

func newBar(c *console, s *settings.Settings) *bar {
	return &bar{console: c, on: c.ErrTerminal && !s.Quiet}
}

// show tells how far the work on one thing is; total 0 is unknown.
func (b *bar) show(what string, done, total int64) {
	if !b.on {
		return
	}
	if b.shown == nil || b.what != what {
		b.clear()
		if total <= 0 {
			total = -1
		}
		b.what = what
		b.shown = progressbar.NewOptions64(total, progressbar.OptionSetWriter(b.console.Err), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(true))
	}
	if total > 0 && done > total { // rows came while they were read
		b.shown.ChangeMax64(done)
	}
	_ = b.shown.Set64(done)
}

// note stands beside what is shown: calls, waits.
func (b *bar) note(text string) {
	if b.shown != nil {
		b.shown.Describe(b.what + ", " + text)
	}
}

// clear wipes the bar off the line.
func (b *bar) clear() {
	if b.shown != nil {
		_ = b.shown.Clear()
		fmt.Fprint(b.console.Err, "\r")
		b.shown = nil
	}
}
