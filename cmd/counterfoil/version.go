package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the digest of the embedded policies",
		Long: `version prints the module's version and the policy digest of the embedded
controls with the default parameters. Results can be compared when their
policy_digest is equal.`,
		Example: `  counterfoil version`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := policy.Compile(cmd.Context())
			if err != nil {
				return err
			}
			version := "(unknown)"
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
			}
			note(cmd.OutOrStdout(), "counterfoil %s\npolicy %s", version, s.Digest())
			return nil
		},
	}
}
