package simulator

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const tokenPath = "/v2/oauth2/token"

// tokens is the OAuth server: two grants and the refresh, no scopes.
type tokens struct {
	clock *clock

	mu       sync.Mutex
	apps     map[string]string
	codes    map[string]bool
	refresh  map[string]string    // refresh token -> the access token it would replace
	access   map[string]time.Time // access token -> end
	fixed    map[string]bool
	lifetime time.Duration
	issued   int
}

func newTokens(c *clock) *tokens {
	return &tokens{
		clock: c, apps: map[string]string{"demo": "demo"}, codes: map[string]bool{}, refresh: map[string]string{},
		access: map[string]time.Time{}, fixed: map[string]bool{}, lifetime: 172800 * time.Second,
	}
}

func (t *tokens) locked(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

func (t *tokens) addApp(id, secret string)    { t.locked(func() { t.apps[id] = secret }) }
func (t *tokens) addCode(code string)         { t.locked(func() { t.codes[code] = true }) }
func (t *tokens) addFixed(token string)       { t.locked(func() { t.fixed[token] = true }) }
func (t *tokens) addRefresh(token string)     { t.locked(func() { t.refresh[token] = "" }) }
func (t *tokens) setLifetime(d time.Duration) { t.locked(func() { t.lifetime = d }) }
func (t *tokens) expireAll()                  { t.locked(func() { clear(t.access) }) }
func (t *tokens) revoke(token string) {
	t.locked(func() { delete(t.access, token); delete(t.fixed, token) })
}

func (t *tokens) valid(token string) bool {
	now := t.clock.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	end, ok := t.access[token]
	return t.fixed[token] || ok && now.Before(end)
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func oauthError(code, description string) *answer {
	w := &writer{}
	w.open('{')
	w.str("error", code)
	w.str("error_description", description)
	w.close('}')
	return reply(http.StatusBadRequest, plainJSON, w.buf, 0)
}

// serveToken takes forms only. The documentation allows JSON, too, but a live test saw it refused.
func (s *Simulator) serveToken(r *http.Request) *answer {
	if r.Method != http.MethodPost {
		return notAllowed(r.Method)
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" {
		return oauthError("invalid_request", "Send the grant as application/x-www-form-urlencoded")
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(io.LimitReader(r.Body, 1<<16))
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return oauthError("invalid_request", "Malformed form")
	}
	if id, secret, ok := r.BasicAuth(); ok && !form.Has("client_id") {
		form.Set("client_id", id)
		form.Set("client_secret", secret)
	}
	return s.tokens.grant(form)
}

func (t *tokens) grant(form url.Values) *answer {
	now := t.clock.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if secret, ok := t.apps[form.Get("client_id")]; !ok || secret != form.Get("client_secret") {
		return oauthError("invalid_client", "Client authentication failed")
	}
	renewable := true
	switch form.Get("grant_type") {
	case "client_credentials":
		renewable = false // no refresh token: ask again
	case "authorization_code":
		code := form.Get("code")
		if !t.codes[code] {
			return oauthError("invalid_grant", "Invalid or used code")
		}
		delete(t.codes, code)
	case "refresh_token":
		old := form.Get("refresh_token")
		replaced, ok := t.refresh[old]
		if !ok {
			return oauthError("invalid_request", "Invalid refresh_token")
		}
		delete(t.refresh, old)
		delete(t.access, replaced) // a client's author saw the old access token stop at once
	default:
		return oauthError("unsupported_grant_type", "Unknown grant_type")
	}
	return t.issue(now, renewable)
}

func (t *tokens) issue(now time.Time, renewable bool) *answer {
	t.issued++
	access := fmt.Sprintf("sim-access-%06d", t.issued)
	t.access[access] = now.Add(t.lifetime)
	w := &writer{}
	w.open('{')
	w.str("token_type", "bearer")
	w.str("access_token", access)
	w.num("expires_in", int64(t.lifetime/time.Second))
	if renewable {
		refresh := fmt.Sprintf("sim-refresh-%06d", t.issued)
		t.refresh[refresh] = access
		w.str("refresh_token", refresh)
	}
	w.close('}')
	return reply(http.StatusOK, plainJSON, w.buf, 1)
}
