package governance

import (
	"cmp"
	"slices"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// rate is how one rate judges a record: satisfied where it is right.
type rate struct {
	metric   Metric
	controls []string // that it rests on: a set that lacks one does not ask
	judge    func(*judged) policy.Outcome
}

// rates are in the order of the constants.
var rates = []rate{
	ofControls(MissedApprovals, "approval.required"),
	ofControls(ExcessGrants, "grant.exact"),
	{PaperControl, []string{"grant.complete"}, paperControl},
	ofControls(OutsideWorkflow, "grant.in_workflow"),
	ofControls(RevocationWithinSLA, "revocation.on_closure", "revocation.on_role_change"),
	ofControls(OrphanedNHI, "lifecycle.owned"),
	{ManualOverrides, nil, manualOverrides},
	{Exceptions, nil, exceptions},
	ofControls(UnreviewedEmergencies, "emergency.reviewed"),
	ofControls(Reconstructable, "trail.attributed", "trail.complete", "trail.ordered", "trail.sourced"),
	ofControls(RoutedForConvenience, "approval.necessary"),
}

// ofControls is the rate of the records by the worst of some controls.
func ofControls(metric Metric, controls ...string) rate {
	return rate{metric, controls, func(j *judged) policy.Outcome {
		outcome := policy.Outcome("")
		for _, id := range controls {
			outcome = worst(outcome, j.outcome(id))
		}
		return outcome
	}}
}

// judged is one record and all that was found in it.
type judged struct {
	record   *evidence.Record
	result   *policy.Result
	measures *policy.Measures
}

// outcome is that of a control, "" where the set does not ask it.
func (j *judged) outcome(id string) policy.Outcome {
	i, found := slices.BinarySearchFunc(j.result.Controls, id, func(c policy.ControlResult, id string) int { return cmp.Compare(c.ID, id) })
	if !found {
		return ""
	}
	return j.result.Controls[i].Outcome
}

// paperControl: the ticket says closed_complete. Is it so? That the target
// system shows the contrary is measured; that it shows it done must be proven.
func paperControl(j *judged) policy.Outcome {
	q := j.record.Request
	switch {
	case q == nil || q.Status != evidence.StatusClosedComplete:
		return policy.NotApplicable
	case len(j.measures.Paper) > 0:
		return policy.NotSatisfied
	case j.record.Action == evidence.ActionRevoke:
		return revokedForGood(j)
	}
	if outcome := j.outcome("grant.complete"); outcome != policy.NotSatisfied {
		return outcome
	}
	return policy.Indeterminate // something is wrong with it, and not shown to be this
}

// revokedForGood: what a revoke request asked for is verified to be gone.
func revokedForGood(j *judged) policy.Outcome {
	outcome := policy.Indeterminate
	for i := range j.measures.Revocations {
		if r := &j.measures.Revocations[i]; r.Kind == "revoke_request" {
			if r.By.IsZero() {
				return policy.Indeterminate
			}
			outcome = policy.Satisfied
		}
	}
	return outcome
}

// manualOverrides: access was changed. By hand, past the workflow?
func manualOverrides(j *judged) policy.Outcome {
	if len(j.measures.Overrides) > 0 {
		return policy.NotSatisfied
	}
	for i := range j.record.Changes {
		if j.record.Changes[i].Outcome == evidence.OutcomeSuccess {
			return policy.Satisfied
		}
	}
	return policy.NotApplicable
}

// exceptions: is any control not satisfied, waived or not? Info controls spoil
// nothing.
func exceptions(j *judged) policy.Outcome {
	outcome := policy.NotApplicable
	for i := range j.result.Controls {
		if c := &j.result.Controls[i]; c.Severity != policy.SeverityInfo {
			outcome = worst(outcome, c.Outcome)
		}
	}
	return outcome
}

// asks reports whether a set with these controls, by id, asks what a rate rests on.
func (r *rate) asks(controls []*policy.Control) bool {
	for _, id := range r.controls {
		if !slices.ContainsFunc(controls, func(c *policy.Control) bool { return c.ID == id }) {
			return false
		}
	}
	return true
}

func (c *Counts) count(outcome policy.Outcome, higherIsBetter bool) {
	switch outcome {
	case policy.Satisfied, policy.NotSatisfied:
		c.Denominator++
		if (outcome == policy.Satisfied) == higherIsBetter {
			c.Numerator++
		}
	case policy.Pending:
		c.Pending++
	case policy.NotApplicable:
		c.NotApplicable++
	case "":
		c.NotAsked++
	default:
		c.Indeterminate++
	}
}

func (c *Counts) add(other *Counts) {
	c.Numerator += other.Numerator
	c.Denominator += other.Denominator
	c.Indeterminate += other.Indeterminate
	c.Pending += other.Pending
	c.NotApplicable += other.NotApplicable
	c.NotAsked += other.NotAsked
}

// badness of the severities: the higher, the graver.
var badness = map[policy.Severity]int{
	policy.SeverityLow: 1, policy.SeverityMedium: 2, policy.SeverityHigh: 3, policy.SeverityCritical: 4,
}

// caseOf sums up what is wrong with a record.
func (j *judged) caseOf() Case {
	c := Case{RecordID: j.record.ID}
	for i := range j.result.Controls {
		found := &j.result.Controls[i]
		if found.Outcome != policy.NotSatisfied || found.Severity == policy.SeverityInfo {
			continue
		}
		c.NotSatisfied++
		if badness[found.Severity] > badness[c.Severity] {
			c.Severity = found.Severity
		}
	}
	return c
}

func worstFirst(a, b Case) int {
	return cmp.Or(badness[b.Severity]-badness[a.Severity], b.NotSatisfied-a.NotSatisfied, cmp.Compare(a.RecordID, b.RecordID))
}
