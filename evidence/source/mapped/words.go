package mapped

import (
	"slices"
	"strconv"
	"strings"

	"github.com/counterfoil/counterfoil/internal/spelling"
)

// quoted returns s, shortened, as a Go string literal, which is safe to print.
func quoted(s string) string {
	const longest = 60 // characters
	n := 0
	for i := range s {
		if n++; n > longest {
			return strconv.QuoteToGraphic(s[:i]) + "…"
		}
	}
	return strconv.QuoteToGraphic(s)
}

// suggest says what exists instead of a name that does not: the nearest first,
// if one is near. It begins with a colon.
func suggest(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	const most = 40 // of a wide table, the first will do
	all := slices.Clone(known)
	near := nearest(name, all)
	more := ""
	if len(all) > most {
		more = " and " + strconv.Itoa(len(all)-most) + " more"
		all = all[:most]
	} else {
		slices.Sort(all)
	}
	for i, k := range all {
		all[i] = quoted(k)
	}
	s := "there are " + strings.Join(all, ", ") + more
	if len(known) == 1 {
		s = "there is only " + all[0]
	}
	if near != "" {
		return ": did you mean " + quoted(near) + "? " + strings.ToUpper(s[:1]) + s[1:]
	}
	return ": " + s
}

// nearest returns the name that takes the fewest edits to reach, whatever its
// case, if they are few enough for a typo. Of equally near ones the first in
// the alphabet.
func nearest(name string, known []string) string {
	if len(name) > 60 {
		return ""
	}
	best, fewest := "", max(2, len(name)/3)+1
	for _, k := range known {
		if len(k) > 60 {
			continue
		}
		if d := spelling.Distance(strings.ToLower(name), strings.ToLower(k)); d < fewest || d == fewest && best != "" && k < best {
			best, fewest = k, d
		}
	}
	return best
}

// printable returns s as it is where it is safe to print, else quoted.
func printable(s string) string {
	if q := quoted(s); len(q) != len(s)+2 {
		return q
	}
	return s
}
