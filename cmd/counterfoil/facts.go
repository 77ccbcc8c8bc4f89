package main

import (
	"bufio"
	"errors"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// printedFacts reads facts in their printed form.
func printedFacts(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
	return func(yield func(evidence.Fact, error) bool) {
		for f, err := range evidence.Facts(name, r) {
			if err != nil {
				t.Refuse()
			} else {
				t.Use(string(f.Value.FactKind()), 1)
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// readFacts reads the facts of all inputs, up to the end of the context. An
// input of which nothing could be used, and which looks like one of another
// source, counts as broken.
func readFacts(cmd *cobra.Command, k kind, read source.Reader, t *source.Tally, paths []string) iter.Seq2[evidence.Fact, error] {
	return func(yield func(evidence.Fact, error) bool) {
		stop := func() bool { return cmd.Context().Err() != nil }
		for in, err := range inputs(cmd, paths) {
			if err != nil {
				t.Unopened()
				if stop() || !yield(evidence.Fact{}, err) {
					return
				}
				continue
			}
			t.Open()
			used, broken := t.Used, t.Broken
			h := &headed{Reader: in}
			for f, err := range read(in.Name, h, t) {
				if stop() || !yield(f, err) {
					return
				}
			}
			if t.Used > used {
				continue
			}
			if err := misfit(in.Name, h.head, k); err != nil {
				if t.Broken == broken {
					t.Break()
				}
				if !yield(evidence.Fact{}, err) {
					return
				}
			}
		}
	}
}

// readFlags are the flags that say what inputs do not.
type readFlags struct {
	collectedAt instantFlag
	members     string
	tickets     string
	settings    []string
}

func (f *readFlags) add(cmd *cobra.Command) {
	cmd.Flags().Var(&f.collectedAt, "collected-at", "`TIME` at which the inputs were fetched from their system; a listing needs it, and trail.sourced asks for it")
	cmd.Flags().StringVar(&f.members, "members", "", "who is in the groups that a listing only names: a CSV `FILE` with the columns group and member")
	cmd.Flags().StringVar(&f.tickets, "tickets", "", "what ticket numbers look like, a regular `EXPRESSION` such as RITM[0-9]{7}: a log may hold them")
	cmd.Flags().StringArrayVar(&f.settings, "settings", nil, "what the fields of your tickets mean: `NAME=FILE`, for servicenow and jira")
}

func newFacts() *cobra.Command {
	var name string
	var flags readFlags
	cmd := &cobra.Command{
		Use:   "facts --source NAME PATH...",
		Short: "Read a vendor's export and print the facts in it",
		Long: `facts prints one fact a line: a request, an approval, a change, an observation ...
as it stands in a record, with its subject. What was read, used, left out and
refused is counted on standard error. PATH is a file or a folder; gzip is undone.

counterfoil sources lists the sources.

Exit status: 0 all was read; 2 something could not be.`,
		Example: `  counterfoil facts --source cloudtrail logs/2026-03/ > changes.jsonl`,
		Args:    someFiles("a PATH to read"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if name == "" {
				return usage(cmd, errors.New("say what to read: --source cloudtrail"))
			}
			o, err := flags.options()
			if err != nil {
				return err
			}
			k, read, err := o.open(name)
			if err != nil {
				return usage(cmd, err)
			}
			var t source.Tally
			out := bufio.NewWriter(cmd.OutOrStdout())
			lines := &jsonLines{w: out}
			for f, err := range readFacts(cmd, k, read, &t, paths) {
				if err != nil {
					complain(cmd.ErrOrStderr(), err)
				} else if err := evidence.EncodeFact(lines, f); err != nil {
					return err
				}
			}
			if err := out.Flush(); err != nil {
				return err
			}
			complain(cmd.ErrOrStderr(), errors.New(t.String()))
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if t.Refused+t.Broken > 0 {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "source", "", "what the PATH holds: the `NAME` of a source")
	flags.add(cmd)
	return cmd
}
