package mapped

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// listing gathers the observations of one input: one for each subject, system
// and instant. It holds all of them up to the end of the input.
type listing struct {
	groups map[group]*gathered
	order  []*gathered
	at     map[holder]time.Time // of complete ones: the only instant
	texts  map[string]string    // each once
}

type group struct {
	holder
	at time.Time
}

type holder struct{ subject, system string }

type gathered struct {
	subject evidence.Identity
	*evidence.Observation
}

// entry is an observation that a row adds to.
type entry struct {
	subject evidence.Identity
	*evidence.Observation
}

// add takes the entries of one row: all, or none if one of them is wrong.
func (l *listing) add(b *builder, entries []entry) {
	if len(entries) == 0 {
		return
	}
	if l.groups == nil {
		l.groups, l.at, l.texts = map[group]*gathered{}, map[holder]time.Time{}, map[string]string{}
	}
	for i := range entries {
		if err := l.check(&entries[i], entries[:i]); err != nil {
			b.fail(err)
			return
		}
	}
	for i := range entries {
		e := &entries[i]
		h := holder{e.subject.ID, e.System}
		g := group{h, e.ObservedAt}
		known := l.groups[g]
		if known == nil {
			e.System, e.ID = l.text(e.System), l.text(e.System)
			known = &gathered{e.subject, e.Observation}
			l.groups[g] = known
			l.order = append(l.order, known)
			if e.Complete {
				l.at[h] = e.ObservedAt
			}
			l.share(known.Entitlements)
			continue
		}
		for _, alias := range e.subject.Aliases {
			if !slices.Contains(known.subject.Aliases, alias) {
				known.subject.Aliases = append(known.subject.Aliases, alias)
			}
		}
		l.share(e.Entitlements)
		known.Entitlements = append(known.Entitlements, e.Entitlements...)
	}
}

// check judges an entry before anything is added, against what is held and
// against those that the same row made before it.
func (l *listing) check(e *entry, before []entry) error {
	f := evidence.Fact{Subject: e.subject, Value: e.Observation}
	if err := f.Validate(); err != nil {
		return err
	}
	h := holder{e.subject.ID, e.System}
	if at, ok := l.at[h]; ok && e.Complete && !at.Equal(e.ObservedAt) {
		return e.severalInstants(at)
	}
	if known := l.groups[group{h, e.ObservedAt}]; known != nil {
		if err := e.agrees(&known.subject, known.Complete); err != nil {
			return err
		}
	}
	for i := range before {
		o := &before[i]
		if o.subject.ID != e.subject.ID || o.System != e.System {
			continue
		}
		if o.ObservedAt.Equal(e.ObservedAt) {
			if err := e.agrees(&o.subject, o.Complete); err != nil {
				return err
			}
		} else if o.Complete && e.Complete {
			return e.severalInstants(o.ObservedAt)
		}
	}
	return nil
}

func (e *entry) severalInstants(before time.Time) error {
	return fmt.Errorf("lists what %s holds in %s at %s, and before that at %s: a listing that is complete has one instant for each subject and system; give each listing a file of its own",
		quoted(e.subject.ID), quoted(e.System), e.ObservedAt.Format(time.RFC3339Nano), before.Format(time.RFC3339Nano))
}

// agrees reports whether an entry can be added to what was said before of the
// same subject, system and instant.
func (e *entry) agrees(subject *evidence.Identity, complete bool) error {
	if what := differs(subject, &e.subject); what != "" {
		return fmt.Errorf("says another %s of %s than was said before: correct the listing, or leave it out of the mapping", what, quoted(e.subject.ID))
	}
	if complete != e.Complete {
		return fmt.Errorf("adds to an observation of %s in %s that another fact of the mapping makes, and only one of them is complete", quoted(e.subject.ID), quoted(e.System))
	}
	return nil
}

// differs names what two mentions of one subject disagree in.
func differs(a, b *evidence.Identity) string {
	ownerA, ownerB := "", ""
	if a.Owner != nil {
		ownerA = a.Owner.ID
	}
	if b.Owner != nil {
		ownerB = b.Owner.ID
	}
	switch {
	case a.Kind != b.Kind:
		return "kind"
	case a.Name != b.Name:
		return "name"
	case a.Status != b.Status:
		return "status"
	case ownerA != ownerB:
		return "owner"
	}
	return ""
}

// share lets texts that come again and again be held once.
func (l *listing) share(list []evidence.Entitlement) {
	for i := range list {
		e := &list[i]
		e.System, e.Resource, e.Permission, e.Scope, e.Via = l.text(e.System), l.text(e.Resource), l.text(e.Permission), l.text(e.Scope), l.text(e.Via)
	}
}

func (l *listing) text(s string) string {
	if known, ok := l.texts[s]; ok {
		return known
	}
	l.texts[s] = s
	return s
}

// facts returns what was gathered, in the order in which subjects first came.
// Where something of the input could not be read, nothing is complete: it
// might have been about any of them.
func (l *listing) facts(whole bool) []evidence.Fact {
	facts := make([]evidence.Fact, len(l.order))
	for i, g := range l.order {
		g.Complete = g.Complete && whole
		slices.SortStableFunc(g.Entitlements, compareEntitlements)
		g.Entitlements = slices.CompactFunc(g.Entitlements, func(a, b evidence.Entitlement) bool { return compareEntitlements(a, b) == 0 })
		facts[i] = evidence.Fact{Subject: g.subject, Value: g.Observation}
	}
	return facts
}

func compareEntitlements(a, b evidence.Entitlement) int {
	return cmp.Or(strings.Compare(a.System, b.System), strings.Compare(a.Resource, b.Resource), strings.Compare(a.Permission, b.Permission),
		strings.Compare(a.Scope, b.Scope), strings.Compare(a.Via, b.Via), a.ExpiresAt.Compare(b.ExpiresAt))
}
