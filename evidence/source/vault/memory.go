package vault

import (
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// holder is what an entry told a subject to have.
type holder struct {
	at       time.Time
	lists    map[string][]string // by what stands in them; those that no entry told are not there
	disabled bool
}

// recall returns what entries before this one, in the order of the input and of
// time, told of a subject.
func (c *call) recall(subject evidence.Identity) holder {
	h := c.known[subject.ID]
	if c.at.Before(h.at) {
		return holder{}
	}
	return h
}

// remember keeps what a subject has now.
func (c *call) remember(subject evidence.Identity, h holder) {
	if !c.failed && !c.at.Before(c.known[subject.ID].at) {
		h.at = c.at
		c.known[subject.ID] = h
	}
}

// with is the holder with another list of that name.
func (h holder) with(name string, l list) holder {
	lists := map[string][]string{}
	for k, v := range h.lists {
		if k != name {
			lists[k] = v
		}
	}
	if l.told && l.plain {
		lists[name] = l.values
	}
	h.lists = lists
	return h
}

// effects are what a write does, with one change for each subject and action.
type effects struct {
	list []effect
}

type effect struct {
	subject evidence.Identity
	action  evidence.Action
	held    []evidence.Entitlement
}

func (x *effects) add(subject evidence.Identity, does evidence.Action, held ...evidence.Entitlement) {
	for i := range x.list {
		if e := &x.list[i]; e.subject.ID == subject.ID && e.action == does {
			e.held = append(e.held, held...)
			return
		}
	}
	x.list = append(x.list, effect{subject, does, held})
}

// facts are the changes.
func (c *call) facts(x effects) []evidence.Fact {
	var all []evidence.Fact
	for _, e := range x.list {
		all = append(all, c.change(e.subject, e.action, e.held...))
	}
	return all
}

// replaced says what a list that replaces another gives and takes. Where nothing
// is known of the one before, all in it is modified. Where it is not known what
// is in it, or what was, values is nil.
func (h holder) replaced(name string, now list, change func(does evidence.Action, values []string)) {
	before, known := h.lists[name]
	switch {
	case known && now.plain:
		if gone := minus(before, now.values); len(gone) > 0 {
			change(revoke, gone)
		}
		if added := minus(now.values, before); len(added) > 0 {
			change(grant, added)
		}
	case len(now.values) == 0:
		change(revoke, nil)
	default:
		change(modify, now.values)
	}
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool {
		_, found := slices.BinarySearch(b, s)
		return found
	})
}
