// Package helpscout is a client of the Help Scout Inbox API 2.0: one call, one listing, one write at a time, within the
// account's rate limit. It knows nothing of SQL or of tables; rows stay the JSON that the API sent.
//
// Reading order: client.go (what is configured), request.go (Get and Do), list.go (Pages and Count), then the machinery:
// attempt.go (one HTTP request), retry.go (when there is a second one), ratelimit.go (when a request may leave), and the
// three ways through a numbered list, forward.go, stable.go and ahead.go.
package helpscout

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

const (
	defaultBaseURL     = "https://api.helpscout.net"
	defaultConcurrency = 8
	defaultMaxBytes    = 64 << 20
	defaultUserAgent   = "scoutql"
)

// TokenSource gives bearer tokens. Both methods are called from many goroutines at once.
type TokenSource interface {
	// Token returns the token to send now.
	Token(ctx context.Context) (string, error)
	// Renew is called after a 401 with the token that was refused. One renewal serves all waiting calls: when the
	// token in hand is no longer the refused one, Renew returns it without asking for another.
	Renew(ctx context.Context, refused string) (string, error)
}

// Config says how a Client reaches the API. The zero value of each field is a usable default.
type Config struct {
	// HTTP sends the requests. Its redirect policy is replaced: the client follows none on its own. For HTTP/1.1 its
	// transport should keep as many idle connections per host as Concurrency.
	HTTP *http.Client
	// BaseURL is the address below which /v2 and /v3 hang; it may carry a path. Default: the real API.
	BaseURL string
	// Tokens is where bearer tokens come from; nil sends none.
	Tokens TokenSource
	// Concurrency is the number of requests under way side by side over all statements. 0 means 8.
	Concurrency int
	// RateLimit caps the calls per minute (a write counts twice, as in the API). 0 learns the limit from the answers.
	RateLimit int
	// Retry says how often and how patiently reads are tried again.
	Retry RetryPolicy
	// MaxResponseBytes bounds one answer. 0 means 64 MiB.
	MaxResponseBytes int64
	// UserAgent is sent with each request.
	UserAgent string
	// Logger gets one debug line a call.
	Logger *slog.Logger
	// Observe is told of each finished request; it is called from many goroutines at once.
	Observe func(Call)
}

// Call describes one finished HTTP request, with no token and no body: for logs, scoutql.api_calls and tests.
type Call struct {
	Start time.Time
	// Operation is the name that the caller gave, for example "listConversations".
	Operation string
	Method    string
	Path      string // below BaseURL
	Query     string // encoded, sorted by name
	Status    int    // 0 when no answer came
	Duration  time.Duration
	Wait      time.Duration // spent waiting for the rate limit before Start
	Items     int           // rows in the answer of a listing
	Bytes     int           // of the answer's body
	Retries   int           // how many requests for the same thing went before
	Err       error
}

// Client talks to one Help Scout account. It is safe for concurrent use; all its calls share one rate limit.
type Client struct {
	http      *http.Client
	base      string
	tokens    TokenSource
	slots     chan struct{} // holds one value for each request under way
	limit     *limiter
	clock     clock
	retry     RetryPolicy
	maxBytes  int64
	userAgent string
	log       *slog.Logger
	observe   func(Call)
}

// New makes a Client. It makes no call.
func New(cfg Config) *Client {
	if cfg.Concurrency <= 0 {
		cfg.Concurrency = defaultConcurrency
	}
	if cfg.MaxResponseBytes <= 0 {
		cfg.MaxResponseBytes = defaultMaxBytes
	}
	retry := cfg.Retry.withDefaults()
	c := &Client{
		http:      withoutRedirects(cfg.HTTP, cfg.Concurrency),
		base:      strings.TrimRight(orElse(cfg.BaseURL, defaultBaseURL), "/"),
		tokens:    cfg.Tokens,
		slots:     make(chan struct{}, cfg.Concurrency),
		limit:     newLimiter(cfg.RateLimit, retry),
		retry:     retry,
		maxBytes:  cfg.MaxResponseBytes,
		userAgent: orElse(cfg.UserAgent, defaultUserAgent),
		log:       cfg.Logger,
		observe:   cfg.Observe,
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Concurrency is the number of requests that the client keeps under way side by side.
func (c *Client) Concurrency() int { return cap(c.slots) }

// withoutRedirects copies the caller's HTTP client: a followed redirect could carry the bearer token to another host,
// and would hide that a conversation was merged.
func withoutRedirects(given *http.Client, concurrency int) *http.Client {
	var h http.Client
	if given != nil {
		h = *given
	} else {
		h.Timeout = 2 * time.Minute
		if t, ok := http.DefaultTransport.(*http.Transport); ok {
			t = t.Clone()
			t.MaxIdleConnsPerHost = concurrency
			h.Transport = t
		}
	}
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &h
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
