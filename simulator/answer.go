package simulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// Media types of the reference: lists and entities are HAL, validation errors are vnd.error, the token is plain JSON.
const (
	halJSON   = "application/hal+json"
	errorJSON = "application/vnd.error+json"
	plainJSON = "application/json"
)

// answer is a response before it travels, with the ways its journey can go wrong.
type answer struct {
	status int
	head   http.Header
	body   []byte
	items  int

	reset    bool          // the connection dies before a byte arrives
	refused  bool          // there never was a connection
	hang     bool          // nothing ever arrives
	truncate int           // bytes of the body that arrive before the connection dies; 0 is all of them
	drip     time.Duration // pause between small pieces of the body
}

// lost says that the client sees no status.
func (a *answer) lost() bool { return a.reset || a.hang || a.truncate > 0 && len(a.body) == 0 }

func (a *answer) header() http.Header {
	if a.head == nil {
		a.head = http.Header{}
	}
	return a.head
}

func reply(status int, contentType string, body []byte, items int) *answer {
	return &answer{status: status, head: http.Header{"Content-Type": {contentType}}, body: body, items: items}
}

var (
	errReset   = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
)

const dripChunk = 64

// writeTo sends the answer over a real connection.
func (a *answer) writeTo(ctx context.Context, w http.ResponseWriter) {
	switch {
	case a.hang:
		<-ctx.Done()
		panic(http.ErrAbortHandler)
	case a.reset:
		endConnection(w, "")
	case a.lost():
		endConnection(w, "HTTP/1.1 "+strconv.Itoa(a.status)+" "+http.StatusText(a.status)+"\r\nX-RateLimit-Li")
	}
	for k, v := range a.header() {
		w.Header()[k] = v
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	body := a.body
	if a.truncate > 0 && a.truncate < len(body) {
		body = body[:a.truncate]
	}
	flush := http.NewResponseController(w)
	for a.drip > 0 && len(body) > 0 {
		n := min(dripChunk, len(body))
		_, _ = w.Write(body[:n])
		_ = flush.Flush()
		body = body[n:]
		if !sleep(ctx, a.drip) {
			panic(http.ErrAbortHandler)
		}
	}
	_, _ = w.Write(body)
	if a.truncate > 0 {
		_ = flush.Flush()
		panic(http.ErrAbortHandler) // the server closes the connection short of Content-Length
	}
}

// endConnection says its last words, if any, and closes; without any it ends with RST where the server allows it.
func endConnection(w http.ResponseWriter, words string) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_, _ = io.WriteString(conn, words)
			if tcp, ok := conn.(*net.TCPConn); ok && words == "" {
				_ = tcp.SetLinger(0)
			}
			_ = conn.Close()
		}
	}
	panic(http.ErrAbortHandler)
}

// response hands the answer to an in-process caller as net/http would after a round trip.
func (a *answer) response(ctx context.Context, r *http.Request) (*http.Response, error) {
	switch {
	case a.hang:
		<-ctx.Done()
		return nil, ctx.Err()
	case a.refused:
		return nil, errRefused
	case a.reset:
		return nil, errReset
	case a.lost():
		return nil, io.ErrUnexpectedEOF
	}
	rd := &bodyReader{ctx: ctx, rest: a.body, drip: a.drip}
	if a.truncate > 0 && a.truncate < len(a.body) {
		rd.rest, rd.short = a.body[:a.truncate], true
	}
	h := a.header()
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: rd, ContentLength: int64(len(a.body)), Request: r,
	}, nil
}

// bodyReader reads an answer's body the way a network would deliver it: slowly, cut short, or not at all once cancelled.
type bodyReader struct {
	ctx    context.Context
	rest   []byte
	drip   time.Duration
	short  bool
	closed bool
}

var errClosedBody = errors.New("http: read on closed response body")

func (b *bodyReader) Read(p []byte) (int, error) {
	if b.closed {
		return 0, errClosedBody
	}
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	if len(b.rest) == 0 {
		if b.short {
			return 0, io.ErrUnexpectedEOF
		}
		return 0, io.EOF
	}
	chunk := b.rest
	if b.drip > 0 {
		if !sleep(b.ctx, b.drip) {
			return 0, b.ctx.Err()
		}
		chunk = chunk[:min(dripChunk, len(chunk))]
	}
	n := copy(p, chunk)
	b.rest = b.rest[n:]
	return n, nil
}

// WriteTo spares io.Copy and io.ReadAll-like callers the piecewise copy when nothing slows the body down.
func (b *bodyReader) WriteTo(w io.Writer) (int64, error) {
	if b.drip == 0 && !b.short && !b.closed && b.ctx.Err() == nil {
		n, err := bytes.NewReader(b.rest).WriteTo(w)
		b.rest = nil
		return n, err
	}
	return io.Copy(w, struct{ io.Reader }{b})
}

func (b *bodyReader) Close() error {
	b.closed = true
	return nil
}
