package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"time"

	"github.com/cli/browser"
	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

// signInPatience is how long login waits for the browser to come back.
const signInPatience = 10 * time.Minute

type loginOptions struct {
	*console
	settings  *settings.Settings
	NoBrowser bool
	App       bool // --client-credentials

	http     *http.Client
	patience time.Duration
}

func newLogin(c *console) *cobra.Command {
	o := &loginOptions{console: c, patience: signInPatience}
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to a Help Scout account",
		Long: `Sign in to a Help Scout account, in the browser or with an application's own
credentials. The login is kept for the profile and renewed on its own.

First create an application in Help Scout (Your Profile, My Apps, Create My App) and
register as its redirection URL exactly what --redirect-url says. Then hand over its
id and secret as SCOUTQL_APP_ID and SCOUTQL_APP_SECRET, or type them when asked.`,
		Example: `  scoutql login
  scoutql login --no-browser                       # on a machine without a browser
  scoutql login --profile acme --client-credentials`,
		Args: args(cobra.NoArgs),
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.NoBrowser, "no-browser", false, "print the address, and take the address that the browser was sent to, or the code, from standard input")
	flags.BoolVar(&o.App, "client-credentials", false, "sign in as the application itself, without a browser")
	load := settings.Bind(flags, settings.Account, settings.Login, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		if o.NoBrowser && o.App {
			return asUsage(cmd, errors.New("--client-credentials needs no browser: leave out --no-browser"))
		}
		warnOfSecrets(flags, newLogger(o.settings, c.Err))
		o.http = httpClient(o.settings.Concurrency)
		err = o.run(cmd.Context())
		if cmd.Context().Err() != nil {
			return errInterrupted
		}
		return err
	}
	return cmd
}

func (o *loginOptions) run(ctx context.Context) error {
	s := o.settings
	store, err := loginStore(s)
	if err != nil {
		return err
	}
	// Before anybody is sent to the browser: can the login be kept at all?
	if err := usable(ctx, store); err != nil {
		return fmt.Errorf("no login could be stored: %w", err)
	}
	if err := o.askForApp(ctx); err != nil {
		return err
	}
	cfg := auth.Config{TokenURL: tokenURL(s), AppID: s.AppID, AppSecret: s.AppSecret, HTTP: o.http}
	var login *auth.Login
	if o.App {
		login, err = auth.SignInApp(ctx, cfg)
	} else {
		login, err = o.inBrowser(ctx, cfg)
	}
	if err != nil {
		return o.explain(err)
	}
	login.APIURL = apiURL(s)
	who, whoErr := ownerOf(ctx, s, o.http, login)
	if whoErr == nil {
		login.UserID = who.ID
	}
	if err := o.keep(context.WithoutCancel(ctx), store, login); err != nil {
		return err
	}
	o.congratulate(store, login, who, whoErr)
	return nil
}

// usable tells whether a login can be read and locked. A damaged one will be replaced.
func usable(ctx context.Context, store *auth.Store) error {
	if _, err := store.Load(); errors.Is(err, auth.ErrStore) {
		return err
	}
	unlock, err := store.Lock(ctx)
	if err != nil {
		return fmt.Errorf("%w; choose another directory with --data-dir", err)
	}
	unlock()
	return nil
}

// keep stores the login under the lock: a renewal under way must not write over it.
func (o *loginOptions) keep(ctx context.Context, store *auth.Store, login *auth.Login) error {
	unlock, err := store.Lock(ctx)
	if err != nil {
		return fmt.Errorf("the login could not be stored: %w; choose another directory with --data-dir", err)
	}
	defer unlock()
	if err := store.Save(login); err != nil {
		return fmt.Errorf("the login could not be stored in %s: %w", store.Where(), err)
	}
	return nil
}

func (o *loginOptions) congratulate(store *auth.Store, login *auth.Login, who *owner, whoErr error) {
	if o.settings.Quiet {
		return
	}
	if whoErr != nil {
		fmt.Fprintf(o.Err, "scoutql: signed in, but Help Scout does not say as whom: %s; run scoutql doctor\n", whoErr)
		return
	}
	fmt.Fprintf(o.Err, "Signed in as %s, profile %s. %s\n", who, o.settings.Profile, lifeOf(login, time.Now()))
	fmt.Fprintf(o.Err, "The login is kept in %s.\n", store.Where())
	if o.settings.AccessToken != "" {
		fmt.Fprintln(o.Err, "Note: SCOUTQL_ACCESS_TOKEN is set and goes before this login; unset it.")
	}
}

