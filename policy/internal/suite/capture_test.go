package suite_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

func capture(t testing.TB, p *suite.Pack) *suite.Capture {
	t.Helper()
	c, err := p.Capture(t.Context(), suite.CaptureOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHollow(t *testing.T) {
	a := archive(t, "hollow.txtar")
	c := capture(t, open(t, a))
	for _, r := range c.Results {
		if !r.Verdict.Pass {
			t.Errorf("%s does not pass", r.Test.Path())
		}
	}
	var got strings.Builder
	for _, h := range c.Hollow {
		fmt.Fprintf(&got, "%s:%d: %s: %s\n", h.Test.File, h.Test.Line, h.Test.Name, h.Why)
	}
	if diff := cmp.Diff(want(t, a, "want"), got.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestCapture(t *testing.T) {
	p := open(t, archive(t, "seen.txtar"))
	c := capture(t, p)
	const (
		record = `{"id": "R-1", "request": {}}`
		few    = `{{"claim": "/request", "evidence": ["/request"], "message": "few", "outcome": "satisfied"}}`
		many   = `{{"claim": "/request", "evidence": ["/request"], "message": "many", "outcome": "not_satisfied"}}`
	)
	defaults, err := ast.InterfaceToValue(string(p.Set.Parameters().JSON()))
	if err != nil {
		t.Fatal(err)
	}
	type seen struct{ control, input, parameters, findings, claims, test string }
	var got []seen
	for _, s := range c.Seen {
		g := seen{control: s.Control, input: text(s.Input), parameters: text(s.Parameters), findings: text(s.Findings), claims: text(s.Claims), test: s.Test.Name}
		if ast.Compare(s.Parameters, ast.MustParseTerm(string(defaults.(ast.String))).Value) == 0 {
			g.parameters = "defaults"
		}
		got = append(got, g)
	}
	// One line for each question that differs. Nobody asks week, nobody asks for
	// the claims of the first, and what is mocked is not asked.
	wanted := []seen{
		{"acme.day", record, "defaults", few, "", "test_few"},
		{"acme.day", "", "defaults", "set()", "", "test_fails"},
		{"acme.day", record, `{"approval": {"default": {"min_approvers": 2}}}`, many, `{"/request"}`, "test_many"},
	}
	if diff := cmp.Diff(wanted, got, cmp.AllowUnexported(seen{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// day: claims, findings and both heads of _finding with their bodies, but
	// "not limits.never" is reached: few is false. limits: "not few" is behind a
	// condition that fails, and so is the head of never, which can not be true.
	lines := []suite.FileLines{
		{File: "day.rego", Covered: 9},
		{File: "limits.rego", Covered: 2, Uncovered: []int{5, 7, 10, 11}},
		{File: "week.rego", Covered: 0, Uncovered: []int{12}},
	}
	if diff := cmp.Diff(lines, c.Lines); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func text(v ast.Value) string {
	if v == nil {
		return ""
	}
	return v.String()
}

// Instruments must not change what is measured.
func TestCaptureChangesNothing(t *testing.T) {
	for _, name := range []string{"failures/plain.txtar", "failures/errors.txtar", "hollow.txtar", "seen.txtar", ""} {
		p := embedded(t)
		if name != "" {
			p = open(t, archive(t, name))
		}
		b, err := p.Compile(t.Context(), suite.CompileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		plain, err := b.RunAll(t.Context(), b.Tests, func(*suite.Test) suite.RunOptions { return suite.RunOptions{Print: true} }, nil)
		if err != nil {
			t.Fatal(err)
		}
		instrumented := capture(t, p).Results
		if diff := cmp.Diff(outcomes(plain), outcomes(instrumented)); diff != "" {
			t.Errorf("%s: -plain +instrumented\n%s", name, diff)
		}
	}
}

// outcomes tells all that an author sees of results.
func outcomes(results []suite.Result) string {
	var b strings.Builder
	for _, r := range results {
		b.WriteString(r.Test.Path() + " ")
		write(&b, r)
		fmt.Fprintln(&b, r.Verdict.Cases, r.Verdict.Output, r.Verdict.Err)
	}
	return b.String()
}

// The same comes out on one core and on many.
func TestCaptureIsDeterministic(t *testing.T) {
	var all []string
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		c := capture(t, open(t, archive(t, "failures/plain.txtar")))
		runtime.GOMAXPROCS(before)
		got := outcomes(c.Results) + fmt.Sprintln(c.Lines)
		for _, r := range c.Results {
			got += fmt.Sprintln(r.Verdict.Steps)
		}
		for _, s := range c.Seen {
			got += fmt.Sprintln(s.Control, s.Input, s.Parameters, s.Findings, s.Claims, s.Test.Name)
		}
		for _, h := range c.Hollow {
			got += fmt.Sprintln(h.Test.Name, h.Why)
		}
		all = append(all, got)
	}
	for _, other := range all[1:] {
		if diff := cmp.Diff(all[0], other); diff != "" {
			t.Errorf("-one core +more\n%s", diff)
		}
	}
}
