package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newCompletion(c *console) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a completion script for bash, zsh, fish or powershell",
		Example: `  source <(scoutql completion bash)
  scoutql completion zsh > "${fpath[1]}/_scoutql"
  scoutql completion fish > ~/.config/fish/completions/scoutql.fish`,
		ValidArgs: shells,
		Args: args(func(_ *cobra.Command, given []string) error {
			if len(given) != 1 {
				return fmt.Errorf("name one shell of %v", shells)
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(c.Out, true)
			case "zsh":
				return root.GenZshCompletion(c.Out)
			case "fish":
				return root.GenFishCompletion(c.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(c.Out)
			}
			return asUsage(cmd, fmt.Errorf("no completion for %q, only for %v", args[0], shells))
		},
	}
}
