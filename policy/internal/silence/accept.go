package silence

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
const word = "silence"

// place is a pattern of a marker and whether it accepted anything.
type place struct {
	marker.Marker
	pattern string
	used    bool
}

// accept sorts the silences into those that the markers in the files accept and
// the others, and says what is wrong with markers.
func (r *Report) accept(files []*suite.File, all []Silence) {
	var places []place
	for _, f := range files {
		markers, errs := marker.Read(f, word, func(argument string) bool { return strings.HasPrefix(argument, "/") })
		r.Errors = append(r.Errors, errs...)
		for _, m := range markers {
			for _, pattern := range m.Arguments {
				places = append(places, place{Marker: m, pattern: pattern})
			}
		}
	}
	for _, s := range all {
		by := -1
		for i := range places {
			p := &places[i]
			if p.File == s.File && s.Kind == Satisfied && matches(p.pattern, s.Place) {
				p.used = true
				if by < 0 {
					by = i
				}
			}
		}
		if by < 0 {
			r.Silences = append(r.Silences, s)
		} else {
			r.Accepted = append(r.Accepted, Accepted{s, places[by].Marker})
		}
	}
	for _, p := range places {
		if !p.used {
			r.Errors = append(r.Errors, p.Error(
				fmt.Sprintf("# %s %s accepts nothing: no control of this file becomes satisfied when that is taken out of a test's record", word, p.pattern),
				"take it out, or correct the place: list indexes are written as *, and /** at the end is everything below"))
		}
	}
	slices.SortStableFunc(r.Errors, func(a, b *policy.Error) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// matches reports whether a pattern accepts a place.
func matches(pattern, place string) bool {
	return follows(strings.Split(pattern, "/"), strings.Split(place, "/"))
}

func follows(pattern, place []string) bool {
	switch {
	case len(pattern) == 0 || len(place) == 0:
		return len(pattern) == len(place)
	case pattern[0] != "**":
		return (pattern[0] == "*" || pattern[0] == place[0]) && follows(pattern[1:], place[1:])
	case len(pattern) == 1:
		return true
	}
	for i := range place {
		if follows(pattern[1:], place[i:]) {
			return true
		}
	}
	return false
}
