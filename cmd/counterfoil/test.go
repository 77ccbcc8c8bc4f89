package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

// errTestsFailed ends a command with exitFailOn; the report is printed already.
var errTestsFailed = errors.New("the policies do not pass")

// testFlags are the flags of counterfoil test.
type testFlags struct {
	set      setFlags
	embedded bool
	pattern  string
	mutate   bool
	minScore float64
	minLines float64
	asJSON   bool
	junit    string
	coverage bool
}

func newTest() *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test DIR...",
		Short: "Test controls of your own with the Rego tests beside them",
		Long: `test compiles the controls in each DIR, runs their tests (the rules test_… in
files *_test.rego) and then looks for what tests miss. All of this must hold:

  contract  the controls compile, strictly, and are what a control must be
  tests     every test passes, and asserts something
  coverage  every line is reached, and every outcome of every control is seen
  silence   no control turns satisfied, or silent, when a record loses a part
  mutation  with --mutate: the tests notice small changes of the controls

What does not is printed, file and line first; the last line has the numbers.
What is right all the same, say in a comment in the control's file, with the
reason: # silence PLACE: why, # never OUTCOME: why, # equivalent OPERATOR: why.
Plain "opa test" runs the same tests, and only them.

Exit status: 0 all holds; 1 something does not; 2 nothing could be tested, such
as controls that do not compile.`,
		Example: `  counterfoil test policies
  counterfoil test --mutate --junit report.xml policies`,
		Args: func(cmd *cobra.Command, dirs []string) error {
			switch {
			case f.embedded && len(dirs) > 0:
				return usage(cmd, errors.New("name a DIR, or give --embedded, not both"))
			case !f.embedded && len(dirs) == 0:
				return usage(cmd, errors.New("name the DIR that holds your controls and their tests"))
			}
			return f.check(cmd)
		},
		RunE: func(cmd *cobra.Command, dirs []string) error { return f.run(cmd, dirs) },
	}
	f.set.addParameters(cmd)
	cmd.Flags().StringVar(&f.pattern, "run", "", "run only the tests whose package.name matches this `REGEXP`; coverage, silence and mutation are then not judged")
	cmd.Flags().BoolVar(&f.mutate, "mutate", false, "change the controls in small ways and see whether the tests notice; this takes its time")
	cmd.Flags().Float64Var(&f.minScore, "min-score", 100, "with --mutate: how many `PERCENT` of the changes tests must notice")
	cmd.Flags().Float64Var(&f.minLines, "min-lines", 100, "how many `PERCENT` of the lines tests must reach")
	cmd.Flags().BoolVar(&f.coverage, "coverage", false, "print lines by file, and how often each outcome of each control was seen")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the whole report as one JSON object (counterfoil.test/v1)")
	cmd.Flags().StringVar(&f.junit, "junit", "", "write the report as JUnit XML to this `FILE`, too")
	cmd.Flags().BoolVar(&f.embedded, "embedded", false, "test counterfoil's own controls and library instead of a DIR")
	return cmd
}

// check refuses flags that cannot both be meant.
func (f *testFlags) check(cmd *cobra.Command) error {
	wrong := func(format string, args ...any) error { return usage(cmd, fmt.Errorf(format, args...)) }
	percent := func(p float64) bool { return p >= 0 && p <= 100 }
	switch {
	case !percent(f.minScore):
		return wrong("--min-score is a percentage, 0 to 100")
	case !percent(f.minLines):
		return wrong("--min-lines is a percentage, 0 to 100")
	case cmd.Flags().Changed("min-score") && !f.mutate:
		return wrong("--min-score needs --mutate")
	case f.pattern != "" && f.mutate:
		return wrong("--mutate needs all tests, and --run leaves some out")
	case f.pattern != "" && f.coverage:
		return wrong("--coverage needs all tests, and --run leaves some out")
	case f.embedded && f.set.parameters != "":
		return wrong("counterfoil's own controls are tested with the default parameters: leave --parameters out")
	}
	return nil
}

func (f *testFlags) run(cmd *cobra.Command, dirs []string) error {
	bar := newTestProgress(cmd)
	opts := []policytest.Option{policytest.WithCoverage(f.minLines), policytest.WithProgress(bar.show)}
	if f.embedded {
		opts = append(opts, policytest.WithEmbedded())
	}
	for _, dir := range dirs {
		opts = append(opts, policytest.WithDir(dir))
	}
	if f.set.parameters != "" {
		p, err := f.set.readParameters()
		if err != nil {
			return err
		}
		opts = append(opts, policytest.WithParameters(p))
	}
	if f.pattern != "" {
		opts = append(opts, policytest.WithRun(f.pattern))
	}
	if f.mutate {
		opts = append(opts, policytest.WithMutation(f.minScore))
	}
	report, err := policytest.Test(cmd.Context(), opts...)
	bar.stop()
	if err != nil {
		return err
	}
	if err := f.write(cmd.OutOrStdout(), report); err != nil {
		return err
	}
	switch {
	case len(report.Contract) > 0:
		return errReported
	case !report.Passed():
		return errTestsFailed
	}
	return nil
}

// write prints the report. The file comes first: whoever reads on from standard
// output finds it complete.
func (f *testFlags) write(w io.Writer, report *policytest.Report) error {
	if f.junit != "" {
		var b bytes.Buffer
		if err := report.WriteJUnit(&b); err != nil {
			return err
		}
		if err := os.WriteFile(f.junit, b.Bytes(), 0o666); err != nil {
			return err
		}
	}
	if f.asJSON {
		return report.WriteJSON(&jsonLines{w: w})
	}
	if f.coverage && report.Coverage != nil {
		if err := report.WriteCoverage(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return report.WriteText(w)
}
