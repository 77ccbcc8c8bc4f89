package main

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

// kind is a kind of source, as --source names it.
type kind struct {
	name string
	what string
	read source.Reader
}

// kinds are all there are. Of a vendor's log, collectedAt is when it was fetched.
func kinds(collectedAt time.Time) []kind {
	return []kind{
		{"cloudtrail", "AWS CloudTrail logs", cloudtrail.Reader(cloudtrail.Options{CollectedAt: collectedAt})},
		{"gcp", "Google Cloud audit logs", gcp.Reader(gcp.Options{CollectedAt: collectedAt})},
		{"gcp-state", "Google Cloud IAM policies and custom roles", gcp.State(gcp.Options{CollectedAt: collectedAt})},
		{"kubernetes", "Kubernetes audit logs", kubernetes.Reader(kubernetes.Options{CollectedAt: collectedAt})},
		{"kubernetes-state", "listings of Kubernetes role bindings and roles", kubernetes.State(kubernetes.Options{CollectedAt: collectedAt})},
		{"facts", "facts as counterfoil facts prints them", printedFacts},
	}
}

// kindOf returns the kind of that name. Of "mapped:FILE" it reads the mapping in
// the file.
func kindOf(name string, collectedAt time.Time) (kind, error) {
	if file, ok := strings.CutPrefix(name, "mapped:"); ok {
		text, err := os.ReadFile(file)
		if err != nil {
			return kind{}, err
		}
		m, err := mapped.Parse(file, text)
		if err != nil {
			return kind{}, err
		}
		return kind{name, "", m.Reader(mapped.Options{CollectedAt: collectedAt})}, nil
	}
	names := []string{"mapped:FILE"}
	for _, k := range kinds(collectedAt) {
		if k.name == name {
			return k, nil
		}
		names = append(names, k.name)
	}
	return kind{}, errors.New("there is no source " + name + ": take one of " + strings.Join(names, ", "))
}

// describeKinds is for help texts.
func describeKinds() string {
	var b strings.Builder
	for _, k := range append(kinds(time.Time{}), kind{name: "mapped:FILE", what: "CSV, JSON or JSON Lines, read as the mapping document in FILE says"}) {
		b.WriteString("\n  " + k.name + strings.Repeat(" ", max(1, 18-len(k.name))) + k.what)
	}
	return b.String()
}

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

// readFacts reads the facts of all inputs, up to the end of the context.
func readFacts(cmd *cobra.Command, read source.Reader, t *source.Tally, paths []string) iter.Seq2[evidence.Fact, error] {
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
			for f, err := range read(in.Name, in, t) {
				if stop() || !yield(f, err) {
					return
				}
			}
		}
	}
}

func addCollectedAt(cmd *cobra.Command, at *instantFlag) {
	cmd.Flags().Var(at, "collected-at", "`TIME` at which the logs were fetched from their system; trail.sourced asks for it")
}

func newFacts() *cobra.Command {
	var name string
	var collectedAt instantFlag
	cmd := &cobra.Command{
		Use:   "facts --source NAME PATH...",
		Short: "Read a vendor's export and print the facts in it",
		Long: `facts prints one fact a line: a request, an approval, a change, an observation ...
as it stands in a record, with its subject. What was read, used, left out and
refused is counted on standard error. PATH is a file or a folder; gzip is undone.

The sources:` + describeKinds() + `

Exit status: 0 all was read; 2 something could not be.`,
		Example: `  counterfoil facts --source cloudtrail logs/2026-03/ > changes.jsonl`,
		Args:    someFiles("a PATH to read"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if name == "" {
				return usage(cmd, errors.New("say what to read: --source cloudtrail"))
			}
			kind, err := kindOf(name, collectedAt.Time)
			if err != nil {
				return usage(cmd, err)
			}
			var t source.Tally
			out := bufio.NewWriter(cmd.OutOrStdout())
			lines := &jsonLines{w: out}
			for f, err := range readFacts(cmd, kind.read, &t, paths) {
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
	addCollectedAt(cmd, &collectedAt)
	return cmd
}
