package governance

import (
	"cmp"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// countTimes counts how long things took in a record.
func (t *tally) countTimes(j *judged) {
	for i := range j.measures.Revocations {
		t.countObligation(j, &j.measures.Revocations[i])
	}
	t.countClosing(j)
	if lead := j.measures.ApprovalLead; lead != nil {
		t.took(ApprovalLeadTime, t.approving, *lead, true, Long{RecordID: j.record.ID, Since: j.record.Request.SubmittedAt})
	}
	for i := range j.measures.Unmeasured {
		switch j.measures.Unmeasured[i].Measure {
		case "time_to_close":
			t.times(TimeToClose).Unmeasured++
		case "approval_lead":
			t.times(ApprovalLeadTime).Unmeasured++
		}
	}
}

// countObligation counts one obligation to revoke. What is not verified to be
// gone is held: nobody knows better, and silence ends no access.
func (t *tally) countObligation(j *judged, r *policy.Revocation) {
	o := t.obligations[r.Kind]
	if o == nil {
		o = &Obligation{Kind: strings.Clone(r.Kind)}
		t.obligations[o.Kind] = o
	}
	o.count(r.Outcome, false)
	if !r.Reauthorised.IsZero() {
		o.Reauthorised++
		return
	}
	long := Long{RecordID: j.record.ID, Kind: o.Kind, Since: r.Start}
	if r.By.IsZero() {
		t.took(TimeToRevocation, t.revocation, t.asOf.Sub(r.Start), false, long)
		return
	}
	t.took(TimeToRevocation, t.revocation, r.By.Sub(r.Start), true, long)
	if r.By.After(r.Start) && !r.After.Equal(r.By) {
		t.times(TimeToRevocation).Enclosed++
	}
}

// countClosing counts the time to close; of an open request, the time that it
// has been open.
func (t *tally) countClosing(j *judged) {
	q := j.record.Request
	if q == nil {
		return
	}
	long := Long{RecordID: j.record.ID, Since: q.SubmittedAt}
	switch closing := j.measures.TimeToClose; {
	case closing != nil:
		t.took(TimeToClose, t.closing, *closing, true, long)
	case q.Status == evidence.StatusOpen && q.ClosedAt.IsZero():
		t.took(TimeToClose, t.closing, t.asOf.Sub(q.SubmittedAt), false, long)
	}
}

// took counts one length.
func (t *tally) took(metric Metric, m spans, d time.Duration, ended bool, long Long) {
	times := t.times(metric)
	if ended {
		times.Ended++
	} else {
		times.Open++
	}
	m.count(d, ended)
	long.RecordID, long.Since = strings.Clone(long.RecordID), long.Since.UTC()
	long.Seconds, long.Ended = seconds(d), ended
	times.Worst = shortlist(times.Worst, long, longestFirst)
}

// times finds the times of a metric.
func (a *Assessment) times(metric Metric) *Times {
	for i := range a.Times {
		if a.Times[i].Metric == metric {
			return &a.Times[i]
		}
	}
	return nil
}

func longestFirst(a, b Long) int {
	ended := func(l Long) int {
		if l.Ended {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), ended(a)-ended(b), strings.Compare(a.RecordID, b.RecordID),
		strings.Compare(a.Kind, b.Kind), a.Since.Compare(b.Since))
}
