package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// NewState is the secret that ties the browser's way back to the sign-in that sent it.
func NewState() string { return rand.Text() }

// AuthorizeURL is the page on which the user allows the application. Help Scout documents client_id and state, and no
// redirect_uri: it goes back to the address that is registered with the application.
func AuthorizeURL(page, appID, state string) (string, error) {
	u, err := url.Parse(page)
	if err != nil {
		return "", errors.New("the authorize address is not a URL")
	}
	q := u.Query()
	q.Set("client_id", appID)
	q.Set("state", state)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Exchange trades the code of the authorization-code grant for tokens. A code serves once.
func Exchange(ctx context.Context, cfg Config, code string) (*Login, error) {
	grant := cfg.codeGrant()
	e := newEndpoint(cfg)
	t, err := e.ask(ctx, []string{code}, func(ctx context.Context) (*oauth2.Token, error) { return grant.Exchange(ctx, code) })
	if err != nil {
		return nil, err
	}
	if t.RefreshToken == "" {
		return nil, &Error{Description: "the token endpoint sent no refresh token for this code"}
	}
	return newLogin(GrantCode, cfg, t), nil
}

// SignInApp gets the first token of the client-credentials grant.
func SignInApp(ctx context.Context, cfg Config) (*Login, error) {
	t, err := newEndpoint(cfg).clientCredentials(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return newLogin(GrantClientCredentials, cfg, t), nil
}

func newLogin(grant string, cfg Config, t *oauth2.Token) *Login {
	return &Login{
		Grant: grant, AppID: cfg.AppID, AppSecret: cfg.AppSecret,
		AccessToken: t.AccessToken, RefreshToken: t.RefreshToken,
		Obtained: time.Now().UTC(), Expiry: t.Expiry.UTC(),
	}
}

// Answer is what the browser brought back.
type Answer struct {
	Code   string
	Landed string // where it was sent to, without the query; "" when only the code was pasted
}

// ErrState says that an answer belongs to another sign-in.
var ErrState = errors.New("this answer belongs to another sign-in; use the newest page, or start again")

// ReadAnswer reads what the user pasted: the whole address that the browser was sent to, or only the code.
func ReadAnswer(pasted, state string) (Answer, error) {
	pasted = strings.TrimSpace(pasted)
	if pasted == "" {
		return Answer{}, errors.New("nothing was pasted")
	}
	if !strings.ContainsAny(pasted, ":/?&= ") {
		return Answer{Code: pasted}, nil
	}
	u, err := url.Parse(pasted)
	if err != nil || u.Host == "" {
		return Answer{}, errors.New("this is neither the address that the browser was sent to nor a code")
	}
	return readRedirect(u, state)
}

// readRedirect takes the code out of the address that the browser was sent to.
func readRedirect(u *url.URL, state string) (Answer, error) {
	q := u.Query()
	landed := *u
	landed.RawQuery, landed.Fragment, landed.User = "", "", nil
	a := Answer{Code: q.Get("code"), Landed: landed.String()}
	switch {
	case q.Get("state") != state:
		return Answer{}, ErrState
	case q.Get("error") != "":
		return Answer{}, &Error{
			Code: brief(q.Get("error")), Description: brief(q.Get("error_description")), Refused: true,
		}
	case a.Code == "":
		return Answer{}, errors.New("the address holds no code")
	}
	return a, nil
}
