package suite

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy"
)

// Hollow is a test that passes and asserts nothing.
type Hollow struct {
	Test *Test
	Why  string // for the author of a policy: what is wrong and what to do
}

// hollow finds the tests that would pass whatever the policies said.
func (b *Build) hollow(ctx context.Context, results []Result, probes map[*Test]*probe) ([]Hollow, error) {
	why := make([]string, len(results))
	each(len(results), func(i int) {
		if r := results[i]; r.Verdict.Pass && ctx.Err() == nil {
			why[i] = b.assertsNothing(ctx, r, probes[r.Test])
		}
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var all []Hollow
	for i, r := range results {
		if why[i] != "" {
			all = append(all, Hollow{r.Test, why[i]})
		}
	}
	return all, nil
}

func (b *Build) assertsNothing(ctx context.Context, r Result, p *probe) string {
	t := r.Test
	switch {
	case t.Cases && len(r.Verdict.Cases) == 0:
		return "it has no case, and so nothing that could fail: the table that it goes through is empty"
	case len(twice(r.Verdict.announced)) > 0:
		return fmt.Sprintf("its case %q comes twice, and one that passes hides one that fails: give each case its own name",
			strings.Join(twice(r.Verdict.announced)[0], "/"))
	case b.alwaysHolds(t, p.wrapped):
		return "nothing in its body can be false: compare what a control says, x.findings == {…}"
	case !p.reached && !b.besideLibrary(t):
		return "it reaches no rule of the policies: import one, give it a record (with input as …) and compare what it says"
	}
	words, ok := b.onlyAsksFindings(t, p)
	if !ok || b.besideLibrary(t) {
		return ""
	}
	asked := 0
	for _, swap := range []func(Seen) ast.Value{
		func(Seen) ast.Value { return ast.NewSet() },
		func(s Seen) ast.Value { return nonsense(s, words) },
		func(s Seen) ast.Value { // the same never comes twice: two answers that must agree do not
			asked++
			return nonsense(s, append(words[:len(words):len(words)], fmt.Sprint("answer ", asked)))
		},
	} {
		if !b.passesWith(ctx, t, p, swap) {
			return ""
		}
	}
	return "it passes as well when the control finds nothing, and when it finds nonsense: compare whole findings, x.findings == {…}"
}

// besideLibrary reports whether a test lies beside an embedded file that is not
// under test, and so asserts things about that.
func (b *Build) besideLibrary(t *Test) bool {
	return slices.ContainsFunc(b.pack.Of(Library), func(f *File) bool { return path.Dir(f.Name) == path.Dir(t.File) })
}

// twice returns the cases that were announced more than once.
func twice(announced [][]string) [][]string {
	var all [][]string
	for i, c := range announced {
		if slices.ContainsFunc(announced[:i], func(o []string) bool { return slices.Equal(o, c) }) {
			all = append(all, c)
		}
	}
	return all
}

// onlyAsksFindings reports whether findings are all that a test asks of the
// policies under test: what it asks of their other rules it asserts of those.
// The words are the strings that the test and its helpers are written with.
func (b *Build) onlyAsksFindings(t *Test, p *probe) (words []string, ok bool) {
	asked := false
	seen := map[*ast.Rule]bool{t.Rule: true}
	for queue := []*ast.Rule{t.Rule}; len(queue) > 0; queue = queue[1:] {
		ast.WalkTerms(queue[0], func(term *ast.Term) bool {
			if s, ok := term.Value.(ast.String); ok {
				words = append(words, string(s))
			}
			return false
		})
		for node := range b.Compiler.Graph.Dependencies(queue[0]) {
			rule, ok := node.(*ast.Rule)
			if !ok || seen[rule] {
				continue
			}
			seen[rule] = true
			switch {
			case asksFindings(rule):
				asked = true
			case !rule.Location.HasFile() || p.policies[rule.Location.File]:
				return nil, false
			case b.pack.Files[rule.Location.File].Role == Tests:
				queue = append(queue, rule)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words), asked
}

// passesWith reports whether a test passes when every control of the pack says
// something else.
func (b *Build) passesWith(ctx context.Context, t *Test, p *probe, swap func(Seen) ast.Value) bool {
	other := &probe{wrapped: p.wrapped, swap: swap}
	o := other.options()
	o.Tracers, o.Print = nil, false
	return b.Run(ctx, t, o).Pass && len(other.seen) > 0
}

// nonsense is what no control finds: every outcome at once, for the record, for
// what the control did judge and for whatever the test speaks of, in words that
// hold all of the test's. A test that says of some outcome, claim, message or
// evidence that it is not there, fails.
func nonsense(s Seen, words []string) ast.Value {
	message := ast.StringTerm("nonsense: " + strings.Join(words, "; "))
	claims := []*ast.Term{ast.InternedEmptyString}
	for _, word := range words {
		if strings.HasPrefix(word, "/") {
			claims = append(claims, ast.StringTerm(word))
		}
	}
	evidence := ast.ArrayTerm(claims...)
	// Where the control did find something, a test may say that all its claims
	// are of a kind; where it did not, the test has gone through none of them.
	if set, ok := s.Findings.(ast.Set); ok && set.Len() > 0 {
		claims = append(claims, ast.StringTerm("/nonsense"))
		set.Foreach(func(t *ast.Term) {
			if f, ok := t.Value.(ast.Object); ok && f.Get(ast.InternedTerm("claim")) != nil {
				claims = append(claims, f.Get(ast.InternedTerm("claim")))
			}
		})
	}
	all := ast.NewSet()
	for _, claim := range claims {
		for _, outcome := range []policy.Outcome{policy.NotSatisfied, policy.Indeterminate, policy.Pending, policy.Satisfied, policy.NotApplicable} {
			all.Add(ast.ObjectTerm(
				ast.Item(ast.InternedTerm("claim"), claim),
				ast.Item(ast.InternedTerm("outcome"), ast.StringTerm(string(outcome))),
				ast.Item(ast.InternedTerm("message"), message),
				ast.Item(ast.InternedTerm("evidence"), evidence),
			))
		}
	}
	return all
}
