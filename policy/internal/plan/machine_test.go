package plan

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

// program plans data.t.p of a module.
func program(t *testing.T, rules string) (*Program, Entry, error) {
	t.Helper()
	compiler := ast.NewCompiler()
	compiler.Compile(map[string]*ast.Module{"t.rego": ast.MustParseModule("package t\n\n" + rules)})
	if compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	rule := ast.MustParseRef("data.t.p")
	policy, err := Build(t.Context(), compiler, []ast.Ref{rule})
	if err != nil {
		return nil, Entry{}, err
	}
	p, err := Compile(policy)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := p.Entry(rule)
	return p, entry, err
}

func machine(ctx context.Context, p *Program, cancel topdown.Cancel, input, data string) *Machine {
	context := topdown.BuiltinContext{Context: ctx, Cancel: cancel, Cache: builtins.Cache{}}
	return p.Machine(context, ast.MustParseTerm(input), ast.MustParseTerm(data))
}

// What the language says about values, whoever evaluates it.
func TestAnswers(t *testing.T) {
	const none = "undefined"
	for name, c := range map[string]struct{ rules, want string }{
		"a rule without a value":                 {`p if input.z`, none},
		"false is a value":                       {`p := input.no`, `false`},
		"false does not hold":                    {`p if input.no`, none},
		"null holds":                             {`p if input.null`, `true`},
		"numbers are equal by value":             {`p if 1 == 1.0`, `true`},
		"numbers in sets":                        {`p := {x | some x in [1, 1.0, 2]}`, `{1, 2}`},
		"numbers as keys":                        {`p := {1: "a"}[x] if x := input.one`, `"a"`},
		"numbers as given":                       {`p := [1.50, 1e3]`, `[1.50, 1e3]`},
		"sets are in the order of types":         {`p := [x | some x in {"b", 1, "a", null, true, {1}, {"k": 1}, [1], false}]`, `[null, false, true, 1, "a", "b", [1], {"k": 1}, {1}]`},
		"objects are in the order of keys":       {`p := [[k, v] | some k, v in input.o]`, `[["a", 1], ["b", 2]]`},
		"arrays by index":                        {`p := [i | some i, x in input.a; x > 1]`, `[1, 2]`},
		"an index beyond the end":                {`p := input.a[3]`, none},
		"an index that is no number":             {`p := input.a["0"]`, none},
		"an element of a set":                    {`p := {"x", "y"}["x"]`, `"x"`},
		"a scalar has no elements":               {`p := {x | some x in input.one}`, `set()`},
		"else":                                   {"p := 1 if input.z\nelse := 2 if input.one == 1\nelse := 3", `2`},
		"default":                                {"default p := 7\np := 1 if input.z", `7`},
		"a function without a value":             {"p if f(1)\nf(x) if x == 2", none},
		"a pattern as an argument":               {"p := f([1, {\"k\": 2}])\nf([a, {\"k\": b}]) := a + b", `3`},
		"every of nothing":                       {`p if every x in input.empty { x == 1 }`, `true`},
		"every of a scalar":                      {`p if every x in input.one { x == 1 }`, none},
		"not of what is undefined":               {`p if not input.z == 1`, `true`},
		"not of a comprehension":                 {`p := {x | some x in input.a; not count([y | some y in input.a; y > x]) > 1}`, `{2, 3}`},
		"not of what the children of a name are": {"p := {x | some x in input.a; not q == {\"u\": x}}\nq.u := 1\nq.v := 2 if input.z", `{2, 3}`},
		"not of a document of data":              {`p := {x | some x in ["a", "b", "c"]; not data.d.list[0] == x; not data.e.list[0] == x}`, `{"b", "c"}`},
		"the same key computed twice":            {`p := {"x": 1, input.y: 2}`, `{"x": 2}`},
		"a set for each key":                     {"p[k] contains v if some k, v in {\"x\": 1}\np[k] contains k if some k in [\"x\", \"y\"]", `{"x": {1, "x"}, "y": {"y"}}`},
		"an object grown is as one written":      {"p := count({q, {\"x\": {1, 2}}})\nq[k] contains v if { some k in [\"x\"]; some v in [1, 2] }", `1`},
		"the same key and value twice":           {"p[k] := 1 if some k in [\"a\", \"a\"]", `{"a": 1}`},
		"a rule chosen by a value":               {"p := q[input.name]\nq.u := 1\nq.v := 2", `2`},
		"a rule chosen by a value, not there":    {"p := q[input.o.a]\nq.u := 1\nq.v := 2", none},
		"the children of a name":                 {"p := q\nq.u := 1\nq.v := 2 if input.z", `{"u": 1}`},
		"a literal in a loop":                    {`p := {[x, {"k": [x, 1]}] | some x in input.a; x < 3}`, `{[1, {"k": [1, 1]}], [2, {"k": [2, 1]}]}`},
		"a comprehension in a loop":              {`p := [[y | some y in input.a; y < x] | some x in input.a]`, `[[], [1], [1, 2]]`},
		"documents of data":                      {`p := data.d.list[1]`, `"b"`},
	} {
		prog, entry, err := program(t, c.rules)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := machine(t.Context(), prog, topdown.NewCancel(), `{"a": [1, 2, 3], "o": {"b": 2, "a": 1}, "one": 1, "no": false, "null": null, "empty": [], "name": "v", "y": "x"}`, `{"d": {"list": ["a", "b"]}}`)
		for range 2 { // and once more from memory
			if got, err := m.Ask(entry); err != nil || text(got) != text(parse(c.want)) {
				t.Errorf("%s: %v, %v, expected %s", name, got, err, c.want)
			}
		}
	}
}

func parse(want string) *ast.Term {
	if want == "undefined" {
		return nil
	}
	return ast.MustParseTerm(want)
}

