package suite_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

func embedded(t testing.TB) *suite.Pack {
	t.Helper()
	p, err := suite.Embedded(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func compile(t testing.TB, p *suite.Pack, o suite.CompileOptions) *suite.Build {
	t.Helper()
	b, err := p.Compile(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// result is what both test runners say of a test.
type result struct {
	name  string
	state string // pass, fail, error or skip
	cases string // the failing ones
}

func ours(t *testing.T, b *suite.Build) []result {
	t.Helper()
	results, err := b.RunAll(t.Context(), b.Tests, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []result
	for _, r := range results {
		got := result{name: "data." + r.Test.Path(), state: "fail"}
		switch v := r.Verdict; {
		case v.Pass:
			got.state = "pass"
		case v.Skipped:
			got.state = "skip"
		case v.Err != nil:
			got.state = "error"
		}
		for _, c := range r.Verdict.Cases {
			if !c.Pass {
				got.cases += " " + strings.Join(c.Path, "/")
			}
		}
		all = append(all, got)
	}
	slices.SortFunc(all, func(a, b result) int { return cmp.Compare(a.name, b.name) })
	return all
}

// theirs runs the same tests with OPA's own runner.
func theirs(t *testing.T, p *suite.Pack) []result {
	t.Helper()
	modules := map[string]*ast.Module{}
	for name, f := range p.Files {
		modules[name] = f.Module
	}
	parameters := ast.MustJSON(ast.MustParseTerm(string(p.Set.Parameters().JSON())).Value)
	store := inmem.NewFromObject(map[string]any{"counterfoil": map[string]any{"parameters": parameters}})
	txn, err := store.NewTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ch, err := tester.NewRunner().SetStore(store).SetModules(modules).RaiseBuiltinErrors(true).RunTests(t.Context(), txn)
	if err != nil {
		t.Fatal(err)
	}
	var all []result
	for r := range ch {
		got := result{name: strings.ReplaceAll(r.Package+"."+r.Name, `"`, ""), state: "pass"}
		switch {
		case r.Skip:
			got.state = "skip"
		case r.Error != nil:
			got.state = "error"
		case r.Fail:
			got.state = "fail"
		}
		for path, sub := range r.SubResults.Iter {
			if sub.Fail && len(sub.SubResults) == 0 {
				got.cases += " " + strings.Join(path, "/")
			}
		}
		all = append(all, got)
	}
	slices.SortFunc(all, func(a, b result) int { return cmp.Compare(a.name, b.name) })
	return all
}

// The same tests pass and fail as with `opa test`, and the same cases.
func TestAsOPA(t *testing.T) {
	packs := map[string]*suite.Pack{"embedded": embedded(t)}
	for _, name := range []string{"failures/plain.txtar", "failures/errors.txtar", "hollow.txtar", "seen.txtar"} {
		packs[name] = open(t, archive(t, name))
	}
	for name, p := range packs {
		t.Run(name, func(t *testing.T) {
			got := ours(t, compile(t, p, suite.CompileOptions{}))
			if diff := gocmp.Diff(theirs(t, p), got, gocmp.AllowUnexported(result{})); diff != "" {
				t.Errorf("-opa +suite\n%s", diff)
			}
			if name != "embedded" {
				return
			}
			if len(got) < 1054 {
				t.Errorf("%d tests: some are lost", len(got))
			}
			for _, r := range got {
				if r.state != "pass" {
					t.Errorf("%s: %s %s", r.name, r.state, r.cases)
				}
			}
		})
	}
}

func TestPack(t *testing.T) {
	p := open(t, archive(t, "seen.txtar"))
	names := func(role suite.Role) (all []string) {
		for _, f := range p.Of(role) {
			all = append(all, f.Name)
		}
		return all
	}
	if diff := gocmp.Diff([]string{"day.rego", "limits.rego", "week.rego"}, names(suite.Policy)); diff != "" {
		t.Errorf("policies: -want +got\n%s", diff)
	}
	if diff := gocmp.Diff([]string{"a_test.rego", "b_test.rego"}, names(suite.Tests)); diff != "" {
		t.Errorf("tests: -want +got\n%s", diff)
	}
	library := names(suite.Library)
	if !slices.Contains(library, "rego/testing/testing.rego") || !slices.Contains(library, "rego/controls/grant/exact/exact.rego") ||
		slices.ContainsFunc(library, func(name string) bool { return strings.HasSuffix(name, "_test.rego") }) {
		t.Errorf("the library is %v", library)
	}
	var ids []string
	for _, c := range p.Controls() {
		ids = append(ids, c.ID)
	}
	if diff := gocmp.Diff([]string{"acme.day", "acme.week"}, ids); diff != "" {
		t.Errorf("controls: -want +got\n%s", diff)
	}
	house := embedded(t)
	if n := len(house.Controls()); n != 24 {
		t.Errorf("the house has %d controls", n)
	}
	for _, f := range house.Of(suite.Library) {
		if !strings.HasPrefix(f.Name, "rego/testing/") {
			t.Errorf("%s of the house is not under test", f.Name)
		}
	}
}

// What is wrong with a pack is told as of policies, tests included.
func TestOpenErrors(t *testing.T) {
	files, err := os.ReadDir("testdata/wrong")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		a := archive(t, "wrong/"+file.Name())
		fsys, err := txtar.FS(a)
		if err != nil {
			t.Fatal(err)
		}
		p, err := suite.Open(t.Context(), []suite.Mount{{FS: fsys}}, policy.Parameters{})
		if err == nil || p != nil {
			t.Fatalf("%s opens", file.Name())
		}
		// What there is to choose from grows.
		got := regexp.MustCompile(`There are: .*`).ReplaceAllString(err.Error()+"\n", "There are: …")
		if diff := gocmp.Diff(want(t, a, "want"), got); diff != "" {
			t.Errorf("%s: -want +got\n%s", file.Name(), diff)
		}
		if _, ok := errors.AsType[*policy.Error](err); !ok {
			t.Errorf("%s: it is a %T, not policy.Error values", file.Name(), err)
		}
	}
	if _, err := suite.Open(t.Context(), nil, policy.Parameters{}); err == nil {
		t.Error("no folder at all opens")
	}
	if _, err := suite.Open(t.Context(), []suite.Mount{{Dir: t.TempDir()}}, policy.Parameters{}); err == nil || !strings.Contains(err.Error(), "no policies here") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestCompile(t *testing.T) {
	p := open(t, archive(t, "seen.txtar"))
	if b := compile(t, p, suite.CompileOptions{Only: map[string]bool{"b_test.rego": true}}); len(b.Tests) != 2 || b.Tests[0].Path() != "custom.controls.acme.b_test.test_many" {
		t.Errorf("only b_test.rego has %v", b.Tests)
	}
	if _, err := p.Compile(t.Context(), suite.CompileOptions{Replace: map[string]*ast.Module{"none.rego": ast.MustParseModule("package x")}}); err == nil {
		t.Error("a file that is not there is replaced")
	}
	replaced := func(old, new string) map[string]*ast.Module {
		text := strings.Replace(string(p.Files["limits.rego"].Source), old, new, 1)
		return map[string]*ast.Module{"limits.rego": ast.MustParseModule(text)}
	}
	before := p.Files["limits.rego"].Module.String()
	mutant := compile(t, p, suite.CompileOptions{Replace: replaced("< 2", "> 2"), Lenient: true})
	if v := mutant.Run(t.Context(), mutant.Tests[0], suite.RunOptions{}); mutant.Tests[0].Name != "test_few" || v.Pass {
		t.Errorf("the mutant passes %s", mutant.Tests[0].Name)
	}
	if p.Files["limits.rego"].Module.String() != before {
		t.Error("compiling changed the pack")
	}
	var errs ast.Errors
	unused := replaced("unused := 1 if {", "unused := 1 if {\n\tx := 2")
	if _, err := p.Compile(t.Context(), suite.CompileOptions{Replace: unused}); !errors.As(err, &errs) {
		t.Errorf("strictly, an unused variable: %v", err)
	}
	compile(t, p, suite.CompileOptions{Replace: unused, Lenient: true})
	if _, err := p.Compile(t.Context(), suite.CompileOptions{Replace: replaced("input.id", "nothing.id"), Lenient: true}); !errors.As(err, &errs) {
		t.Errorf("an unsafe variable: %v", err)
	}
}

// lookup counts the rules that a run enters.
type lookup struct{ entered int }

func (*lookup) Enabled() bool               { return true }
func (*lookup) Config() topdown.TraceConfig { return topdown.TraceConfig{} }
func (l *lookup) TraceEvent(e topdown.Event) {
	if e.Op == topdown.EnterOp && e.HasRule() {
		l.entered++
	}
}

func TestRun(t *testing.T) {
	p := open(t, archive(t, "seen.txtar"))
	ask := &ast.Builtin{Name: "counterfoil.ask", Decl: types.NewFunction(types.Args(types.S), types.B)}
	module := ast.MustParseModule(strings.Replace(string(p.Files["limits.rego"].Source), "few if data", "few if counterfoil.ask(\"few\")\n\nfew if data.mutant == 1\n\nolder if data", 1))
	b := compile(t, p, suite.CompileOptions{Replace: map[string]*ast.Module{"limits.rego": module}, Lenient: true, Builtins: []*ast.Builtin{ask}})
	answer := func(yes bool) map[string]*topdown.Builtin {
		return map[string]*topdown.Builtin{ask.Name: {Decl: ask, Func: func(_ topdown.BuiltinContext, _ []*ast.Term, iter func(*ast.Term) error) error {
			return iter(ast.InternedTerm(yes))
		}}}
	}
	test := b.Tests[0] // test_few
	tracer := &lookup{}
	yes := b.Run(t.Context(), test, suite.RunOptions{Builtins: answer(true), Tracers: []topdown.QueryTracer{tracer}})
	if !yes.Pass || yes.Steps == 0 || tracer.entered < 3 {
		t.Errorf("few by the built-in: %+v, %d rules entered", yes, tracer.entered)
	}
	if v := b.Run(t.Context(), test, suite.RunOptions{Builtins: answer(false)}); v.Pass || v.Err != nil {
		t.Errorf("neither: %+v", v)
	}
	if v := b.Run(t.Context(), test, suite.RunOptions{Builtins: answer(false), Data: map[string]any{"mutant": 1}}); !v.Pass {
		t.Errorf("few by the data: %+v", v)
	}
	if v := b.Run(t.Context(), test, suite.RunOptions{Data: map[string]any{"counterfoil": 1}}); v.Err == nil {
		t.Error("the parameters can be replaced")
	}
	// As many steps as it needs are enough, one less is not.
	o := suite.RunOptions{Builtins: answer(true), Steps: yes.Steps}
	if v := b.Run(t.Context(), test, o); !v.Pass || v.OutOfSteps || v.Steps != yes.Steps {
		t.Errorf("%d steps: %+v", o.Steps, v)
	}
	o.Steps--
	if v := b.Run(t.Context(), test, o); v.Pass || !v.OutOfSteps || v.Err != nil {
		t.Errorf("%d steps: %+v", o.Steps, v)
	}
}

func TestCancelled(t *testing.T) {
	b := compile(t, open(t, archive(t, "failures/errors.txtar")), suite.CompileOptions{})
	i := slices.IndexFunc(b.Tests, func(t *suite.Test) bool { return t.Name == "test_endless" })
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	tracer := &stopper{after: 1000, stop: func() { cancel(cause) }}
	v := b.Run(ctx, b.Tests[i], suite.RunOptions{Tracers: []topdown.QueryTracer{tracer}})
	if v.Pass || !errors.Is(v.Err, cause) {
		t.Errorf("stopped on its way: %+v", v)
	}
	if v := b.Run(ctx, b.Tests[i], suite.RunOptions{}); !errors.Is(v.Err, cause) {
		t.Errorf("begun too late: %+v", v)
	}
	if results, err := b.RunAll(ctx, b.Tests, nil, nil); results != nil || !errors.Is(err, cause) {
		t.Errorf("RunAll gives %d results and %v", len(results), err)
	}
	if _, err := embedded(t).Capture(ctx, suite.CaptureOptions{}); !errors.Is(err, cause) {
		t.Errorf("Capture gives %v", err)
	}
}

// stopper ends the context after so many events.
type stopper struct {
	after int
	stop  func()
}

func (*stopper) Enabled() bool               { return true }
func (*stopper) Config() topdown.TraceConfig { return topdown.TraceConfig{} }
func (s *stopper) TraceEvent(topdown.Event) {
	if s.after--; s.after == 0 {
		s.stop()
	}
}

// done hears of every result once, and the results are in the order of tests.
func TestRunAll(t *testing.T) {
	b := compile(t, open(t, archive(t, "failures/errors.txtar")), suite.CompileOptions{})
	heard := map[*suite.Test]int{}
	results, err := b.RunAll(t.Context(), b.Tests, func(*suite.Test) suite.RunOptions { return suite.RunOptions{Steps: 1000} }, func(r suite.Result) { heard[r.Test]++ })
	if err != nil || len(results) != len(b.Tests) {
		t.Fatalf("%d results of %d tests, %v", len(results), len(b.Tests), err)
	}
	for i, r := range results {
		if r.Test != b.Tests[i] || heard[r.Test] != 1 {
			t.Errorf("result %d is %s, heard %d times", i, r.Test.Name, heard[r.Test])
		}
		if failed := !r.Verdict.Pass && !r.Verdict.Skipped; failed != (len(r.Failures) > 0) {
			t.Errorf("%s: %+v has %d failures", r.Test.Name, r.Verdict, len(r.Failures))
		}
	}
}
