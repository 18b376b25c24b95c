package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// maxBody is where 413 begins. The only limits known are those of the retired v1: 10 MB for an attachment, which is more in
// base64, and 100 kB for most other bodies, which nobody has seen in v2.
const maxBody = 16 << 20

// writeOf declares an operation that changes something. body is nil where none is described.
func writeOf(id, method, path string, body *Schema, serve func(*request) *answer, params ...Parameter) route {
	r := newRoute(id, method, path, serve, params)
	r.Body, r.write = body, true
	return r
}

// readBody reads a request's body, up to one byte more than it may have.
func readBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	return body
}

var errTrailing = errors.New("something follows the JSON value")

// parseBody checks the body against the route's declaration and leaves it in rq.body for decode. A member that is not declared
// is refused: nothing in the reference says that the API would take it, and a misspelt one must not be lost in silence.
func (rq *request) parseBody(rt *route) *answer {
	switch media, _, _ := mime.ParseMediaType(rq.http.Header.Get("Content-Type")); {
	case rt.Body == nil && len(rq.body) == 0:
		return nil
	case rt.Body == nil:
		return badRequest(problem{"body", "no body is expected", "", "NotSupported"})
	case len(rq.body) > maxBody:
		return plainError(http.StatusRequestEntityTooLarge, errorJSON, "Request entity too large")
	case media != plainJSON:
		return plainError(http.StatusUnsupportedMediaType, errorJSON, "Media type '"+media+"' is not supported; use application/json")
	}
	value, err := decodeJSON(rq.body)
	if err != nil {
		return malformedBody()
	}
	if wrong := rt.Body.check("", value); len(wrong) > 0 {
		return refuse(wrong...)
	}
	rq.body, _ = json.Marshal(value) // each member once, so that decode cannot fail
	return nil
}

func decodeJSON(body []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err = d.Decode(&value); err == nil && d.More() {
		err = errTrailing
	}
	return value, err
}

// decode reads a checked body.
func decode[T any](rq *request) (v T) {
	if err := json.Unmarshal(rq.body, &v); err != nil {
		panic("simulator: a schema lets through what its handler cannot read: " + err.Error())
	}
	return v
}

// given is a member that tells null from absent.
type given[T any] struct {
	There, Null bool
	Value       T
}

// UnmarshalJSON is only called for a member that is there.
func (g *given[T]) UnmarshalJSON(b []byte) error {
	g.There, g.Null = true, string(b) == "null"
	if g.Null {
		return nil
	}
	return json.Unmarshal(b, &g.Value)
}

// created answers a POST: no body, the id in a header and, for what has an address of its own, that address.
func (rq *request) created(id int64, path string) *answer { return rq.createdAs(itoa(id), path) }

func (rq *request) createdAs(id, path string) *answer {
	a := &answer{status: http.StatusCreated}
	a.header()["Resource-Id"] = []string{id}
	if path != "" {
		a.header()["Location"] = []string{rq.base + path}
	}
	return a
}

func noContent() *answer { return &answer{status: http.StatusNoContent} }

// refuse answers 400 to a body, or 412 when all that is wrong is that a conversation would get too long.
func refuse(problems ...problem) *answer {
	if slices.ContainsFunc(problems, func(p problem) bool { return p.path == "threads" && p.kind == "Size" }) && len(problems) == 1 {
		return tooManyThreads()
	}
	slices.SortFunc(problems, func(a, b problem) int { return strings.Compare(a.path, b.path) })
	return problemsAnswer(problems, "JSON")
}

func tooManyThreads() *answer {
	return plainError(http.StatusPreconditionFailed, errorJSON, "A conversation cannot have more than "+itoa(maxThreads)+" threads")
}

// conflict answers 409. Which member is to blame is not documented; it is told here as validation errors tell it.
func conflict(path, message string, value any) *answer {
	a := problemsAnswer([]problem{bad(path, message, value, "Conflict")}, "JSON")
	a.status = http.StatusConflict
	return a
}
