package jira

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// names are those that a site gives to what only it knows.
type names struct{ system string }

func newNames(site string) names {
	if site == "" {
		return names{"jira"}
	}
	return names{"jira:" + site}
}

// user is a user as Jira's APIs tell one. Cloud has the account id and its
// type, Data Center name and key.
type user struct {
	AccountID string `json:"accountId"`
	Type      string `json:"accountType"`
	Name      string `json:"name"`
	Key       string `json:"key"`
	Email     string `json:"emailAddress"`
	Display   string `json:"displayName"`
}

// identity is a user as an identity, and nil where nobody is named.
func (n names) identity(u *user) *evidence.Identity {
	if u == nil {
		return nil
	}
	var ids []string
	switch {
	case u.AccountID == "unknown": // whoever was deleted
		return nil
	case u.AccountID != "":
		if isAddress(u.Email) {
			ids = append(ids, strings.ToLower(u.Email))
		}
		ids = append(ids, n.system+"/user/"+u.AccountID)
	default:
		if u.Name != "" {
			ids = append(ids, n.login(u.Name))
		}
		if u.Key != "" {
			ids = append(ids, n.key(u.Key))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	i := &evidence.Identity{ID: ids[0], Name: u.Display}
	if len(ids) > 1 {
		i.Aliases = ids[1:]
	}
	switch u.Type {
	case "atlassian", "customer":
		i.Kind = evidence.KindHuman
	case "app":
		i.Kind = evidence.KindServiceAccount
	}
	return i
}

// login is the id of the user of Data Center with that name.
func (n names) login(name string) string {
	if name = strings.ToLower(name); isAddress(name) {
		return name
	}
	return n.system + "/user/" + name
}

// key is the id of the user with that key, which outlives a change of name.
func (n names) key(key string) string { return n.system + "/userkey/" + key }

// isAddress reports whether a text is an e-mail address.
func isAddress(text string) bool {
	name, domain, found := strings.Cut(text, "@")
	return found && name != "" && domain != "" && !strings.ContainsAny(text, " \t\r\n\"<>,;") && !strings.Contains(domain, "@")
}
