package vault

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// data is what is read of what a caller sent. It is of any shape, since callers
// make mistakes.
type data struct {
	Name             jsontext.Value `json:"name"`
	ID               jsontext.Value `json:"id"`
	Disabled         jsontext.Value `json:"disabled"`
	TokenPolicies    jsontext.Value `json:"token_policies"`
	Policies         jsontext.Value `json:"policies"`
	AllowedPolicies  jsontext.Value `json:"allowed_policies"`
	Value            jsontext.Value `json:"value"`
	MemberEntities   jsontext.Value `json:"member_entity_ids"`
	MemberGroups     jsontext.Value `json:"member_group_ids"`
	Token            jsontext.Value `json:"token"`
	Accessor         jsontext.Value `json:"accessor"`
	LeaseID          jsontext.Value `json:"lease_id"`
	SecretIDAccessor jsontext.Value `json:"secret_id_accessor"`
}

// text is a string, hashed or not; empty if it is none.
func text(v jsontext.Value) string {
	var s string
	if v.Kind() != '"' || json.Unmarshal(v, &s) != nil {
		return ""
	}
	return s
}

// list is a list that was sent.
type list struct {
	values []string // each once, in order
	told   bool     // it was sent, empty or not
	plain  bool     // nothing in it is hashed
}

// listed reads a list, or a string with commas in it. Of policies, Vault
// compares names without case.
func listed(v jsontext.Value, policies bool, pointer string) (list, error) {
	const most = 10_000
	var items []string
	switch v.Kind() {
	case '"':
		if s := text(v); readable(s) {
			items = strings.Split(s, ",")
		} else {
			items = []string{s}
		}
	case '[':
		var raw []jsontext.Value
		_ = json.Unmarshal(v, &raw) // it was acceptable when the entry was read
		for _, r := range raw {
			if r.Kind() == '"' {
				items = append(items, text(r))
			} else {
				items = append(items, string(r)) // as Vault takes a number
			}
		}
	case 0, 'n':
		return list{}, nil
	default:
		items = []string{string(v)}
	}
	if len(items) > most {
		return list{}, jsonlog.At(pointer, "more than 10000 in one list: judge this write by hand")
	}
	l := list{told: true, plain: true}
	for _, s := range items {
		s = strings.TrimSpace(s)
		switch {
		case s == "":
			continue
		case !readable(s):
			l.plain = false
		case policies:
			s = strings.ToLower(s)
		}
		l.values = append(l.values, s)
	}
	slices.Sort(l.values)
	l.values = slices.Compact(l.values)
	return l, nil
}

// policiesOf reads the policies that were sent for a subject.
func (c *call) policiesOf() (list, error) {
	sent, pointer := c.data.TokenPolicies, "/request/data/token_policies"
	switch {
	case c.route.kind == "token" || c.route.kind == "ns_token":
		sent, pointer = c.data.AllowedPolicies, "/request/data/allowed_policies"
	case strings.HasPrefix(c.route.list, "map/"):
		sent, pointer = c.data.Value, "/request/data/value"
	case len(sent) == 0 || sent.Kind() == 'n': // the old name
		sent, pointer = c.data.Policies, "/request/data/policies"
	}
	return listed(sent, true, pointer)
}
