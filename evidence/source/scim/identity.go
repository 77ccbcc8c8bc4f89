package scim

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// user is a user of the service provider, and what it holds by itself.
type user struct {
	id      string
	subject evidence.Identity
	created time.Time // zero: not told
	held    []evidence.Entitlement
	groups  *[]ref // as the user says; nil: it does not
	full    bool   // nothing of what it says of itself was left out
	digest  string
}

// takeUser takes in a user.
func (l *listing) takeUser(e *jsonlog.Event, r *resource, digest string) error {
	if r.UserName == "" {
		return jsonlog.At("/userName", "missing, which each user has: "+format.Again)
	}
	d, err := r.details(e)
	if err != nil {
		return err
	}
	name := strings.ToLower(r.UserName) // caseExact is false
	if other, ok := l.names[name]; ok {
		return jsonlog.At("/userName", "also that of another user, "+strconv.QuoteToGraphic(other)+", which cannot be: "+format.Again)
	}
	// Names and ids are names of the same identities.
	if other, ok := l.names[r.ID]; ok || l.users[name] != nil {
		return jsonlog.At("/id", "the user name of another user, or the other way round, "+strconv.QuoteToGraphic(first(other, name))+", so that nobody can tell them apart: look it up at the service provider")
	}
	u := &user{id: r.ID, groups: d.groups, full: r.full(), digest: digest}
	if r.Meta != nil && r.Meta.Created != "" {
		if u.created, err = e.Time("/meta/created", r.Meta.Created); err != nil {
			return err
		}
	}
	if d.active != nil && *d.active || d.active == nil && u.full {
		u.held = append(u.held, evidence.Entitlement{System: l.options.system(), Resource: "account", Permission: "sign-in"})
	}
	for _, attribute := range []struct {
		resource string
		pointer  string
		values   []value
	}{{"role", "/roles", d.roles}, {"entitlement", "/entitlements", d.entitlements}} {
		for _, v := range attribute.values {
			if v.Value == "" {
				return jsonlog.At(attribute.pointer, "one without a value: "+format.Again)
			}
			u.held = append(u.held, named(evidence.Entitlement{System: l.options.system(), Resource: attribute.resource, Permission: v.Value, Scope: v.Type}, v.Display))
		}
	}
	u.subject = l.identity(r, d, name)
	l.names[name] = r.ID
	l.users[r.ID] = u
	return nil
}

// identity is who a user is.
func (l *listing) identity(r *resource, d *details, name string) evidence.Identity {
	system := l.options.system()
	who := evidence.Identity{ID: name, Name: first(r.DisplayName, d.name.Formatted, r.UserName), Kind: kinds[strings.ToLower(d.userType)]}
	if !isMail(name) {
		who.ID = system + "/user/" + name
	}
	for _, alias := range []struct{ kind, id string }{{"user", r.ID}, {"external", r.ExternalID}, {"employee", d.enterprise.EmployeeNumber}} {
		if id := system + "/" + alias.kind + "/" + alias.id; alias.id != "" && id != who.ID {
			who.Aliases = append(who.Aliases, id)
		}
	}
	if d.active != nil {
		who.Status = evidence.IdentitySuspended
		if *d.active {
			who.Status = evidence.IdentityActive
		}
	}
	if manager := d.enterprise.Manager.Value; manager != "" {
		b, _ := json.Marshal(struct { // strings can always be written
			Manager string `json:"manager"`
		}{system + "/user/" + manager})
		who.Extensions = evidence.Extensions{"scim": b}
	}
	return who
}

// kinds are the values of userType that RFC 7643 names for people.
var kinds = map[string]evidence.IdentityKind{
	"contractor": evidence.KindHuman, "employee": evidence.KindHuman, "intern": evidence.KindHuman, "temp": evidence.KindHuman,
}

// isMail reports whether a user name has the form of an e-mail address.
func isMail(name string) bool {
	local, domain, ok := strings.Cut(name, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(name, " \t/\\") && !strings.Contains(domain, "@")
}

// named is an entitlement with the name that people know it by.
func named(e evidence.Entitlement, name string) evidence.Entitlement {
	if name != "" {
		b, _ := json.Marshal(struct {
			Name string `json:"name"`
		}{name})
		e.Extensions = evidence.Extensions{"scim": b}
	}
	return e
}
