// Package auth signs in to Help Scout and gives OAuth2 bearer tokens for its API (overview/authentication): by the
// authorization-code grant in the browser, by client credentials, or one that was made elsewhere. Logins are kept in a
// file or in the system's keyring.
//
// Reading order: source.go (one token after the other), stored.go (a login that several processes share), store.go
// (where it is kept), callback.go (the browser's way back), endpoint.go (the token endpoint).
package auth

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// skew is how long before its end a token is renewed: a call that leaves now should not arrive with a dead token. A
// token that lives only for minutes is renewed in the last quarter of its life.
const skew = 60 * time.Second

// Config names the application and the endpoint that gives tokens to it.
type Config struct {
	TokenURL  string // for the real API https://api.helpscout.net/v2/oauth2/token
	AppID     string
	AppSecret string
	HTTP      *http.Client // nil means a client of its own
	Cure      string       // what the user should do when the credentials are refused
}

// Source gives one token after the other and is safe for concurrent use. However many calls wait, one renewal is made.
type Source struct {
	// fetch returns another token than the refused one, "" when none was. Nil: the token is all there is.
	fetch func(ctx context.Context, refused string) (token, error)
	cure  string

	mu      sync.Mutex
	token   token
	renewal *renewal // under way, or nil
}

// token is an access token and its life.
type token struct {
	access string
	born   time.Time
	expiry time.Time // zero: unknown
}

// renewal is one request for a token, which any number of calls wait for.
type renewal struct {
	done  chan struct{} // closed when token and err are set
	token token
	err   error
}

// ClientCredentials asks for tokens with the application's own credentials. There is no refresh token: it asks again.
func ClientCredentials(cfg Config) *Source {
	e := newEndpoint(cfg)
	return &Source{fetch: func(ctx context.Context, _ string) (token, error) {
		t, err := e.clientCredentials(ctx, cfg)
		return fresh(t), err
	}}
}

// Static gives a token that was made elsewhere. It cannot be renewed; cure says what to do once it is refused.
func Static(accessToken, cure string) *Source {
	return &Source{token: token{access: accessToken}, cure: cure}
}

// Token returns a token with at least a minute to live, and asks for one if there is none.
func (s *Source) Token(ctx context.Context) (string, error) {
	return s.get(ctx, "")
}

// Renew returns another token than the one that the API refused. If a renewal has happened since, its token serves.
func (s *Source) Renew(ctx context.Context, refused string) (string, error) {
	return s.get(ctx, refused)
}

// Settle waits for a renewal under way, so that a process which ends does not take the only valid refresh token along.
func (s *Source) Settle(ctx context.Context) {
	s.mu.Lock()
	r := s.renewal
	s.mu.Unlock()
	if r == nil {
		return
	}
	select {
	case <-r.done:
	case <-ctx.Done():
	}
}

func (s *Source) get(ctx context.Context, refused string) (string, error) {
	s.mu.Lock()
	if s.token.usable() && s.token.access != refused {
		defer s.mu.Unlock()
		return s.token.access, nil
	}
	if s.fetch == nil {
		s.mu.Unlock()
		return "", &Error{Refused: true, Description: "the access token was refused, and there is no way to renew it", cure: s.cure}
	}
	r := s.renewal
	if r == nil {
		r = &renewal{done: make(chan struct{})}
		s.renewal = r
		// Its own life: when the call that started it is cancelled, the others still wait, and an answer that is thrown
		// away might have held the only valid refresh token.
		go s.renew(context.WithoutCancel(ctx), refused, r)
	}
	s.mu.Unlock()
	select {
	case <-r.done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if r.err != nil {
		return "", r.err
	}
	return r.token.access, nil
}

func (s *Source) renew(ctx context.Context, refused string, r *renewal) {
	r.token, r.err = s.fetch(ctx, refused)
	s.mu.Lock()
	if r.err == nil {
		s.token = r.token
	}
	s.renewal = nil
	s.mu.Unlock()
	close(r.done)
}

func (t token) usable() bool {
	if t.access == "" {
		return false
	}
	return t.expiry.IsZero() || time.Until(t.expiry) > min(skew, t.expiry.Sub(t.born)/4)
}

// fresh is a token that has just come, or none.
func fresh(t *oauth2.Token) token {
	if t == nil {
		return token{}
	}
	return token{access: t.AccessToken, born: time.Now(), expiry: t.Expiry}
}

func (e *endpoint) clientCredentials(ctx context.Context, cfg Config) (*oauth2.Token, error) {
	grant := clientcredentials.Config{
		ClientID: cfg.AppID, ClientSecret: cfg.AppSecret, TokenURL: cfg.TokenURL, AuthStyle: oauth2.AuthStyleInParams,
	}
	return e.ask(ctx, nil, grant.Token)
}

func (e *endpoint) refresh(ctx context.Context, cfg Config, refreshToken string) (*oauth2.Token, error) {
	grant := cfg.codeGrant()
	return e.ask(ctx, []string{refreshToken}, func(ctx context.Context) (*oauth2.Token, error) {
		return grant.TokenSource(ctx, &oauth2.Token{RefreshToken: refreshToken}).Token()
	})
}

func (cfg Config) codeGrant() *oauth2.Config {
	return &oauth2.Config{
		ClientID: cfg.AppID, ClientSecret: cfg.AppSecret,
		Endpoint: oauth2.Endpoint{TokenURL: cfg.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}
