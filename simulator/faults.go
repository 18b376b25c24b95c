package simulator

import (
	"cmp"
	"net/http"
	"regexp"
	"time"
)

// FaultKind is a way for a call to go wrong.
type FaultKind int

const (
	// FaultStatus answers Status, 503 by default, with a gateway's HTML page or with Body.
	FaultStatus FaultKind = iota
	// FaultReset lets the connection die without an answer.
	FaultReset
	// FaultRefuse lets the dial fail, so that not a byte leaves the client and no write is applied. Over the wire, where the
	// call has arrived already, it is a FaultReset without effect.
	FaultRefuse
	// FaultTruncate announces the whole body and delivers half of it. An answer without a body breaks off in its headers.
	FaultTruncate
	// FaultGarbage answers 200 with a body that is not JSON, or with Body.
	FaultGarbage
	// FaultDrip delivers the body in small pieces, Pause apart.
	FaultDrip
	// FaultHang never answers: the call ends when the client's context does.
	FaultHang
	// FaultToken answers 401 and makes the call's token invalid from then on. A write is not applied.
	FaultToken
	// FaultRateLimit answers 429, with RetryAfter or without. A write is not applied.
	FaultRateLimit
	// FaultRepeat lets a page of a list begin with the last Rows rows of the page before it, on top of its own.
	FaultRepeat
	// FaultGrow adds Rows old entries to what the call lists, customers or else conversations, before it is served.
	FaultGrow
	// FaultShrink deletes Rows entries of what the call lists, customers or else conversations, before it is served.
	FaultShrink
)

// Effect is what becomes of a write whose answer is lost. Reads have none, and the kinds that leave the answer whole
// (FaultDrip and those that change lists) always apply the write.
type Effect int

const (
	// EffectNone keeps the write from the account: it was lost on its way there.
	EffectNone Effect = iota
	// EffectDone applies the write before its answer is lost.
	EffectDone
	// EffectLater applies the write when Delay more requests have been served without it, or on Control.Settle.
	EffectLater
)

// Fault is something that goes wrong with matching calls. Token calls are matched, too.
type Fault struct {
	Kind FaultKind
	// Effect says whether a write happens all the same.
	Effect Effect
	// Delay belongs to EffectLater; 0 waits for Control.Settle.
	Delay int

	// Operation (an operationId), Method and Path (a regular expression on the path and query) narrow the calls; empty
	// matches all.
	Operation, Method, Path string
	// Nth is the first matching call that fails, counted from 1 when the fault is added; 0 is 1.
	Nth int
	// Every lets only every so-manieth matching call fail from there on; 0 is 1.
	Every int
	// Times is how many matching calls fail from there on; 0 is one, Always is all.
	Times int

	Status       int
	Body         string
	ContentType  string
	Pause        time.Duration
	NoRetryAfter bool
	Rows         int // 1 when zero
}

// Always as Fault.Times lets a fault never end.
const Always = -1

type armed struct {
	Fault
	path *regexp.Regexp
	seen int
}

// AddFault arms a fault. It panics on a Path that is not a regular expression, since only tests call it.
// Where several faults match a call the first one added wins, but all of them count it.
func (c *Control) AddFault(f Fault) {
	f.Nth, f.Every, f.Rows = max(f.Nth, 1), max(f.Every, 1), max(f.Rows, 1)
	f.Times = cmp.Or(f.Times, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, &armed{Fault: f, path: regexp.MustCompile(f.Path)})
}

// ClearFaults disarms all faults. Writes that wait for their time go on waiting.
func (c *Control) ClearFaults() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = nil
}

// Settle applies every write that waits and lets the lists show everything.
func (c *Control) Settle() {
	c.sim.later.settle()
	c.sim.store.catchUp()
}

func (c *Control) faultFor(r *http.Request) (hit *Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.faults {
		if !f.matches(r) {
			continue
		}
		f.seen++
		nth := f.seen - f.Nth
		due := nth >= 0 && nth%f.Every == 0 && (f.Times == Always || nth/f.Every < f.Times)
		if due && hit == nil {
			hit = &f.Fault
		}
	}
	return hit
}

func (f *armed) matches(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method || !f.path.MatchString(r.URL.RequestURI()) {
		return false
	}
	if f.Operation == "" {
		return true
	}
	if r.URL.Path == tokenPath {
		return f.Operation == "createToken"
	}
	rt, _, _ := match(r.Method, r.URL.Path)
	return rt != nil && rt.ID == f.Operation
}

// serveSpoilt is a write that a fault hits: it happens, or not, or later.
func (s *Simulator) serveSpoilt(in *incoming, f *Fault) *answer {
	a := &answer{status: http.StatusServiceUnavailable}
	switch {
	case f.Kind == FaultRefuse:
	case f.Effect == EffectDone || !f.losesAnswer():
		a = s.dispatch(in)
	case f.Effect == EffectLater:
		s.later.after(f.Delay, func() { s.dispatch(in) })
	}
	if f.Kind == FaultStatus {
		a = f.statusAnswer()
	}
	return a
}

func (f *Fault) losesAnswer() bool {
	switch f.Kind {
	case FaultDrip, FaultRepeat, FaultGrow, FaultShrink:
		return false
	case FaultStatus, FaultReset, FaultRefuse, FaultTruncate, FaultGarbage, FaultHang, FaultToken, FaultRateLimit:
	}
	return true
}

// statusAnswer is what a gateway says when the API behind it does not.
func (f *Fault) statusAnswer() *answer {
	status := cmp.Or(f.Status, http.StatusServiceUnavailable)
	title := itoa(int64(status)) + " " + http.StatusText(status)
	body := cmp.Or(f.Body, "<html>\r\n<head><title>"+title+"</title></head>\r\n<body>\r\n<center><h1>"+title+
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
	return reply(status, cmp.Or(f.ContentType, "text/html; charset=utf-8"), []byte(body), 0)
}

// spoil applies the faults that leave the answer's meaning alone but not its journey.
func (f *Fault) spoil(a *answer) {
	switch f.Kind {
	case FaultReset:
		a.reset = true
	case FaultRefuse:
		a.reset, a.refused = true, true
	case FaultHang:
		a.hang = true
	case FaultTruncate:
		a.truncate = max(1, len(a.body)/2)
	case FaultGarbage:
		a.status, a.items = http.StatusOK, 0
		a.body = []byte(cmp.Or(f.Body, `{"_embedded":{"conversations":[{"id":`+"\x00\xff<br>Notice: undefined"))
		a.header().Set("Content-Type", cmp.Or(f.ContentType, halJSON))
	case FaultDrip:
		a.drip = cmp.Or(f.Pause, 10*time.Millisecond)
	case FaultStatus, FaultToken, FaultRateLimit, FaultRepeat, FaultGrow, FaultShrink: // done already
	}
}
