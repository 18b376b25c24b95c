package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

type simulatorOptions struct {
	*console
	settings *settings.Settings
}

func newSimulator(c *console) *cobra.Command {
	o := &simulatorOptions{console: c}
	cmd := &cobra.Command{
		Use:   "simulator",
		Short: "Run a simulated Help Scout API",
		Long: `Run a simulated Help Scout API over HTTP, with a seeded workspace in memory. Its
application is demo with the secret demo; nothing in it is real.`,
		Example: `  scoutql simulator --demo-conversations 100000
  SCOUTQL_API_URL=http://127.0.0.1:8089 SCOUTQL_APP_ID=demo SCOUTQL_APP_SECRET=demo \
    scoutql query "SELECT COUNT(*) FROM Conversations"`,
		Args: args(cobra.NoArgs),
	}
	load := settings.Bind(cmd.Flags(), settings.Simulator, settings.DemoSize, settings.Log)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.settings, err = load(); err != nil {
			return asUsage(cmd, err)
		}
		return o.run(cmd.Context())
	}
	return cmd
}

func (o *simulatorOptions) run(ctx context.Context) error {
	address := o.settings.SimulatorListen
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return listenError(address, err)
	}
	log := newLogger(o.settings, o.Err)
	workspace := newWorkspace(o.settings)
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			log.Debug("request", "method", r.Method, "path", r.URL.Path)
			workspace.ServeHTTP(w, r)
		}),
	}
	if !o.settings.Quiet {
		at := "http://" + listener.Addr().String()
		fmt.Fprintf(o.Err, "simulated Help Scout API on %s; point scoutql at it with: SCOUTQL_API_URL=%s SCOUTQL_APP_ID=demo SCOUTQL_APP_SECRET=demo\n", at, at)
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		stopped <- server.Shutdown(last)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	if err := <-stopped; errors.Is(err, context.DeadlineExceeded) {
		return server.Close() // a client that hangs on does not keep us
	} else if err != nil {
		return err
	}
	return nil
}
