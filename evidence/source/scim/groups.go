package scim

import (
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// group is a group of the service provider.
type group struct {
	id      string
	name    string
	members *[]ref   // nil: not told
	parents []*group // the groups that it is a member of, in order of their ids
}

// takeGroup takes in a group.
func (l *listing) takeGroup(e *jsonlog.Event, r *resource) error {
	g := &group{id: r.ID, name: r.DisplayName}
	if err := e.Part(r.RawMembers, "/members", &g.members); err != nil {
		return err
	}
	if g.members != nil {
		for _, m := range *g.members {
			switch {
			case m.Value == "":
				return jsonlog.At("/members", "one without a value: "+format.Again)
			case m.refType() == "" && m.Type != "":
				return jsonlog.At("/members", "one that is neither a User nor a Group: look it up at the service provider")
			}
		}
	}
	l.groups[r.ID] = g
	return nil
}

// members are who is in which group, as both sides say it.
type members struct {
	of        map[string][]*group // the groups that a user is a member of itself, by the user's id
	via       map[string][]*group // those that only the user names, and calls indirect
	known     bool                // of each group in the listing who is in it
	strangers bool                // there is a member, or a group, that is not in the listing
	disagree  map[string]bool     // users that leave out groups that they are in
}

// resolve finds out who is in which group. Ids are case-sensitive and
// references to them are not: one that differs in case alone is taken for that
// resource, if there is but one.
func (l *listing) resolve() *members {
	m := &members{of: map[string][]*group{}, via: map[string][]*group{}, known: true, disagree: map[string]bool{}}
	folded := map[string]string{}
	for _, ids := range [][]string{sorted(l.users), sorted(l.groups)} {
		for _, id := range ids {
			key := strings.ToLower(id)
			if _, ok := folded[key]; ok {
				id = "" // more than one
			}
			folded[key] = id
		}
	}
	find := func(id string) string {
		if l.users[id] == nil && l.groups[id] == nil {
			return first(folded[strings.ToLower(id)], id)
		}
		return id
	}
	told := slices.ContainsFunc(slices.Collect(maps.Values(l.groups)), func(g *group) bool { return g.members != nil && len(*g.members) > 0 })
	for _, id := range sorted(l.groups) {
		g := l.groups[id]
		if g.members == nil {
			// An attribute without a value is left out, and so is one that was
			// not asked for; where another group has it, it was asked for.
			m.known = m.known && told
			continue
		}
		for _, ref := range *g.members {
			of := find(ref.Value)
			switch kind := ref.refType(); {
			case l.groups[of] != nil && kind != userType:
				l.groups[of].parents = append(l.groups[of].parents, g)
			case l.users[of] != nil && kind != groupType:
				m.of[of] = append(m.of[of], g)
			case kind == groupType: // nobody knows who is in it
				m.strangers, m.known = true, false
				l.groups[of] = &group{id: of, name: ref.Display, parents: []*group{g}}
			default:
				m.strangers, m.known = true, m.known && kind == userType // it may be a group
				l.users[of] = &user{id: of, subject: evidence.Identity{ID: l.options.system() + "/user/" + of, Name: ref.Display}}
				m.of[of] = append(m.of[of], g)
			}
		}
	}
	for _, id := range sorted(l.users) {
		l.reconcile(m, l.users[id], find)
	}
	return m
}

// reconcile adds the groups that a user says it is in.
func (l *listing) reconcile(m *members, u *user, find func(string) string) {
	if u.groups == nil {
		return
	}
	says := map[string]bool{}
	for _, ref := range *u.groups {
		if ref.Value == "" {
			m.disagree[u.id] = true
			continue
		}
		id := find(ref.Value)
		g := l.groups[id]
		if g == nil {
			m.strangers = true
			g = &group{id: id, name: ref.Display}
		}
		says[id] = true
		switch {
		case slices.Contains(m.of[u.id], g):
		case strings.EqualFold(ref.Type, "indirect"):
			m.via[u.id] = append(m.via[u.id], g)
		default:
			m.of[u.id] = append(m.of[u.id], g)
		}
	}
	for _, g := range m.of[u.id] {
		if !says[g.id] {
			m.disagree[u.id] = true
		}
	}
}

// entitlements are the memberships of whoever is directly in these groups,
// and through them in others. Groups may be in one another, in a circle too:
// each is gone through once, and each way in is told. Whoever is a group itself
// is not in that.
func (l *listing) entitlements(itself *group, direct, indirect []*group) []evidence.Entitlement {
	var held []evidence.Entitlement
	reached := map[string]bool{}
	for _, g := range direct {
		if g != itself {
			held = append(held, l.membership(g, ""))
		}
	}
	for queue := slices.Clone(direct); len(queue) > 0; queue = queue[1:] {
		g := queue[0]
		if reached[g.id] || g == itself {
			continue
		}
		reached[g.id] = true
		for _, parent := range g.parents {
			if parent == g || parent == itself {
				continue
			}
			held = append(held, l.membership(parent, "group/"+g.id))
			queue = append(queue, parent)
		}
	}
	for _, g := range indirect {
		if !reached[g.id] { // the user says so, and not through which
			held = append(held, l.membership(g, "unknown"))
		}
	}
	return held
}

func (l *listing) membership(g *group, via string) evidence.Entitlement {
	return named(evidence.Entitlement{System: l.options.system(), Resource: "group/" + g.id, Permission: "member", Via: via}, g.name)
}

func sorted[T any](of map[string]T) []string { return slices.Sorted(maps.Keys(of)) }
