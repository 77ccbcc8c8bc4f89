// Package iam is what a log of AWS and a listing of an account must call the
// same, so that what was granted is found again: identities, systems,
// entitlements, and whom a trust policy trusts.
package iam

import (
	"cmp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// System is an account: users, groups, roles and instance profiles of IAM, and
// what they hold there. Credentials are the account's access keys and
// passwords, and IdentityCenter is what IAM Identity Center opens up in it. The
// latter two have systems of their own because a listing of an account says
// nothing of them: whoever has none there may have them.
func System(account string) string         { return "aws:" + orUnknown(account) }
func Credentials(account string) string    { return System(account) + "/credentials" }
func IdentityCenter(account string) string { return System(account) + "/sso" }

// Entitlements in an account. What the log does not tell is "unknown", which
// matches nothing that is asked for.

func Policy(account, arn string) evidence.Entitlement {
	return held(System(account), "iam/policy", arn)
}

func InlinePolicy(account, name string) evidence.Entitlement {
	return held(System(account), "iam/inline-policy", name)
}

func Boundary(account, arn string) evidence.Entitlement {
	return held(System(account), "iam/permissions-boundary", arn)
}

// Membership is of a group, whose name is that of [Group].
func Membership(account, group string) evidence.Entitlement {
	return held(System(account), Group(group), "member")
}

// Group is a group as membership of it, and what comes through it, name it.
func Group(name string) string { return "iam/group/" + orUnknown(name) }

func User(account string) evidence.Entitlement { return held(System(account), "iam/user", "account") }
func Role(account string) evidence.Entitlement { return held(System(account), "iam/role", "account") }

// Trust is that a principal, as [Trusted] names it, may use the role.
func Trust(account, principal string) evidence.Entitlement {
	return held(System(account), "iam/trust-policy", principal)
}

func InstanceRole(account, role string) evidence.Entitlement {
	return held(System(account), "iam/instance-role", role)
}

func AccessKey(account, id string) evidence.Entitlement {
	e := held(Credentials(account), "iam/access-key", "api-sign-in")
	e.Scope = orUnknown(id)
	return e
}

func LoginProfile(account string) evidence.Entitlement {
	return held(Credentials(account), "iam/login-profile", "console-sign-in")
}

func PermissionSet(account, arn string) evidence.Entitlement {
	return held(IdentityCenter(account), "sso/permission-set", arn)
}

func held(system, resource, permission string) evidence.Entitlement {
	return evidence.Entitlement{System: system, Resource: resource, Permission: orUnknown(permission)}
}

func orUnknown(s string) string { return cmp.Or(s, "unknown") }

// Identity is whom an ARN of IAM names. Its id is without the path, which few
// events say and which names do not need to be unique; the ARN with the path is
// an alias.
func Identity(arn string) evidence.Identity {
	head, resource, _ := Cut(arn)
	kind, _, _ := strings.Cut(resource, "/")
	name := LastPart(arn)
	id := evidence.Identity{ID: head + kind + "/" + name, Name: name}
	if id.ID != arn {
		id.Aliases = []string{arn}
	}
	return id
}

// Cut splits an ARN before its sixth part, which names the resource.
func Cut(arn string) (head, resource string, ok bool) {
	at := 0
	for range 5 {
		n := strings.IndexByte(arn[at:], ':')
		if n < 0 {
			return arn, "", false
		}
		at += n + 1
	}
	return arn[:at], arn[at:], true
}

// LastPart is what follows the last slash.
func LastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
