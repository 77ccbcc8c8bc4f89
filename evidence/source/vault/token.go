package vault

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// tokenCreated is a token that was made for somebody else.
func (c *call) tokenCreated() jsonlog.Fate {
	if c.failed {
		return c.ignored(whyFailed)
	}
	var subject evidence.Identity
	var policies []string
	switch made := c.Response.Auth; {
	case c.Response.Wrap != nil: // the answer is not in the log, but whose it is
		subject = c.token(c.Response.Wrap.Accessor, "")
		sent, err := listed(c.data.Policies, true, "/request/data/policies")
		if err != nil {
			return jsonlog.Refused(err)
		}
		policies = sent.values
	case made != nil:
		subject = c.token(made.Accessor, hashed(made.Token))
		subject.Name = made.DisplayName
		if made.EntityID != "" {
			owner := c.identityOf("entity", made.EntityID)
			subject.Owner = &owner
		}
		if policies = made.TokenPolicies; len(policies) == 0 {
			policies = made.Policies
		}
	}
	if subject.ID == "" {
		return c.hidden("/response/auth/accessor", "which token was made")
	}
	if len(policies) == 0 {
		policies = []string{unknown}
	}
	for _, p := range policies {
		if p == "" {
			return jsonlog.Refused(jsonlog.At("/response/auth/policies", "a policy without a name: "+c.event.Again()))
		}
	}
	return c.used([]evidence.Fact{c.change(subject, grant, append([]evidence.Entitlement{c.signIn("auth/token")}, c.policies(policies)...)...)})
}

// tokenRevoked is a token that is no more.
func (c *call) tokenRevoked() jsonlog.Fate {
	var subject evidence.Identity
	switch c.route.class {
	case "auth/token/revoke-self":
		subject = c.token(c.Request.Accessor, "")
		if c.Auth != nil {
			subject = c.token(c.Auth.Accessor, hashed(c.Auth.Token))
		}
	case "auth/token/revoke-accessor":
		subject = c.token(text(c.data.Accessor), "")
	default:
		subject = c.token("", hashed(text(c.data.Token)))
	}
	if subject.ID == "" {
		return c.hidden("/request/data", "which token was revoked")
	}
	return c.used([]evidence.Fact{c.change(subject, revoke, c.signIn("auth/token"))})
}

// hashed is a token, if it is hashed: one that is not would be a secret.
func hashed(token string) string {
	if !strings.HasPrefix(token, hash) {
		return ""
	}
	return token
}

// secretID is a secret to sign in by as a role, made or destroyed.
func (c *call) secretID() jsonlog.Fate {
	e := c.signIn(c.route.mount + "/secret-id")
	e.Scope = text(c.data.SecretIDAccessor)
	does := revoke
	if !strings.HasSuffix(c.route.part, "/destroy") {
		does = grant
		var answer struct {
			Accessor jsontext.Value `json:"secret_id_accessor"`
		}
		if c.Response.Data.Kind() == '{' {
			if err := c.event.Part(c.Response.Data, "/response/data", &answer); err != nil {
				return jsonlog.Refused(err)
			}
		}
		e.Scope = text(answer.Accessor)
	}
	if e.Scope == "" {
		e.Scope = unknown
	}
	return c.used([]evidence.Fact{c.change(c.principalID(), does, e)})
}

// lease is what Vault lent, taken back before its time.
func (c *call) lease() jsonlog.Fate {
	id := c.route.name
	if id == "" {
		id = text(c.data.LeaseID)
	}
	if c.route.part != "revoke" || !readable(id) {
		return c.ignored(whyLease)
	}
	subject := c.path("lease/"+id, "")
	subject.Kind = evidence.KindAPIKey
	path := id[:max(0, strings.LastIndexByte(id, '/'))]
	if path == "" {
		path = unknown
	}
	return c.used([]evidence.Fact{c.change(subject, revoke, evidence.Entitlement{System: c.system(), Resource: path, Permission: "lease", Scope: c.namespace})})
}
