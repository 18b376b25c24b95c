package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
	"github.com/scoutql/scoutql/engine"
)

type serveOptions struct {
	*console
	settings *settings.Settings
}

func newServe(c *console) *cobra.Command {
	o := &serveOptions{console: c}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve Help Scout to MySQL clients",
		Long: `Serve the database helpscout to any MySQL client: the mysql shell, drivers, BI tools.

On a loopback address the user root needs no password until --password-file or
SET PASSWORD sets one. On any other address every user needs a password, and TLS is
required. CREATE USER, GRANT and REVOKE make further users; they are kept in the data
directory.`,
		Example: `  scoutql serve --demo
  mysql -h 127.0.0.1 -P 3307 -u root helpscout

  scoutql serve --listen 0.0.0.0:3307 --password-file pw.txt --require-tls`,
		Args: args(cobra.NoArgs),
	}
	load := settings.Bind(cmd.Flags(), settings.Server, settings.Account, settings.Statement, settings.Demo, settings.DemoSize, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		warnOfSecrets(cmd.Flags(), newLogger(o.settings, c.Err))
		return o.run(cmd.Context())
	}
	return cmd
}

func (o *serveOptions) run(ctx context.Context) error {
	s := o.settings
	password, err := readPassword(s.PasswordFile)
	if err != nil {
		return err
	}
	local, err := isLoopback(ctx, s.Listen)
	if err != nil {
		return err
	}
	if !local && !s.RequireTLS && s.TLSCert == "" {
		return usagef("%s can be reached from other machines: set a password with --password-file and TLS with --require-tls, or listen on 127.0.0.1", s.Listen)
	}
	log := newLogger(s, o.Err)
	certificate, err := serverCertificate(s, log)
	if err != nil {
		return err
	}
	watch, err := openWatch(s)
	if err != nil {
		return err
	}
	e, acc, err := o.openEngineWith(s, watch.configure)
	if err != nil {
		return err
	}
	watch.engine = e
	stop, err := watch.listen(ctx, s.MetricsListen, log)
	if err != nil {
		return err
	}
	defer stop()
	context.AfterFunc(ctx, func() { watch.ready(false) })
	err = e.Serve(ctx, engine.ServeConfig{
		Listen:          s.Listen,
		User:            s.User,
		Password:        password,
		UsersFile:       usersFile(s),
		Exposed:         !local,
		TLS:             certificate.config(),
		RequireTLS:      s.RequireTLS || !local,
		MaxConnections:  s.MaxConnections,
		ShutdownTimeout: s.ShutdownTimeout,
	}, func(addr net.Addr) {
		watch.ready(ctx.Err() == nil)
		if !s.Quiet {
			fmt.Fprintln(o.Err, greeting(addr, s.User, e.HasPassword(s.User), acc))
		}
	})
	if open, ok := errors.AsType[*engine.OpenUsersError](err); ok {
		return usagef("%s can be reached from other machines, and %s; set the one of %s with --password-file, others with ALTER USER ... IDENTIFIED BY '...' while it listens on 127.0.0.1", s.Listen, open, s.User)
	}
	return listenError(s.Listen, err)
}

// usersFile keeps SQL users and grants; the demo's only in a data directory of its own.
func usersFile(s *settings.Settings) string {
	dir, err := s.DataPath()
	if s.Demo && s.DataDir == "" || err != nil {
		return ""
	}
	return filepath.Join(dir, "sql-users")
}

// greeting is the one line a person needs.
func greeting(addr net.Addr, user string, password bool, acc *account) string {
	host, port, _ := net.SplitHostPort(addr.String())
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	what := "account " + acc.name
	if acc.demo {
		what = "demo workspace"
	}
	ask := ""
	if password {
		ask = " -p"
	}
	return fmt.Sprintf("scoutql serves the %s on %s as user %s; connect with: mysql -h %s -P %s -u %s%s helpscout",
		what, addr, user, host, port, user, ask)
}
