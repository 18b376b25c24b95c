package helpscout

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Request is one call that is not a listing: a write, as a rule.
type Request struct {
	Operation string // names the call in errors and logs, for example "createConversation"
	Method    string
	Path      string // below Config.BaseURL, with its variables filled in and escaped
	Query     url.Values
	Body      any // sent as JSON; json.RawMessage goes as it is; nil sends none
}

// Response is the answer to a Request.
type Response struct {
	Status int
	// ResourceID is the id of what was created: the Resource-ID header, else the last number in the path of Location.
	// 0 when there is none.
	ResourceID int64
	// Location is the address of what was created, as sent.
	Location string
	Body     json.RawMessage // usually empty: writes answer without a body
}

// Do sends one request, a write as a rule. A write whose answer is lost returns an *Error with Unknown set and is never
// sent a second time; after 401 and 429, which mean that it was not applied, it is.
func (c *Client) Do(ctx context.Context, q Request) (*Response, error) {
	r := &request{operation: q.Operation, method: q.Method, path: q.Path, query: q.Query.Encode()}
	if q.Body != nil {
		body, err := json.Marshal(q.Body)
		if err != nil {
			return nil, c.failed(r, err)
		}
		r.body = body
	}
	if !r.isWrite() {
		r.read = validJSON
	}
	a, err := c.run(ctx, r)
	if err != nil {
		return nil, err
	}
	location := a.header.Get("Location")
	return &Response{Status: a.status, ResourceID: resourceID(a.header), Location: location, Body: a.body}, nil
}

// Get reads one object. A conversation that was merged into another answers 301 (conversations/get): Get follows it on
// the same host and returns the survivor, so callers compare the id that they asked for with the id in the body.
func (c *Client) Get(ctx context.Context, operation, path string, q url.Values) (json.RawMessage, error) {
	r := &request{operation: operation, method: http.MethodGet, path: path, query: q.Encode(), read: validJSON}
	for range 3 { // a survivor may have been merged in turn
		a, err := c.run(ctx, r)
		var e *Error
		if err == nil {
			return a.body, nil
		}
		if !errors.As(err, &e) || e.location == "" {
			return nil, err
		}
		next, ok := c.sameHost(r, e.location)
		if !ok {
			e.Message = "moved to an address that this client does not follow"
			return nil, e
		}
		r = next
	}
	return nil, &Error{Operation: operation, Method: http.MethodGet, Path: path, Message: "moved too many times"}
}

// sameHost turns a Location into the next request, if it leads to the host that the client was given. The token must
// never go anywhere else, nor over a weaker scheme.
func (c *Client) sameHost(r *request, location string) (*request, bool) {
	from, err := url.Parse(c.base + r.path)
	if err != nil {
		return nil, false
	}
	to, err := from.Parse(location)
	if err != nil || to.Scheme != from.Scheme || to.Host != from.Host || to.User != nil {
		return nil, false
	}
	base, err := url.Parse(c.base)
	if err != nil {
		return nil, false
	}
	path, ok := strings.CutPrefix(to.EscapedPath(), base.EscapedPath())
	if !ok || !strings.HasPrefix(path, "/") {
		return nil, false
	}
	next := *r
	next.path = path
	if to.RawQuery != "" {
		next.query = to.Query().Encode()
	}
	return &next, true
}

// resourceID finds the id of a created entity (overview/status_codes). The Location may end in a query string.
func resourceID(h http.Header) int64 {
	if id, err := strconv.ParseInt(strings.TrimSpace(h.Get("Resource-ID")), 10, 64); err == nil {
		return id
	}
	u, err := url.Parse(h.Get("Location"))
	if err != nil {
		return 0
	}
	parts := strings.Split(u.Path, "/")
	for i := len(parts) - 1; i >= 0; i-- {
		if id, err := strconv.ParseInt(parts[i], 10, 64); err == nil {
			return id
		}
	}
	return 0
}

func validJSON(a *answer) (int, error) {
	if !isJSON(a.header, a.body) || !gjson.ValidBytes(a.body) {
		return 0, errBody
	}
	return 0, nil
}
