package policytest

import (
	"context"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/silence"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// hunt takes the records of the tests apart, once.
func (s *session) hunt(ctx context.Context) error {
	b, err := baseRecords()
	if err != nil {
		return err
	}
	r, err := silence.Hunt(ctx, s.pack, s.capture.Seen, silence.Options{AsOf: b.asOf, Progress: func(done, total int) {
		s.tell(Progress{Phase: "records", Done: done, Total: total})
	}})
	if err != nil {
		return err
	}
	out := &Silences{
		Questions: r.Seen, Records: r.Records, Repeated: r.Repeated, Unfit: r.Unfit, Parts: r.Removals, Required: r.Refused,
		Accepted: len(r.Accepted), Markers: problemsIn(r.Errors),
	}
	for i := range r.Silences {
		out.Found = append(out.Found, s.newSilence(&r.Silences[i]))
	}
	for _, u := range r.Unjudged {
		out.Unjudged = append(out.Unjudged, Unjudged{Test: newTestRef(u.Test), Why: u.Why})
	}
	s.report.Silences = out
	return nil
}

func (s *session) newSilence(found *silence.Silence) Silence {
	e := &found.Example
	out := Silence{
		Control: found.Control, Package: s.packageOf(found.File), File: found.File, Line: s.findingsLine(found.File),
		Place: found.Place, Kind: TurnedSatisfied, Count: found.Count,
		Example: Example{Test: newTestRef(e.Test), Pointer: e.Pointer, Before: e.Before.Outcome, After: e.After.Outcome, Message: said(&e.After)},
	}
	if found.Kind == silence.NoConclusion {
		out.Kind = NoConclusion
	}
	return out
}

// said is the message of the finding that a control's outcome comes from. Where
// it is not the control's own, that one is meant.
func said(c *policy.ControlResult) string {
	message := ""
	for i := range c.Findings {
		f := &c.Findings[i]
		switch {
		case f.Imposed():
			return f.Message
		case f.Outcome == c.Outcome && message == "":
			message = f.Message
		}
	}
	return message
}

func newTestRef(t *suite.Test) TestRef {
	return TestRef{Package: t.Package, Name: t.Name, File: t.File, Line: t.Line}
}

func problemsIn(list []*policy.Error) []Problem {
	var all []Problem
	for _, e := range list {
		all = append(all, Problem(*e))
	}
	return all
}
