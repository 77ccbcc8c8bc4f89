package outcomes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/marker"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// word begins a marker.
const word = "never"

// accept notes what the authors say is never seen, and what is wrong with that.
func (r *Report) accept(files []*suite.File) {
	for _, f := range files {
		markers, errs := marker.Read(f, word, func(argument string) bool {
			return slices.Contains(outcomes, policy.Outcome(argument))
		})
		r.Errors = append(r.Errors, errs...)
		for i := range markers {
			for _, argument := range markers[i].Arguments {
				if e := r.never(&markers[i], policy.Outcome(argument)); e != nil {
					r.Errors = append(r.Errors, e)
				}
			}
		}
	}
	slices.SortStableFunc(r.Errors, func(a, b *policy.Error) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// never notes a reason, or says why it is none.
func (r *Report) never(m *marker.Marker, never policy.Outcome) *policy.Error {
	const hint = "take it out"
	wrong := func(format string, args ...any) *policy.Error {
		return m.Error(fmt.Sprintf("# %s %s: ", word, never)+fmt.Sprintf(format, args...), hint)
	}
	at := slices.IndexFunc(r.Controls, func(c Control) bool { return c.File == m.File })
	if at < 0 {
		return wrong("this file is no control")
	}
	c := &r.Controls[at]
	at = slices.IndexFunc(c.Outcomes, func(o Outcome) bool { return o.Outcome == never })
	switch {
	case at < 0:
		return wrong("there is no such outcome")
	case c.Outcomes[at].Seen > 0:
		return wrong("%s was seen %d times", c.ID, c.Outcomes[at].Seen)
	case !c.Outcomes[at].wanted():
		return wrong("no rule of %s gives it, and nobody wants to see it", c.ID)
	}
	c.Outcomes[at].Never = m
	return nil
}
