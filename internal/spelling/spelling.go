// Package spelling finds what somebody meant to write.
package spelling

import "strings"

// Distance counts the letters to insert, delete or replace, and the neighbours to
// swap, to get from a to b (optimal string alignment). It takes time and memory in
// proportion to the product of their lengths: bound them.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, above, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range above {
		above[j] = j
	}
	for i, x := range from {
		row[0] = i + 1
		for j, y := range to {
			replace := above[j]
			if x != y {
				replace++
			}
			row[j+1] = min(replace, row[j]+1, above[j+1]+1)
			if i > 0 && j > 0 && x == to[j-1] && from[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(to)]
}

// Nearest returns the candidate, all of which are in lower case, that name is
// probably a misspelling of, or "".
func Nearest(name string, candidates []string) string {
	best, least := "", len(name)/3+1
	if len(name) > 40 {
		return ""
	}
	for _, c := range candidates {
		if d := Distance(strings.ToLower(name), c); d < least {
			best, least = c, d
		}
	}
	return best
}
