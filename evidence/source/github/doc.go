// Package github reads what GitHub says about access: the audit log of an
// organisation or enterprise ([Reader]), webhooks ([Webhooks]), and the
// listings of its API ([State]).
//
// The shapes are those of GitHub's documentation: "Audit log events for your
// organization" and "… for your enterprise", "Using the audit log API for your
// enterprise", "Streaming the audit log for your enterprise"; "Webhook events and
// payloads" and "REST API endpoints for organization webhooks" (deliveries); the
// REST API endpoints for organizations, organization members, outside
// collaborators, organization roles, teams, team members, collaborators, deploy
// keys and personal access tokens; "Roles in an organization" and "Repository
// roles for an organization".
//
// # Names
//
// The system is "github:ORG", of another account that owns repositories
// "github:LOGIN", and of an enterprise "github:enterprises/SLUG". The input names
// it. GitHub does not tell Ana from ana in the names of accounts, teams and
// repositories: all are in lower case. It is the system of sources, too.
//
//	subject or actor        id                            aliases
//	account                 SYSTEM/user/LOGIN             SYSTEM/user-id/NUMBER; in an enterprise
//	                                                      github:enterprises/SLUG/user/LOGIN
//	team                    SYSTEM/team/SLUG
//	all members             SYSTEM/organization
//	GitHub App, its bot     SYSTEM/app/SLUG, else of      the others of these
//	                        app-client/ID, app-id/NUMBER,
//	                        app-name/NAME; kind workload
//	deploy key              SYSTEM/deploy-key/SHA256:…,   the other one
//	                        else MD5:…; kind api_key
//	fine-grained personal   SYSTEM/token/NUMBER, kind     SYSTEM/token-request/NUMBER
//	  access token          api_key, with its owner
//
// Numbers have a path of their own because a login may consist of digits. An
// account has no kind, since machine users are accounts like any other; with
// actor_is_agent it is an agent. A login that ends in [bot] is that of the app
// before it. The actor's external_identity_nameid is an alias where it is an
// address (lower case): the identity provider says it, not the account. A login
// can be given up and taken by somebody else, who then has the same id here.
//
//	entitlement                        system               resource            permission
//	member of an organisation          SYSTEM               organization        member, and owner
//	billing manager                    SYSTEM/billing       organization        billing_manager
//	role of an organisation            SYSTEM               organization-role   the role's name
//	member of a team                   SYSTEM               team/SLUG           member, and maintainer
//	access to a repository             SYSTEM               repo/NAME           read, triage, write, maintain, admin, or a custom role's name
//	… of every member to each          SYSTEM               repo/*              likewise: the base permission
//	deploy key of a repository         SYSTEM/deploy-keys   repo/NAME           read or write
//	installed app                      SYSTEM/apps          organization        installed
//	… and where it may work            SYSTEM/apps          repo/NAME, repo/*   access
//	token that may reach the           SYSTEM/tokens        organization        fine-grained-token; the scope is
//	  organisation                                                              repository_selection
//	role in an enterprise              the enterprise's     enterprise          owner, member, billing_manager, support
//
// An owner is a member as well, and so is a maintainer of the team: being made
// one is a grant of owner, and what was before stays. To let a request for
// owner cover both, map it in grant.implies to owner and member. Of the
// permissions to a repository somebody has one. What the API calls pull and
// push is read and write; a log that says "read" or "admin" of an organisation
// means member and owner. Owners may do everything in every repository: that is
// what owner means, and not listed again. A detail that an event leaves out is
// "unknown", so that the change stays and matches no request.
//
// # The audit log
//
// An input is the JSON that the log is exported, streamed or answered as: an
// array, or one event a line.
//
//	gh api --paginate '/orgs/ORG/audit-log?include=web&order=asc&per_page=100' --jq '.[]'
//
// Times are milliseconds since 1970 (created_at, else @timestamp); text must have
// a zone, and a number that lies before 2008 is in another unit: both are refused.
// Fields may stand in data, as in older forms.
//
//	action                                          facts
//	org.add_member, org.restore_member              grant: member, and owner if permission is admin
//	org.update_member                               grant or revoke: owner
//	org.remove_member                               revoke: member, owner ¹
//	org.add_outside_collaborator                    grant: repo/NAME, of user or invitee
//	org.remove_outside_collaborator                 revoke: what they had in repositories ¹
//	org.add_, remove_billing_manager                grant, revoke: billing_manager
//	org.update_default_repository_permission        revoke of the old and grant of the new base permission ², of all members
//	team.add_member, team.remove_member ¹           grant, revoke: team/SLUG member
//	team.promote_, demote_maintainer                grant, revoke: team/SLUG maintainer
//	team.add_repository, update_repository_         grant; revoke of the old and grant of the new ²;
//	  permission, remove_repository ¹                 revoke: repo/NAME, of the team
//	repo.add_, update_, remove_member               likewise, of the user
//	organization_role.assign, revoke                grant, revoke: the role, of user or team
//	business.add_, remove_ admin, billing_manager,  grant, revoke: the role in the enterprise
//	  support_entitlee; remove_member
//	public_key.create, update, delete               grant, modify, revoke: repo/NAME, of the deploy key
//	integration_installation.create, unsuspend      grant: installed, and repo/* if all are selected
//	  … version_updated                             modify: installed
//	  … suspend, destroy                            revoke: installed, and what else it had ¹
//	  … repositories_added, _removed                grant, revoke: repo/NAME access
//	personal_access_token.…                         below
//
// ¹ The event does not say what somebody had. It is taken from the events before
// it in the input, in order of time; else the permission is unknown, in
// organisations and teams member alone. That is why the log should be in
// ascending order and in one input: join the files of a stream with cat. What an
// event tells that is older than one before it is not learnt from. Memory grows
// with the number of those whose access changed, not with the log. That who
// leaves an organisation loses its teams and repositories is not in the event: a
// listing shows it.
//
// ² modify where the old one is not told.
//
// GitHub logs what was done; there are no failures in it.
//
//	field               field of the event
//	id                  source.record_id/ACTION
//	source.record_id    audit/_document_id; without one audit/ and the digest; kind application
//	source.digest       of the event without insignificant space
//	executed_at         created_at
//	actor               actor, actor_id
//	request_ref         none, but of tokens ("Requests for tokens"): the only text in an event that a caller chooses
//	                    is user_agent, and whoever accepts an invitation calls, too. GitHub does not say that the
//	                    agent is then the actor's, so that somebody could name a ticket for access of their own
//	extensions          github: action and programmatic_access_type
//
// Invitations are no access yet, and ignored as such. The tally names other
// actions that bear on access: what was deleted, renamed or transferred, which
// does not say whose access that was; app managers, OAuth apps, credentials
// authorised for single sign-on, custom roles and visibility. An SSH key of an
// account is no access of its own. All else is ignored as not about access.
//
// # Requests for tokens
//
// An organisation may ask for approval of fine-grained tokens. From
// personal_access_token.request_created, request_denied, request_cancelled,
// access_granted and access_revoked (or webhooks personal_access_token_request)
// follow, at the end of the input:
//
//   - a request for each request_created, for a grant of the token's access,
//     with what became of it as its status: open, closed_complete, rejected or
//     cancelled. Its id is that of the request, SYSTEM/token-request/NUMBER;
//   - an approval for each decision: approved by who granted access, rejected by
//     who denied it. A grant names the token alone: it answers the last request
//     for that token that was open then. One without a request, which a policy
//     let through, is no decision;
//   - a grant or revoke of the token's access. A grant that answers a request
//     has it as request_ref, and as its actor GitHub itself (SYSTEM/github),
//     which carries decisions out; another one has who is named.
//
// That a request was cancelled which the input does not have says nothing.
// user_programmatic_access_id of the log and token_id of the API name the same
// token: the latter, the documentation says, is what audit log events have.
//
// # Webhooks
//
// A payload says neither which event it is nor, mostly, when that was. The API
// tells both of each delivery, for as long as it keeps them (ID is that of the
// webhook):
//
//	gh api --paginate '/orgs/ORG/hooks/ID/deliveries?per_page=100' --jq '.[] | select(.redelivery | not) | .id' |
//		sort -n | while read -r id; do gh api "/orgs/ORG/hooks/ID/deliveries/$id" --jq .; done
//
// An input is such deliveries, in any number and arrangement, or objects
// {"event": NAME, "delivered_at": TIME, "payload": …}, with guid where it is known,
// or payloads alone. The name of the event is then told by its parts (member and
// team: membership; repositories_added: installation_repositories; and so on).
// The file's name is not looked at.
//
//	event.action                                facts
//	organization.member_added, member_removed   as org.add_member, org.remove_member
//	membership.added, removed                   as team.add_member, team.remove_member
//	member.added, edited, removed               as repo.add_, update_, remove_member
//	team.added_to_repository, edited,           as team.add_repository, update_repository_permission,
//	  removed_from_repository; team_add           remove_repository
//	deploy_key.created, deleted                 as public_key.create, delete
//	installation.created, unsuspend, suspend,   as integration_installation.…
//	  deleted, new_permissions_accepted
//	installation_repositories.added, removed    as integration_installation.repositories_added, _removed
//	personal_access_token_request.…             as above
//
// The time is installation.created_at of an app that was installed and
// suspended_at of one that was suspended (seconds since 1970, or text), else
// delivered_at, which is a little later than the change. Without either the
// webhook is refused. So is what was delivered again: its time says nothing of
// the change's; and a member_added whose membership is not active: that is no
// member yet. team_add says the same as team.added_to_repository without the
// permission: do not subscribe to both. source.record_id is delivery/GUID, else
// webhook/ and the digest; extensions name event and action.
//
// # Listings
//
// An input has one object a line for each page, with its url, its next and its
// body: see the pages of a listing in the documentation of package source. In a
// shell with gh and jq, as an owner of the organisation (scopes admin:org and
// repo):
//
//	page() {
//		url=$1
//		while [ -n "$url" ]; do
//			gh api -i "$url" >answer || return
//			next=$(tr -d '\r' <answer | sed -n '/^$/q; s/.*<\([^>]*\)>; rel="next".*/\1/p')
//			tr -d '\r' <answer | sed '1,/^$/d' | jq -c --arg url "$url" --arg next "$next" '{url: $url, next: $next, body: .}'
//			url=$next
//		done
//	}
//	org=acme
//	{
//		page "/orgs/$org"
//		page "/orgs/$org/members?role=admin&per_page=100"
//		page "/orgs/$org/members?role=member&per_page=100"
//		page "/orgs/$org/outside_collaborators?per_page=100"
//		page "/orgs/$org/installations?per_page=100"
//		page "/orgs/$org/teams?per_page=100" | tee teams
//		page "/orgs/$org/repos?per_page=100" | tee repos
//		page "/orgs/$org/organization-roles" | tee roles
//		for team in $(jq -r '.body[].slug' teams); do
//			page "/orgs/$org/teams/$team/members?role=maintainer&per_page=100"
//			page "/orgs/$org/teams/$team/members?role=member&per_page=100"
//			page "/orgs/$org/teams/$team/repos?per_page=100"
//		done
//		for repo in $(jq -r '.body[].name' repos); do
//			page "/repos/$org/$repo/collaborators?affiliation=direct&per_page=100"
//			page "/repos/$org/$repo/keys?per_page=100"
//		done
//		for role in $(jq -r '.body.roles[].id' roles); do
//			page "/orgs/$org/organization-roles/$role/users?per_page=100"
//			page "/orgs/$org/organization-roles/$role/teams?per_page=100"
//		done
//	} >acme.jsonl
//
// Further pages have addresses with numbers in the place of names: a page
// belongs to the one before it that has its address as next, and is refused where
// there is none. /orgs/ORG/personal-access-tokens, which only a GitHub App may ask
// for, and /repos/OWNER/REPO/teams are read, too; and so is a membership alone,
// as GET /orgs/ORG/memberships/USER answers, which says itself what it is of. Other listings are
// ignored by name. A page that holds an error of the API is refused, and so are
// collaborators of other affiliations, which list inherited access as well. What
// the API tells of a collaborator is the highest role that somebody has, even if
// that came another way.
//
// [Options].CollectedAt is the time of all observations, without which listings
// are refused. There is one observation for each account, team, deploy key,
// token and app that is named, and one for all members if the base permission is
// told. What comes through a team or the base permission has via, which names
// it; a member of a team below a team is a member of that through it. An expired
// token and a suspended app hold nothing, and somebody whose membership is pending
// neither.
//
// Nothing is complete if something in the input was refused. Else
//
//	of a deploy key, a token   always: it says all about itself
//	of an app                  if it may work in all repositories, or is suspended
//	of a team                  if these listings were read to their last page: teams, roles, the teams of each role, and
//	                           the repositories of each team (or all repositories and the teams of each)
//	of an account              if, besides, those of members, both as admin and as member or all, the same of each team
//	                           (maintainer and member), repositories, the collaborators of each, and the users of each role
//
// and if the organisation itself says the base permission and how many
// repositories it has, which it tells owners only, and as many were listed. Then
// there is a listing of SYSTEM: who is not named holds nothing. There is one of
// SYSTEM/deploy-keys if the keys of all repositories were listed, and one of
// SYSTEM/tokens and SYSTEM/apps if these were. Nothing lists billing managers and
// the roles in an enterprise. Who may read a repository because it is public, or
// internal to an enterprise, was not given that and is not among those who hold
// something.
package github
