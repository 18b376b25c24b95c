package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/helpscout"
)

// checkLogin finds what the account is reached with; it makes no call.
func (o *doctorOptions) checkLogin(ctx context.Context) []finding {
	s := o.settings
	acc, err := openAccount(s, newLogger(s, o.Err))
	if err != nil {
		cure := ""
		if other := o.otherStore(); other != "" {
			cure = "a login is kept in the " + other + ": set SCOUTQL_TOKEN_STORE=" + other
		}
		return []finding{fail(cure, "%s", err)}
	}
	acc.config.Retry.MaxTries = 2 // a person waits
	acc.client = helpscout.New(acc.config)
	o.account = acc
	o.sources = append(o.sources, acc.tokens)
	found := []finding{ok("%s, %s", acc.describe(s), acc.kind)}
	if u, err := url.Parse(s.APIURL); err == nil && u.Scheme == "http" && !s.Demo {
		if local, err := isLoopback(ctx, net.JoinHostPort(u.Hostname(), "80")); err == nil && !local {
			found = append(found, fail("use https in SCOUTQL_API_URL", "%s: tokens and data travel in clear", s.APIURL))
		}
	}
	if s.AccessToken != "" && !s.Demo {
		if store, err := loginStore(s); err == nil {
			if _, err := store.Load(); err == nil {
				found = append(found, note("unset SCOUTQL_ACCESS_TOKEN to use the login", "SCOUTQL_ACCESS_TOKEN goes before the login of the profile %s", s.Profile))
			}
		}
	}
	return found
}

// otherStore names the store that is not used and holds the profile's login.
func (o *doctorOptions) otherStore() string {
	other := map[string]string{"file": "keyring", "keyring": "file"}[o.settings.TokenStore]
	s := settings.Settings{DataDir: o.settings.DataDir, Profile: o.settings.Profile, TokenStore: other}
	store, err := loginStore(&s)
	if err != nil {
		return ""
	}
	if _, err := store.Load(); err != nil {
		return ""
	}
	return other
}

func (o *doctorOptions) checkToken(ctx context.Context) []finding {
	_, err := o.account.tokens.Token(ctx)
	if refused, ok := errors.AsType[*auth.Error](err); ok && refused.Refused {
		return []finding{fail(refused.Cure(), "%s", refused)}
	}
	if err != nil {
		return []finding{fail(o.networkCure(err), "%s", err)}
	}
	if store, err := loginStore(o.settings); err == nil && o.account.login != nil {
		if l, err := store.Load(); err == nil {
			return []finding{ok("%s", lifeOf(l, time.Now()))}
		}
	}
	return []finding{ok("there is one")}
}

func (o *doctorOptions) checkAPI(ctx context.Context) []finding {
	me, err := tokenOwner(ctx, o.account.client)
	if err == nil {
		return []finding{ok("answers; scoutql acts as %s", me)}
	}
	var refused *auth.Error
	if errors.As(err, &refused) && refused.Refused {
		return []finding{fail(refused.Cure(), "the API refuses the token, and %s", refused)}
	}
	return []finding{fail(o.apiCure(err), "%s", err)}
}

// apiCure says what to do about a call that failed.
func (o *doctorOptions) apiCure(err error) string {
	var api *helpscout.Error
	if !errors.As(err, &api) {
		return ""
	}
	switch {
	case api.Status == http.StatusUnauthorized:
		return "the API refuses even a new token: is the Help Scout user still active? Then run " + loginCommand(o.settings)
	case api.Status == http.StatusForbidden:
		return "this Help Scout user may not use the API: ask an administrator of the account"
	case api.Status == http.StatusTooManyRequests:
		return "other programs use up the account's rate limit: wait, or stop them"
	case api.Status >= http.StatusInternalServerError:
		return "Help Scout is out of order: try again later"
	case api.Status != 0:
		return "this is not Help Scout's answer: check SCOUTQL_API_URL (" + o.settings.APIURL + "), and HTTPS_PROXY if set"
	}
	return o.networkCure(err)
}

// networkCure says what to do when the API's host cannot be reached.
func (o *doctorOptions) networkCure(err error) string {
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return "the name " + dns.Name + " is not known: check SCOUTQL_API_URL and this machine's DNS"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "check this machine's clock (" + stamp(time.Now()) + "); if it is right, the API's certificate is not"
	case errors.As(err, &authority), errors.As(err, &host):
		return "something between here and Help Scout shows its own certificate, such as a company's proxy: have its CA installed, or name it in SSL_CERT_FILE"
	case errors.As(err, &record):
		return "that port speaks no TLS: check SCOUTQL_API_URL"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens at " + o.settings.APIURL + ": check SCOUTQL_API_URL, and HTTPS_PROXY if set"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer: a firewall may stop it; if this network needs a proxy, set HTTPS_PROXY"
	}
	return "check SCOUTQL_API_URL (" + o.settings.APIURL + ") and this machine's network; if it needs a proxy, set HTTPS_PROXY"
}

// checkClock compares with the Date of the API's answers.
func (o *doctorOptions) checkClock(context.Context) []finding {
	now := time.Now()
	theirs, known := o.account.client.ServerTime(now)
	if !known {
		return []finding{{state: skipped, what: "the API does not tell the time"}}
	}
	off := now.Sub(theirs).Abs()
	side := "fast"
	if now.Before(theirs) {
		side = "slow"
	}
	const cure = "set this machine's clock, best by NTP"
	switch {
	case off > 30*time.Second && o.simulated():
		return []finding{ok("the API at %s keeps its own time, %s off, as the simulator does", o.settings.APIURL, roughly(off))}
	case off > 5*time.Minute:
		return []finding{fail(cure, "this machine's clock is %s %s", roughly(off), side)}
	case off > 30*time.Second:
		return []finding{note(cure, "this machine's clock is %s %s", roughly(off), side)}
	}
	return []finding{ok("agrees with the API's")}
}

// simulated tells whether the API is on this machine: then it is no Help Scout.
func (o *doctorOptions) simulated() bool {
	u, err := url.Parse(o.settings.APIURL)
	if o.settings.Demo || err != nil {
		return o.settings.Demo
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func (o *doctorOptions) checkPlan(ctx context.Context) []finding {
	reports, err := reportsAllowed(ctx, o.account.client)
	switch {
	case err != nil:
		return []finding{fail(o.apiCure(err), "%s", err)}
	case reports.refusal != nil:
		return []finding{note("the Report tables need a plan with reports, Plus or Pro; all others work", "%s", reports)}
	}
	return []finding{ok("%s", reports)}
}

// checkRate looks at what other programs leave of the account's budget.
func (o *doctorOptions) checkRate(context.Context) []finding {
	r := o.account.client.RateLimit()
	left := fmt.Sprintf("%d of %d calls left in this minute", r.Remaining, r.Limit)
	const cure = "other programs use up the account's rate limit: stop them, or wait"
	switch {
	case r.Limit == 0:
		return []finding{{state: skipped, what: "the API does not tell the rate limit"}}
	case r.Remaining == 0:
		return []finding{fail(cure, "%s", left)}
	case r.Remaining < r.Limit/10:
		return []finding{note(cure, "%s", left)}
	case o.settings.RateLimit > r.Limit:
		return []finding{note("leave it out, or lower it", "--rate-limit %d is above the account's %d calls a minute", o.settings.RateLimit, r.Limit)}
	case strings.HasPrefix(planOf(r), "no "):
		return []finding{ok("%s", planOf(r))}
	}
	return []finding{ok("%s; %s", left, planOf(r))}
}
