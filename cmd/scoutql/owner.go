package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/helpscout"
)

// owner is the Help Scout user that a token acts as.
type owner struct {
	ID        int64  `json:"id"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Email     string `json:"email"`
	Role      string `json:"role"`
	Timezone  string `json:"timezone"`
}

// String is the user as people write one.
func (o *owner) String() string {
	name := strings.TrimSpace(o.FirstName + " " + o.LastName)
	if o.Email != "" {
		name = strings.TrimSpace(name + " <" + o.Email + ">")
	}
	if o.Role != "" {
		name += " (" + o.Role + ")"
	}
	return name
}

// tokenOwner asks who the token belongs to (users/get-resource-owner): one call.
func tokenOwner(ctx context.Context, c *helpscout.Client) (*owner, error) {
	text, err := c.Get(ctx, "getResourceOwner", "/v2/users/me", nil)
	if err != nil {
		return nil, err
	}
	var o owner
	if err := json.Unmarshal(text, &o); err != nil || o.ID == 0 {
		return nil, fmt.Errorf("the answer to /v2/users/me is not a user; is SCOUTQL_API_URL right?")
	}
	return &o, nil
}

// ownerOf asks it for a login that has just been made and is not stored yet.
func ownerOf(ctx context.Context, s *settings.Settings, h *http.Client, login *auth.Login) (*owner, error) {
	return tokenOwner(ctx, helpscout.New(helpscout.Config{
		HTTP: h, BaseURL: s.APIURL, UserAgent: "scoutql/" + version,
		Tokens: auth.Static(login.AccessToken, ""),
	}))
}

// lifeOf says how long the login's token lives and what happens then.
func lifeOf(l *auth.Login, now time.Time) string {
	after := "then a new one is asked for with the application's credentials"
	if l.Grant == auth.GrantCode {
		after = "then it is renewed with the refresh token"
	}
	switch left := l.Expiry.Sub(now); {
	case l.Expiry.IsZero():
		return "Help Scout does not say how long the token lives; when it is refused, " + strings.TrimPrefix(after, "then ") + "."
	case left <= 0:
		return fmt.Sprintf("The token ended at %s; with the next call %s.", stamp(l.Expiry), strings.TrimPrefix(after, "then "))
	default:
		return fmt.Sprintf("The token lives until %s (%s); %s.", stamp(l.Expiry), roughly(left), after)
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// roughly is a duration in the largest unit that fits.
func roughly(d time.Duration) string {
	in := func(unit time.Duration) int64 { return int64((d + unit/2) / unit) }
	switch {
	case d >= 47*time.Hour+30*time.Minute:
		return plural(in(24*time.Hour), "day")
	case d >= 2*time.Hour:
		return plural(in(time.Hour), "hour")
	case d >= 2*time.Minute:
		return plural(in(time.Minute), "minute")
	}
	return plural(in(time.Second), "second")
}
