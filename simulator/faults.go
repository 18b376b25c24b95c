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
	// FaultTruncate announces the whole body and delivers half of it.
	FaultTruncate
	// FaultGarbage answers 200 with a body that is not JSON, or with Body.
	FaultGarbage
	// FaultDrip delivers the body in small pieces, Pause apart.
	FaultDrip
	// FaultToken answers 401 and makes the call's token invalid from then on.
	FaultToken
	// FaultRateLimit answers 429, with RetryAfter or without.
	FaultRateLimit
)

// Fault is something that goes wrong with matching calls. Token calls are matched, too.
type Fault struct {
	Kind FaultKind
	// Method and Path (a regular expression on the path and query) narrow the calls; empty matches all.
	Method, Path string
	// Nth is the first matching call that fails, counted from 1 when the fault is added; 0 is 1.
	Nth int
	// Times is how many matching calls fail from there on; 0 is one, Always is all.
	Times int

	Status       int
	Body         string
	ContentType  string
	Pause        time.Duration
	NoRetryAfter bool
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
	f.Nth = max(f.Nth, 1)
	f.Times = cmp.Or(f.Times, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, &armed{Fault: f, path: regexp.MustCompile(f.Path)})
}

// ClearFaults disarms all faults.
func (c *Control) ClearFaults() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = nil
}

func (c *Control) faultFor(r *http.Request) (hit *Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.faults {
		if f.Method != "" && f.Method != r.Method || !f.path.MatchString(r.URL.RequestURI()) {
			continue
		}
		f.seen++
		due := f.seen >= f.Nth && (f.Times == Always || f.seen < f.Nth+f.Times)
		if due && hit == nil {
			hit = &f.Fault
		}
	}
	return hit
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
	case FaultTruncate:
		a.truncate = max(1, len(a.body)/2)
	case FaultGarbage:
		a.status, a.items = http.StatusOK, 0
		a.body = []byte(cmp.Or(f.Body, `{"_embedded":{"conversations":[{"id":`+"\x00\xff<br>Notice: undefined"))
		a.header().Set("Content-Type", cmp.Or(f.ContentType, halJSON))
	case FaultDrip:
		a.drip = cmp.Or(f.Pause, 10*time.Millisecond)
	case FaultStatus, FaultToken, FaultRateLimit: // answered already
	}
}
