package vault

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// route is what a path is about.
type route struct {
	class string // what the tally calls it
	why   string // it is ignored; else, why
	read  func(c *call) jsonlog.Fate

	mount string // "auth/userpass", of an auth method
	kind  string // the type of the mount, as Vault or else its path calls it
	list  string // "users", in which name stands
	name  string
	part  string // what follows the name
}

// find finds out what a path is about. Old versions do not name the mount: it
// is then the first element of the path.
func find(path, mountPoint, mountType string) route {
	path = strings.Trim(path, "/")
	first, rest, _ := strings.Cut(path, "/")
	switch first {
	case "sys":
		return system(rest)
	case "identity":
		return identity(rest)
	case "auth":
		return method(path, strings.Trim(mountPoint, "/"), mountType)
	}
	return route{why: whyElsewhere}
}

// system is a path below sys/.
func system(path string) route {
	first, rest, _ := strings.Cut(path, "/")
	r := route{class: "sys/" + first}
	switch first {
	case "policy": // the old name
		r.list, r.name = "acl", rest
	case "policies":
		r.list, r.name, _ = strings.Cut(rest, "/")
		r.class += "/" + r.list
	case "revoke", "revoke-prefix", "revoke-force": // the old names
		r.class = "sys/leases/" + first
		r.read, r.part, r.name = (*call).lease, first, rest
	case "leases":
		r.part, r.name, _ = strings.Cut(rest, "/")
		switch r.part {
		case "revoke", "revoke-prefix", "revoke-force":
			r.class += "/" + r.part
			r.read = (*call).lease
		default:
			r.why = whyElsewhere
		}
	case "auth", "mounts", "namespaces", "audit", "remount", "control-group", "mfa", "generate-root", "rekey", "config", "replication":
	default:
		r.why = whyElsewhere
	}
	switch r.list {
	case "acl", "rgp", "egp":
		if r.name = strings.ToLower(r.name); r.name != "" { // which Vault does not tell apart by case
			r.read = (*call).policy
		}
	case "":
	default:
		r = route{why: whyElsewhere} // passwords
	}
	return r
}

// identity is a path below identity/.
func identity(path string) route {
	p := strings.SplitN(path, "/", 3)
	r := route{class: "identity"}
	switch p[0] {
	case "entity", "group":
		r.class += "/" + p[0]
		r.kind = p[0]
	case "entity-alias", "group-alias", "alias", "persona", "oidc", "mfa":
		r.class += "/" + p[0]
		return r
	case "lookup":
		return route{why: whyUse}
	default:
		return r
	}
	switch {
	case len(p) == 1:
		r.read = (*call).identity
	case len(p) == 3 && (p[1] == "id" || p[1] == "name"):
		r.read, r.list, r.name = (*call).identity, p[1], p[2]
	}
	return r
}

// method is a path of an auth method.
func method(path, mountPoint, mountType string) route {
	r := route{class: "auth", mount: mountPoint, kind: mountType}
	rest, ok := strings.CutPrefix(path, mountPoint+"/")
	if mountPoint == "" || !ok {
		_, rest, _ = strings.Cut(path, "/")
		first, after, _ := strings.Cut(rest, "/")
		r.mount, rest = "auth/"+first, after
	}
	if r.kind == "" {
		r.kind = r.mount[strings.LastIndexByte(r.mount, '/')+1:]
	}
	first, after, _ := strings.Cut(rest, "/")
	switch first {
	case "login", "callback":
		return route{why: whyUse}
	case "oidc": // auth_url, callback, poll
		return route{why: whyUse}
	}
	if r.kind == "token" || r.kind == "ns_token" {
		return r.token(first, after)
	}
	if first == "map" { // of GitHub: map/teams/NAME, map/users/NAME
		var list string
		list, after, _ = strings.Cut(after, "/")
		first += "/" + list
	}
	r.list = first
	r.name, r.part, _ = strings.Cut(after, "/")
	switch first {
	case "users", "groups", "role", "roles", "certs", "map/teams", "map/users":
		r.class += "/" + first
	default:
		return r
	}
	if r.name == "" {
		return r
	}
	switch what, done, _ := strings.Cut(r.part, "/"); {
	case r.part == "" || r.part == "policies":
		r.read = (*call).principal
	case first == "role" && (what == "secret-id" || what == "custom-secret-id" || what == "secret-id-accessor"):
		r.class += "/" + what
		switch done {
		case "", "destroy":
			r.read = (*call).secretID
		case "lookup":
			return route{why: whyUse}
		}
	default:
		r.class += "/…"
	}
	if r.kind == "userpass" || r.kind == "approle" { // which do not tell names apart by case
		r.name = strings.ToLower(r.name)
	}
	return r
}

// token is a path of the token method.
func (r route) token(first, after string) route {
	r.class = "auth/token/" + first
	switch first {
	case "create", "create-orphan":
		r.read = (*call).tokenCreated
	case "revoke", "revoke-self", "revoke-orphan", "revoke-accessor":
		r.read = (*call).tokenRevoked
	case "roles":
		if r.list, r.name = first, after; after != "" {
			r.read = (*call).principal
		}
	case "lookup", "lookup-self", "lookup-accessor", "renew", "renew-self", "renew-accessor":
		return route{why: whyUse}
	default:
		r.class = "auth/token"
	}
	return r
}
