package silence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/marker"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// word begins a marker.
const word = "silence"

// accept sorts the silences into those that the markers in the files accept and
// the others, and says what is wrong with markers.
func (r *Report) accept(files []*suite.File, all []Silence) {
	var markers []marker.Marker
	for _, f := range files {
		read, errs := marker.Read(f, word, func(argument string) bool { return strings.HasPrefix(argument, "/") })
		markers, r.Errors = append(markers, read...), append(r.Errors, errs...)
	}
	used := make([]bool, len(markers))
	for _, s := range all {
		accepted := -1
		for i, m := range markers {
			if m.File == s.File && s.Kind == Satisfied && matches(m.Argument, s.Place) {
				used[i] = true
				if accepted < 0 {
					accepted = i
				}
			}
		}
		if accepted < 0 {
			r.Silences = append(r.Silences, s)
		} else {
			r.Accepted = append(r.Accepted, Accepted{s, markers[accepted]})
		}
	}
	for i, m := range markers {
		if !used[i] {
			r.Errors = append(r.Errors, m.Error(
				fmt.Sprintf("# %s %s accepts nothing: no control of this file becomes satisfied when that is taken out of a test's record", word, m.Argument),
				"remove it, or correct the place: list indexes are written as *, and /** at the end is everything below"))
		}
	}
	slices.SortStableFunc(r.Errors, func(a, b *policy.Error) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
}

// matches reports whether a pattern accepts a place.
func matches(pattern, place string) bool {
	if below, ok := strings.CutSuffix(pattern, "/**"); ok {
		n := strings.Count(below, "/")
		tokens := strings.Split(place, "/")
		return len(tokens) > n+1 && matches(below, strings.Join(tokens[:n+1], "/"))
	}
	want, have := strings.Split(pattern, "/"), strings.Split(place, "/")
	return slices.EqualFunc(want, have, func(w, h string) bool { return w == "*" || w == h })
}