// explain says what to do about credentials that were refused.
func (o *loginOptions) explain(err error) error {
	switch failure, ok := errors.AsType[*auth.Error](err); {
	case !ok || !failure.Refused:
		return err
	case failure.Code == "access_denied":
		return fmt.Errorf("%w; the application was not allowed; run %s again and allow it", err, loginCommand(o.settings))
	case failure.Code == "invalid_grant":
		return fmt.Errorf("%w; a code serves once and for minutes only; run %s again", err, loginCommand(o.settings))
	}
	return fmt.Errorf("%w; check the application's id and secret (Help Scout, Your Profile, My Apps)", err)
}

// inBrowser has the user allow the application, and trades the code for tokens.
func (o *loginOptions) inBrowser(ctx context.Context, cfg auth.Config) (*auth.Login, error) {
	state := auth.NewState()
	address, err := auth.AuthorizeURL(o.settings.AuthorizeURL, cfg.AppID, state)
	if err != nil {
		return nil, usagef("--authorize-url: %s", err)
	}
	if _, err := auth.CheckRedirect(o.settings.RedirectURL); err != nil && !o.NoBrowser {
		return nil, usagef("--redirect-url: %s; with --no-browser it may be any address", err)
	}
	fmt.Fprintf(o.Err, "The application's redirection URL must be exactly this (Help Scout, Your Profile, My Apps):\n\n  %s\n\n", o.settings.RedirectURL)
	ask := o.listen
	if o.NoBrowser {
		ask = o.paste
	}
	answer, err := ask(ctx, address, state)
	if err != nil {
		return nil, err
	}
	o.tellOfRedirect(answer.Landed)
	return auth.Exchange(ctx, cfg, answer.Code)
}

// listen opens the browser and waits for it to come back.
func (o *loginOptions) listen(ctx context.Context, address, state string) (auth.Answer, error) {
	redirect, err := auth.CheckRedirect(o.settings.RedirectURL)
	if err != nil {
		return auth.Answer{}, err
	}
	callback, err := auth.Listen(ctx, redirect, state)
	if err != nil {
		return auth.Answer{}, fmt.Errorf("cannot wait for the browser on %s: %w; end the other program, or choose another port with "+
			"--redirect-url and register that, or use --no-browser", redirect.Host, rootCause(err))
	}
	defer callback.Close()
	fmt.Fprintf(o.Err, "Opening the browser. If it does not come up, open this address yourself:\n\n  %s\n\n", address)
	openBrowser(ctx, address)
	waiting, cancel := context.WithTimeout(ctx, o.patience)
	defer cancel()
	answer, err := callback.Wait(waiting)
	if errors.Is(err, context.DeadlineExceeded) {
		return answer, fmt.Errorf("the browser did not come back within %s. If it ended on another address or on an error, the application's "+
			"redirection URL differs: register exactly %s, or sign in with --no-browser", o.patience, o.settings.RedirectURL)
	}
	return answer, err
}

// paste lets the user carry the answer over from a browser elsewhere.
func (o *loginOptions) paste(ctx context.Context, address, state string) (auth.Answer, error) {
	fmt.Fprintf(o.Err, "Open this address in a browser and allow the application:\n\n  %s\n\n", address)
	fmt.Fprint(o.Err, "The browser then ends on a page that may not load. Paste its whole address here, or the code in it:\n> ")
	line, err := o.readLine(ctx)
	if err != nil {
		return auth.Answer{}, err
	}
	return auth.ReadAnswer(line, state)
}

// tellOfRedirect says what to register when the application is registered with another redirection URL.
func (o *loginOptions) tellOfRedirect(landed string) {
	if landed == "" || sameAddress(landed, o.settings.RedirectURL) {
		return
	}
	fmt.Fprintf(o.Err, "Note: the application is registered with the redirection URL %s. Register exactly %s instead "+
		"(or set SCOUTQL_REDIRECT_URL), so that scoutql login works without pasting.\n", landed, o.settings.RedirectURL)
}

func sameAddress(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	if errX != nil || errY != nil {
		return false
	}
	return x.Scheme == y.Scheme && x.Host == y.Host && orSlash(x.Path) == orSlash(y.Path)
}

func orSlash(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// openBrowser does what it can; the address is on the screen.
func openBrowser(ctx context.Context, address string) {
	if program := os.Getenv("BROWSER"); program != "" {
		if cmd := exec.CommandContext(context.WithoutCancel(ctx), program, address); cmd.Start() == nil {
			go func() { _ = cmd.Wait() }()
		}
		return
	}
	browser.Stdout, browser.Stderr = nil, nil
	go func() { _ = browser.OpenURL(address) }()
}

// rootCause drops the layers that net puts around "address already in use".
func rootCause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
