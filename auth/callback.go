package auth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Callback waits on a loopback address for the browser to come back from Help Scout.
type Callback struct {
	redirect *url.URL
	state    string
	server   *http.Server
	answers  chan result
}

type result struct {
	answer Answer
	err    error
}

// CheckRedirect refuses a redirect URL that scoutql cannot listen on.
func CheckRedirect(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, fmt.Errorf("%q is not an address such as http://127.0.0.1:8976/callback", text)
	case u.Scheme != "http" || !loopback(u.Hostname()):
		return nil, fmt.Errorf("scoutql cannot listen on %s, only on http://127.0.0.1 and http://localhost", text)
	case u.Path == "":
		u.Path = "/"
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Listen starts waiting on the redirect URL's host and port, until Close.
func Listen(ctx context.Context, redirect *url.URL, state string) (*Callback, error) {
	c := &Callback{redirect: redirect, state: state, answers: make(chan result, 1)}
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second}
	host, port := redirect.Hostname(), redirect.Port()
	if port == "" {
		port = "80"
	}
	hosts := []string{host}
	if host == "localhost" { // whichever of the two the browser tries first
		hosts = []string{"127.0.0.1", "::1"}
	}
	for i, h := range hosts {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(h, port))
		if err != nil {
			if i > 0 {
				continue // a machine without IPv6
			}
			return nil, err
		}
		go func() { _ = c.server.Serve(l) }()
	}
	return c, nil
}

// Wait returns the first answer that belongs to this sign-in.
func (c *Callback) Wait(ctx context.Context) (Answer, error) {
	select {
	case r := <-c.answers:
		return r.answer, r.err
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// Close stops listening, once the browser has its last page.
func (c *Callback) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if c.server.Shutdown(ctx) != nil {
		_ = c.server.Close()
	}
}

// ServeHTTP takes the browser's answer. Another path of this host serves as well when the state is right: then the
// application is registered with that path.
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := *r.URL
	at.Scheme, at.Host = "http", r.Host
	q := at.Query()
	if r.Method != http.MethodGet || !q.Has("code") && !q.Has("error") {
		page(w, http.StatusNotFound, "Nothing here", "scoutql waits for Help Scout's answer at another address.")
		return
	}
	answer, err := readRedirect(&at, c.state)
	if errors.Is(err, ErrState) {
		page(w, http.StatusBadRequest, "Not this sign-in", "This page belongs to another sign-in. Use the newest one, or run scoutql login again.")
		return // somebody else's; keep waiting for ours
	}
	if err != nil {
		page(w, http.StatusBadRequest, "Not signed in", "Help Scout did not allow it. The terminal tells more.")
	} else {
		page(w, http.StatusOK, "Back to the terminal", "scoutql has Help Scout's answer. You may close this page.")
	}
	select {
	case c.answers <- result{answer, err}:
	default: // reloaded
	}
}

// page answers with fixed words: nothing of the request is repeated.
func page(w http.ResponseWriter, status int, title, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address holds the code
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!doctype html><title>scoutql</title><h1>%s</h1><p>%s</p>\n", title, text)
}
