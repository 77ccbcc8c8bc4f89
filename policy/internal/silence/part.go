package silence

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// part is a member or an element of a document, taken out of it.
type part struct {
	pointer string // RFC 6901
	place   string // the pointer with list indexes as *
	rest    any    // the document without it; shares what is not on the way there
}

// parts yields the document without each of its parts in turn, from the outside
// in, members by name. It ends early when yield says so.
func parts(doc any, yield func(part) bool) {
	each(doc, part{}, func(v any) any { return v }, yield)
}

// each takes the parts of one value; whole builds the document around what the
// value is replaced with.
func each(value any, at part, whole func(any) any, yield func(part) bool) bool {
	below := func(token, place string, rest any) part {
		return part{at.pointer + "/" + token, at.place + "/" + place, whole(rest)}
	}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			rest := maps.Clone(v)
			delete(rest, key)
			token := escape.Replace(key)
			p := below(token, token, rest)
			if !yield(p) || !each(v[key], p, func(child any) any {
				around := maps.Clone(v)
				around[key] = child
				return whole(around)
			}, yield) {
				return false
			}
		}
	case []any:
		for i := range v {
			p := below(strconv.Itoa(i), "*", slices.Delete(slices.Clone(v), i, i+1))
			if !yield(p) || !each(v[i], p, func(child any) any {
				around := slices.Clone(v)
				around[i] = child
				return whole(around)
			}, yield) {
				return false
			}
		}
	}
	return true
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")
