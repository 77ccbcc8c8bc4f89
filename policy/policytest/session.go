package policytest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// session tests one pack, step by step; each step adds its part to the report.
type session struct {
	options
	matches func(*suite.Test) bool // nil: all
	pack    *suite.Pack
	capture *suite.Capture
	report  *Report
}

func newSession(opts []Option) (*session, error) {
	s := &session{options: options{lines: 100}, report: &Report{Schema: ReportSchema}}
	for _, opt := range opts {
		opt(&s.options)
	}
	switch {
	case s.embedded && len(s.mounts) > 0:
		return nil, errors.New("test either counterfoil's own controls or yours, not both at once")
	case !s.embedded && len(s.mounts) == 0:
		return nil, errors.New("no policies were named: name a folder that holds them and their tests")
	case s.embedded && s.ownParameters:
		return nil, errors.New("counterfoil's own controls are tested with the default parameters")
	}
	if s.run != "" {
		pattern, err := regexp.Compile(s.run)
		if err != nil {
			return nil, fmt.Errorf("the pattern of tests to run: %w", err)
		}
		s.matches = func(t *suite.Test) bool { return pattern.MatchString(t.Path()) }
		s.report.Omitted = "coverage, silences and mutants, as only some tests ran"
	}
	return s, nil
}

// open reads and compiles the pack. Where that fails, the report says why, and
// there is nothing to go on with.
func (s *session) open(ctx context.Context) error {
	var err error
	if s.embedded {
		s.pack, err = suite.Embedded(ctx)
	} else {
		s.pack, err = suite.Open(ctx, s.mounts, s.parameters)
	}
	if s.report.Contract = problemsOf(err); len(s.report.Contract) > 0 {
		return nil
	}
	return err
}

// broken reports whether there is nothing to test.
func (s *session) broken() bool { return len(s.report.Contract) > 0 }

// problemsOf returns the policy errors that err is made of; none if it holds
// anything else.
func problemsOf(err error) []Problem {
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	var all []Problem
	for _, e := range list {
		p, ok := errors.AsType[*policy.Error](e)
		if !ok {
			return nil
		}
		all = append(all, Problem(*p))
	}
	return all
}

// test runs the tests.
func (s *session) test(ctx context.Context) error {
	n := 0
	var err error
	s.capture, err = s.pack.Capture(ctx, suite.CaptureOptions{Run: s.matches, Done: func(suite.Result) {
		n++
		s.tell(Progress{Phase: "tests", Done: n})
	}})
	if err != nil {
		return err
	}
	if len(s.capture.Results) == 0 {
		return s.noTests()
	}
	for _, r := range s.capture.Results {
		t := newTestResult(r)
		if i := slices.IndexFunc(s.capture.Hollow, func(h suite.Hollow) bool { return h.Test == r.Test }); i >= 0 {
			t.Hollow = s.capture.Hollow[i].Why
		}
		s.report.Tests = append(s.report.Tests, t)
	}
	return nil
}

func (s *session) noTests() error {
	if s.matches == nil {
		return errors.New("there are no tests: put rules whose names begin with test_ into *_test.rego, beside the policies")
	}
	return fmt.Errorf("no test matches %q", s.run)
}

func (s *session) tell(p Progress) {
	if s.progress != nil {
		s.progress(p)
	}
}

// partial reports whether only some tests run: then nothing can be said of what
// all of them together have seen.
func (s *session) partial() bool { return s.matches != nil }

// done reports whether there is nothing more to do.
func (s *session) done() bool { return s.broken() || s.partial() && s.capture != nil }

func newTestResult(r suite.Result) TestResult {
	t := TestResult{Package: r.Test.Package, Name: r.Test.Name, File: r.Test.File, Line: r.Test.Line, State: Failed}
	switch {
	case r.Verdict.Pass:
		t.State = Passed
	case r.Verdict.Skipped:
		t.State = Skipped
	}
	for _, c := range r.Verdict.Cases {
		t.Cases = append(t.Cases, TestCase{Name: strings.Join(c.Path, "/"), Passed: c.Pass})
	}
	for _, f := range r.Failures {
		failure := Failure{Case: strings.Join(f.Case, "/"), Place: newPlace(f.Place), Message: f.Message, Output: f.Output}
		for _, in := range f.Inside {
			failure.Inside = append(failure.Inside, newPlace(in))
		}
		t.Failures = append(t.Failures, failure)
	}
	return t
}

func newPlace(p suite.Place) Place {
	place := Place{File: p.File, Line: p.Line, Expression: p.Expr, Tried: p.Tried, Diff: p.Diff}
	for _, v := range p.Values {
		place.Values = append(place.Values, Value{Name: v.Name, Value: v.Text})
	}
	return place
}

// packageOf is the Rego package of a file, without "data".
func (s *session) packageOf(file string) string {
	f := s.pack.Files[file]
	if f == nil {
		return ""
	}
	var names []string
	for _, t := range f.Module.Package.Path[1:] {
		if name, ok := t.Value.(ast.String); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}

// findingsLine is where a control begins to find; 1 where it does not.
func (s *session) findingsLine(file string) int {
	if f := s.pack.Files[file]; f != nil {
		for _, rule := range f.Module.Rules {
			if rule.Head.Ref()[0].Value.Compare(ast.Var("findings")) == 0 {
				return rule.Location.Row
			}
		}
	}
	return 1
}
