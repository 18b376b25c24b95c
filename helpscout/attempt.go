package helpscout

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/tidwall/gjson"
)

// request is one operation on its way; it may take several attempts.
type request struct {
	operation, method, path string
	query                   string // encoded, sorted
	body                    []byte
	// read takes a good answer apart and counts its items; errBody asks for another try. Nil for writes.
	read func(*answer) (items int, err error)
}

// answer is what one attempt brought back.
type answer struct {
	status int
	header http.Header
	body   []byte
	token  string // that was sent, to be renewed after 401; never leaves the package
}

func (r *request) isWrite() bool { return r.method != http.MethodGet && r.method != http.MethodHead }

// weight is what a call takes from the account's budget (overview/rate-limiting).
func (r *request) weight() int {
	if r.isWrite() {
		return 2
	}
	return 1
}

// attempt makes one HTTP request when budget, concurrency and rate limit allow it. A failure is an *Error, or a
// *BudgetError. With an error, an answer means that the API itself said no.
func (c *Client) attempt(ctx context.Context, r *request, retries int) (*answer, error) {
	token, err := c.token(ctx)
	if err != nil {
		return nil, c.failed(r, err)
	}
	meter := MeterFrom(ctx)
	if err := meter.begin(); err != nil {
		return nil, err
	}
	pass, waited, err := c.admit(ctx, r)
	meter.addWait(waited)
	if err != nil {
		meter.undo()
		return nil, err
	}
	call := Call{
		Start: time.Now(), Operation: r.operation, Method: r.method, Path: r.path, Query: r.query,
		Wait: waited, Retries: retries,
	}
	a, err := c.exchange(ctx, r, token)
	// The limiter first: whoever waits for it should not wait for observers.
	c.leave(pass, a)
	if err == nil {
		call.Items, err = c.judge(r, a)
	}
	call.Duration = time.Since(call.Start)
	if a != nil {
		c.clock.saw(a.header, time.Now())
		call.Status, call.Bytes = a.status, len(a.body)
	}
	call.Err = err
	c.report(ctx, meter, call)
	return a, err
}

func (c *Client) token(ctx context.Context) (string, error) {
	if c.tokens == nil {
		return "", nil
	}
	return c.tokens.Token(ctx)
}

// admit waits for a free slot and for the rate limit, in this order: whoever probes an exhausted limit holds a slot.
func (c *Client) admit(ctx context.Context, r *request) (pass, time.Duration, error) {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return pass{}, 0, c.failed(r, ctx.Err())
	}
	start := time.Now()
	p, err := c.limit.acquire(ctx, r.weight())
	waited := time.Since(start)
	if waited < time.Millisecond {
		waited = 0 // taking a lock is not waiting
	}
	if err == nil {
		return p, waited, nil
	}
	<-c.slots
	var spent *spentError
	if errors.As(err, &spent) {
		return pass{}, waited, &Error{
			Status: http.StatusTooManyRequests, Operation: r.operation, Method: r.method, Path: r.path,
			Message: "the rate limit is used up", RetryAfter: spent.wait,
		}
	}
	return pass{}, waited, c.failed(r, err)
}

func (c *Client) leave(p pass, a *answer) {
	if a == nil {
		c.limit.release(p, 0, nil)
	} else {
		c.limit.release(p, a.status, a.header)
	}
	<-c.slots
}

// exchange sends the request and reads the answer whole. An answer whose body broke off comes back with status and header.
func (c *Client) exchange(ctx context.Context, r *request, token string) (*answer, error) {
	req, err := c.build(ctx, r, token)
	if err != nil {
		return nil, c.failed(r, err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.lost(ctx, r, token, err)
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header, token: token}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, c.maxBytes+1))
	switch {
	case int64(len(a.body)) > c.maxBytes:
		err, a.body = errTooLong, nil
	case err != nil && ctx.Err() != nil:
		err = ctx.Err()
	case err != nil:
		err, a.body = errBody, nil
	}
	// A write that was answered is done, and an error status speaks for itself, whatever became of the body.
	if err != nil && (r.isWrite() || a.status >= http.StatusMultipleChoices) {
		return a, nil
	}
	if err != nil {
		e := c.failed(r, err)
		e.Status = a.status
		return a, e
	}
	return a, nil
}

func (c *Client) build(ctx context.Context, r *request, token string) (*http.Request, error) {
	address := c.base + r.path
	if r.query != "" {
		address += "?" + r.query
	}
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil {
		return nil, withoutURL(err)
	}
	req.Header.Set("Accept", "application/hal+json, application/json")
	req.Header.Set("User-Agent", c.userAgent)
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

// judge turns an answer into an error unless it is what was asked for.
func (c *Client) judge(r *request, a *answer) (int, error) {
	if a.status >= 200 && a.status < 300 {
		if r.read == nil {
			return 0, c.judgeWrite(r, a)
		}
		items, err := r.read(a)
		if err != nil {
			e := c.failed(r, err)
			e.Status = a.status
			return items, e
		}
		return items, nil
	}
	e := c.failed(r, nil)
	e.Status = a.status
	e.describe(a.header, a.body)
	e.redact(a.token)
	if a.status >= 300 && a.status < 400 {
		e.location = a.header.Get("Location")
	}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		e.RetryAfter = retryAfter(a.header)
	}
	// A gateway that gave up says nothing about what the server behind it did.
	e.Unknown = r.isWrite() && a.status >= http.StatusInternalServerError
	return 0, e
}

// judgeWrite doubts a success that the API cannot have sent: a page of HTML from something in between, half of something.
func (c *Client) judgeWrite(r *request, a *answer) error {
	valid := isJSON(a.header, a.body) && gjson.ValidBytes(a.body)
	if len(bytes.TrimSpace(a.body)) == 0 || valid || a.header.Get("Resource-ID") != "" {
		return nil
	}
	e := c.failed(r, errBody)
	e.Status, e.Unknown = a.status, true
	return e
}

// failed is an Error for a call that ended before there was an answer to judge.
func (c *Client) failed(r *request, cause error) *Error {
	return &Error{Operation: r.operation, Method: r.method, Path: r.path, Err: cause}
}

// lost is an Error for a request that was handed to the network and brought no answer.
func (c *Client) lost(ctx context.Context, r *request, token string, cause error) *Error {
	sent := !neverLeft(cause)
	switch {
	case ctx.Err() != nil:
		cause = ctx.Err() // net/http wraps it in several ways
	case errors.Is(cause, context.DeadlineExceeded):
		cause = errNoAnswer // the HTTP client's own patience: not the deadline of the caller, who would be misled
	}
	e := c.failed(r, withoutURL(cause))
	e.transport = true
	e.Unknown = r.isWrite() && sent
	e.redact(token)
	return e
}

// report tells the log and the observers of a finished request. The query stays out of the log: it may name a person.
func (c *Client) report(ctx context.Context, meter *Meter, call Call) {
	c.log.LogAttrs(ctx, slog.LevelDebug, "api call",
		slog.String("method", call.Method), slog.String("path", call.Path), slog.Int("status", call.Status),
		slog.Int64("ms", call.Duration.Milliseconds()), slog.Int("retries", call.Retries))
	if c.observe != nil {
		c.observe(call)
	}
	meter.saw(call)
}
