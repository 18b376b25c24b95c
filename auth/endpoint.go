package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/oauth2"
)

const (
	maxTries = 4
	// patience bounds one renewal, all tries together: nobody cancels it.
	patience = 90 * time.Second
)

// firstWait is the pause after the first failure; each next one is longer. Tests shorten it.
var firstWait = 300 * time.Millisecond

// endpoint asks the token endpoint and turns what goes wrong into an *Error.
type endpoint struct {
	http    *http.Client
	secrets []string // that no error may show
	first   time.Duration
	cure    string
}

func newEndpoint(cfg Config) *endpoint {
	h := http.Client{}
	if cfg.HTTP != nil {
		h = *cfg.HTTP
	}
	if h.Timeout == 0 {
		h.Timeout = 30 * time.Second
	}
	// A redirect would carry the secret along.
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &endpoint{http: &h, secrets: []string{cfg.AppSecret}, first: firstWait, cure: cfg.Cure}
}

// ask makes a token request, and again after a failure that may pass. more are secrets of this request.
func (e *endpoint) ask(
	ctx context.Context, more []string, grant func(context.Context) (*oauth2.Token, error),
) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, e.http), patience)
	defer cancel()
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = e.first
	once := func() (*oauth2.Token, error) {
		t, err := grant(ctx)
		if err == nil {
			return t, nil
		}
		failure := explain(err)
		if failure.Refused {
			failure.cure = e.cure
		}
		failure.redact(append(more, e.secrets...))
		if !failure.passing {
			return nil, backoff.Permanent(failure)
		}
		return nil, failure
	}
	t, err := backoff.Retry(ctx, once, backoff.WithBackOff(pauses), backoff.WithMaxTries(maxTries))
	if err == nil {
		return t, nil
	}
	var failure *Error
	if errors.As(err, &failure) {
		return nil, failure
	}
	return nil, &Error{Description: "the token endpoint did not answer", Err: err}
}

// explain reads x/oauth2's error. Its text quotes the whole answer, so none of it is kept but the OAuth members.
func explain(err error) *Error {
	var r *oauth2.RetrieveError
	if errors.As(err, &r) {
		e := &Error{Code: r.ErrorCode, Description: brief(r.ErrorDescription)}
		if r.Response != nil {
			e.Status = r.Response.StatusCode
		}
		e.Refused = refused(e)
		e.passing = !e.Refused && (e.Status >= http.StatusInternalServerError || e.Status == http.StatusTooManyRequests)
		return e
	}
	var u *url.Error
	if errors.As(err, &u) {
		return &Error{Description: "the token endpoint cannot be reached", Err: u.Err, passing: true}
	}
	return &Error{Description: "the token endpoint's answer is not a token"}
}

func refused(e *Error) bool {
	switch e.Code {
	case "invalid_client", "invalid_grant", "unauthorized_client", "access_denied":
		return true
	}
	return e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

func brief(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "..."
	}
	return s
}
