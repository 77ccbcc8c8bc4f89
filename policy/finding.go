package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

var (
	keyClaim    = ast.StringTerm("claim")
	keyOutcome  = ast.StringTerm("outcome")
	keyMessage  = ast.StringTerm("message")
	keyEvidence = ast.StringTerm("evidence")
)

// malformed is a finding or claim that breaks the contract.
type malformed string

func (m malformed) Error() string { return string(m) }

// readFindings reads the value of a control's findings.
func readFindings(t *ast.Term) ([]Finding, error) {
	if t == nil {
		return nil, nil
	}
	set, ok := t.Value.(ast.Set)
	if !ok {
		return nil, malformed("findings is not a set")
	}
	findings := make([]Finding, 0, set.Len())
	for _, item := range set.Slice() {
		f, err := readFinding(item.Value)
		if err != nil {
			return nil, err
		}
		findings = append(findings, f)
	}
	return findings, nil
}

func readFinding(v ast.Value) (f Finding, err error) {
	o, ok := v.(ast.Object)
	if !ok {
		return f, malformed(fmt.Sprintf("a finding is %s, not an object", kind(v)))
	}
	for _, key := range o.Keys() {
		if !slices.ContainsFunc([]*ast.Term{keyClaim, keyOutcome, keyMessage, keyEvidence}, key.Equal) {
			return f, malformed(fmt.Sprintf("a finding has the key %v; its keys are claim, outcome, message and evidence", key))
		}
	}
	text := func(key *ast.Term) string {
		var s ast.String
		t := o.Get(key)
		if t != nil {
			s, ok = t.Value.(ast.String)
		}
		if (t == nil || !ok) && err == nil {
			err = malformed(fmt.Sprintf("a finding has no %s that is a string", string(key.Value.(ast.String))))
		}
		return string(s)
	}
	f.Claim, f.Outcome, f.Message = text(keyClaim), Outcome(text(keyOutcome)), text(keyMessage)
	if err != nil {
		return f, err
	}
	switch {
	case !validPointer(f.Claim):
		return f, malformed(fmt.Sprintf("a finding's claim %q is not a JSON Pointer", f.Claim))
	case f.Outcome.rank() == 0:
		return f, malformed(fmt.Sprintf("a finding's outcome is %q; it must be one of not_satisfied, indeterminate, pending, satisfied, not_applicable", f.Outcome))
	case strings.TrimSpace(f.Message) == "":
		return f, malformed("a finding's message is empty")
	case o.Get(keyEvidence) == nil:
		return f, malformed("a finding has no evidence; where there is none, write []")
	}
	if f.Evidence, err = readStrings(o.Get(keyEvidence).Value); err != nil {
		return f, malformed("a finding's evidence " + err.Error())
	}
	return f, nil
}

// readClaims reads the value of a control's claims.
func readClaims(t *ast.Term) ([]string, error) {
	if t == nil {
		return nil, nil
	}
	claims, err := readStrings(t.Value)
	if err != nil {
		return nil, malformed("claims " + err.Error())
	}
	for _, c := range claims {
		if !validPointer(c) {
			return nil, malformed(fmt.Sprintf("the claim %q is not a JSON Pointer", c))
		}
	}
	return claims, nil
}

// readStrings returns the strings of an array or set, sorted, each once.
func readStrings(v ast.Value) ([]string, error) {
	list, ok := v.(interface {
		Len() int
		Iter(func(*ast.Term) error) error
	})
	switch v.(type) {
	case *ast.Array, ast.Set:
	default:
		ok = false
	}
	if !ok {
		return nil, fmt.Errorf("is %s, not an array or set", kind(v))
	}
	all := make([]string, 0, list.Len())
	err := list.Iter(func(t *ast.Term) error {
		s, ok := t.Value.(ast.String)
		if !ok {
			return fmt.Errorf("holds %v, which is not a string", t)
		}
		all = append(all, string(s))
		return nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}

// kind names the kind of a value with its article.
func kind(v ast.Value) string {
	name := ast.ValueName(v)
	switch name {
	case "null":
		return name
	case "array", "object":
		return "an " + name
	}
	return "a " + name
}

// ground applies the rule that nothing passes in silence: a claim without a
// finding is indeterminate, and so is a satisfied or not_satisfied finding that
// cites nothing in the record.
func (e *evaluation) ground(findings []Finding, claims []string) []Finding {
	for i := range findings {
		f := &findings[i]
		var dangling []string
		f.Evidence = slices.DeleteFunc(f.Evidence, func(p string) bool {
			_, ok := resolve(e.input, p)
			if !ok {
				dangling = append(dangling, fmt.Sprintf("%q", p))
			}
			return !ok
		})
		if len(dangling) > 0 {
			f.Message += " (cited, but not in the record: " + strings.Join(dangling, ", ") + ")"
		}
		if len(f.Evidence) == 0 && (f.Outcome == Satisfied || f.Outcome == NotSatisfied) {
			f.Message += fmt.Sprintf(" (the control said %s%s", f.Outcome, citesNothing)
			f.Outcome = Indeterminate
		}
	}
	for _, claim := range claims {
		if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Claim == claim }) {
			findings = append(findings, Finding{Claim: claim, Outcome: Indeterminate, Message: noConclusion})
		}
	}
	if len(findings) == 0 { // no claims at all is silence, too
		findings = append(findings, Finding{Outcome: Indeterminate, Message: noConclusion})
	}
	return findings
}

// What the package says in a control's place.
const (
	noConclusion = "the control reached no conclusion"
	citesNothing = " but cites nothing that is in the record)"
	stoppedAt    = " reached no conclusion: "
)

// conclude sorts the findings and takes the worst outcome.
func (c *compiledControl) conclude(findings []Finding) ControlResult {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Claim, b.Claim), cmp.Compare(a.Message, b.Message),
			cmp.Compare(b.Outcome.rank(), a.Outcome.rank()), slices.Compare(a.Evidence, b.Evidence))
	})
	result := ControlResult{ID: c.ID, Severity: c.Severity, Outcome: NotApplicable, Findings: findings, Control: &c.Control}
	for i := range findings {
		if findings[i].Evidence == nil {
			findings[i].Evidence = []string{}
		}
		if findings[i].Outcome.Worse(result.Outcome) {
			result.Outcome = findings[i].Outcome
		}
	}
	return result
}

// failure says what stopped a control, and where.
func (c *compiledControl) failure(err error) string {
	file, line, what := c.File, c.line, err.Error()
	if t, ok := errors.AsType[*topdown.Error](err); ok {
		what = t.Message
		if t.Location != nil && t.Location.File != "" {
			file, line = t.Location.File, t.Location.Row
		}
	}
	return fmt.Sprintf("control %s%s%s:%d: %s", c.ID, stoppedAt, file, line, strings.Join(strings.Fields(what), " "))
}
