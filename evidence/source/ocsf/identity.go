package ocsf

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// The numbers of user.type_id.
const (
	typeSystem  = 3
	typeService = 4
)

// user is the identity of an account; false if the event does not tell.
func (s *system) user(u *user) (evidence.Identity, bool) {
	login := u.Name
	if s.nameIsLabel || u.UID != "" && strings.ContainsAny(u.Name, " \t") {
		login = ""
	}
	if s.mailIsLogin && u.Mail != "" && u.Mail != unknown { // which Okta writes for what it does not know
		login = strings.ToLower(u.Mail)
	}
	if u.Domain != "" && login != "" && !isMail(login) {
		login = u.Domain + `\` + login
	}
	var ids []string
	for _, uid := range []string{u.UID, u.UUID, u.UIDAlt} {
		if strings.HasPrefix(uid, "arn:") {
			ids = append(ids, withoutPath(uid), uid)
		}
	}
	switch {
	case len(ids) > 0: // a user and a role may have the same name
	case isMail(login) || s.mailIsLogin && strings.Contains(login, "@"):
		ids = append(ids, strings.ToLower(login))
	case login != "":
		ids = append(ids, s.name+"/user/"+login)
	}
	for _, uid := range []string{u.UID, u.UUID, u.UIDAlt} {
		if uid != "" && !strings.HasPrefix(uid, "arn:") {
			ids = append(ids, s.name+"/user/"+uid)
		}
	}
	if len(ids) == 0 {
		return evidence.Identity{}, false
	}
	id := evidence.Identity{ID: ids[0], Kind: u.kind(), Name: first(u.FullName, u.DisplayName, u.Name)}
	seen := map[string]bool{id.ID: true}
	for _, alias := range ids[1:] {
		if !seen[alias] {
			seen[alias] = true
			id.Aliases = append(id.Aliases, alias)
		}
	}
	return id, true
}

// kind is what type_id says of an account; it does not tell a person's from a
// program's.
func (u *user) kind() evidence.IdentityKind {
	switch u.TypeID {
	case typeSystem:
		return evidence.KindWorkload
	case typeService:
		return evidence.KindServiceAccount
	}
	return ""
}

// group is the identity of a group.
func (s *system) group(g *group) (evidence.Identity, bool) {
	if g.key() == "" {
		return evidence.Identity{}, false
	}
	return evidence.Identity{ID: s.name + "/group/" + g.key(), Name: g.Name}, true
}

// actor is who did it; nil if the event does not tell. A name that only
// repeats the type ("Adobe Employee") says what did it, and not who.
func (s *system) actor(a *record) *evidence.Identity {
	u := a.Actor.User
	if u.Name != "" && u.Name == u.Type && u.TypeID != typeSystem {
		u.Name = ""
	}
	if id, ok := s.user(&u); ok {
		return &id
	}
	if app := first(a.Actor.AppUID, a.Actor.AppName, a.Actor.InvokedBy); app != "" {
		return &evidence.Identity{ID: s.name + "/app/" + app, Kind: evidence.KindWorkload, Name: a.Actor.AppName}
	}
	return nil
}

// isMail reports whether a name has the form of an e-mail address.
func isMail(name string) bool {
	local, domain, ok := strings.Cut(name, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(name, " \t/\\") && !strings.Contains(domain, "@")
}

// withoutPath is the ARN of an IAM user, role or group as package cloudtrail
// writes it: names are unique without their paths.
func withoutPath(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[2] != "iam" {
		return arn
	}
	kind, _, ok := strings.Cut(parts[5], "/")
	if !ok {
		return arn
	}
	parts[5] = kind + arn[strings.LastIndexByte(arn, '/'):]
	return strings.Join(parts, ":")
}
