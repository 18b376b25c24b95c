package simulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Call is one request as a test wants to see it.
type Call struct {
	Method, Path string
	// Query is the raw query string with its parameters in alphabetical order.
	Query  string
	Status int
	// Items counts list entries in the answer; a single object counts as one.
	Items int
	Bytes int
	// Body is what a write sent: JSON without needless space, cut where it gets long.
	Body string
}

// String is the form used in test files: GET /v2/users?page=1  200  12 items, or PUT /v2/users/1/status  204  {"status":"away"}.
func (c Call) String() string {
	q := c.Path
	if c.Query != "" {
		q += "?" + c.Query
	}
	if c.Method != http.MethodGet {
		return strings.TrimSpace(c.Method + " " + q + "  " + itoa(int64(c.Status)) + "  " + c.Body)
	}
	noun := " items"
	if c.Items == 1 {
		noun = " item"
	}
	return c.Method + " " + q + "  " + itoa(int64(c.Status)) + "  " + itoa(int64(c.Items)) + noun
}

// maxCalls bounds the log of a simulator that runs for days; the oldest calls are forgotten first.
const maxCalls = 1 << 17

type callLog struct {
	mu     sync.Mutex
	api    []Call
	tokens []Call
}

// maxLoggedBody is more than any body in a test file needs, but little beside an attachment.
const maxLoggedBody = 4096

func loggedBody(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	short := bytes.Buffer{}
	if json.Compact(&short, body) != nil {
		return cut(string(body), maxLoggedBody)
	}
	return cut(short.String(), maxLoggedBody)
}

func (l *callLog) add(in *incoming, a *answer) {
	r := in.http
	raw := strings.Split(r.URL.RawQuery, "&")
	slices.Sort(raw)
	c := Call{r.Method, r.URL.Path, strings.Join(raw, "&"), a.status, a.items, len(a.body), loggedBody(in.body)}
	if a.lost() {
		c.Status, c.Items, c.Bytes = 0, 0, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	log := &l.api
	if c.Path == tokenPath {
		log = &l.tokens
	}
	if len(*log) >= maxCalls {
		*log = slices.Delete(*log, 0, maxCalls/2)
	}
	*log = append(*log, c)
}
