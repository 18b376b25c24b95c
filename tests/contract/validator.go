// Package contract holds the OpenAPI description of the API and checks traffic against it, the simulator's and any client's.
package contract

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

//go:embed openapi/*.yaml
var files embed.FS

// dateTime is narrower than RFC 3339: the API neither sends nor takes fractions and offsets.
const dateTime = `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$`

// Validator checks requests and responses against both OpenAPI files and remembers which operations it has seen valid.
// It is safe for concurrent use.
type Validator struct {
	docs    []*openapi3.T
	entries []entry
	options *openapi3filter.Options

	mu   sync.Mutex
	seen map[string]Seen
}

// Seen counts the valid requests and responses of an operation.
type Seen struct{ Requests, Responses int }

type entry struct {
	doc    *openapi3.T
	path   string
	parts  []string
	method string
	item   *openapi3.PathItem
	op     *openapi3.Operation
}

// New loads the OpenAPI files.
func New() (*Validator, error) {
	v := &Validator{seen: map[string]Seen{}, options: &openapi3filter.Options{
		IncludeResponseStatus: true,
		MultiError:            true,
		ExcludeRequestBody:    true, // checked here: the library cannot read a form described by oneOf
		SkipSettingDefaults:   true,
		AuthenticationFunc:    checkBearer,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{
			openapi3.WithStringFormatValidator("date-time", openapi3.NewRegexpFormatValidator(dateTime)),
		},
	}}
	names, err := files.ReadDir("openapi")
	if err != nil {
		return nil, err
	}
	for _, f := range names {
		raw, err := files.ReadFile("openapi/" + f.Name())
		if err != nil {
			return nil, err
		}
		doc, err := openapi3.NewLoader().LoadFromData(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		v.docs = append(v.docs, doc)
		v.index(doc)
	}
	return v, nil
}

// The libraries know decoders for HAL and JSON, but not for the other media types of the description.
func init() {
	for _, t := range []string{"application/vnd.error+json"} {
		openapi3filter.RegisterBodyDecoder(t, openapi3filter.JSONBodyDecoder)
	}
	for _, t := range []string{"text/html", "message/rfc822"} {
		openapi3filter.RegisterBodyDecoder(t, openapi3filter.PlainBodyDecoder)
	}
}

func (v *Validator) index(doc *openapi3.T) {
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			v.entries = append(v.entries, entry{doc, path, strings.Split(path, "/"), method, item, op})
		}
	}
}

// checkBearer wants a bearer token wherever the description does. The value is the server's business.
func checkBearer(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	if in.SecurityScheme.Type == "http" && in.SecurityScheme.Scheme == "basic" {
		return nil
	}
	scheme, token, _ := strings.Cut(in.RequestValidationInput.Request.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") || token == "" {
		return errors.New("no bearer token")
	}
	return nil
}

