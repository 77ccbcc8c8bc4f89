package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/evidence"
)

func newExplain() *cobra.Command {
	var set setFlags
	var asOf asOfFlag
	cmd := &cobra.Command{
		Use:   "explain RECORD-ID FILE...",
		Short: "Tell the story of one record and how it was judged",
		Long: `explain prints one record for an auditor: who asked for what, who approved, what
the target system logged and shows, how each control judged it, on which
evidence, and what to do.`,
		Example: `  counterfoil explain RITM0012345 --as-of 2026-04-01T00:00:00Z q1.jsonl`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd, errors.New("name the RECORD-ID, then the FILE that holds it"))
			}
			return someFiles("the FILE that holds record "+args[0])(cmd, args[1:])
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := set.compile(cmd.Context())
			if err != nil {
				return err
			}
			rec, err := find(cmd, args[0], args[1:])
			if err != nil {
				return err
			}
			r, err := s.Evaluate(cmd.Context(), rec, asOf.or(cmd))
			if err != nil {
				return err
			}
			return r.Explain(cmd.OutOrStdout(), rec)
		},
	}
	asOf.add(cmd)
	set.addParameters(cmd)
	set.addPolicies(cmd)
	return cmd
}

// find returns the first record with that id. Where there is none, the error
// names ids that are near and says what could not be read.
func find(cmd *cobra.Command, id string, paths []string) (*evidence.Record, error) {
	near := nearest{to: id}
	unread := 0
	for it := range records(cmd, paths) {
		switch {
		case it.unopened:
			return nil, it.err
		case it.err != nil && speaksOf(it.err, id):
			return nil, it.err
		case it.err != nil:
			unread++
		case it.record.ID == id:
			return it.record, nil
		default:
			near.see(it.record.ID)
		}
	}
	if err := cmd.Context().Err(); err != nil {
		return nil, err
	}
	message := fmt.Sprintf("there is no record %q", id) + near.didYouMean()
	if unread > 0 {
		message += fmt.Sprintf("\n%s could not be read; counterfoil validate says why", count(unread, "record"))
	}
	return nil, errors.New(message)
}

// speaksOf reports whether err is about the record with that id.
func speaksOf(err error, id string) bool {
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		err = list.Unwrap()[0] // they are all about one record
	}
	place, ok := errors.AsType[*evidence.Error](err)
	return ok && place.RecordID == id
}
