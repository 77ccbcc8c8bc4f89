package vault

import (
	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// signsIn reports whether what the path names is what somebody signs in by. In
// the methods that are not, it only adds policies to who signs in by a directory.
func (r route) signsIn() bool {
	switch r.kind {
	case "ldap", "okta", "kerberos", "github", "token", "ns_token":
		return false
	}
	return r.list == "users" || r.list == "role" || r.list == "roles" || r.list == "certs"
}

// lives reports whether what the path names acts, so that it has a life.
func (r route) lives() bool { return r.signsIn() || r.mount == "" && r.kind == "entity" }

// principal is a write to a user, group, role or certificate of an auth method.
func (c *call) principal() jsonlog.Fate {
	subject := c.principalID()
	op := c.Request.Operation
	if op == "delete" && c.route.part == "" {
		return c.deleted(subject)
	}
	now, err := c.policiesOf()
	if err != nil {
		return jsonlog.Refused(err)
	}
	if op == "delete" { // of its policies
		now = list{told: true, plain: true}
	}
	before := c.recall(subject)
	var x effects
	if op == "create" && c.route.part == "" {
		if c.route.signsIn() {
			x.add(subject, grant, c.signIn(c.route.mount))
		}
		if len(now.values) > 0 {
			x.add(subject, grant, c.policies(now.values)...)
		}
		now.told = true // if none were sent, it has none
		now.plain = now.plain || len(now.values) == 0
	} else if now.told {
		c.policiesReplaced(&x, subject, before, now)
	}
	return c.written(x, subject, before.with("policies", now), now.told)
}

// policiesReplaced says what that does.
func (c *call) policiesReplaced(x *effects, subject evidence.Identity, before holder, now list) {
	before.replaced("policies", now, func(does evidence.Action, values []string) {
		if values == nil {
			values = []string{unknown}
		}
		x.add(subject, does, c.policies(values)...)
	})
}

// written is the fate of a write with these effects.
func (c *call) written(x effects, subject evidence.Identity, now holder, touched bool) jsonlog.Fate {
	if touched {
		c.remember(subject, now)
	}
	switch facts := c.facts(x); {
	case len(facts) == 0 && touched:
		return c.ignored(whySame)
	case len(facts) == 0:
		return c.ignored(whyUntouched)
	default:
		if c.Request.Operation == "create" && !c.failed && c.route.part == "" && c.route.lives() {
			facts = append(facts, c.lifecycle(subject, evidence.EventCreated))
		}
		return c.used(facts)
	}
}

// deleted is a subject that is no more.
func (c *call) deleted(subject evidence.Identity) jsonlog.Fate {
	var held []evidence.Entitlement
	if c.route.signsIn() {
		held = append(held, c.signIn(c.route.mount))
	}
	held = append(held, c.policies(c.recall(subject).lists["policies"])...)
	if len(held) == 0 {
		held = c.policies([]string{unknown})
	}
	facts := []evidence.Fact{c.change(subject, revoke, held...)}
	if !c.failed && c.route.lives() {
		facts = append(facts, c.lifecycle(subject, evidence.EventDecommission))
	}
	c.remember(subject, holder{})
	return c.used(facts)
}

// policy is a write of what a policy allows, which is not said.
func (c *call) policy() jsonlog.Fate {
	does := modify
	switch c.Request.Operation {
	case "create":
		does = grant
	case "delete":
		does = revoke
	}
	subject := c.path("policies/"+c.route.list+"/"+c.route.name, c.route.name)
	return c.used([]evidence.Fact{c.change(subject, does, evidence.Entitlement{System: c.system(), Resource: "policy-definition", Permission: unknown, Scope: c.namespace})})
}
