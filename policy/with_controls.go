package policy

import (
	"fmt"
	"slices"
)

// WithControls returns a set that asks only the controls with these ids:
// results, digest and errors are those of compiling with the option of the same
// name, but nothing is compiled again. Both sets stay usable. What s itself was
// restricted from asking is an error.
func (s *Set) WithControls(ids ...string) (*Set, error) {
	other := *s
	other.controls = slices.Clone(s.controls)
	errs := other.restrict(ids)
	for _, id := range ids {
		asks := func(c *compiledControl) bool { return c.ID == id }
		if slices.Contains(s.known, id) && !slices.ContainsFunc(s.controls, asks) {
			errs = append(errs, &Error{Message: fmt.Sprintf("the set was restricted from asking the control %q", id), Hint: "start from a set that asks it"})
		}
	}
	if len(errs) > 0 {
		return nil, join(errs)
	}
	other.digest = digest(other.identity, other.controls, other.parameters.canonical)
	return &other, nil
}
