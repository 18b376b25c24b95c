package main

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"time"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
)

// account is a Help Scout account to talk to.
type account struct {
	credentials
	demo   bool
	config helpscout.Config // of client
	client *helpscout.Client
}

// openAccount makes the client of the account that the settings name. It makes
// no call: a token is asked for when the first statement needs one.
func openAccount(s *settings.Settings, log *slog.Logger) (*account, error) {
	h := httpClient(s.Concurrency)
	if s.Demo {
		h = demoClient(s)
	}
	who, err := findCredentials(s, h)
	if err != nil {
		return nil, err
	}
	config := helpscout.Config{
		HTTP:        h,
		BaseURL:     s.APIURL,
		Tokens:      who.tokens,
		Concurrency: s.Concurrency,
		RateLimit:   s.RateLimit,
		UserAgent:   "scoutql/" + version,
		Logger:      log,
	}
	return &account{credentials: *who, demo: s.Demo, config: config, client: helpscout.New(config)}, nil
}

// demoClient sends requests to a simulated workspace inside the process.
func demoClient(s *settings.Settings) *http.Client {
	workspace := newWorkspace(s)
	// Nobody waits for a simulated minute; --rate-limit shows what waiting is like.
	workspace.Control().SetRateLimit(simulator.RateLimit{PerWindow: math.MaxInt32})
	return workspace.Client()
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

// settlePatience bounds the end of a process that is renewing a login: leaving
// at once could lose the only valid refresh token, which costs a new sign-in.
const settlePatience = 10 * time.Second

// settle waits for renewals under way.
func settle(sources []*auth.Source) {
	ctx, cancel := context.WithTimeout(context.Background(), settlePatience)
	defer cancel()
	for _, s := range sources {
		s.Settle(ctx)
	}
}