// Whatever goes wrong leaves no answer, then or later.
func TestErrors(t *testing.T) {
	for name, rules := range map[string]string{
		"two values for a rule":     "p := 1 if input.x\np := 2 if input.x",
		"two values for a function": "p := f(1)\nf(x) := 1 if x\nf(x) := 2 if x",
		"two values for a key":      "p[k] := v if { some k in [\"a\"]; some v in [1, 2] }",
		"in a comprehension":        `p := {"a": v | some v in [1, 2]}`,
		"a division by zero":        `p := 1 / input.zero`,
		"below not":                 "p if not q\nq if 1 / input.zero > 1",
		"a key of another kind":     `p := data.d["0"]`,
		"a key of another kind, 2":  `p := data.e[0]`,
	} {
		prog, entry, err := program(t, rules)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := machine(t.Context(), prog, topdown.NewCancel(), `{"x": true, "zero": 0}`, `{"d": ["a"], "e": {"0": "a"}}`)
		for range 2 {
			if got, err := m.Ask(entry); err == nil {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}

// What no machine can run has no entry, and neither has what uses it.
func TestUnknown(t *testing.T) {
	for rules, want := range map[string]string{
		"p if q with input.x as 1\nq := input.x":                             "a replaced document (with)",
		"p := r\nr if q with input.x as 1\nq := input.x":                     "a replaced document (with)",
		"p contains x if walk(input, [_, x])":                                "the built-in walk, which has several answers",
		"p := time.now_ns()":                                                 "the built-in time.now_ns, which has another answer each time",
		"p if not q[input.x].k\nq.u := {\"k\": 1}\nq.v := {\"k\": 2}":        "a computed name below not",
		"p if not data[input.x].q\nq := 1":                                   "a computed name below not",
		"p[a][b] := 1 if { some a in [1, 2]; some b in [1, 2] }":             "a rule that fills nested objects bit by bit",
		"import future.keywords.not\n\np if not { some x in input; x == 1 }": "several expressions below not",
		"p if {\n\t[x | x := 1 / input.x]\n}":                                "an expression that is a comprehension alone",
		"p if q == 1\nq := 1 if {\n\t{x | x := input.x}\n}\nelse := 2":       "an expression that is a comprehension alone",
		"p[2] contains 1 if input.x":                                         "a rule that fills nested objects bit by bit",
		"p[a][b] contains 1 if { some a in [1]; some b in [1, 2] }":          "a rule that fills nested objects bit by bit",
	} {
		_, _, err := program(t, rules)
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s\n%v, expected: %s", rules, err, want)
		}
	}
	p, _, err := program(t, `p := 1`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Entry(ast.MustParseRef("data.t.q")); err == nil {
		t.Error("a rule that there is not has an entry")
	}
}

// A machine remembers rules until it is told that the input has changed.
func TestForget(t *testing.T) {
	prog, entry, err := program(t, `p := count(input)`)
	if err != nil {
		t.Fatal(err)
	}
	m := machine(t.Context(), prog, topdown.NewCancel(), `{"a": 1}`, `{}`)
	ask := func(want string) {
		t.Helper()
		if got, err := m.Ask(entry); err != nil || text(got) != want {
			t.Errorf("%v, %v, expected %s", got, err, want)
		}
	}
	ask("1")
	m.input.Value.(ast.Object).Insert(ast.StringTerm("b"), ast.NullTerm())
	ask("1")
	m.Forget()
	ask("2")
}

// A loop without an end ends when it is told to.
func TestCancel(t *testing.T) {
	prog, entry, err := program(t, `p if {
	some a in input.list
	some b in input.list
	some c in input.list
	some d in input.list
	[a, b, c, d] == input.never
}`)
	if err != nil {
		t.Fatal(err)
	}
	list := "[" + strings.TrimSuffix(strings.Repeat("0,", 2000), ",") + "]"
	cancel := topdown.NewCancel()
	m := machine(t.Context(), prog, cancel, `{"never": null, "list": `+list+`}`, `{}`)
	time.AfterFunc(20*time.Millisecond, cancel.Cancel)
	if got, err := m.Ask(entry); err == nil {
		t.Errorf("cancelled: %v", got)
	}
}

// Calls nest as deep as they are written.
func TestDeepCalls(t *testing.T) {
	var rules strings.Builder
	rules.WriteString("p := f0(1)\n\nf400(x) := x\n")
	for i := range 400 {
		fmt.Fprintf(&rules, "\nf%d(x) := a + b if {\n\tb := x * 0\n\ta := f%d(x + 1)\n}\n", i, i+1)
	}
	prog, entry, err := program(t, rules.String())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := machine(t.Context(), prog, topdown.NewCancel(), `{}`, `{}`).Ask(entry); err != nil || text(got) != "401" {
		t.Errorf("%v, %v", got, err)
	}
}

// Machines of one program share constants, and nothing else.
func TestManyMachines(t *testing.T) {
	prog, entry, err := program(t, `p := {x | some x in {"c", "b", "a", {"k": ["y", "x"]}}; not x == input.not}`)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, x := range []string{"a", "b", "c", "d"} {
		wg.Go(func() {
			want := ast.MustParseTerm(`{"c", "b", "a", {"k": ["y", "x"]}}`).Value.(ast.Set).Diff(ast.NewSet(ast.StringTerm(x)))
			for range 200 {
				m := machine(t.Context(), prog, topdown.NewCancel(), `{"not": "`+x+`"}`, `{}`)
				if got, err := m.Ask(entry); err != nil || text(got) != want.String() {
					t.Errorf("without %s: %v, %v", x, got, err)
				}
			}
		})
	}
	wg.Wait()
}
