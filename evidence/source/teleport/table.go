package teleport

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"

	"github.com/go-json-experiment/json/jsontext"
)

// member is a member of an access list: a user, or another list.
type member struct {
	Name string         `json:"member_name"`
	Kind jsontext.Value `json:"membership_kind"`
}

func (a *action) memberAdded() jsonlog.Fate   { return a.membership(grant) }
func (a *action) memberUpdated() jsonlog.Fate { return a.membership(modify) }
func (a *action) memberRemoved() jsonlog.Fate { return a.membership(revoke) }

func (a *action) membership(does evidence.Action) jsonlog.Fate {
	switch {
	case a.List == "":
		return a.missing("/access_list_name", "which list it is about")
	case len(a.Members) == 0:
		return a.missing("/members", "whose membership it is about")
	}
	var facts []evidence.Fact
	for _, m := range a.Members {
		if m.Name == "" {
			return a.missing("/members", "whose membership it is about")
		}
		subject := a.user(m.Name)
		switch string(m.Kind) {
		case "2", `"MEMBERSHIP_KIND_LIST"`:
			subject = a.other("access_list", m.Name)
		}
		facts = append(facts, a.change(subject, does, a.member(a.List)))
	}
	return a.used(facts...)
}

// listReviewed is a review of who is in a list, which may take some out.
func (a *action) listReviewed() jsonlog.Fate {
	switch {
	case len(a.Removed) == 0:
		return a.ignored(whyNobody)
	case a.Name == "":
		return a.missing("/name", "which list it is about")
	}
	var facts []evidence.Fact
	for _, name := range a.Removed {
		if name == "" {
			return a.missing("/removed_members", "whose membership it is about")
		}
		facts = append(facts, a.change(a.user(name), revoke, a.member(a.Name)))
	}
	return a.used(facts...)
}

// allRemoved is that a list was emptied.
func (a *action) allRemoved() jsonlog.Fate {
	if a.failed {
		return a.ignored(whyFailed)
	}
	return jsonlog.Refused(jsonlog.At("/members", "the event does not say who was in the list that was emptied: look at who was in it before"))
}

// member is the membership of a list.
func (a *action) member(list string) evidence.Entitlement {
	return evidence.Entitlement{System: a.system(), Resource: "access_list/" + list, Permission: "member"}
}

// defined is a role or a list, which gives other things from now on. The event
// does not say which.
func (a *action) defined() jsonlog.Fate {
	if a.Name == "" {
		return a.missing("/name", "what it is about")
	}
	what, done, _ := strings.Cut(a.Event, ".")
	does := modify
	switch strings.TrimSuffix(done, "d") {
	case "create":
		does = grant
	case "delete":
		does = revoke
	}
	return a.used(a.change(a.other(what, a.Name), does, evidence.Entitlement{System: a.system(), Resource: what + "-definition", Permission: unknown}))
}

// bot is the life of a bot. The event does not say which roles it has.
func (a *action) bot() jsonlog.Fate {
	if a.Name == "" {
		return a.missing("/name", "which bot it is about")
	}
	subject := a.names.bot(a.Name)
	does, kind := modify, evidence.EventKind("")
	switch a.Event {
	case "bot.create":
		does, kind = grant, evidence.EventCreated
	case "bot.delete":
		does, kind = revoke, evidence.EventDecommission
	}
	facts := []evidence.Fact{a.change(subject, does, a.role(unknown))}
	if kind != "" && !a.failed {
		facts = append(facts, a.lifecycle(subject, kind))
	}
	return a.used(facts...)
}

// joinToken is a token with which a machine may join the cluster.
func (a *action) joinToken() jsonlog.Fate {
	roles, _, err := a.roles()
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case a.Name == "":
		return a.missing("/name", "which token it is about")
	case len(roles) == 0:
		roles = []string{unknown}
	}
	var held []evidence.Entitlement
	for _, role := range roles {
		held = append(held, evidence.Entitlement{System: a.system(), Resource: "join", Permission: role, ExpiresAt: a.ends})
	}
	subject := a.other("token", a.Name)
	subject.Kind = evidence.KindAPIKey
	return a.used(a.change(subject, grant, held...))
}
