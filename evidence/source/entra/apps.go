package entra

import (
	"cmp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// readAppRoles reads who has which app roles. Those of a user are also those of
// the groups that it is in.
func readAppRoles(kind string) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := apipages.Items[struct {
			Principal string `json:"principalId"`
			Type      string `json:"principalType"`
			Name      string `json:"principalDisplayName"`
			Of        string `json:"resourceId"`
			OfName    string `json:"resourceDisplayName"`
			Role      string `json:"appRoleId"`
		}](p.event, p.raw, p.pointer)
		if err != nil {
			return err
		}
		for _, j := range list {
			if j.Principal == "" || j.Of == "" || j.Role == "" {
				return jsonlog.At(p.pointer, "an assignment without principalId, resourceId or appRoleId: "+p.event.Again())
			}
		}
		child := ""
		if kind != "" {
			child = l.parent(p.of, kind)
		}
		for _, j := range list {
			principal := l.keep(&jsonObject{ID: j.Principal, Name: j.Name}, kindOf(j.Type))
			of := l.keep(&jsonObject{ID: j.Of, Name: j.OfName}, kindService)
			l.apps[principal] = append(l.apps[principal], appAssignment{of, strings.ToLower(j.Role)})
			if kind == kindUser && l.object(principal).kind == kindGroup {
				l.inside(child, principal)
			}
		}
		return nil
	}
}

// readGrants reads what applications may do as the users who sign in to them.
func (l *listing) readGrants(p *items) error {
	list, err := apipages.Items[struct {
		Client    string `json:"clientId"`
		Consent   string `json:"consentType"`
		Principal string `json:"principalId"`
		Of        string `json:"resourceId"`
		Scope     string `json:"scope"`
	}](p.event, p.raw, p.pointer)
	if err != nil {
		return err
	}
	for _, j := range list {
		everybody := strings.EqualFold(j.Consent, "AllPrincipals")
		if j.Client == "" || j.Of == "" || !everybody && j.Principal == "" {
			return jsonlog.At(p.pointer, "a grant without clientId, resourceId or the one who consented: "+p.event.Again())
		}
	}
	for _, j := range list {
		everybody := strings.EqualFold(j.Consent, "AllPrincipals")
		client := l.keep(&jsonObject{ID: j.Client}, kindService)
		for _, permission := range strings.Fields(j.Scope) {
			l.grants[client] = append(l.grants[client], grant{strings.ToLower(j.Of), permission, everybody, j.Principal})
		}
	}
	return nil
}

// keysOf are the keys of an application.
func (p *items) keysOf(j *jsonObject) ([]appKey, error) {
	var all []appKey
	for _, list := range []struct {
		keys  *[]jsonKey
		kind  string
		place string
	}{{j.Passwords, "Password", "passwordCredentials"}, {j.Keys, "", "keyCredentials"}} {
		if list.keys == nil {
			continue
		}
		for _, k := range *list.keys {
			until, err := p.until("/"+list.place+"/endDateTime", k.Until)
			if err != nil {
				return nil, err
			}
			kind := cmp.Or(list.kind, k.Type)
			if k.ID == "" || kind == "" {
				return nil, jsonlog.At(p.pointer+"/"+list.place, "a key without its id or type: "+p.event.Again())
			}
			all = append(all, appKey{of: strings.ToLower(j.ID), key: key{strings.ToLower(k.ID), kind, k.Name}, until: until})
		}
	}
	return all, nil
}
