package main

import (
	"log/slog"
	"math"
	"net/http"
	"strings"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
)

// account is a Help Scout account to talk to.
type account struct {
	name   string // "demo", an application's id or what else tells accounts apart
	demo   bool
	client *helpscout.Client
}

// openAccount makes the client of the account that the settings name. It makes
// no call: a token is asked for when the first statement needs one.
func openAccount(s *settings.Settings, log *slog.Logger) (*account, error) {
	cfg := helpscout.Config{
		BaseURL:     s.APIURL,
		Concurrency: s.Concurrency,
		RateLimit:   s.RateLimit,
		UserAgent:   "scoutql/" + version,
		Logger:      log,
	}
	if s.Demo {
		workspace := newWorkspace(s)
		// Nobody waits for a simulated minute; --rate-limit shows what waiting is like.
		workspace.Control().SetRateLimit(simulator.RateLimit{PerWindow: math.MaxInt32})
		cfg.HTTP = workspace.Client()
		cfg.Tokens = credentials(cfg, "demo", "demo")
		return &account{name: "demo", demo: true, client: helpscout.New(cfg)}, nil
	}
	cfg.HTTP = httpClient(s.Concurrency)
	name := s.AppID
	switch {
	case s.AccessToken != "":
		cfg.Tokens, name = auth.Static(s.AccessToken), "access token"
	case s.AppID != "" && s.AppSecret != "":
		cfg.Tokens = credentials(cfg, s.AppID, s.AppSecret)
	case s.AppID != "":
		return nil, usagef("the application's secret is missing: set SCOUTQL_APP_SECRET beside SCOUTQL_APP_ID")
	case s.AppSecret != "":
		return nil, usagef("the application's id is missing: set SCOUTQL_APP_ID beside SCOUTQL_APP_SECRET")
	default:
		return nil, usagef("no Help Scout account: set SCOUTQL_APP_ID and SCOUTQL_APP_SECRET, or use --demo")
	}
	return &account{name: name, client: helpscout.New(cfg)}, nil
}

func credentials(cfg helpscout.Config, id, secret string) helpscout.TokenSource {
	return auth.ClientCredentials(auth.Config{
		TokenURL:  strings.TrimRight(cfg.BaseURL, "/") + "/v2/oauth2/token",
		AppID:     id,
		AppSecret: secret,
		HTTP:      cfg.HTTP,
	})
}

func newWorkspace(s *settings.Settings) *simulator.Simulator {
	return simulator.New(simulator.Options{
		Conversations: s.DemoConversations,
		Customers:     s.DemoCustomers,
		Seed:          s.DemoSeed,
	})
}

// httpClient keeps as many connections open as there are requests side by side.
func httpClient(concurrency int) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = concurrency
	return &http.Client{Transport: transport}
}
