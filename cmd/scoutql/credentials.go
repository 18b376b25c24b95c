package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

// credentials are what an account is reached with.
type credentials struct {
	name     string // for people: "demo", an application's id or a profile
	identity string // tells accounts apart; holds secrets, so it is only ever hashed
	kind     string // where the tokens come from, for people
	login    *auth.Login
	tokens   *auth.Source
}

// findCredentials takes, in this order, the demo's, a token made elsewhere, the
// profile's login and the application's own. It makes no call.
func findCredentials(s *settings.Settings, h *http.Client) (*credentials, error) {
	switch {
	case s.Demo:
		return appCredentials(s, h, "demo", "demo"), nil
	case s.AccessToken != "":
		return &credentials{
			name: "access token", identity: s.AccessToken, kind: "an access token made elsewhere",
			tokens: auth.Static(s.AccessToken, "set another SCOUTQL_ACCESS_TOKEN, or unset it and run scoutql login"),
		}, nil
	}
	found, err := storedCredentials(s, h)
	switch {
	case found != nil || err != nil:
		return found, err
	case s.AppID != "" && s.AppSecret != "":
		return appCredentials(s, h, s.AppID, s.AppSecret), nil
	case s.AppID != "":
		return nil, usagef("the application's secret is missing: set SCOUTQL_APP_SECRET beside SCOUTQL_APP_ID")
	case s.AppSecret != "":
		return nil, usagef("the application's id is missing: set SCOUTQL_APP_ID beside SCOUTQL_APP_SECRET")
	}
	return nil, usagef("no Help Scout account: run %s, or set SCOUTQL_APP_ID and SCOUTQL_APP_SECRET, or use --demo", loginCommand(s))
}

func appCredentials(s *settings.Settings, h *http.Client, id, secret string) *credentials {
	return &credentials{
		name: id, identity: id, kind: "the application's own credentials",
		tokens: auth.ClientCredentials(auth.Config{
			TokenURL: tokenURL(s), AppID: id, AppSecret: secret, HTTP: h,
			Cure: "check SCOUTQL_APP_ID and SCOUTQL_APP_SECRET",
		}),
	}
}

// storedCredentials are the profile's login, nil when there is none. A login is
// used only where and for what it was made: no token goes to another host, and
// no statement to another account than the settings say.
func storedCredentials(s *settings.Settings, h *http.Client) (*credentials, error) {
	store, err := loginStore(s)
	if err != nil {
		return nil, nil //nolint:nilerr // without a home directory there is no login either
	}
	l, err := store.Load()
	switch {
	case errors.Is(err, auth.ErrNoLogin):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("the login of the profile %s: %w", s.Profile, err)
	case l.APIURL != apiURL(s):
		return nil, usagef("the profile %s is signed in at %s, but the API is %s: set SCOUTQL_API_URL, or choose another --profile",
			s.Profile, l.APIURL, apiURL(s))
	case s.AppID != "" && s.AppID != l.AppID:
		return nil, usagef("the profile %s is signed in with the application %s, but SCOUTQL_APP_ID is %s: unset it, or choose another --profile",
			s.Profile, l.AppID, s.AppID)
	}
	kind := "a login in the browser"
	if l.Grant == auth.GrantClientCredentials {
		kind = "a login with the application's own credentials"
	}
	cfg := auth.Config{TokenURL: tokenURL(s), HTTP: h, Cure: "run " + loginCommand(s)}
	return &credentials{
		name: s.Profile, identity: fmt.Sprintf("%s %s %d", s.Profile, l.AppID, l.UserID), kind: kind, login: l,
		tokens: auth.Stored(cfg, store, l.APIURL, l.UserID),
	}, nil
}

// loginStore is where the profile's login is kept.
func loginStore(s *settings.Settings) (*auth.Store, error) {
	dir, err := s.DataPath()
	if err != nil {
		return nil, err
	}
	if s.TokenStore == "keyring" {
		return auth.KeyringStore(dir, s.Profile), nil
	}
	return auth.FileStore(dir, s.Profile), nil
}

// loginCommand is what to type to sign in to the profile.
func loginCommand(s *settings.Settings) string {
	command := "scoutql login"
	if s.Profile != "" && s.Profile != "default" {
		command += " --profile " + s.Profile
	}
	if s.TokenStore == "keyring" {
		command += " --token-store keyring"
	}
	return command
}

func apiURL(s *settings.Settings) string { return strings.TrimRight(s.APIURL, "/") }

func tokenURL(s *settings.Settings) string { return apiURL(s) + "/v2/oauth2/token" }
