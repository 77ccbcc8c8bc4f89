package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func newSources() *cobra.Command {
	return &cobra.Command{
		Use:   "sources",
		Short: "List what can be read, and in which form",
		Long: `sources lists every source with the inputs that it accepts. facts and join take
one as --source NAME, or as --source NAME:INSTANCE where the input does not say
whose it is: --source kubernetes:production=audit.log. Listings of several days
have a time each: --source okta-state:acme@2026-03-31T18:00:00Z=listing.jsonl.`,
		Example: `  counterfoil sources`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return printSources(cmd.OutOrStdout(), catalogue())
		},
	}
}

func printSources(w io.Writer, kinds []kind) error {
	var b strings.Builder
	for _, k := range kinds {
		name := k.name
		if k.instance != "" {
			name += ":INSTANCE"
		}
		fmt.Fprintf(&b, "%s\n    %s\n", name, k.what)
		if k.instance != "" {
			fmt.Fprintf(&b, "    INSTANCE: %s\n", k.instance)
		}
		for _, s := range k.shapes() {
			fmt.Fprintf(&b, "    - %s\n", s.What)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
