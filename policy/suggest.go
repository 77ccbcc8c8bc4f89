package policy

import (
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/internal/spelling"
)

// suggest says what exists instead of a name that does not: the nearest, if
// one is near, and then all.
func suggest(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	all := slices.Sorted(slices.Values(known))
	if near := nearest(name, all); near != "" {
		return "did you mean " + near + "? There are: " + strings.Join(all, ", ")
	}
	return "there are: " + strings.Join(all, ", ")
}

// nearest returns the known name that takes the fewest edits to reach from
// name, if that is few enough to be a typo.
func nearest(name string, known []string) string {
	best, fewest := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := spelling.Distance(name, k); d < fewest {
			best, fewest = k, d
		}
	}
	return best
}
