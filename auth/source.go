// Package auth gives OAuth2 bearer tokens for the Help Scout API (overview/authentication): by the client-credentials
// grant, by a refresh token, or one that was made elsewhere.
package auth

import (
	"cmp"
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
}

// Source gives one token after the other and is safe for concurrent use. However many calls wait, one renewal is made.
type Source struct {
	fetch func(context.Context) (*oauth2.Token, error) // nil: the token is all there is

	mu      sync.Mutex
	token   *oauth2.Token
	born    time.Time // when the token came
	renewal *renewal  // under way, or nil
}

// renewal is one request for a token, which any number of calls wait for.
type renewal struct {
	done  chan struct{} // closed when token and err are set
	token *oauth2.Token
	err   error
}

// ClientCredentials asks for tokens with the application's own credentials. There is no refresh token: it asks again.
func ClientCredentials(cfg Config) *Source {
	grant := clientcredentials.Config{
		ClientID: cfg.AppID, ClientSecret: cfg.AppSecret, TokenURL: cfg.TokenURL, AuthStyle: oauth2.AuthStyleInParams,
	}
	e := newEndpoint(cfg)
	return &Source{fetch: func(ctx context.Context) (*oauth2.Token, error) {
		return e.ask(ctx, nil, grant.Token)
	}}
}

// Refresh asks for tokens with a refresh token, as login stores one. Help Scout may answer with a new refresh token and
// may let the old one die (unverified), so save is called with the new token before it is used: a token that could not
// be saved is not handed out, and saving is tried again with the next renewal. save may be nil.
func Refresh(cfg Config, refreshToken string, save func(*oauth2.Token) error) *Source {
	grant := oauth2.Config{
		ClientID: cfg.AppID, ClientSecret: cfg.AppSecret,
		Endpoint: oauth2.Endpoint{TokenURL: cfg.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
	r := &rotation{grant: grant, endpoint: newEndpoint(cfg), refresh: refreshToken, save: save}
	return &Source{fetch: r.next}
}

// Static gives a token that was made elsewhere. It cannot be renewed.
func Static(accessToken string) *Source {
	return &Source{token: &oauth2.Token{AccessToken: accessToken}}
}

// Token returns a token with at least a minute to live, and asks for one if there is none.
func (s *Source) Token(ctx context.Context) (string, error) {
	return s.get(ctx, "")
}

// Renew returns another token than the one that the API refused. If a renewal has happened since, its token serves.
func (s *Source) Renew(ctx context.Context, refused string) (string, error) {
	return s.get(ctx, refused)
}

func (s *Source) get(ctx context.Context, refused string) (string, error) {
	s.mu.Lock()
	if usable(s.token, s.born) && s.token.AccessToken != refused {
		defer s.mu.Unlock()
		return s.token.AccessToken, nil
	}
	if s.fetch == nil {
		s.mu.Unlock()
		return "", &Error{Refused: true, Description: "the access token was refused, and there is no way to renew it"}
	}
	r := s.renewal
	if r == nil {
		r = &renewal{done: make(chan struct{})}
		s.renewal = r
		// Its own life: when the call that started it is cancelled, the others still wait, and an answer that is thrown
		// away might have held the only valid refresh token.
		go s.renew(context.WithoutCancel(ctx), r)
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
	return r.token.AccessToken, nil
}

func (s *Source) renew(ctx context.Context, r *renewal) {
	r.token, r.err = s.fetch(ctx)
	s.mu.Lock()
	if r.err == nil {
		s.token, s.born = r.token, time.Now()
	}
	s.renewal = nil
	s.mu.Unlock()
	close(r.done)
}

func usable(t *oauth2.Token, born time.Time) bool {
	if t == nil || t.AccessToken == "" {
		return false
	}
	return t.Expiry.IsZero() || time.Until(t.Expiry) > min(skew, t.Expiry.Sub(born)/4)
}

// rotation is the refresh token as it changes. Its method runs one at a time.
type rotation struct {
	grant    oauth2.Config
	endpoint *endpoint
	refresh  string
	save     func(*oauth2.Token) error
	unsaved  *oauth2.Token // given to us, but save failed
}

func (r *rotation) next(ctx context.Context) (*oauth2.Token, error) {
	t := r.unsaved
	if !usable(t, time.Now()) {
		var err error
		t, err = r.endpoint.ask(ctx, []string{r.refresh}, func(ctx context.Context) (*oauth2.Token, error) {
			return r.grant.TokenSource(ctx, &oauth2.Token{RefreshToken: r.refresh}).Token()
		})
		if err != nil {
			return nil, err
		}
		r.refresh = cmp.Or(t.RefreshToken, r.refresh)
	}
	r.unsaved = t
	if r.save != nil {
		if err := r.save(t); err != nil {
			return nil, &Error{Description: "the renewed login could not be stored", Err: err}
		}
	}
	r.unsaved = nil
	return t, nil
}
