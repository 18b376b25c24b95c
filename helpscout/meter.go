package helpscout

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Meter counts what one statement costs and holds it to its budget. It travels in the context; a nil Meter counts nothing.
type Meter struct {
	// Observe, when set, is told of each finished request of this statement, from many goroutines at once.
	Observe func(Call)

	max int

	mu       sync.Mutex
	calls    int
	waited   time.Duration
	warnings []string
}

// NewMeter makes a Meter that allows maxCalls requests, retries included; 0 means any number.
func NewMeter(maxCalls int) *Meter { return &Meter{max: maxCalls} }

type meterKey struct{}

// WithMeter returns a context whose API calls are counted by m.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

// MeterFrom returns the Meter of the context, or nil.
func MeterFrom(ctx context.Context) *Meter {
	m, _ := ctx.Value(meterKey{}).(*Meter)
	return m
}

// Calls is the number of requests sent so far.
func (m *Meter) Calls() int {
	if m == nil {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.calls
}

// Max is the number of requests that the statement may make; 0 means any number.
func (m *Meter) Max() int {
	if m == nil {
		return 0
	}
	return m.max
}

// Waited is the time that calls stood waiting for the rate limit, added up over all of them.
func (m *Meter) Waited() time.Duration {
	if m == nil {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.waited
}

// Warn notes something that the user of the statement should be told. The same text is kept once.
func (m *Meter) Warn(text string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.warnings, text) {
		m.warnings = append(m.warnings, text)
	}
}

// Warnings are the texts given to Warn, oldest first.
func (m *Meter) Warnings() []string {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.warnings)
}

// BudgetError says that a statement wanted more API calls than it may make. The call was not made.
type BudgetError struct {
	Max int
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("this needs more than the %d API calls that a statement may make", e.Max)
}

// begin counts a call before it is made, or refuses it.
func (m *Meter) begin() error {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.max > 0 && m.calls >= m.max {
		return &BudgetError{Max: m.max}
	}
	m.calls++
	return nil
}

// undo takes back a begin whose call was not made after all.
func (m *Meter) undo() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls--
}

func (m *Meter) addWait(d time.Duration) {
	if m == nil || d <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waited += d
}

func (m *Meter) saw(call Call) {
	if m != nil && m.Observe != nil {
		m.Observe(call)
	}
}
