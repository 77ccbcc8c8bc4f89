package policy

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Imposed reports whether the finding is not the control's own: it passed over
// the claim, it failed or broke the contract, or it concluded something and cited
// nothing that is in the record. It goes by the message, so that it holds for a
// result read from JSON, too.
func (f *Finding) Imposed() bool {
	return f.Outcome == Indeterminate && (f.Message == noConclusion || strings.HasSuffix(f.Message, citesNothing) ||
		strings.HasPrefix(f.Message, "control ") && strings.Contains(f.Message, stoppedAt))
}

// Conclude returns what Evaluate makes of what a control said about an input,
// for those that run a control themselves, such as a test kit. Findings and
// claims are the values of its rules, nil where they are undefined. Nil claims
// of a control that declares some are not known: no claim counts as passed over.
// It reports false for a control that the set does not ask.
func (s *Set) Conclude(id string, input, findings, claims ast.Value) (ControlResult, bool) {
	for _, c := range s.controls {
		if c.ID == id {
			record, ok := input.(ast.Object)
			if !ok {
				record = ast.NewObject()
			}
			e := &evaluation{input: record}
			said, err := e.read(c, term(findings), term(claims))
			if err != nil { // nothing that can be relied on
				said = []Finding{{Outcome: Indeterminate, Message: c.failure(err)}}
			}
			return c.conclude(said), true
		}
	}
	return ControlResult{}, false
}

func term(v ast.Value) *ast.Term {
	if v == nil {
		return nil
	}
	return ast.NewTerm(v)
}
