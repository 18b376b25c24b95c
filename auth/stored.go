package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"
)

// Stored gives the tokens of the login in a store, and renews it there. Any number of processes may use the login at
// once: one of them renews, under the store's lock, and the others find the new token. Since Help Scout may let the old
// refresh token die with its use, the new one is saved before it is used. A crash between the answer and the save loses
// it, which costs one new login; the error then says so.
//
// apiURL and userID must be those of the login; one that was replaced by somebody else's is refused. The application is
// the login's own.
func Stored(cfg Config, store *Store, apiURL string, userID int64) *Source {
	r := &stored{cfg: cfg, store: store, apiURL: apiURL, userID: userID}
	return &Source{fetch: r.next}
}

// stored is the login of a store as it is renewed. Its method next runs one at a time.
type stored struct {
	cfg     Config
	store   *Store
	apiURL  string
	userID  int64
	unsaved *Login // renewed, but Save failed
	spent   string // the refresh token that was given for it
}

func (r *stored) next(ctx context.Context, refused string) (token, error) {
	if r.unsaved == nil {
		// The usual case needs no lock: Save replaces the login as a whole.
		if l, err := r.load(); err != nil {
			return token{}, err
		} else if t := l.token(); t.usable() && t.access != refused {
			return t, nil
		}
	}
	unlock, err := r.store.Lock(ctx)
	if err != nil {
		return token{}, r.failed(err)
	}
	defer unlock()
	l, err := r.load() // another process may have renewed it while we waited
	if err != nil {
		return token{}, err
	}
	if r.unsaved != nil && l.RefreshToken == r.spent {
		return r.save(r.unsaved)
	}
	r.unsaved = nil // there is a newer login
	if t := l.token(); t.usable() && t.access != refused {
		return t, nil
	}
	return r.renew(ctx, l)
}

func (r *stored) load() (*Login, error) {
	l, err := r.store.Load()
	switch {
	case errors.Is(err, ErrNoLogin):
		return nil, r.refused("nobody is signed in to the profile " + r.store.Profile)
	case err != nil:
		return nil, r.failed(err)
	case l.APIURL != r.apiURL, l.UserID != 0 && r.userID != 0 && l.UserID != r.userID:
		return nil, r.refused("somebody else has signed in to the profile " + r.store.Profile + " meanwhile; restart scoutql to use that login")
	}
	return l, nil
}

// renew asks for a token in exchange for the old one. The login is saved before as well: a disk that is full or
// read-only shows while the old refresh token is still good, and a crash leaves a trace.
func (r *stored) renew(ctx context.Context, l *Login) (token, error) {
	cfg := r.cfg
	cfg.AppID, cfg.AppSecret = l.AppID, l.AppSecret
	interrupted := l.Renewing
	if l.Grant == GrantCode {
		l.Renewing = time.Now().UTC()
		if err := r.store.Save(l); err != nil {
			return token{}, r.failed(err)
		}
	}
	renewed, err := refreshed(ctx, cfg, l)
	if err != nil {
		var e *Error
		if errors.As(err, &e) && e.Refused && !interrupted.IsZero() {
			e.Description += fmt.Sprintf(" (a renewal at %s was interrupted, and its answer lost)", interrupted.UTC().Format(time.DateTime))
		}
		return token{}, err
	}
	r.spent = l.RefreshToken
	return r.save(renewed)
}

// refreshed returns the login with new tokens.
func refreshed(ctx context.Context, cfg Config, l *Login) (*Login, error) {
	e := newEndpoint(cfg)
	ask := e.clientCredentials
	if l.Grant == GrantCode {
		ask = func(ctx context.Context, cfg Config) (*oauth2.Token, error) {
			return e.refresh(ctx, cfg, l.RefreshToken)
		}
	}
	t, err := ask(ctx, cfg)
	if err != nil {
		return nil, err
	}
	after := *l
	after.AccessToken, after.RefreshToken = t.AccessToken, cmp.Or(t.RefreshToken, l.RefreshToken)
	after.Obtained, after.Expiry, after.Renewing = time.Now().UTC(), t.Expiry.UTC(), time.Time{}
	return &after, nil
}

func (r *stored) save(l *Login) (token, error) {
	r.unsaved = l
	if err := r.store.Save(l); err != nil {
		return token{}, r.failed(err)
	}
	r.unsaved = nil
	return l.token(), nil
}

func (r *stored) failed(err error) error {
	return &Error{Description: "the stored login cannot be used", Err: err}
}

func (r *stored) refused(what string) error {
	return &Error{Refused: true, Description: what, cure: r.cfg.Cure}
}