// OperationIDs lists every operation of both files, once.
func (v *Validator) OperationIDs() []string {
	var ids []string
	for _, e := range v.entries {
		ids = append(ids, e.op.OperationID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Operation is the description of one operation's path, method and query parameters.
type Operation struct {
	ID, Method, Path string
	Query            []*openapi3.Parameter
	Body             *openapi3.Schema // of a JSON request; nil where none is described
}

// Operations lists the operations of both files. One id can occur in both.
func (v *Validator) Operations() []Operation {
	var out []Operation
	for _, e := range v.entries {
		out = append(out, Operation{e.op.OperationID, e.method, e.path, e.query(), e.body()})
	}
	return out
}

func (e *entry) query() []*openapi3.Parameter {
	var out []*openapi3.Parameter
	for _, refs := range []openapi3.Parameters{e.item.Parameters, e.op.Parameters} {
		for _, ref := range refs {
			if ref.Value.In == openapi3.ParameterInQuery {
				out = append(out, ref.Value)
			}
		}
	}
	return out
}

func (e *entry) body() *openapi3.Schema {
	if e.op.RequestBody == nil {
		return nil
	}
	return e.op.RequestBody.Value.Content.Get("application/json").Schema.Value
}

// Seen counts what was valid so far.
func (v *Validator) Seen(operationID string) Seen {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.seen[operationID]
}

func (v *Validator) count(id string, requests, responses int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.seen[id]
	v.seen[id] = Seen{s.Requests + requests, s.Responses + responses}
}

// find lists the descriptions of a call: none, one, or one from each file. A literal segment beats a parameter, so that
// /v2/organizations/properties is not an organization.
func (v *Validator) find(method, path string) (found []entry) {
	parts, best := strings.Split(path, "/"), -1
	for _, e := range v.entries {
		n := e.literals(parts)
		if n < 0 || n < best {
			continue
		}
		if n > best {
			best, found = n, nil
		}
		if e.method == method {
			found = append(found, e)
		}
	}
	return found
}

func (e *entry) literals(parts []string) int {
	if len(parts) != len(e.parts) {
		return -1
	}
	n := 0
	for i, p := range e.parts {
		switch {
		case p == parts[i]:
			n++
		case !strings.HasPrefix(p, "{") || parts[i] == "":
			return -1
		}
	}
	return n
}

func (v *Validator) input(e entry, r *http.Request) *openapi3filter.RequestValidationInput {
	vars, parts := map[string]string{}, strings.Split(r.URL.Path, "/")
	for i, p := range e.parts {
		if name, ok := strings.CutPrefix(p, "{"); ok {
			vars[strings.TrimSuffix(name, "}")] = parts[i]
		}
	}
	return &openapi3filter.RequestValidationInput{
		Request: r, PathParams: vars, Options: v.options,
		Route: &routers.Route{Spec: e.doc, Path: e.path, PathItem: e.item, Method: e.method, Operation: e.op},
	}
}

// CheckRequest validates a request whose body is given apart. An undeclared query parameter is an error.
func (v *Validator) CheckRequest(r *http.Request, body []byte) error {
	found := v.find(r.Method, r.URL.Path)
	if len(found) == 0 {
		return fmt.Errorf("%s %s: no such operation", r.Method, r.URL.Path)
	}
	for _, e := range found {
		if err := v.checkRequest(e, r, body); err != nil {
			return fmt.Errorf("request of %s: %w", e.op.OperationID, err)
		}
	}
	v.count(found[0].op.OperationID, 1, 0)
	return nil
}

// CheckRecorded validates a request as a log tells of it: the method, the path with its query, and the JSON body, if any.
func (v *Validator) CheckRecorded(method, target, body string) error {
	r, err := http.NewRequestWithContext(context.Background(), method, "https://api.helpscout.net"+target, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer recorded")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return v.CheckRequest(r, []byte(body))
}

func (v *Validator) checkRequest(e entry, r *http.Request, body []byte) error {
	declared := e.query()
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	for name, vs := range values {
		i := slices.IndexFunc(declared, func(p *openapi3.Parameter) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("unknown query parameter %q", name)
		}
		if len(vs) > 1 && !strings.Contains(declared[i].Description, "repeating the parameter") {
			return fmt.Errorf("query parameter %q is repeated", name)
		}
	}
	if err := openapi3filter.ValidateRequest(r.Context(), v.input(e, r)); err != nil {
		return err
	}
	return v.checkRequestBody(e, r, body)
}

func (v *Validator) checkRequestBody(e entry, r *http.Request, body []byte) error {
	if e.op.RequestBody == nil {
		if len(body) > 0 {
			return errors.New("a body where none is described")
		}
		return nil
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	described := e.op.RequestBody.Value
	media := described.Content.Get(kind)
	switch {
	case len(body) == 0 && !described.Required:
		return nil
	case media == nil:
		return fmt.Errorf("content type %q is not described", kind)
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return err
		}
		object := map[string]any{}
		for name := range form {
			object[name] = form.Get(name)
		}
		return media.Schema.Value.VisitJSON(object, v.options.SchemaValidationOptions...)
	}
	value, err := openapi3filter.JSONBodyDecoder(bytes.NewReader(body), r.Header, media.Schema, nil)
	if err != nil {
		return err
	}
	return media.Schema.Value.VisitJSON(value, append(v.options.SchemaValidationOptions, openapi3.VisitAsRequest())...)
}

// CheckResponse validates an answer to a request.
func (v *Validator) CheckResponse(r *http.Request, status int, header http.Header, body []byte) error {
	found := v.find(r.Method, r.URL.Path)
	if len(found) == 0 {
		return fmt.Errorf("%s %s: no such operation", r.Method, r.URL.Path)
	}
	for _, e := range found {
		if err := v.checkResponse(e, r, status, header, body); err != nil {
			return fmt.Errorf("response %d of %s: %w", status, e.op.OperationID, err)
		}
	}
	if status < 400 {
		v.count(found[0].op.OperationID, 0, 1)
	}
	return nil
}

func (v *Validator) checkResponse(e entry, r *http.Request, status int, header http.Header, body []byte) error {
	if status >= 300 && status < 400 { // the library waves redirects through
		if e.op.Responses.Status(status) == nil {
			return errors.New("redirect is not described")
		}
		if header.Get("Location") == "" {
			return errors.New("redirect without Location")
		}
		return nil
	}
	in := v.input(e, r)
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: status, Header: header,
		Body: io.NopCloser(bytes.NewReader(body)), Options: v.options,
	})
}

// Transport wraps a client's transport so that each call is validated both ways. report is told of every invalid request or
// response; t.Error is a good one. Bodies that arrive incomplete are passed on unjudged.
func (v *Validator) Transport(next http.RoundTripper, report func(error)) http.RoundTripper {
	return &transport{v, next, report, true}
}

// Requests is a Transport that validates requests only, which costs little: tests whose subject is something else can have it
// on all their traffic.
func (v *Validator) Requests(next http.RoundTripper, report func(error)) http.RoundTripper {
	return &transport{v, next, report, false}
}

type transport struct {
	v       *Validator
	next    http.RoundTripper
	report  func(error)
	answers bool
}

// RoundTrip validates the request, sends it, and, if asked to, validates the response.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		var err error
		sent, err = io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	if err := t.v.CheckRequest(r, sent); err != nil {
		t.report(err)
	}
	res, err := t.next.RoundTrip(r)
	if err != nil || !t.answers {
		return res, err
	}
	got, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(got), failing{err}))
		return res, nil
	}
	res.Body = io.NopCloser(bytes.NewReader(got))
	if err := t.v.CheckResponse(r, res.StatusCode, res.Header, got); err != nil {
		t.report(err)
	}
	return res, nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
