package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

// checkPatience bounds each check that asks the network.
const checkPatience = 30 * time.Second

type doctorOptions struct {
	*console
	settings *settings.Settings
	flags    *pflag.FlagSet
	badly    error // why the settings could not be read

	account *account // once it is open
}

func newDoctor(c *console) *cobra.Command {
	o := &doctorOptions{console: c}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, files, login, API, plan, rate budget and clock",
		Long: `Check what scoutql needs: settings, the modes of files, the login, the way to the
API, the plan, what is left of the rate budget, and the clock. For what is wrong it
says the cure. The exit status is 1 when a check failed. Costs two API calls.`,
		Example: `  scoutql doctor
  scoutql doctor --profile acme --quiet   # only what is wrong`,
		Args: args(cobra.NoArgs),
	}
	o.flags = cmd.Flags()
	load := settings.Bind(o.flags, settings.Account, settings.Login, settings.Statement, settings.Server,
		settings.Demo, settings.DemoSize, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		o.settings, o.badly = load()
		return interruptible(cmd.Context(), func() error { return o.run(cmd.Context()) })
	}
	return cmd
}

// finding is what one check saw.
type finding struct {
	state state
	what  string
	cure  string // what to do about it
}

type state string

const (
	fine    state = "ok"
	noted   state = "note" // worth knowing, or a fault only for some
	failed  state = "FAIL"
	skipped state = "skip"
)

func ok(format string, args ...any) finding {
	return finding{state: fine, what: fmt.Sprintf(format, args...)}
}

func note(cure, format string, args ...any) finding {
	return finding{state: noted, what: fmt.Sprintf(format, args...), cure: cure}
}

func fail(cure, format string, args ...any) finding {
	return finding{state: failed, what: fmt.Sprintf(format, args...), cure: cure}
}

// check is one row of the doctor's list. online checks are skipped while there is no account to ask.
type check struct {
	name   string
	online bool
	run    func(*doctorOptions, context.Context) []finding
}

var checks = []check{
	{"settings", false, (*doctorOptions).checkSettings},
	{"data directory", false, (*doctorOptions).checkDataDir},
	{"server", false, (*doctorOptions).checkServer},
	{"login", false, (*doctorOptions).checkLogin},
	{"token", true, (*doctorOptions).checkToken},
	{"API", true, (*doctorOptions).checkAPI},
	{"clock", true, (*doctorOptions).checkClock},
	{"plan", true, (*doctorOptions).checkPlan},
	{"rate budget", true, (*doctorOptions).checkRate},
}

// run makes the checks one after the other. One that fails ends those that need it.
func (o *doctorOptions) run(ctx context.Context) error {
	failures, offline := 0, false
	for _, c := range checks {
		if c.online && offline {
			o.show(c.name, finding{state: skipped, what: "needs what failed above"})
			continue
		}
		limited, cancel := context.WithTimeout(ctx, checkPatience)
		findings := c.run(o, limited)
		cancel()
		if ctx.Err() != nil {
			return errInterrupted
		}
		for _, f := range findings {
			o.show(c.name, f)
			if f.state == failed {
				failures++
				offline = offline || c.online || c.name == "login" || c.name == "settings" && o.badly != nil
			}
		}
		if o.badly != nil {
			break // the rest would look at the wrong places
		}
	}
	if failures > 0 {
		return errors.New(plural(int64(failures), "check") + " failed")
	}
	return nil
}

func (o *doctorOptions) show(name string, f finding) {
	if o.settings.Quiet && (f.state == fine || f.state == skipped) {
		return
	}
	fmt.Fprintf(o.Out, "%-4s  %-14s  %s\n", f.state, name, f.what)
	if f.cure != "" {
		fmt.Fprintf(o.Out, "      %-14s  -> %s\n", "", f.cure)
	}
}

func (o *doctorOptions) checkSettings(context.Context) []finding {
	if o.badly != nil {
		return []finding{fail("correct it, then run scoutql doctor again", "%s", o.badly)}
	}
	var found []finding
	for _, stray := range settings.Strays(os.Environ()) {
		found = append(found, note("correct or unset it", "in the environment, %s", stray))
	}
	path, secrets := settings.FileSecrets(o.flags)
	if len(secrets) > 0 {
		if info, err := os.Stat(path); err == nil && open(info) {
			found = append(found, fail("chmod 600 "+path, "%s holds %s and can be read by other users (mode %04o)", path, secrets[0], info.Mode().Perm()))
		}
	}
	for _, name := range []string{"app-secret", "access-token"} {
		if o.flags.Changed(name) {
			found = append(found, note("set it in the environment", "--%s shows in the process list", name))
		}
	}
	if len(found) > 0 {
		return found
	}
	from := plural(int64(settings.FromEnv()), "environment variable")
	if path != "" {
		from += " and " + path
	}
	return []finding{ok("good, from %s; scoutql %s", from, version)}
}
