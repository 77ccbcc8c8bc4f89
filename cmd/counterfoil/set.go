package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/policy"
)

// setFlags are the flags that say what to judge with.
type setFlags struct {
	parameters string
	policies   []string
	controls   []string
}

func (f *setFlags) addParameters(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.parameters, "parameters", "", "your numbers and approval rules, a YAML or JSON `FILE`; a section in it replaces the default's")
}

func (f *setFlags) addPolicies(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.policies, "policies", nil, "a `DIR` with custom controls in Rego; may be repeated")
}

func (f *setFlags) addControls(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.controls, "controls", nil, "ask only the controls with these `ID`s, separated by commas")
}

func (f *setFlags) compile(ctx context.Context) (*policy.Set, error) {
	p, err := f.readParameters()
	if err != nil {
		return nil, err
	}
	opts := []policy.Option{policy.WithParameters(p), policy.WithControls(f.controls...)}
	for _, dir := range f.policies {
		opts = append(opts, policy.WithDir(dir))
	}
	return policy.Compile(ctx, opts...)
}

func (f *setFlags) readParameters() (policy.Parameters, error) {
	if f.parameters == "" {
		return policy.DefaultParameters(), nil
	}
	text, err := os.ReadFile(f.parameters)
	if err != nil {
		return policy.Parameters{}, err
	}
	return policy.ParseParameters(f.parameters, text)
}

// instantFlag is a flag that takes an instant.
type instantFlag struct{ time.Time }

func (f *instantFlag) Type() string { return "TIME" }

func (f *instantFlag) String() string {
	if f.IsZero() {
		return ""
	}
	return f.Format(time.RFC3339Nano)
}

func (f *instantFlag) Set(s string) error {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return errors.New("write the time as in 2026-03-20T00:00:00Z, with a zone")
	}
	if year := t.UTC().Year(); year < 1970 || year > 2261 {
		return errors.New("the time must be within the years 1970 to 2261")
	}
	f.Time = t.UTC()
	return nil
}

// asOfFlag is the instant to judge at.
type asOfFlag struct{ instantFlag }

func (f *asOfFlag) add(cmd *cobra.Command) {
	cmd.Flags().Var(f, "as-of", "judge as things stood at this `TIME` (2026-03-20T00:00:00Z); without it, now")
}

// or returns the instant, or else the present, and says so.
func (f *asOfFlag) or(cmd *cobra.Command) time.Time {
	if f.IsZero() {
		f.Time = time.Now().UTC().Truncate(time.Second)
		note(cmd.ErrOrStderr(), "judged as of now; to repeat it: --as-of %s", f)
	}
	return f.Time
}

// choiceFlag is a flag that takes one of a few words.
type choiceFlag struct {
	value string
	of    []string
}

func (f *choiceFlag) Type() string   { return "WORD" }
func (f *choiceFlag) String() string { return f.value }

func (f *choiceFlag) Set(s string) error {
	for _, word := range f.of {
		if s == word {
			f.value = s
			return nil
		}
	}
	return fmt.Errorf("choose one of %q", f.of)
}
