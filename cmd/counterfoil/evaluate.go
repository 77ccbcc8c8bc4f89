package main

import (
	"bufio"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy"
)

func newEvaluate() *cobra.Command {
	var set setFlags
	var asOf asOfFlag
	format := choiceFlag{value: "json", of: []string{"json", "text"}}
	failOn := choiceFlag{of: []string{string(policy.Deficient), string(policy.Unproven), string(policy.Open)}}
	cmd := &cobra.Command{
		Use:   "evaluate FILE...",
		Short: "Judge records and print the results",
		Long: `evaluate reads records (JSON or JSON Lines; - is standard input) and prints a
result for each, in their order. A record is governance_grade, or else open
(something is pending), unproven (evidence is missing) or deficient.

Exit status: 0 all were evaluated, whatever the outcomes; 1 with --fail-on, at
least one is that bad or worse; 2 some input could not be evaluated. Each of
these is named on standard error, and the rest is evaluated. 2 outranks 1.`,
		Example: `  counterfoil evaluate --as-of 2026-04-01T00:00:00Z --format text --fail-on deficient q1.jsonl`,
		Args:    someFiles("a FILE with records"),
		RunE: func(cmd *cobra.Command, files []string) error {
			s, err := set.compile(cmd.Context())
			if err != nil {
				return err
			}
			at := asOf.or(cmd)
			progress := newProgress(cmd, "records", false)
			defer progress.stop()
			out := bufio.NewWriter(cmd.OutOrStdout())
			e := &evaluation{set: s, asOf: at, print: printJSON(out), flush: out.Flush, step: progress.step, messages: progress}
			if format.value == "text" {
				e.print = printText(out)
			}
			stopped := e.run(cmd.Context(), records(cmd, files))
			if format.value == "text" {
				note(out, "%s", &e.grades)
			}
			if err := out.Flush(); err != nil {
				return err
			}
			progress.stop()
			e.report(cmd.ErrOrStderr())
			switch {
			case stopped != nil:
				return stopped
			case e.tally.incomplete():
				return errReported
			case e.grades.any(policy.Grade(failOn.value)):
				return errFailOn
			}
			return nil
		},
	}
	asOf.add(cmd)
	set.addParameters(cmd)
	set.addPolicies(cmd)
	set.addControls(cmd)
	cmd.Flags().Var(&format, "format", "json (one result a line) or text")
	cmd.Flags().Var(&failOn, "fail-on", "exit with status 1 if a record is deficient, unproven or open, or worse")
	return cmd
}
