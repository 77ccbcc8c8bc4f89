package entra

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/counterfoil/counterfoil/evidence"
)

// delegated reads what an application may do as the users who sign in to it. The
// event tells all permissions of the grant before and after.
func (a *activity) delegated() ([]evidence.Fact, string, error) {
	const property = "DelegatedPermissionGrant."
	at := slices.IndexFunc(a.about, func(t target) bool { return t.text(property+"Scope") != "" })
	if at < 0 || a.about[at].ID == "" {
		return nil, "", a.unsaid("", "which permissions of which application it is about")
	}
	of := &a.about[at]
	client := who{kind: kindService, id: of.text("ServicePrincipal.ObjectID"), appID: of.text("ServicePrincipal.AppId"), name: of.text("ServicePrincipal.DisplayName")}
	user := of.text(property + "PrincipalId")
	for i := range a.about {
		t := a.about[i].who()
		switch {
		case i == at:
		case t.kind == kindUser:
			user = cmp.Or(user, t.id)
		case t.kind == kindService && (client.id == "" || strings.EqualFold(client.id, t.id)):
			client.id, client.name = t.id, cmp.Or(client.name, t.name)
		}
	}
	who, ok := a.identity(client)
	if !ok {
		return nil, "", a.unsaid("", "which application got the permissions")
	}
	everybody := strings.EqualFold(of.text(property+"ConsentType"), "AllPrincipals")
	scopes := func(text string) []evidence.Entitlement {
		var all []evidence.Entitlement
		for _, scope := range slices.Compact(slices.Sorted(slices.Values(strings.Fields(text)))) {
			all = append(all, named(a.log.delegated(of.ID, scope, everybody, cmp.Or(user, "unknown")), of.Name))
		}
		return all
	}
	before, after := of.property(property + "Scope")
	if a.meaning.action == evidence.ActionRevoke && before == "" {
		before, after = after, "" // what was removed stands in either
	}
	var facts []evidence.Fact
	if gone := minus(scopes(before), scopes(after)); len(gone) > 0 {
		facts = append(facts, a.change(who, evidence.ActionRevoke, gone...))
	}
	if added := minus(scopes(after), scopes(before)); len(added) > 0 {
		facts = append(facts, a.change(who, evidence.ActionGrant, added...))
	}
	return facts, "", nil
}

// minus is what a has and b has not.
func minus(a, b []evidence.Entitlement) []evidence.Entitlement {
	return slices.DeleteFunc(a, func(x evidence.Entitlement) bool {
		return slices.ContainsFunc(b, func(y evidence.Entitlement) bool { return x.Key() == y.Key() })
	})
}

// key is a secret or certificate, as the property KeyDescription has it.
type key struct{ id, kind, name string }

// keys are the keys that a target had before and has after.
func (t *target) keys() (before, after map[string]key) {
	for _, p := range t.Properties {
		if strings.EqualFold(p.Name, "KeyDescription") {
			return parseKeys(content(p.Old)), parseKeys(content(p.New))
		}
	}
	return nil, nil
}

// parseKeys reads an array of texts: [KeyIdentifier=…,KeyType=…,KeyUsage=…,DisplayName=…].
// What it cannot read has no id.
func parseKeys(array string) map[string]key {
	var list []string
	if array == "" || array == "null" {
		return map[string]key{}
	}
	if err := json.Unmarshal([]byte(array), &list); err != nil {
		return map[string]key{"": {}}
	}
	all := map[string]key{}
	for _, text := range list {
		var k key
		text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "["), "]")
		text, k.name, _ = strings.Cut(text, ",DisplayName=") // which may hold anything
		for _, member := range strings.Split(text, ",") {
			name, value, _ := strings.Cut(member, "=")
			switch strings.TrimSpace(name) {
			case "KeyIdentifier":
				k.id = strings.ToLower(strings.TrimSpace(value))
			case "KeyType":
				k.kind = strings.TrimSpace(value)
			}
		}
		all[k.id] = k
	}
	return all
}

// keys reads which keys an application got or lost. Each is a subject of its own:
// whoever has it is the application.
func (a *activity) keys() ([]evidence.Fact, string, error) {
	at := slices.IndexFunc(a.about, func(t target) bool {
		before, after := t.keys()
		return before != nil || after != nil
	})
	if at < 0 || a.about[at].ID == "" {
		return nil, "", a.unsaid("", "which keys of which application it is about")
	}
	of := &a.about[at]
	before, after := of.keys()
	var facts []evidence.Fact
	for _, side := range []struct {
		action    evidence.Action
		has, lack map[string]key
	}{{evidence.ActionRevoke, before, after}, {evidence.ActionGrant, after, before}} {
		for _, id := range slices.Sorted(maps.Keys(side.has)) {
			k := side.has[id]
			if id == "" || k.kind == "" {
				return nil, "", a.unsaid("/modifiedProperties", "in KeyDescription which keys there are")
			}
			if _, same := side.lack[id]; same {
				continue
			}
			held := named(a.log.credential(kindOf(of.Type), of.ID, k.kind), of.Name)
			facts = append(facts, a.change(a.log.key(id, k.name), side.action, held))
		}
	}
	return facts, "", nil
}
