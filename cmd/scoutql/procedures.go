package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/tables"
)

type proceduresOptions struct {
	*console
	Procedure string // empty for the list
}

func newProcedures(c *console) *cobra.Command {
	o := &proceduresOptions{console: c}
	return &cobra.Command{
		Use:   "procedures [NAME]",
		Short: "Describe the procedures for CALL, their parameters and what they do",
		Example: `  scoutql procedures
  scoutql procedures CreateThreadReply`,
		Args: args(cobra.MaximumNArgs(1)),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return procedureNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.Procedure = args[0]
			}
			return o.run()
		},
	}
}

func (o *proceduresOptions) run() error {
	if o.Procedure == "" {
		w := tabwriter.NewWriter(o.Out, 0, 0, 2, ' ', 0)
		for _, p := range procs.All() {
			fmt.Fprintf(w, "%s\t%s\n", p.Name, firstSentence(p.Doc))
		}
		return w.Flush()
	}
	p, ok := procs.Find(strings.TrimSuffix(o.Procedure, "()"))
	if !ok {
		if meant := tables.Nearest(o.Procedure, procedureNames()); meant != "" {
			return fmt.Errorf("no procedure %q; did you mean %s?", o.Procedure, meant)
		}
		return fmt.Errorf("no procedure %q; scoutql procedures lists them", o.Procedure)
	}
	_, err := fmt.Fprint(o.Out, p.Text())
	return err
}

func procedureNames() []string {
	var names []string
	for _, p := range procs.All() {
		names = append(names, p.Name)
	}
	return names
}
