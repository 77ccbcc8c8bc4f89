package policytest

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"
)

// Run tests the policies of a file system with the tests beside them, in
// subtests:
//
//	contract                   they compile, strictly, and keep the contract
//	<package>/<test>[/<case>]  each test_ rule, and each case of a test_x[case]
//	asserts                    no test passes without having asserted something
//	coverage                   every line is reached, and every outcome of every control seen
//	silence                    no control turns satisfied, or silent, when a record loses a part
//	mutation                   WithMutation alone: the tests notice changes of the policies
//
// A subtest that fails prints what Report.WriteText would: the file and line of
// the Rego first, what does not hold, and with which values. The options are
// those of Test; with more packs among them, all are tested as one. A nil file
// system leaves it to them to name the policies: WithDir, which names files by
// their directory, or WithEmbedded.
func Run(t *testing.T, fsys fs.FS, opts ...Option) {
	t.Helper()
	if fsys != nil {
		opts = append([]Option{WithFS(fsys)}, opts...)
	}
	s, err := newSession(opts)
	if err == nil {
		err = s.open(t.Context())
	}
	if err == nil && !s.broken() {
		err = s.test(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	s.show(t)
}

// show has a subtest for each group of verdicts. Those that take their time
// begin in their subtest, so that -run can leave them out.
func (s *session) show(t *testing.T) {
	shown := false
	t.Run(groupContract, func(t *testing.T) {
		shown = true
		s.group(t, groupContract)
	})
	if s.broken() {
		if !shown { // -run leaves it out, but nothing else can be said
			s.group(t, groupContract)
		}
		t.FailNow()
	}
	var packages []string
	for i := range s.report.Tests {
		if p := s.report.Tests[i].Package; !slices.Contains(packages, p) {
			packages = append(packages, p)
		}
	}
	for _, p := range packages {
		t.Run(p, func(t *testing.T) {
			for i := range s.report.Tests {
				if test := &s.report.Tests[i]; test.Package == p {
					t.Run(test.Name, test.show)
				}
			}
		})
	}
	t.Run(groupAsserts, func(t *testing.T) { s.group(t, groupAsserts) })
	if s.partial() {
		return
	}
	t.Run(groupCoverage, func(t *testing.T) {
		s.must(t, s.cover(t.Context()))
		s.group(t, groupCoverage)
	})
	t.Run(groupSilence, func(t *testing.T) {
		s.must(t, s.hunt(t.Context()))
		s.group(t, groupSilence)
	})
	if s.mutation {
		t.Run(groupMutation, func(t *testing.T) {
			s.must(t, s.mutate(t.Context()))
			if s.report.Mutation == nil {
				t.Skip("not judged: " + s.report.Omitted)
			}
			s.group(t, groupMutation)
		})
	}
}

func (s *session) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// show shows a test, or each of its cases.
func (r *TestResult) show(t *testing.T) {
	all := r.verdicts()
	for i := range all {
		v := &all[i]
		if v.name == r.Name {
			v.show(t)
			continue
		}
		t.Run(v.name[len(r.Name)+1:], v.show)
	}
}

// group shows the verdicts of a group.
func (s *session) group(t *testing.T, group string) {
	for _, v := range s.report.verdicts() {
		if v.group == group {
			v.show(t)
		}
	}
}

// show prints to the test's output, which names no line of Go before that of
// Rego.
func (v *verdict) show(t *testing.T) {
	for _, text := range slices.Concat(v.failures, v.notes) {
		fmt.Fprintln(t.Output(), text)
	}
	switch {
	case len(v.failures) > 0:
		t.Fail()
	case v.skipped:
		t.SkipNow()
	}
}
