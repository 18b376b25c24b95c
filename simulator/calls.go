package simulator

import (
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
}

// String is the form used in test files: GET /v2/users?page=1  200  12 items.
func (c Call) String() string {
	q := c.Path
	if c.Query != "" {
		q += "?" + c.Query
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

func (l *callLog) add(r *http.Request, a *answer) {
	raw := strings.Split(r.URL.RawQuery, "&")
	slices.Sort(raw)
	c := Call{r.Method, r.URL.Path, strings.Join(raw, "&"), a.status, a.items, len(a.body)}
	if a.reset {
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
