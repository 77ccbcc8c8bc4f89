package scim

import (
	"cmp"
	"slices"
)

// pages are the list responses of an input.
type pages struct {
	open   page
	closed []page
}

// page is one list response.
type page struct {
	total, start int // total is -1 if it is not told; start is 1 if not
	items        int
	user, group  bool // it has resources of that type
	other        bool
}

// meet counts a resource of the page that is being read.
func (p *pages) meet(kind string) {
	p.open.items++
	switch kind {
	case userType:
		p.open.user = true
	case groupType:
		p.open.group = true
	default:
		p.open.other = true
	}
}

// close ends a page, of which r is all but the resources.
func (p *pages) close(r *resource) {
	at := p.open
	p.open = page{}
	at.total, at.start = -1, 1
	if r.Total != nil {
		at.total = *r.Total
	}
	if r.Start != nil {
		at.start = *r.Start
	}
	p.closed = append(p.closed, at)
}

// whole reports whether the pages with users, or those with groups, hold all
// that there are: each one begins where the one before it ends, and all of them
// together hold the total that each of them states. A list of which only the
// first part has users cannot be told from two lists, and is not whole. (An
// empty list does not say what it is of: without users, none is whole.)
func (p *pages) whole(is func(page) bool) bool {
	var of []page
	for _, at := range p.closed {
		if is(at) {
			of = append(of, at)
		}
	}
	slices.SortFunc(of, func(a, b page) int { return cmp.Compare(a.start, b.start) })
	next := 1
	for _, at := range of {
		if at.start != next || at.total != of[0].total || at.user != of[0].user || at.group != of[0].group || at.other != of[0].other {
			return false
		}
		next += at.items
	}
	return len(of) > 0 && next-1 == of[0].total
}
