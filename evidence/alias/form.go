package alias

import "strings"

// Form is how facts spell a name. In a system it is a login there, and becomes
// what the source that reads that system calls it; with an empty system it is
// already written as in facts, but for the case of e-mail addresses.
func Form(system, name string) string {
	name = strings.TrimSpace(name)
	switch vendor, _, _ := strings.Cut(system, ":"); vendor {
	case "":
	case "gcp": // in its policies user:ana@acme.example
		if kind, rest, ok := strings.Cut(name, ":"); ok && (kind == "user" || kind == "serviceAccount") {
			name = rest
		}
	case "kubernetes": // has the names that its authenticator gives it, and its own
		if strings.HasPrefix(name, "system:") {
			return system + "/" + name
		}
		return name
	default:
		if email(name) {
			break
		}
		if caseless[vendor] {
			name = strings.ToLower(name)
		}
		return system + "/user/" + name
	}
	if email(name) {
		return strings.ToLower(name)
	}
	return name
}

// caseless are the vendors for whom two logins never differ in case alone.
var caseless = map[string]bool{"entra": true, "github": true, "okta": true, "scim": true, "servicenow": true}

// email reports whether a name is an e-mail address or a user principal name:
// one @ with something on both sides, and nothing that a path or a URI has.
func email(name string) bool {
	before, after, ok := strings.Cut(name, "@")
	return ok && before != "" && after != "" && !strings.Contains(after, "@") && !strings.ContainsAny(name, "/: \t")
}
