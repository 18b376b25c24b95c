package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/helpscout"
)

type whoamiOptions struct {
	*console
	settings *settings.Settings
}

func newWhoami(c *console) *cobra.Command {
	o := &whoamiOptions{console: c}
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Show the user, account and plan that scoutql works with",
		Long: `Show which Help Scout user scoutql acts as, how it is signed in, how long the token
lives, and what the answers tell about the plan. Costs two API calls.`,
		Args: args(cobra.NoArgs),
	}
	load := settings.Bind(cmd.Flags(), settings.Account, settings.Demo, settings.DemoSize, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		warnOfSecrets(cmd.Flags(), newLogger(o.settings, c.Err))
		return interruptible(cmd.Context(), func() error { return o.run(cmd.Context()) })
	}
	return cmd
}

func (o *whoamiOptions) run(ctx context.Context) error {
	acc, err := openAccount(o.settings, newLogger(o.settings, o.Err))
	if err != nil {
		return err
	}
	o.sources = append(o.sources, acc.tokens)
	me, err := tokenOwner(ctx, acc.client)
	if err != nil {
		return &statementError{err}
	}
	reports, err := reportsAllowed(ctx, acc.client)
	if err != nil {
		return &statementError{err}
	}
	w := tabwriter.NewWriter(o.Out, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(w, name+"\t"+format+"\n", args...) }
	line("user", "%s, id %d, %s", me, me.ID, me.Timezone)
	line("account", "%s, %s", acc.describe(o.settings), acc.kind)
	if store, err := loginStore(o.settings); err == nil && acc.login != nil {
		if l, err := store.Load(); err == nil { // it may have been renewed just now
			line("token", "%s", lifeOf(l, time.Now()))
		}
		line("kept in", "%s", store.Where())
	}
	line("plan", "%s; %s", planOf(acc.client.RateLimit()), reports)
	return w.Flush()
}

// describe names the account.
func (a *account) describe(s *settings.Settings) string {
	switch {
	case a.demo:
		return "demo workspace"
	case a.login != nil:
		return fmt.Sprintf("profile %s at %s with the application %s", s.Profile, apiURL(s), a.login.AppID)
	}
	return fmt.Sprintf("%s at %s", a.name, apiURL(s))
}

// planOf guesses the plan from the rate limit; add-ons raise it.
func planOf(r helpscout.RateStatus) string {
	calls := fmt.Sprintf("%d calls a minute", r.Limit)
	switch r.Limit {
	case math.MaxInt32: // the demo's
		return "no rate limit"
	case 0:
		return "rate limit unknown"
	case 200:
		return calls + ", as on Standard"
	case 400:
		return calls + ", as on Plus"
	case 800:
		return calls + ", as on Pro"
	}
	return calls
}

// reportAccess says whether the plan has reports.
type reportAccess struct{ refusal *helpscout.Error }

func (r reportAccess) String() string {
	if r.refusal != nil {
		return "no reports: " + r.refusal.Message
	}
	return "reports are allowed"
}

// reportsAllowed asks for one small report (reports/company): one call. A
// refusal is an answer; some accounts are said to get 404 for it.
func reportsAllowed(ctx context.Context, c *helpscout.Client) (reportAccess, error) {
	now := time.Now().UTC().Truncate(24 * time.Hour)
	_, err := c.Get(ctx, "companyOverall", "/v2/reports/company", url.Values{
		"start": {now.AddDate(0, 0, -1).Format(time.RFC3339)}, "end": {now.Format(time.RFC3339)},
	})
	var api *helpscout.Error
	if errors.As(err, &api) && (api.Status == http.StatusForbidden || api.Status == http.StatusNotFound) {
		return reportAccess{api}, nil
	}
	return reportAccess{}, err
}
