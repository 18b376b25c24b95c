package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/tables"
)

type tablesOptions struct {
	*console
	Table string // empty for the list
}

func newTables(c *console) *cobra.Command {
	o := &tablesOptions{console: c}
	return &cobra.Command{
		Use:   "tables [TABLE]",
		Short: "Describe the tables and views, and which filters reach the API",
		Example: `  scoutql tables
  scoutql tables Conversations`,
		Args: args(cobra.MaximumNArgs(1)),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return tableNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.Table = args[0]
			}
			return o.run()
		},
	}
}

func (o *tablesOptions) run() error {
	if o.Table == "" {
		w := tabwriter.NewWriter(o.Out, 0, 0, 2, ' ', 0)
		for _, t := range tables.All() {
			fmt.Fprintf(w, "%s\t%s\n", t.Name, firstSentence(t.Doc))
		}
		for _, v := range engine.Views() {
			fmt.Fprintf(w, "%s\tView. %s\n", v.Name, firstSentence(v.Doc))
		}
		return w.Flush()
	}
	for _, v := range engine.Views() {
		if strings.EqualFold(v.Name, o.Table) {
			_, err := fmt.Fprintf(o.Out, "%s (view)\n  %s\n\nSQL\n  %s;\n", v.Name, v.Doc, v.SQL)
			return err
		}
	}
	t, ok := tables.Find(o.Table)
	if !ok {
		if meant := tables.Nearest(o.Table, tableNames()); meant != "" {
			return fmt.Errorf("no table %q; did you mean %s?", o.Table, meant)
		}
		return fmt.Errorf("no table %q; scoutql tables lists them", o.Table)
	}
	width := 100
	if o.Screen.Terminal && o.Screen.Width > 0 {
		width = o.Screen.Width
	}
	_, err := fmt.Fprint(o.Out, t.Text(width))
	return err
}

func tableNames() []string {
	var names []string
	for _, t := range tables.All() {
		names = append(names, t.Name)
	}
	for _, v := range engine.Views() {
		names = append(names, v.Name)
	}
	return names
}

func firstSentence(doc string) string {
	first, _, _ := strings.Cut(doc, ". ")
	return strings.TrimSuffix(first, ".") + "."
}
