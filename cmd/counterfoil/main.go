// Command counterfoil judges access changes by their evidence: does the ticket
// actually drive a verified entitlement change in the target system?
//
// Run counterfoil --help, or read the package documentation of policy and
// evidence for what it decides and when.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second interrupt ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	exitDone       = 0 // all was evaluated, whatever the outcomes; all tests hold
	exitFailOn     = 1 // --fail-on: a record is that bad or worse; a test does not hold
	exitIncomplete = 2 // something could not be read, compiled or evaluated
)

var (
	// errFailOn ends a command with exitFailOn.
	errFailOn = errors.New("a record is as bad as --fail-on says, or worse")
	// errReported ends a command with exitIncomplete; what was wrong is on
	// standard error already.
	errReported = errors.New("some input was refused")
)

// run runs one command line and returns its exit status.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(cancellable(ctx, in))
	root.SetOut(out)
	root.SetErr(err)
	switch failure := root.ExecuteContext(ctx); {
	case failure == nil:
		return exitDone
	case errors.Is(failure, errFailOn), errors.Is(failure, errTestsFailed):
		return exitFailOn
	case errors.Is(failure, errReported), errors.Is(failure, syscall.EPIPE): // nobody reads on
		return exitIncomplete
	case ctx.Err() != nil:
		complain(err, errors.New("interrupted"))
		return exitIncomplete
	default:
		complain(err, failure)
		return exitIncomplete
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "counterfoil",
		Short: "Judge access changes by their evidence",
		Long: `counterfoil answers one question about an access change: does the ticket
actually drive a verified entitlement change in the target system?

A record is all that is known about one change, from request to final state.
Make records from logs with "join", judge them with "evaluate", read one in full
with "explain". Start a control of your own with "new", and test it with "test".`,
		Example: `  counterfoil join --source cloudtrail=logs/ | counterfoil evaluate --format text -`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },

		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage(cmd, err) })
	root.AddCommand(
		newEvaluate(), newExplain(), newValidate(), newRequirement(),
		newSources(), newFacts(), newJoin(), newControls(), newTest(), newNew(), newVersion(),
	)
	return root
}

// usage is an error of the command line: it says where the help is.
func usage(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w\nSee %s --help", err, cmd.CommandPath())
}

// noArguments refuses arguments. Those of the root are meant to be commands.
func noArguments(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case cmd.HasParent():
		return usage(cmd, fmt.Errorf("%s takes no arguments, and %q is one", cmd.Name(), args[0]))
	}
	message := fmt.Sprintf("there is no command %q", args[0])
	near := nearest{to: args[0]}
	for _, c := range cmd.Commands() {
		near.see(c.Name())
	}
	return usage(cmd, errors.New(message+near.didYouMean()))
}
