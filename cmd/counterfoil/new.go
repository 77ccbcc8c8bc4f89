package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy"
)

//go:embed new/control.rego.tmpl
var controlTemplate string

//go:embed new/control_test.rego.tmpl
var controlTestTemplate string

func newNew() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "new",
		Short:   "Write the start of a control of your own",
		Long:    `new writes files to start from: today, a control with its test.`,
		Example: `  counterfoil new control custom.controls.acme.vendor_access`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newNewControl())
	return cmd
}

func newNewControl() *cobra.Command {
	dir := ""
	question := choiceFlag{value: string(policy.QuestionApproval)}
	for _, q := range policy.AllQuestions() {
		question.of = append(question.of, string(q))
	}
	severity := choiceFlag{value: string(policy.SeverityMedium), of: []string{
		string(policy.SeverityInfo), string(policy.SeverityLow), string(policy.SeverityMedium), string(policy.SeverityHigh), string(policy.SeverityCritical),
	}}
	cmd := &cobra.Command{
		Use:   "control PACKAGE",
		Short: "Write a control and its test, which compile and pass at once",
		Long: `control writes a small control and its test, ready to run. PACKAGE is
custom.controls, then a group (your organisation or a system), then a name.

custom.controls.acme.vendor_access becomes the control acme.vendor_access, in
policies/acme/vendor_access/. A file that is there already is never overwritten.`,
		Example: `  counterfoil new control custom.controls.acme.vendor_access
  counterfoil test policies`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(cmd, errors.New("name one package, such as custom.controls.acme.vendor_access"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			group, name, err := controlName(args[0])
			if err != nil {
				return err
			}
			files, err := newControl{group, name, question.value, severity.value}.write(dir)
			if err != nil {
				return err
			}
			for _, file := range files {
				note(cmd.OutOrStdout(), "%s", file)
			}
			note(cmd.OutOrStdout(), "Both pass as they are. Replace what is marked TODO, then run: counterfoil test %s", dir)
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "policies", "the `DIR` of your policies, where the folders are made")
	cmd.Flags().Var(&question, "question", "the question that it helps to answer")
	cmd.Flags().Var(&severity, "severity", "how much it matters: info, low, medium, high or critical")
	return cmd
}

// newControl is what the templates are filled with.
type newControl struct{ Group, Name, Question, Severity string }

// write writes the control and its test below dir, both or neither.
func (c newControl) write(dir string) ([]string, error) {
	folder := filepath.Join(dir, c.Group, c.Name)
	files := []string{filepath.Join(folder, c.Name+".rego"), filepath.Join(folder, c.Name+"_test.rego")}
	for _, file := range files {
		if _, err := os.Lstat(file); err == nil {
			return nil, fmt.Errorf("%s is there already, and stays as it is: choose another name, or move it away", file)
		}
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	for i, text := range []string{controlTemplate, controlTestTemplate} {
		var b bytes.Buffer
		if err := template.Must(template.New("").Delims("<<", ">>").Parse(text)).Execute(&b, c); err != nil {
			return nil, err
		}
		if err := create(files[i], b.Bytes()); err != nil {
			for _, made := range files[:i] {
				err = errors.Join(err, os.Remove(made))
			}
			return nil, err
		}
	}
	return files, nil
}

// create writes a file that is not there yet.
func create(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return cmp.Or(err, f.Close())
}
