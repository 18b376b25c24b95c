package helpscout

import (
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// maxErrorText bounds what an error quotes of an answer, so that no page of HTML or JSON ends up in a log.
const maxErrorText = 500

// Error is a call that failed: the API's answer in its own words, or what happened in place of an answer.
type Error struct {
	Status    int // 0 when no answer came
	Operation string
	Method    string
	Path      string
	LogRef    string // what Help Scout's support asks for
	Message   string
	Fields    []FieldError // of a 400: what is wrong with which member
	// RetryAfter is set with status 429: when the rate limit is free again.
	RetryAfter time.Duration
	// Unknown marks a write whose answer was lost: it may have been applied or not. It is never sent again.
	Unknown bool
	// Tries is how many requests were made.
	Tries int
	// Err is the cause when there is no usable answer. It holds no address and no token.
	Err error

	transport bool   // the network failed, not the API
	location  string // of a redirect
}

// FieldError is the API's complaint about one member of a request (overview/errors).
type FieldError struct {
	Path    string
	Message string
}

// Error says what happened and, in brackets, to which call.
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.Unknown:
		b.WriteString("it is unknown whether Help Scout applied this")
	case e.Status != 0:
		fmt.Fprintf(&b, "Help Scout answered %d %s", e.Status, http.StatusText(e.Status))
	default:
		b.WriteString("the call to Help Scout failed")
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Path, f.Message)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, "; free again in %d s", int((e.RetryAfter+time.Second-1)/time.Second))
	}
	fmt.Fprintf(&b, " (%s %s", e.Method, e.Path)
	if e.Tries > 1 {
		fmt.Fprintf(&b, ", %d tries", e.Tries)
	}
	if e.LogRef != "" {
		b.WriteString(", logRef " + e.LogRef)
	}
	b.WriteString(")")
	return b.String()
}

// Unwrap gives errors.Is and errors.As the cause: a cancelled context, a refused login.
func (e *Error) Unwrap() error { return e.Err }

// errBody is an answer that arrived but cannot be what the API meant to say: cut short, HTML, not JSON.
var errBody = errors.New("the answer is not the JSON that was asked for")

// errNoAnswer is the end of the HTTP client's patience with one request.
var errNoAnswer = errors.New("no answer in time")

// errTooLong is an answer longer than Config.MaxResponseBytes. Another try would be as long.
var errTooLong = errors.New("the answer is longer than this client accepts")

// errShape is valid JSON of another form than the listing has. Another try would look the same.
var errShape = errors.New("the answer does not have the form of this listing")

// describe fills in what an error answer says (overview/errors). Members may be missing, the body may be HTML.
func (e *Error) describe(header http.Header, body []byte) {
	if !isJSON(header, body) || !gjson.ValidBytes(body) {
		return
	}
	doc := gjson.ParseBytes(body)
	e.LogRef = brief(doc.Get("logRef").String())
	e.Message = brief(doc.Get("message").String())
	for _, f := range doc.Get("_embedded.errors").Array() {
		field := FieldError{Path: brief(f.Get("path").String()), Message: brief(f.Get("message").String())}
		if field != (FieldError{}) {
			e.Fields = append(e.Fields, field)
		}
		if len(e.Fields) == 20 {
			break
		}
	}
}

// redact takes a secret out of the texts that came from outside.
func (e *Error) redact(secret string) {
	if secret == "" {
		return
	}
	clean := func(s string) string { return strings.ReplaceAll(s, secret, "[redacted]") }
	e.Message, e.LogRef = clean(e.Message), clean(e.LogRef)
	for i := range e.Fields {
		e.Fields[i].Path, e.Fields[i].Message = clean(e.Fields[i].Path), clean(e.Fields[i].Message)
	}
	if e.Err != nil && strings.Contains(e.Err.Error(), secret) {
		e.Err = errors.New(clean(e.Err.Error()))
	}
}

// isJSON looks at the content type before anybody parses: a gateway's error page is HTML under any status.
func isJSON(header http.Header, body []byte) bool {
	kind := header.Get("Content-Type")
	if kind == "" {
		return len(body) > 0 && (body[0] == '{' || body[0] == '[')
	}
	media, _, err := mime.ParseMediaType(kind)
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

func brief(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if len(s) <= maxErrorText {
		return s
	}
	cut := maxErrorText
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}

// withoutURL drops the address that net/http puts in front of its errors: its query may hold a person's e-mail address.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// neverLeft reports that not one byte of the request was sent. Only a failed dial proves that; everything else counts as sent.
func neverLeft(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
