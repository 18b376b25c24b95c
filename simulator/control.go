package simulator

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Control is the test's remote control. It is safe for concurrent use with running calls.
type Control struct {
	sim   *Simulator
	clock *clock

	mu             sync.Mutex
	latency        func(*http.Request) time.Duration
	hook           func(*http.Request)
	faults         []*armed
	hideRetryAfter bool
	plan           string // empty: plus
}

// clock is the wall clock plus what a test skipped, so that expiry and rate windows need no waiting.
type clock struct {
	mu      sync.Mutex
	skipped time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.skipped)
}

// Advance moves the simulator's clock on: tokens expire and rate windows refill. The account's own dates stay.
func (c *Control) Advance(d time.Duration) {
	c.clock.mu.Lock()
	defer c.clock.mu.Unlock()
	c.clock.skipped += d
}

// SetLatency delays every answer, the token's too.
func (c *Control) SetLatency(d time.Duration) {
	c.SetLatencyFunc(func(*http.Request) time.Duration { return d })
}

// SetLatencyFunc delays each answer by what f says; nil ends it.
func (c *Control) SetLatencyFunc(f func(*http.Request) time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latency = f
}

func (c *Control) latencyOf(r *http.Request) time.Duration {
	c.mu.Lock()
	f := c.latency
	c.mu.Unlock()
	if f == nil {
		return 0
	}
	return f(r)
}

// SetHook has f called before each request is served, without any lock held, so that it may change the store between two
// pages. nil ends it.
func (c *Control) SetHook(f func(*http.Request)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hook = f
}

func (c *Control) runHook(r *http.Request) {
	c.mu.Lock()
	f := c.hook
	c.mu.Unlock()
	if f != nil {
		f(r)
	}
}

// RateLimit is the account's budget. A read costs 1 and a write 2.
type RateLimit struct {
	// PerWindow is the number in X-RateLimit-Limit-Minute; 400 when zero.
	PerWindow int
	// Window replaces the minute, so that a test can see a refill; one minute when zero.
	Window time.Duration
	// Enforce answers 429 once the budget is spent. Without it the headers announce an untouched budget on every answer.
	Enforce bool
	// NoRetryAfter leaves X-RateLimit-Retry-After out of 429 answers.
	NoRetryAfter bool
}

// SetRateLimit replaces the budget and starts a new window.
func (c *Control) SetRateLimit(l RateLimit) {
	c.mu.Lock()
	c.hideRetryAfter = l.NoRetryAfter
	c.mu.Unlock()
	c.sim.limit.set(l)
}

func (c *Control) hidesRetryAfter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hideRetryAfter
}

// Plans of the account, for SetPlan.
const (
	PlanStandard = "standard"
	PlanPlus     = "plus"
	PlanPro      = "pro"
)

// SetPlan puts the account on a plan, plus at first. On standard every report answers 403; the rate limit stays what
// SetRateLimit made it. It panics on a plan that does not exist, since only tests call it.
func (c *Control) SetPlan(plan string) {
	if plan != PlanStandard && plan != PlanPlus && plan != PlanPro {
		panic("simulator: no such plan: " + plan)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.plan = plan
}

func (c *Control) planHasReports() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.plan != PlanStandard
}

// AddApp registers an application; demo with the secret demo is always there.
func (c *Control) AddApp(id, secret string) { c.sim.tokens.addApp(id, secret) }

// AddCode registers a single-use code of the authorization code grant.
func (c *Control) AddCode(code string) { c.sim.tokens.addCode(code) }

// AddToken registers an access token that never expires.
func (c *Control) AddToken(token string) { c.sim.tokens.addFixed(token) }

// AddRefreshToken registers a refresh token, as a user who logged in earlier holds one.
func (c *Control) AddRefreshToken(token string) { c.sim.tokens.addRefresh(token) }

// SetTokenLifetime changes expires_in of tokens to come; 172800 seconds by default.
func (c *Control) SetTokenLifetime(d time.Duration) { c.sim.tokens.setLifetime(d) }

// ExpireTokens ends every access token issued so far, but not the fixed ones.
func (c *Control) ExpireTokens() { c.sim.tokens.expireAll() }

// Calls lists the API calls since the last reset in the order they were answered. Token calls are not among them.
func (c *Control) Calls() []Call {
	c.sim.calls.mu.Lock()
	defer c.sim.calls.mu.Unlock()
	return slices.Clone(c.sim.calls.api)
}

// TokenCalls lists the calls of the token endpoint since the last reset.
func (c *Control) TokenCalls() []Call {
	c.sim.calls.mu.Lock()
	defer c.sim.calls.mu.Unlock()
	return slices.Clone(c.sim.calls.tokens)
}

// ResetCalls empties both logs.
func (c *Control) ResetCalls() {
	c.sim.calls.mu.Lock()
	defer c.sim.calls.mu.Unlock()
	c.sim.calls.api, c.sim.calls.tokens = nil, nil
}

// Reset ends latency, hook, faults, lag and rate limit, forgets the writes that wait, returns to the plus plan and empties the
// logs. Tokens and the store stay.
func (c *Control) Reset() {
	c.SetLatencyFunc(nil)
	c.SetHook(nil)
	c.ClearFaults()
	c.SetLag(nil)
	c.sim.later.forget()
	c.SetRateLimit(RateLimit{})
	c.SetPlan(PlanPlus)
	c.ResetCalls()
}
