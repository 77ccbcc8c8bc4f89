package main

import (
	"bufio"
	"errors"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
	"github.com/counterfoil/counterfoil/evidence/source"
)

func newJoin() *cobra.Command {
	var set setFlags
	var sources []string
	var collectedAt instantFlag
	cmd := &cobra.Command{
		Use:   "join --source NAME=PATH...",
		Short: "Match what was asked with what happened, and print records",
		Long: `join reads facts from all sources, matches requests with changes and final states,
and prints one record a line. What belongs to no request becomes a record of its
own. All facts are held in memory. PATH is a file, a folder, or - for standard
input; gzip is undone.

The sources:` + describeKinds() + `

On standard error: what was read, how it was joined, and what a person should
look at. Exit status: 0 all was read; 2 something was refused or not read.`,
		Example: `  counterfoil join --source cloudtrail=logs/ --source facts=tickets.jsonl > records.jsonl`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := set.readParameters()
			if err != nil {
				return err
			}
			inputs, err := parseSources(cmd, sources, collectedAt)
			if err != nil {
				return usage(cmd, err)
			}
			joined, err := join.Join(readSources(cmd, inputs), join.Options{Fulfilment: p.Fulfilment()})
			if err != nil {
				return err
			}
			if err := cmd.Context().Err(); err != nil { // half of the facts make wrong records
				return err
			}
			return printJoined(cmd, joined, inputs)
		},
	}
	set.addParameters(cmd)
	cmd.Flags().StringArrayVar(&sources, "source", nil, "what to read, and where: `NAME=PATH`; may be repeated")
	addCollectedAt(cmd, &collectedAt)
	return cmd
}

// input is one --source.
type input struct {
	kind
	path  string
	tally *source.Tally
}

func parseSources(cmd *cobra.Command, args []string, collectedAt instantFlag) ([]input, error) {
	if len(args) == 0 {
		return nil, errors.New("say what to read: --source cloudtrail=logs/")
	}
	var inputs []input
	var paths []string
	for _, arg := range args {
		name, path, ok := strings.Cut(arg, "=")
		if !ok || path == "" {
			return nil, errors.New("--source " + arg + ": write NAME=PATH, as in cloudtrail=logs/")
		}
		k, err := kindOf(name, collectedAt.Time)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, input{k, path, &source.Tally{}})
		paths = append(paths, path)
	}
	return inputs, stdinOnce(cmd, paths)
}

func readSources(cmd *cobra.Command, inputs []input) iter.Seq2[evidence.Fact, error] {
	return func(yield func(evidence.Fact, error) bool) {
		for _, in := range inputs {
			for f, err := range readFacts(cmd, in.read, in.tally, []string{in.path}) {
				if !yield(f, err) {
					return
				}
			}
		}
	}
}

func printJoined(cmd *cobra.Command, joined *join.Result, inputs []input) error {
	out := bufio.NewWriter(cmd.OutOrStdout())
	lines := &jsonLines{w: out}
	for _, r := range joined.Records {
		if err := evidence.Encode(lines, r); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	stderr := cmd.ErrOrStderr()
	for _, err := range joined.Errors {
		complain(stderr, err)
	}
	for _, n := range joined.Notes {
		note(stderr, "%v", n)
	}
	unread := joined.Report.Facts.Refused
	for _, in := range inputs {
		note(stderr, "%s=%s: %s", in.name, in.path, strings.TrimSuffix(in.tally.String(), "\n"))
		unread += in.tally.Refused + in.tally.Broken
	}
	note(stderr, "%s", &joined.Report)
	if unread > 0 {
		return errReported
	}
	return nil
}
