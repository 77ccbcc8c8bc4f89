package main

import "github.com/spf13/cobra"

func newValidate() *cobra.Command {
	var set setFlags
	cmd := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Check records, or a parameters file, without judging anything",
		Long: `validate reads records as evaluate does and names all that is wrong with each:
file, line, record and JSON Pointer. With --parameters it checks that file, too,
and needs no records.

Exit status: 0 all is valid; 2 something is not.`,
		Example: `  counterfoil validate q1.jsonl q2.jsonl`,
		Args: func(cmd *cobra.Command, args []string) error {
			if set.parameters != "" && len(args) == 0 {
				return nil
			}
			return someFiles("a FILE with records")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, files []string) error {
			if set.parameters != "" {
				if _, err := set.compile(cmd.Context()); err != nil { // waivers name controls
					return err
				}
				note(cmd.OutOrStdout(), "%s: valid", set.parameters)
			}
			if len(files) == 0 {
				return nil
			}
			return validate(cmd, files)
		},
	}
	set.addParameters(cmd)
	set.addPolicies(cmd)
	return cmd
}

func validate(cmd *cobra.Command, files []string) error {
	var t tally
	for it := range records(cmd, files) {
		t.take(cmd.ErrOrStderr(), it)
	}
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	note(cmd.OutOrStdout(), "%s", t.text("valid"))
	if t.incomplete() {
		return errReported
	}
	return nil
}
