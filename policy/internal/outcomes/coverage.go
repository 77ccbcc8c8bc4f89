package outcomes

import (
	"slices"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/marker"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// Coverage counts the outcomes of the controls of a pack. It is not safe for
// concurrent use.
type Coverage struct {
	pack     *suite.Pack
	controls map[string]*tally // by id
}

// tally counts one control's outcomes.
type tally struct {
	own     map[policy.Outcome]int
	imposed int
}

// New returns the coverage of a pack of which nothing was seen yet.
func New(pack *suite.Pack) *Coverage {
	c := &Coverage{pack: pack, controls: map[string]*tally{}}
	for _, control := range pack.Controls() {
		c.controls[control.ID] = &tally{own: map[policy.Outcome]int{}}
	}
	return c
}

// AddSeen counts what tests made controls say. Claims for which no test asked
// are not known, and then none counts as passed over.
func (c *Coverage) AddSeen(seen []suite.Seen) {
	for _, s := range seen {
		if r, ok := c.pack.Set.Conclude(s.Control, s.Input, s.Findings, s.Claims); ok {
			c.add(&r)
		}
	}
}

// AddResult counts the outcomes of a result. Controls that are not the pack's do
// not count.
func (c *Coverage) AddResult(r *policy.Result) {
	for i := range r.Controls {
		c.add(&r.Controls[i])
	}
}

func (c *Coverage) add(r *policy.ControlResult) {
	t := c.controls[r.ID]
	if t == nil {
		return
	}
	if r.Outcome == policy.Satisfied {
		t.own[policy.Satisfied]++
	}
	said := map[policy.Outcome]bool{policy.Satisfied: true} // of one claim, that is not enough
	imposed := false
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Imposed():
			imposed = true
		case !said[f.Outcome]:
			said[f.Outcome] = true
			t.own[f.Outcome]++
		}
	}
	if imposed {
		t.imposed++
	}
}

// Report is the coverage of a pack.
type Report struct {
	Controls []Control       // by id
	Errors   []*policy.Error // markers that are malformed or that nothing needs, by place
}

// Control is the coverage of one control.
type Control struct {
	ID       string
	File     string
	Outcomes []Outcome // all of them, from the best to the worst
	Imposed  int       // how often it reached no conclusion on some claim
}

// Outcome is what was seen of one outcome of a control.
type Outcome struct {
	Outcome policy.Outcome
	Can     bool           // a rule of the pack gives it
	Seen    int            // how often, in the control's own words
	Never   *marker.Marker // the author's reason why it is never seen; nil: none
}

// Missing reports whether the outcome should have been seen and was not.
func (o *Outcome) Missing() bool { return o.wanted() && o.Seen == 0 && o.Never == nil }

func (o *Outcome) wanted() bool {
	return o.Can || slices.Contains([]policy.Outcome{policy.Satisfied, policy.NotSatisfied, policy.Indeterminate}, o.Outcome)
}

// Missing returns the outcomes that should have been seen and were not, from the
// best to the worst.
func (c *Control) Missing() []policy.Outcome {
	var all []policy.Outcome
	for i := range c.Outcomes {
		if o := &c.Outcomes[i]; o.Missing() {
			all = append(all, o.Outcome)
		}
	}
	return all
}

// outcomes are all outcomes, from the best to the worst.
var outcomes = []policy.Outcome{policy.NotApplicable, policy.Satisfied, policy.Pending, policy.Indeterminate, policy.NotSatisfied}

// Report says what was seen so far.
func (c *Coverage) Report() *Report {
	r := &Report{}
	reach := newReach(c.pack.Of(suite.Policy))
	for _, control := range c.pack.Controls() {
		t := c.controls[control.ID]
		one := Control{ID: control.ID, File: control.File, Imposed: t.imposed}
		can := reach.outcomes(c.pack.Files[control.File])
		for _, o := range outcomes {
			one.Outcomes = append(one.Outcomes, Outcome{Outcome: o, Can: can[o], Seen: t.own[o]})
		}
		r.Controls = append(r.Controls, one)
	}
	r.accept(c.pack.Of(suite.Policy))
	return r
}
