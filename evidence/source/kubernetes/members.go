package kubernetes

import (
	"cmp"
	"slices"
	"strings"
)

// groupsOf are the groups that the API server puts a subject in by its name.
func (l *listing) groupsOf(h *holder) []string {
	if h.kind != "User" && h.kind != "ServiceAccount" {
		return nil
	}
	name := h.subject.Name
	if name == anonymous {
		return []string{unauthenticated}
	}
	groups := []string{authenticated}
	if rest, ok := strings.CutPrefix(name, serviceAccountPrefix); ok {
		namespace, _, _ := strings.Cut(rest, ":")
		return append(groups, serviceAccounts, serviceAccountsOf+namespace)
	}
	for _, group := range l.memberOf[cmp.Or(name, h.subject.ID)] {
		if !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	return groups
}

// memberOf are the groups by their members, as the caller told them.
func (o *Options) memberOf() map[string][]string {
	by := map[string][]string{}
	for group, members := range o.Members {
		for _, m := range members {
			by[m] = append(by[m], group)
		}
	}
	return by
}

// The groups that the API server puts everybody in who authenticates, and who
// does not; and all service accounts, also those of one namespace.
const (
	authenticated     = "system:authenticated"
	unauthenticated   = "system:unauthenticated"
	serviceAccounts   = "system:serviceaccounts"
	serviceAccountsOf = "system:serviceaccounts:"
)

// settled reports whether it is known of everybody who is named whether they are
// in a group: their names say it, or the caller did.
func (l *listing) settled(group string) bool { return group == authenticated || l.allNamed(group) }

// admit names the members of a group who hold something through it alone.
func (l *listing) admit(group string) {
	names := l.options.Members[group]
	if group == unauthenticated {
		names = []string{anonymous}
	}
	for _, name := range names {
		if h := l.holder(l.user(name)); h.kind == "" {
			h.kind = "User"
		}
	}
}

// allNamed reports whether the listing names everybody in a group: the caller
// told who they are, or they are service accounts, all of which stand in it.
func (l *listing) allNamed(group string) bool {
	_, told := l.options.Members[group]
	return told || group == unauthenticated || group == serviceAccounts || strings.HasPrefix(group, serviceAccountsOf)
}
