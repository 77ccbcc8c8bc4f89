package plan

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/test/cases"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

// question is the only kind of query that a plan answers.
var question = regexp.MustCompile(`^(data(?:\.[a-z_][a-z0-9_]*)+) = x$`)

// OPA's own cases: whatever a machine answers is what the case expects, and
// what topdown answers. Where the case expects an error, the machine must not
// answer.
func TestCasesOfOPA(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/open-policy-agent/opa").Output()
	if err != nil {
		t.Skipf("the module cache cannot be asked for OPA's cases: %v", err)
	}
	set, err := cases.Load(filepath.Join(strings.TrimSpace(string(dir)), "v1/test/cases/testdata/v1"))
	if err != nil || len(set.Cases) == 0 {
		t.Skipf("OPA's cases are not in the module cache: %v", err)
	}
	count, why := map[string]int{}, map[string]int{}
	for _, c := range set.Sorted().Cases {
		verdict, reason := try(t, c)
		count[verdict]++
		if verdict == "handed over" {
			why[reason]++
		}
	}
	t.Logf("%d cases: %v", len(set.Cases), count)
	for _, reason := range slices.SortedFunc(maps.Keys(why), func(a, b string) int { return why[b] - why[a] }) {
		t.Logf("%4d × %s", why[reason], reason)
	}
	if count["answered"] < 700 {
		t.Errorf("only %d cases were answered", count["answered"])
	}
}

// try runs a case: it is answered, handed over to topdown (and why), or not for
// plans.
func try(t *testing.T, c cases.TestCase) (verdict, reason string) {
	m := question.FindStringSubmatch(c.Query)
	if m == nil || len(c.Env) > 0 {
		return "not a question for plans", ""
	}
	modules := map[string]*ast.Module{}
	for _, text := range c.Modules {
		name := "module" + string(rune('a'+len(modules)))
		parsed, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{})
		if err != nil {
			return "not parsed", ""
		}
		modules[name] = parsed
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		return "not compiled", ""
	}
	data, input := ast.NewTerm(ast.NewObject()), (*ast.Term)(nil)
	store := inmem.New()
	if c.Data != nil {
		data, store = ast.NewTerm(ast.MustInterfaceToValue(*c.Data)), inmem.NewFromObject(*c.Data)
	}
	switch {
	case c.InputTerm != nil:
		input = ast.MustParseTerm(*c.InputTerm)
	case c.Input != nil:
		input = ast.NewTerm(ast.MustInterfaceToValue(*c.Input))
	}
	answer, err := ask(t.Context(), compiler, m[1], input, data)
	if err != nil {
		reason, _, builtin := strings.Cut(err.Error(), "_error: ") // as topdown words them
		if builtin {
			return "handed over", "an error of a built-in"
		}
		return "handed over", regexp.MustCompile(`(g\d+\.)?data\.[^ ]*:? ?`).ReplaceAllString(reason, "")
	}
	if c.WantError != nil || c.WantErrorCode != nil {
		if !c.StrictError { // the errors of built-ins are undefined otherwise
			t.Errorf("%s: answered %v, expected an error", c.Note, answer)
		}
		return "answered instead of an error", ""
	}
	want, err := reference(t.Context(), compiler, store, m[1], input)
	if err != nil {
		t.Errorf("%s: answered %v, topdown says %v", c.Note, answer, err)
		return "wrong", ""
	}
	if text(answer) != text(want) || c.WantResult != nil && !expected(answer, *c.WantResult, c.SortBindings) {
		t.Errorf("%s: answered %v, topdown %v, expected %v", c.Note, answer, want, c.WantResult)
		return "wrong", ""
	}
	return "answered", ""
}

func ask(ctx context.Context, compiler *ast.Compiler, path string, input, data *ast.Term) (*ast.Term, error) {
	rule := ast.MustParseRef(path)
	policy, err := Build(ctx, compiler, []ast.Ref{rule})
	if err != nil {
		return nil, err
	}
	program, err := Compile(policy)
	if err != nil {
		return nil, err
	}
	entry, err := program.Entry(rule)
	if err != nil {
		return nil, err
	}
	return program.Machine(topdown.BuiltinContext{Context: ctx, Cancel: topdown.NewCancel(), Cache: builtins.Cache{}}, input, data).Ask(entry)
}

// reference is topdown's answer.
func reference(ctx context.Context, compiler *ast.Compiler, store storage.Store, path string, input *ast.Term) (*ast.Term, error) {
	opts := []rego.EvalOption{}
	if input != nil {
		opts = append(opts, rego.EvalParsedInput(input.Value))
	}
	q, err := rego.New(rego.Compiler(compiler), rego.Store(store), rego.Query(path), rego.StrictBuiltinErrors(true), rego.GenerateJSON(func(t *ast.Term, _ *rego.EvalContext) (any, error) { return t, nil })).PrepareForEval(ctx)
	if err != nil {
		return nil, err
	}
	rs, err := q.Eval(ctx, opts...)
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	answer, ok := rs[0].Expressions[0].Value.(*ast.Term)
	if !ok {
		return nil, errors.New("no term")
	}
	return answer, nil
}

func text(t *ast.Term) string {
	if t == nil {
		return "undefined"
	}
	return t.String()
}

// expected compares an answer with that of a case, which is written in JSON.
func expected(answer *ast.Term, want []map[string]any, sorted bool) bool {
	if answer == nil || len(want) == 0 {
		return answer == nil && len(want) == 0
	}
	value, err := ast.JSON(answer.Value)
	if err != nil {
		return false
	}
	got, _ := json.Marshal(value)
	exp, _ := json.Marshal(want[0]["x"])
	a, b := ast.MustParseTerm(string(got)), ast.MustParseTerm(string(exp))
	if x, ok := a.Value.(*ast.Array); ok && sorted {
		if y, ok := b.Value.(*ast.Array); ok {
			return x.Sorted().Compare(y.Sorted()) == 0
		}
	}
	return a.Equal(b)
}
