package teleport

import (
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// account is what an event told a user to have.
type account struct {
	at    time.Time
	ends  time.Time
	roles []string
	gone  bool // deleted
}

func (a *action) userCreated() jsonlog.Fate {
	subject, now, fate := a.account()
	if fate != nil {
		return *fate
	}
	before, known := a.known(subject)
	if known && !a.failed && !a.changed(before, now) {
		return a.ignored(whySame)
	}
	var facts []evidence.Fact
	switch {
	case known && !a.failed: // over what there was
		facts = a.difference(subject, before, now)
	case len(now) > 0:
		facts = append(facts, a.change(subject, grant, a.held(now)...))
	}
	if !known && !a.failed && a.ends.IsZero() { // otherwise for the time of a session
		facts = append(facts, a.lifecycle(subject, evidence.EventCreated))
	}
	return a.remember(subject, account{at: a.at, ends: a.ends, roles: now}, facts)
}

func (a *action) userUpdated() jsonlog.Fate {
	subject, now, fate := a.account()
	if fate != nil {
		return *fate
	}
	before, known := a.known(subject)
	switch {
	case known && !a.failed && !a.changed(before, now):
		return a.ignored(whySame)
	case known && !a.failed:
		return a.remember(subject, account{at: a.at, ends: a.ends, roles: now}, a.difference(subject, before, now))
	case len(now) > 0:
		return a.remember(subject, account{at: a.at, ends: a.ends, roles: now}, []evidence.Fact{a.change(subject, modify, a.held(now)...)})
	}
	return a.remember(subject, account{at: a.at, ends: a.ends, roles: now}, []evidence.Fact{a.change(subject, revoke, a.role(unknown))})
}

func (a *action) userDeleted() jsonlog.Fate {
	if a.Name == "" {
		return a.missing("/name", "which user it is about")
	}
	subject := a.user(a.Name)
	held := []evidence.Entitlement{a.role(unknown)}
	if before, known := a.known(subject); known && len(before.roles) > 0 {
		held = a.held(before.roles)
	}
	facts := []evidence.Fact{a.change(subject, revoke, held...)}
	if !a.failed {
		facts = append(facts, a.lifecycle(subject, evidence.EventDecommission))
	}
	return a.remember(subject, account{at: a.at, gone: true}, facts)
}

// account reads whom the event is about and which roles they have after it. The
// fate is that of an event that does not say it.
func (a *action) account() (evidence.Identity, []string, *jsonlog.Fate) {
	list, told, err := a.roles()
	var fate jsonlog.Fate
	switch {
	case err != nil:
		fate = jsonlog.Refused(err)
	case a.Name == "":
		fate = a.missing("/name", "which user it is about")
	case !told:
		fate = a.missing("/roles", "which roles the user has")
	default:
		slices.Sort(list)
		return a.user(a.Name), slices.Compact(list), nil
	}
	return evidence.Identity{}, nil, &fate
}

// known is what events before this one, in the order of the input and of time,
// told the user to have.
func (a *action) known(subject evidence.Identity) (account, bool) {
	before, ok := a.users[subject.ID]
	if a.at.Before(before.at) {
		return account{}, false
	}
	return before, ok && !before.gone
}

// changed reports whether anything but the end of a session moved.
func (a *action) changed(before account, now []string) bool {
	return !slices.Equal(before.roles, now) || a.local() && !before.ends.Equal(a.ends)
}

// local reports whether the user is no mirror of one in a directory, which
// Teleport makes anew at each sign-in.
func (a *action) local() bool { return a.Connector == "" || a.Connector == "local" }

// difference is what was taken and given.
func (a *action) difference(subject evidence.Identity, before account, now []string) []evidence.Fact {
	moved := a.local() && !before.ends.Equal(a.ends)
	var gone, added, kept []string
	for _, role := range before.roles {
		if !slices.Contains(now, role) {
			gone = append(gone, role)
		}
	}
	for _, role := range now {
		if !slices.Contains(before.roles, role) {
			added = append(added, role)
		} else if moved {
			kept = append(kept, role)
		}
	}
	var facts []evidence.Fact
	for _, part := range []struct {
		does  evidence.Action
		roles []string
	}{{revoke, gone}, {grant, added}, {modify, kept}} {
		if len(part.roles) > 0 {
			facts = append(facts, a.change(subject, part.does, a.held(part.roles)...))
		}
	}
	return facts
}

// held are these roles, as the user has them.
func (a *action) held(roles []string) []evidence.Entitlement {
	var held []evidence.Entitlement
	for _, role := range roles {
		e := a.role(role)
		e.ExpiresAt = a.ends
		if !a.local() {
			e.Via = "connector/" + a.Connector
		}
		held = append(held, e)
	}
	return held
}

// remember keeps what the user has now.
func (a *action) remember(subject evidence.Identity, now account, facts []evidence.Fact) jsonlog.Fate {
	if !a.failed && !a.at.Before(a.users[subject.ID].at) {
		a.users[subject.ID] = now
	}
	if len(facts) == 0 {
		return a.ignored(whySame)
	}
	return a.used(facts...)
}
