package teleport

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// names forms the names of one cluster.
type names struct{ cluster string }

// system is the cluster.
func (n names) system() string {
	if n.cluster == "" {
		return "teleport"
	}
	return "teleport:" + n.cluster
}

// user is an account: by its e-mail address, if it is called so.
func (n names) user(name string) evidence.Identity {
	id := n.system() + "/user/" + name
	if at := strings.IndexByte(name, '@'); at > 0 && at < len(name)-1 {
		return evidence.Identity{ID: strings.ToLower(name), Name: name, Aliases: []string{id}}
	}
	i := evidence.Identity{ID: id, Name: name}
	if name == "system" || strings.HasPrefix(name, "@teleport-") {
		i.Kind = evidence.KindWorkload // Teleport itself
	}
	return i
}

// other is a role, access list or token as a subject.
func (n names) other(what, name string) evidence.Identity {
	return evidence.Identity{ID: n.system() + "/" + what + "/" + name, Name: name}
}

// itself is the cluster's Auth Service.
func (n names) itself() *evidence.Identity {
	return &evidence.Identity{ID: n.system(), Name: n.system(), Kind: evidence.KindWorkload}
}

// bot is the account that a bot has.
func (n names) bot(name string) evidence.Identity {
	i := n.user("bot-" + name)
	i.Kind = evidence.KindServiceAccount
	return i
}

// actor is who did it, and for whom.
func (a *action) actor() (actor, onBehalfOf *evidence.Identity) {
	name := a.User
	if name == "" {
		name = a.UpdatedBy
	}
	if name == "" {
		return nil, nil
	}
	user := a.user(name)
	switch string(a.UserKind) {
	case "2", `"USER_KIND_BOT"`:
		user.Kind = evidence.KindServiceAccount
	case "3", `"USER_KIND_SYSTEM"`:
		user.Kind = evidence.KindWorkload
	}
	if a.Impersonator == "" || a.Impersonator == name {
		return &user, nil
	}
	impersonator := a.user(a.Impersonator)
	return &impersonator, &user
}

// role is a role, for all that it is for.
func (n names) role(name string) evidence.Entitlement {
	return evidence.Entitlement{System: n.system(), Resource: "role", Permission: name}
}

const (
	grant   = evidence.ActionGrant
	modify  = evidence.ActionModify
	revoke  = evidence.ActionRevoke
	unknown = "unknown" // a detail that a logged change lacks
)
