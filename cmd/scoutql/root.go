package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

func newRoot(c *console, typed []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "scoutql",
		Short: "Help Scout as a MySQL database",
		Long: `scoutql makes Help Scout a MySQL database: conversations, threads, customers and
the rest are tables, and what you select is read from the Help Scout API as you ask.

Each setting is a flag, an environment variable (in brackets) or a line of
$XDG_CONFIG_HOME/scoutql/config.yaml, in this order. scoutql login signs in to your
account; --demo needs none.`,
		Example: `  scoutql query --demo "SELECT Status, COUNT(*) FROM Conversations GROUP BY Status"
  scoutql serve --demo
  scoutql tables Conversations`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return asUsage(cmd, unknownCommand(cmd, args[0]))
		},
		Args: cobra.ArbitraryArgs,
	}
	root.CompletionOptions.DisableDefaultCmd = true // it takes any word for a shell
	root.SetIn(c.In)
	root.SetOut(c.Out)
	root.SetErr(c.Err)
	root.PersistentFlags().String(settings.ConfigFlag, "", "configuration file [SCOUTQL_CONFIG]")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if cmd == root && !strings.HasPrefix(typed[0], "-") {
			err = unknownCommand(root, typed[0]) // the flag is as unknown as its command
		}
		return asUsage(cmd, err)
	})
	root.SetArgs(typed)
	root.AddCommand(
		newQuery(c),
		newShell(c),
		newServe(c),
		newLogin(c),
		newLogout(c),
		newWhoami(c),
		newDoctor(c),
		newExport(c),
		newReplicate(c),
		newSimulator(c),
		newTables(c),
		newProcedures(c),
		newVersion(c),
		newCompletion(c),
	)
	return root
}

func unknownCommand(root *cobra.Command, name string) error {
	if meant := root.SuggestionsFor(name); len(meant) > 0 {
		return fmt.Errorf("unknown command %q; did you mean %s?", name, strings.Join(meant, " or "))
	}
	return fmt.Errorf("unknown command %q", name)
}

// args makes a wrong number of arguments an error of usage.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		return asUsage(cmd, check(cmd, given))
	}
}
