package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy"
)

func newRequirement() *cobra.Command {
	var set setFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "requirement FILE...",
		Short: "Say who must approve a request, and why",
		Long: `requirement reads records that hold a request and says which approvals policy
demands of each: ask before approving. Only the subject, the action and the
request matter; the same rules judge the record afterwards.`,
		Example: `  counterfoil requirement --parameters rules.yaml request.json`,
		Args:    someFiles("a FILE with records that hold a request"),
		RunE: func(cmd *cobra.Command, files []string) error {
			s, err := set.compile(cmd.Context())
			if err != nil {
				return err
			}
			print := printRequirement
			if asJSON {
				print = printRequirementJSON
			}
			var t tally
			for it := range records(cmd, files) {
				var req *policy.Requirement
				if it.err == nil {
					req, it.err = s.Requirement(cmd.Context(), it.record)
				}
				if !t.take(cmd.ErrOrStderr(), it) {
					continue
				}
				if err := print(cmd.OutOrStdout(), it.record.ID, req); err != nil {
					return err
				}
			}
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if t.incomplete() {
				return errReported
			}
			return nil
		},
	}
	set.addParameters(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one object a line")
	return cmd
}

func printRequirement(w io.Writer, id string, req *policy.Requirement) error {
	var b strings.Builder
	switch {
	case !req.Required:
		note(&b, "%s: no approval is required", id)
	default:
		note(&b, "%s: %s required", id, count(req.MinApprovers, "approver"))
	}
	if len(req.Capacities) > 0 {
		note(&b, "  each of these by a different person: %s", strings.Join(req.Capacities, ", "))
	}
	if req.Context {
		note(&b, "  show them exactly what is asked, and keep what was shown")
	}
	for _, why := range req.Why {
		note(&b, "  because %s", why)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printRequirementJSON(w io.Writer, id string, req *policy.Requirement) error {
	line, err := json.Marshal(struct {
		RecordID string `json:"record_id"`
		*policy.Requirement
	}{id, req})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(&jsonLines{w: w}, "%s\n", line)
	return err
}
