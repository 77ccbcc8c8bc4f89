package okta

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// meaning is what a type of event says.
type meaning struct {
	what   what
	action evidence.Action
}

// what an event is about.
type what int

const (
	membership      what = iota // of a user in a group
	assignment                  // of a user to an app
	groupAssignment             // of a group to an app
	userRoles                   // the admin roles that a user has
	groupRoles
	clientRoles
	token
	created // the account of a user
	ended
)

const (
	grant  = evidence.ActionGrant
	revoke = evidence.ActionRevoke
	modify = evidence.ActionModify
)

// meanings are the events that are read, by type.
var meanings = map[string]meaning{
	"group.user_membership.add":    {membership, grant},
	"group.user_membership.remove": {membership, revoke},

	"application.user_membership.add":     {assignment, grant},
	"application.user_membership.restore": {assignment, grant},
	"application.user_membership.remove":  {assignment, revoke},
	"application.user_membership.revoke":  {assignment, revoke},
	"group.application_assignment.add":    {groupAssignment, grant},
	"group.application_assignment.remove": {groupAssignment, revoke},

	"user.account.privilege.grant":       {userRoles, modify},
	"user.account.privilege.revoke":      {userRoles, revoke},
	"group.privilege.grant":              {groupRoles, modify},
	"group.privilege.revoke":             {groupRoles, revoke},
	"app.oauth2.client.privilege.grant":  {clientRoles, modify},
	"app.oauth2.client.privilege.revoke": {clientRoles, revoke},

	"system.api_token.create": {token, grant},
	"system.api_token.enable": {token, grant},
	"system.api_token.revoke": {token, revoke},

	"user.lifecycle.create":           {what: created},
	"user.lifecycle.deactivate":       {what: ended},
	"user.lifecycle.delete.completed": {what: ended},
}

// families are how the names of events begin that concern access, accounts or
// requests for access. Those that are not read are named in the tally.
var families = []string{
	"access.", "app.access_request.", "app.oauth2.admin.consent.", "app.oauth2.as.consent.", "app.oauth2.client.", "app.oauth2.consent.",
	"app.oauth2.credentials.", "application.lifecycle.", "application.user_membership.", "certification.", "entitlement", "governance", "group.", "iam.",
	"pam.", "resource_servers.", "support.", "system.api_token.", "user.account.privilege.", "user.account.update_user_type", "user.lifecycle.",
	"user.session.impersonation.", "workload_principal.",
}

func concernsAccess(name string) bool {
	for _, f := range families {
		if strings.HasPrefix(name, f) {
			return true
		}
	}
	return false
}
