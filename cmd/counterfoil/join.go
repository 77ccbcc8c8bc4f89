package main

import (
	"errors"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/alias"
	"github.com/counterfoil/counterfoil/evidence/join"
	"github.com/counterfoil/counterfoil/evidence/source"
)

func newJoin() *cobra.Command {
	var set setFlags
	var read readFlags
	var sources []string
	var aliases, output string
	var partitions int
	var allNotes bool
	cmd := &cobra.Command{
		Use:   "join --source NAME=PATH...",
		Short: "Match what was asked with what happened, and print records",
		Long: `join reads facts from all sources, matches requests with changes and final states,
and prints one record a line. What belongs to no request becomes a record of its
own. PATH is a file, a folder, or - for standard input; gzip is undone. counterfoil
sources lists the sources.

All facts are held in memory, some 2 kB each. If they do not fit, --partitions N
reads everything N+1 times and holds those of an Nth of the subjects at a time;
the records are the same, sorted within each part.

On standard error: what was read, how it was joined, and what a person should
look at. Exit status: 0 all was read; 2 something was refused or not read.`,
		Example: `  counterfoil join --source servicenow:acme=tickets/ --source cloudtrail=logs/ --aliases people.csv -o records.jsonl`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := set.readParameters()
			if err != nil {
				return err
			}
			o := join.Options{Fulfilment: p.Fulfilment(), Implied: p.Implied}
			if o.Aliases, err = readAliases(aliases); err != nil {
				return err
			}
			from, err := read.options()
			if err != nil {
				return err
			}
			inputs, err := parseSources(cmd, sources, from, partitions)
			if err != nil {
				return usage(cmd, err)
			}
			return writeTo(cmd, output, func(out io.Writer) error {
				progress := newProgress(cmd, "facts", output != "")
				defer progress.stop()
				j := joining{cmd: cmd, inputs: inputs, out: out, step: progress.step, messages: progress, allNotes: allNotes}
				return j.run(partitions, o)
			})
		},
	}
	set.addParameters(cmd)
	cmd.Flags().StringArrayVar(&sources, "source", nil, "what to read, and where: `NAME=PATH`, or NAME:INSTANCE@TIME=PATH; may be repeated")
	read.add(cmd)
	cmd.Flags().StringVar(&aliases, "aliases", "", "names of the same person or account: a CSV `FILE` with the columns id, alias, system, kind, name, owner")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the records to `FILE`, once all are there")
	cmd.Flags().BoolVar(&allNotes, "all-notes", false, "list all that a person should look at, not a few of each sort")
	cmd.Flags().IntVar(&partitions, "partitions", 1, "join in `N` parts, to hold less in memory")
	return cmd
}

func readAliases(path string) (*alias.Directory, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return alias.Read(path, f)
}

// input is one --source.
type input struct {
	kind
	name  string // as given
	path  string
	read  source.Reader
	tally *source.Tally
}

func parseSources(cmd *cobra.Command, args []string, o readOptions, partitions int) ([]input, error) {
	if len(args) == 0 {
		return nil, errors.New("say what to read: --source cloudtrail=logs/")
	}
	if partitions < 1 {
		return nil, errors.New("--partitions: there must be at least one")
	}
	var inputs []input
	var paths []string
	for _, arg := range args {
		name, path, ok := strings.Cut(arg, "=")
		if !ok || path == "" {
			return nil, errors.New("--source " + arg + ": write NAME=PATH, as in cloudtrail=logs/")
		}
		if path == "-" && partitions > 1 {
			return nil, errors.New("--source " + arg + ": standard input can be read once only, and --partitions reads more than once: give a file")
		}
		k, read, err := o.open(name)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, input{k, name, path, read, &source.Tally{}})
		paths = append(paths, path)
	}
	return inputs, stdinOnce(cmd, paths)
}

// joining is one run of the command.
type joining struct {
	cmd      *cobra.Command
	inputs   []input
	out      io.Writer
	step     func()
	messages *progress
	allNotes bool
	report   join.Report
}

func (j *joining) run(partitions int, o join.Options) error {
	if partitions == 1 {
		joined, err := join.Join(j.facts(), o)
		if err := j.print(joined, err); err != nil {
			return err
		}
		return j.close()
	}
	for part, err := range join.Partitions(partitions, j.facts, o) {
		if err := j.print(part, err); err != nil {
			return err
		}
	}
	return j.close()
}

// facts reads all inputs, from their beginning.
func (j *joining) facts() iter.Seq2[evidence.Fact, error] {
	return func(yield func(evidence.Fact, error) bool) {
		for _, in := range j.inputs {
			*in.tally = source.Tally{}
			for f, err := range readFacts(j.cmd, in.kind, in.read, in.tally, []string{in.path}) {
				j.step()
				if !yield(f, err) {
					return
				}
			}
		}
	}
}

// print prints the records of all subjects, or of some.
func (j *joining) print(joined *join.Result, err error) error {
	if err == nil {
		err = j.cmd.Context().Err() // half of the facts make wrong records
	}
	if err != nil {
		return err
	}
	for _, r := range joined.Records {
		if err := evidence.Encode(j.out, r); err != nil {
			return err
		}
	}
	for _, err := range joined.Errors {
		complain(j.messages, err)
	}
	printNotes(j.messages, joined.Notes, j.allNotes)
	j.report.Add(&joined.Report)
	return nil
}

// close says what was read and made of it.
func (j *joining) close() error {
	unread := j.report.Facts.Refused
	for _, in := range j.inputs {
		note(j.messages, "%s=%s: %s", in.name, in.path, strings.TrimSuffix(in.tally.String(), "\n"))
		unread += in.tally.Refused + in.tally.Broken
	}
	note(j.messages, "%s", &j.report)
	if unread > 0 {
		return errReported
	}
	return nil
}
