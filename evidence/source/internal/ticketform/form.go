package ticketform

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// Form is what settings say of the requests of one kind. Its texts are
// templates.
type Form struct {
	Subject       string
	SubjectKind   evidence.IdentityKind // of the subject; empty: not known
	Action        string                // makes an action, or a key of Actions
	Actions       map[string]evidence.Action
	Justification string
	Entitlements  []Entitlement
}

// Entitlement is what a request asks for. The types of settings have the same
// fields, so that they convert.
type Entitlement struct{ System, Resource, Permission, Scope, ExpiresAt string }

// Plan is a form that is ready for use.
type Plan struct {
	Fields                         []string // all that it names, once each
	Subject, Action, Justification Template
	SubjectKind                    evidence.IdentityKind
	Entitlements                   []Asked

	actions map[string]evidence.Action
}

// Asked is an entitlement that a form asks for.
type Asked struct{ system, resource, permission, scope, expires Template }

// Plan checks a form, which stands at a JSON Pointer of the settings, and makes
// a plan of it. The fault of a text whose braces hold no name is in the words of
// the source.
func (f Form) Plan(at, braces string, faults *Faults) Plan {
	p := Plan{SubjectKind: f.SubjectKind, actions: f.Actions}
	template := func(name, text string) Template {
		t, ok := parse(text)
		if !ok {
			faults.Add(at+"/"+name, braces)
		}
		for field := range t.Fields() {
			if !slices.Contains(p.Fields, field) {
				p.Fields = append(p.Fields, field)
			}
		}
		return t
	}
	p.Subject, p.Action, p.Justification = template("subject", f.Subject), template("action", f.Action), template("justification", f.Justification)
	for n, e := range f.Entitlements {
		to := fmt.Sprintf("entitlements/%d", n)
		p.Entitlements = append(p.Entitlements, Asked{
			system: template(to+"/system", e.System), resource: template(to+"/resource", e.Resource), permission: template(to+"/permission", e.Permission),
			scope: template(to+"/scope", e.Scope), expires: template(to+"/expires_at", e.ExpiresAt),
		})
		if e.System == "" || e.Resource == "" || e.Permission == "" {
			faults.Add(at+"/"+to, "an entitlement has a system, a resource and a permission: say all three")
		}
	}
	if f.Subject == "" && f.SubjectKind != "" {
		faults.Add(at+"/subject_kind", "there is no subject that could be of that kind: say subject, too")
	}
	switch f.SubjectKind {
	case "", evidence.KindHuman, evidence.KindServiceAccount, evidence.KindAPIKey, evidence.KindWorkload, evidence.KindAgent:
	default:
		faults.Add(at+"/subject_kind", "no kind of identity: write human, service_account, api_key, workload or agent")
	}
	for _, from := range slices.Sorted(maps.Keys(f.Actions)) {
		if !isAction(f.Actions[from]) {
			faults.Add(at+"/actions", "no action: write grant, revoke or modify")
		}
	}
	return p
}

// Means is the action that a filled text stands for, and whether it stands for
// one.
func (p *Plan) Means(text string) (evidence.Action, bool) {
	action, ok := p.actions[text]
	if !ok {
		action = evidence.Action(text)
	}
	return action, isAction(action)
}

func isAction(a evidence.Action) bool {
	return a == evidence.ActionGrant || a == evidence.ActionRevoke || a == evidence.ActionModify
}

// Templates are all texts of an entitlement.
func (a *Asked) Templates() []Template {
	return []Template{a.system, a.resource, a.permission, a.scope, a.expires}
}

// Fill makes the entitlement, and reports whether it is one. Until reads when it
// ends, and is asked only where that is said.
func (a *Asked) Fill(value func(field string) string, until func(text string) (time.Time, error)) (e evidence.Entitlement, whole bool, err error) {
	e = evidence.Entitlement{System: a.system.Fill(value), Resource: a.resource.Fill(value), Permission: a.permission.Fill(value), Scope: a.scope.Fill(value)}
	if text := a.expires.Fill(value); text != "" {
		if e.ExpiresAt, err = until(text); err != nil {
			return evidence.Entitlement{}, false, err
		}
	}
	return e, e.System != "" && e.Resource != "" && e.Permission != "", nil
}
