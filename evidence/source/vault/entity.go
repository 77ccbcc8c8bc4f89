package vault

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// identity is a write to an entity or a group.
func (c *call) identity() jsonlog.Fate {
	by, name := c.route.list, c.route.name
	if by == "" {
		by, name = "id", text(c.data.ID)
		if !readable(name) {
			by, name = "name", text(c.data.Name)
		}
		if !readable(name) {
			return c.hidden("/request/data/name", "which "+c.route.kind+" it is about")
		}
	}
	subject := c.identityOf(c.route.kind, name)
	if by == "name" {
		subject = c.path("identity/"+c.route.kind+"/name/"+name, name)
		if id := c.answeredID(); id != "" {
			subject.Aliases = []string{c.identityOf(c.route.kind, id).ID}
		}
	}
	if c.Request.Operation == "delete" {
		return c.deleted(subject)
	}
	return c.identityWritten(subject, evidence.Entitlement{System: c.system(), Resource: "group/" + name, Permission: "member", Scope: c.namespace})
}

func (c *call) identityOf(kind, id string) evidence.Identity {
	return evidence.Identity{ID: c.system() + "/" + kind + "/" + id}
}

// answeredID is the id that Vault gave, where it is readable.
func (c *call) answeredID() string {
	var answer struct {
		ID jsontext.Value `json:"id"`
	}
	if c.Response.Data.Kind() != '{' || c.event.Part(c.Response.Data, "/response/data", &answer) != nil || !readable(text(answer.ID)) {
		return ""
	}
	return text(answer.ID)
}

// identityWritten says what a write to an entity or group changes: policies,
// members and whether it may be used at all.
func (c *call) identityWritten(subject evidence.Identity, membership evidence.Entitlement) jsonlog.Fate {
	var x effects
	now, touched := c.recall(subject), false
	policies, err := listed(c.data.Policies, true, "/request/data/policies")
	if err != nil {
		return jsonlog.Refused(err)
	}
	if policies.told {
		touched = true
		c.policiesReplaced(&x, subject, now, policies)
		now = now.with("policies", policies)
	}
	if c.route.kind == "entity" {
		enabled := evidence.Entitlement{System: c.system(), Resource: "identity/entity", Permission: "enabled", Scope: c.namespace}
		switch c.data.Disabled.Kind() {
		case 't':
			touched = true
			if !now.disabled {
				x.add(subject, revoke, enabled)
			}
			now.disabled = true
		case 'f':
			touched = true
			if now.disabled {
				x.add(subject, grant, enabled)
			}
			now.disabled = false
		}
		return c.written(x, subject, now, touched)
	}
	hidden := false
	for _, part := range []struct {
		kind, pointer string
		sent          jsontext.Value
	}{{"entity", "/request/data/member_entity_ids", c.data.MemberEntities}, {"group", "/request/data/member_group_ids", c.data.MemberGroups}} {
		members, err := listed(part.sent, false, part.pointer)
		if err != nil {
			return jsonlog.Refused(err)
		}
		if !members.told {
			continue
		}
		touched = true
		now.replaced(part.kind, members, func(does evidence.Action, ids []string) {
			if ids == nil || !members.plain {
				hidden = true
				return
			}
			for _, id := range ids {
				x.list = append(x.list, effect{c.identityOf(part.kind, id), does, []evidence.Entitlement{membership}}) // each is another
			}
		})
		now = now.with(part.kind, members)
	}
	if hidden { // who came, or who went
		x.add(subject, modify, evidence.Entitlement{System: c.system(), Resource: "members", Permission: unknown, Scope: c.namespace})
	}
	return c.written(x, subject, now, touched)
}
