package simulator

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Options says how large the account is and how it is seeded. The zero value is the demo account.
type Options struct {
	// Conversations is the number of conversations; 500 when zero.
	Conversations int
	// Customers is the number of customers; two for every five conversations, at least 200, when zero.
	Customers int
	// Seed makes a different but equally reproducible account; 1 when zero.
	Seed uint64
	// Now is the moment the account is looked at; dates lie in the two years before it. 2026-11-01T12:00:00Z when zero.
	Now time.Time
}

func (o Options) withDefaults() Options {
	if o.Conversations <= 0 {
		o.Conversations = 500
	}
	if o.Customers <= 0 {
		o.Customers = max(200, o.Conversations*2/5)
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Now.IsZero() {
		o.Now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	}
	return o
}

// Simulator is one fake account behind the HTTP API. It is safe for concurrent use.
type Simulator struct {
	store   *Store
	control *Control
	tokens  *tokens
	limit   *limiter
	calls   *callLog
	lists   *listCache
	later   *pending
}

// New seeds an account. Equal options give equal accounts, byte for byte.
func New(o Options) *Simulator {
	o = o.withDefaults()
	clk := &clock{}
	s := &Simulator{
		store:  seedStore(o),
		tokens: newTokens(clk),
		limit:  newLimiter(clk),
		calls:  &callLog{},
		lists:  &listCache{},
		later:  &pending{},
	}
	s.control = &Control{sim: s, clock: clk}
	return s
}

// Store gives tests typed access to the account, to compare with and to change.
func (s *Simulator) Store() *Store { return s.store }

// Control steers what goes wrong and tells what was asked.
func (s *Simulator) Control() *Control { return s.control }

// ServeHTTP answers one API call.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := s.exchange(r.Context(), r, baseURL(r))
	if r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // the client has gone, nothing to say to it
	}
	a.writeTo(r.Context(), w)
}

// Client returns an HTTP client that calls the simulator in-process: no listener, no port, no goroutine.
// Whatever host its requests name, this account answers.
func (s *Simulator) Client() *http.Client {
	return &http.Client{Transport: s.Transport()}
}

// Transport is the RoundTripper of Client, for tests that wrap it.
func (s *Simulator) Transport() http.RoundTripper { return inProcess{s} }

type inProcess struct{ sim *Simulator }

// RoundTrip serves the request on the caller's goroutine. It ends as soon as the request's context does.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a := t.sim.exchange(ctx, r, baseURL(r))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return a.response(ctx, r)
}

// baseURL is the address the caller used, so that links and redirects lead back to this simulator.
func baseURL(r *http.Request) string {
	u := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host}
	if u.Host == "" {
		u.Host = r.Host
	}
	if u.Scheme == "" {
		u.Scheme = "http"
		if r.TLS != nil {
			u.Scheme = "https"
		}
	}
	return u.String()
}

// exchange is one call from arrival to answer: wait, run the hook, pick a fault, check token and budget, serve, log.
func (s *Simulator) exchange(ctx context.Context, r *http.Request, base string) *answer {
	if !sleep(ctx, s.control.latencyOf(r)) {
		return &answer{status: http.StatusServiceUnavailable}
	}
	s.control.runHook(r)
	fault := s.control.faultFor(r)
	in := &incoming{http: r, base: base}
	if r.URL.Path != tokenPath {
		s.later.turn()
		in.body = readBody(r)
		s.reshape(in, fault)
	}
	a := s.answer(in, fault)
	a.header()["Date"] = []string{s.store.Now().Format(http.TimeFormat)}
	if fault != nil {
		fault.spoil(a)
	}
	s.calls.add(in, a)
	return a
}

// incoming is a call whose body has arrived.
type incoming struct {
	http *http.Request
	base string
	body []byte

	repeat int // rows that a page shows again
}

func (in *incoming) writes() bool {
	return in.http.Method != http.MethodGet && in.http.Method != http.MethodHead
}

func (s *Simulator) answer(in *incoming, fault *Fault) *answer {
	r := in.http
	if r.URL.Path == tokenPath {
		return s.serveToken(r)
	}
	header := http.Header{}
	var a *answer
	switch limited := s.limit.spend(r.Method, header); {
	case fault != nil && fault.Kind == FaultRateLimit:
		a = s.limit.refuse(header, fault.NoRetryAfter)
	case limited:
		a = s.limit.refuse(header, s.control.hidesRetryAfter())
	case fault != nil && fault.Kind == FaultStatus && !in.writes():
		a = fault.statusAnswer()
	case fault != nil && fault.Kind == FaultToken:
		s.tokens.revoke(bearer(r))
		a = unauthorized()
	case !s.tokens.valid(bearer(r)):
		a = unauthorized()
	case fault != nil && in.writes():
		a = s.serveSpoilt(in, fault)
	default:
		a = s.dispatch(in)
	}
	for k, v := range header {
		a.header()[k] = v
	}
	return a
}

// dispatch validates a call against its declared route and runs the handler under the store's lock: reads share it, a write has
// it alone.
func (s *Simulator) dispatch(in *incoming) *answer {
	r := in.http
	rt, vars, known := match(r.Method, r.URL.Path)
	switch {
	case !known:
		return notFound()
	case rt == nil:
		return notAllowed(r.Method)
	case rt.report() && !s.control.planHasReports():
		return accessDenied("your plan does not include reports; they need the Plus or Pro plan")
	}
	rq := &request{sim: s, store: s.store, http: r, base: in.base, path: r.URL.Path, v3: rt.v3(), body: in.body, repeat: in.repeat}
	if bad := rq.parse(rt, vars); bad != nil {
		return bad
	}
	if !rt.write {
		s.store.mu.RLock()
		defer s.store.mu.RUnlock()
		return rt.serve(rq)
	}
	if bad := rq.parseBody(rt); bad != nil {
		return bad
	}
	var a *answer
	s.store.change(func() { a = rt.serve(rq) })
	return a
}

// sleep waits for d or for the end of ctx, and says whether it slept through.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
