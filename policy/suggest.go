package policy

import (
	"slices"
	"strings"
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
		if d := edits(name, k); d < fewest {
			best, fewest = k, d
		}
	}
	return best
}

// edits counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b (optimal string alignment).
func edits(a, b string) int {
	before, above := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
