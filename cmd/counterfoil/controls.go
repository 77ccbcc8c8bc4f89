package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy"
)

func newControls() *cobra.Command {
	var set setFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "controls",
		Short: "List the controls, each with what it states",
		Long: `controls lists every control by the question that it answers: its id, severity,
the statement that it judges, and the framework items that it bears upon.`,
		Example: `  counterfoil controls --policies ./policies`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := set.compile(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return printControlsJSON(cmd.OutOrStdout(), s)
			}
			return printControls(cmd.OutOrStdout(), s)
		},
	}
	set.addPolicies(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one object a line, with everything that is known of a control")
	return cmd
}

func printControls(w io.Writer, s *policy.Set) error {
	var b strings.Builder
	for _, question := range policy.AllQuestions() {
		for c := range s.Controls() {
			if c.Question != question {
				continue
			}
			note(&b, "%-27s %-8s  %s", c.ID, c.Severity, c.Title)
			if refs := references(c.Frameworks); refs != "" {
				note(&b, "%-27s %-8s  %s", "", "", refs)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// references lists framework items, those of one framework together.
func references(list []policy.Framework) string {
	var order []string
	ids := map[string][]string{}
	for _, f := range list {
		if ids[f.Framework] == nil {
			order = append(order, f.Framework)
		}
		ids[f.Framework] = append(ids[f.Framework], f.ID)
	}
	for i, name := range order {
		order[i] = name + " " + strings.Join(ids[name], ", ")
	}
	return strings.Join(order, "; ")
}

func printControlsJSON(w io.Writer, s *policy.Set) error {
	type framework struct {
		Framework string `json:"framework"`
		ID        string `json:"id"`
		Title     string `json:"title"`
	}
	lines := &jsonLines{w: w}
	for c := range s.Controls() {
		frameworks := []framework{}
		for _, f := range c.Frameworks {
			frameworks = append(frameworks, framework(f))
		}
		line, err := json.Marshal(struct {
			ID          string          `json:"id"`
			Title       string          `json:"title"`
			Description string          `json:"description"`
			Question    policy.Question `json:"question"`
			Severity    policy.Severity `json:"severity"`
			Frameworks  []framework     `json:"frameworks"`
			Remediation string          `json:"remediation"`
			Since       string          `json:"since,omitzero"`
			Custom      bool            `json:"custom"`
		}{c.ID, c.Title, c.Description, c.Question, c.Severity, frameworks, c.Remediation, c.Since, c.Custom})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(lines, "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}
