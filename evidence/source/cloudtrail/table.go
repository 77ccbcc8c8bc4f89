package cloudtrail

import (
	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/iam"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// rule says what one kind of event does to whose entitlements.
type rule struct {
	action  func(c *call) (evidence.Action, error)
	subject func(c *call) (evidence.Identity, bool)
	held    func(c *call) []evidence.Entitlement
}

// services are the rules by eventSource and eventName. A service without rules
// is one whose writes are named in the tally, but never taken for a change.
var services = map[string]map[string]rule{
	"iam.amazonaws.com": {
		"AttachUserPolicy":  {granted, user, managedPolicy},
		"AttachRolePolicy":  {granted, role, managedPolicy},
		"AttachGroupPolicy": {granted, group, managedPolicy},
		"DetachUserPolicy":  {revoked, user, managedPolicy},
		"DetachRolePolicy":  {revoked, role, managedPolicy},
		"DetachGroupPolicy": {revoked, group, managedPolicy},

		"PutUserPolicy":     {granted, user, inlinePolicy},
		"PutRolePolicy":     {granted, role, inlinePolicy},
		"PutGroupPolicy":    {granted, group, inlinePolicy},
		"DeleteUserPolicy":  {revoked, user, inlinePolicy},
		"DeleteRolePolicy":  {revoked, role, inlinePolicy},
		"DeleteGroupPolicy": {revoked, group, inlinePolicy},

		"AddUserToGroup":      {granted, user, groupMembership},
		"RemoveUserFromGroup": {revoked, user, groupMembership},

		"CreateAccessKey": {granted, userOrCaller, accessKey},
		"DeleteAccessKey": {revoked, userOrCaller, accessKey},
		"UpdateAccessKey": {byStatus, userOrCaller, accessKey},

		"CreateLoginProfile": {granted, userOrCaller, loginProfile},
		"UpdateLoginProfile": {modified, userOrCaller, loginProfile},
		"DeleteLoginProfile": {revoked, userOrCaller, loginProfile},

		"CreateUser":              {granted, user, userAccount},
		"DeleteUser":              {revoked, user, userAccount},
		"CreateRole":              {granted, role, roleAndTrust},
		"DeleteRole":              {revoked, role, roleAccount},
		"CreateServiceLinkedRole": {granted, serviceLinkedRole, roleAndTrust},
		"DeleteServiceLinkedRole": {revoked, serviceLinkedRole, roleAccount},

		"UpdateAssumeRolePolicy": {modified, role, trust},

		"PutUserPermissionsBoundary":    {modified, user, boundary},
		"PutRolePermissionsBoundary":    {modified, role, boundary},
		"DeleteUserPermissionsBoundary": {modified, user, noBoundary},
		"DeleteRolePermissionsBoundary": {modified, role, noBoundary},

		"AddRoleToInstanceProfile":      {granted, instanceProfile, instanceRole},
		"RemoveRoleFromInstanceProfile": {revoked, instanceProfile, instanceRole},
	},
	"sso.amazonaws.com": {
		"CreateAccountAssignment": {granted, directoryPrincipal, permissionSet},
		"DeleteAccountAssignment": {revoked, directoryPrincipal, permissionSet},
	},
	"identitystore.amazonaws.com": {},
	"sso-directory.amazonaws.com": {},
}

func granted(*call) (evidence.Action, error)  { return evidence.ActionGrant, nil }
func revoked(*call) (evidence.Action, error)  { return evidence.ActionRevoke, nil }
func modified(*call) (evidence.Action, error) { return evidence.ActionModify, nil }

// byStatus reads what UpdateAccessKey does from the status that it sets.
func byStatus(c *call) (evidence.Action, error) {
	switch c.request.Status {
	case "Active":
		return evidence.ActionGrant, nil
	case "Inactive":
		return evidence.ActionRevoke, nil
	}
	return "", jsonlog.At("/requestParameters/status", "neither Active nor Inactive: look the event up in AWS")
}

func managedPolicy(c *call) []evidence.Entitlement {
	return one(iam.Policy(c.account, c.request.PolicyARN))
}

func inlinePolicy(c *call) []evidence.Entitlement {
	return one(iam.InlinePolicy(c.account, c.request.PolicyName))
}

func groupMembership(c *call) []evidence.Entitlement {
	return one(iam.Membership(c.account, c.request.GroupName))
}

func accessKey(c *call) []evidence.Entitlement {
	return one(iam.AccessKey(c.account, first(c.response.AccessKey.ID, c.request.AccessKeyID)))
}

func loginProfile(c *call) []evidence.Entitlement { return one(iam.LoginProfile(c.account)) }
func userAccount(c *call) []evidence.Entitlement  { return one(iam.User(c.account)) }
func roleAccount(c *call) []evidence.Entitlement  { return one(iam.Role(c.account)) }

func roleAndTrust(c *call) []evidence.Entitlement { return append(roleAccount(c), trust(c)...) }

// trust is whom the call's trust policy lets use the role.
func trust(c *call) []evidence.Entitlement {
	document := first(c.request.PolicyDocument, c.request.TrustPolicy)
	if document == "" {
		// CreateServiceLinkedRole takes no policy; the answer holds it.
		document = iam.Decoded(c.response.Role.TrustPolicy)
	}
	principals, ok := iam.Trusted(document, c.partition())
	if !ok {
		principals = []string{"unknown"}
	}
	var all []evidence.Entitlement
	for _, principal := range principals {
		all = append(all, iam.Trust(c.account, principal))
	}
	return all
}

func boundary(c *call) []evidence.Entitlement {
	return one(iam.Boundary(c.account, c.request.PermissionsBoundary))
}

func noBoundary(c *call) []evidence.Entitlement { return one(iam.Boundary(c.account, "none")) }

func instanceRole(c *call) []evidence.Entitlement {
	return one(iam.InstanceRole(c.account, c.request.RoleName))
}

func permissionSet(c *call) []evidence.Entitlement {
	return one(iam.PermissionSet(c.request.TargetID, c.request.PermissionSetARN))
}

func one(e evidence.Entitlement) []evidence.Entitlement { return []evidence.Entitlement{e} }
