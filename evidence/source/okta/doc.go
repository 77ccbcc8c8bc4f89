// Package okta reads what an Okta org says about access: its System Log
// ([Reader]), and the listings of its API ([State]).
//
// The shapes are those of Okta's documentation: System Log of the Okta
// Management API (LogEvent) and the guide "System Log query", the catalog of
// event types ("Event types"), log streaming to AWS EventBridge, and the Users,
// Groups, Applications, Application Users, Application Groups, Role Assignments,
// Application Grants and API Tokens of the Management API.
//
// # Names
//
// [Options].Org gives the org a name, "acme" of acme.okta.com; the system is
// then "okta:acme", else "okta". It is that of sources and of entitlements.
//
//	subject or actor           id                                     alias
//	User                       the login in lower case if it has an   SYSTEM/user/ID
//	                           @, else SYSTEM/user/LOGIN, also so
//	UserGroup                  SYSTEM/group/ID
//	OAuth client, app          SYSTEM/app/ID, kind workload
//	API token                  SYSTEM/token/ID, kind api_key
//	SystemPrincipal (Okta)     SYSTEM/SystemPrincipal/NAME, kind workload
//	any other TYPE             SYSTEM/TYPE/ID
//
// Okta does not tell logins apart that differ in case. The login is alternateId
// in the log and profile.login in listings. It is what the account signs in
// with, set by administrators or the directory behind; profile.email, which
// people may edit, is not looked at. Users have no kind: an account may be a
// person's or a robot's. "unknown", which Okta writes for what it does not know,
// is nothing. A group is a subject: what it is given is the access of all in it.
//
//	entitlement                resource      permission            scope
//	member of a group          group/ID      member
//	assigned to an app         app/ID        assigned
//	admin role                 admin-role    its name              resource set, of a custom role
//	scope of an OAuth client   oauth-scope   okta.users.read …
//	an API token's             api           token
//
// Groups and apps have ids because their names may change and need not be
// unique; extensions ("okta") name them as of then. Okta's own admin roles have
// the names of the Roles API ("Super Administrator", "Application Administrator"
// …), custom ones their label. To which groups or apps an own role is limited is
// no part of it: neither the log nor a listing says so reliably. API tokens have
// the system SYSTEM/api-tokens.
//
// # The log
//
// An input is an array of events, as GET /api/v1/logs answers, or one a line, or
// in {"logs":[…]}; the envelope of EventBridge is opened. Names may be in lower
// case, as data lakes write them. An event must have uuid or published: what a
// query made of one is refused.
//
//	eventType                                     facts
//	group.user_membership.add, remove             grant, revoke: group/ID, of the User
//	application.user_membership.add, restore;     grant; revoke: app/ID, of the User
//	  remove, revoke
//	group.application_assignment.add, remove      grant, revoke: app/ID, of the UserGroup
//	user.account.privilege.grant, revoke          admin roles of the User ¹
//	group.privilege.grant, revoke                 … of the UserGroup ¹
//	app.oauth2.client.privilege.grant, revoke     … of the OAuth client ¹
//	system.api_token.create, enable; revoke       grant; revoke: api, of the Token; its owner is the User
//	                                              beside it, else who created it
//	user.lifecycle.create                         lifecycle event created, of the User
//	user.lifecycle.deactivate, delete.completed   lifecycle event decommission
//
// Targets are found by their type, wherever they stand. An event without the
// one it needs, or with two that differ, is refused.
//
// ¹ These grants say "admin privileges changed", and debugContext.debugData.privilegeGranted
// lists the roles that somebody has after the event, groups' included, not which
// of them are new. Each role is a change of its own, a modify. Roles that the
// event before it, in the order of the input and of published, told and this one
// does not are revoked. A revoke takes all roles away: those that were told
// before, else "unknown". Memory grows with the number of administrators, not
// with the log.
//
// Only SUCCESS is one. FAILURE, DENY, SKIPPED, CHALLENGE, RATE_LIMIT, DEFERRED,
// SCHEDULED, ABANDONED and UNANSWERED are failures, and ignored, with a reason of
// its own, where the event does not say whose access to what it was about. An
// outcome that is missing, UNKNOWN or something else is refused: nobody knows.
//
//	field               field of the event
//	id                  uuid/ACTION, of admin roles uuid/ACTION/ROLE
//	source.record_id    log/uuid; kind directory; uuid is required
//	source.digest       of the event without insignificant space
//	executed_at         published; refused without a zone
//	actor               actor
//	request_ref         the number that [Options].Tickets finds in client.userAgent.rawUserAgent, of a program; see below
//	extensions          okta: event_type, result, reason, transaction (its id), and api_token (the id of
//	                    that with which the actor called)
//
// Okta has no field for the ticket that a call carries out. The one text of a call
// that its caller chooses and the log keeps is the user agent: a provisioning
// workflow adds the number to the one it sends, "Provisioner/1.1 (RITM0012345)"
// (header User-Agent, "Client request context" in the Core Okta API reference).
// The extension request_ref says where it was found. A failed call has it, too.
// It is read only
//
//   - of calls with an API token (transaction.detail.requestApiTokenId) or by an
//     OAuth client, for a browser's is that of whoever uses it: Okta adds people to
//     groups by itself when they sign in, and logs their user agent;
//   - if request.ipChain does not have several addresses: Okta asks gateways to hand
//     on the user agent of whom they serve, and their address (X-Forwarded-For).
//
// It proves that the program gave the number with this call, and no more: whoever
// has its token may give any. It is the workflow's word where extensions.okta.api_token
// or the actor is the workflow's own; check that, and that it hands on nobody's
// user agent. What changes access of the actor has no request_ref, for it would
// say it of itself; nor has a user agent with two numbers. The address that was
// called (debugContext.debugData.url) is not read, which Okta says is for
// debugging and no contract; nor are names of targets and the client's IP.
//
// That an account was activated, suspended and so on is not read: it says
// nothing for long, and listings tell the status. Nor are access requests
// (access.request.*, app.access_request.*), consent to OAuth scopes and bindings
// of custom roles (iam.resourceset.bindings.*), of which Okta does not document
// what the log tells, nor what happens to accounts in apps, nor the deletion of a
// group or an app, which does not say who was in it. The tally names all of
// these. Events about none of it are ignored as such.
//
// # Listings
//
// An input has one object a line for each page, with its url, its next and its
// body: see the pages of a listing in the documentation of package source. In a
// shell with curl and jq, with ORG as https://acme.okta.com and TOKEN an API token
// of a read-only administrator:
//
//	page() {
//		url=$ORG$1
//		while [ -n "$url" ]; do
//			curl -sSg -D head -o body -H "Authorization: SSWS $TOKEN" -H "Accept: application/json" "$url" || return
//			next=$(tr -d '\r' <head | sed -n 's/^[Ll]ink: *<\([^>]*\)>; *rel="next".*/\1/p')
//			[ -n "$next" ] || next=$(jq -r 'objects | ._links.next.href // empty' body)
//			jq -c --arg url "$url" --arg next "$next" '{url: $url, next: $next, body: .}' body
//			url=$next
//		done
//	}
//	ids() { jq -r --arg path "/api/v1/$1" 'select(.url | split("?")[0] | endswith($path)) | .body | (objects | .value) // . | .[] | '"${2:-.}"' | .id' all.jsonl; }
//	{
//		page "/api/v1/users?limit=200"
//		page "/api/v1/users?limit=200&filter=status+eq+%22DEPROVISIONED%22"
//		page "/api/v1/groups?limit=200"
//		page "/api/v1/apps?limit=200&includeNonDeleted=true"
//		page "/api/v1/iam/assignees/users?limit=100"
//		page "/api/v1/api-tokens"
//	} >all.jsonl
//	{
//		for id in $(ids groups); do page "/api/v1/groups/$id/users?limit=200"; page "/api/v1/groups/$id/roles"; done
//		for id in $(ids apps); do page "/api/v1/apps/$id/users?limit=200"; page "/api/v1/apps/$id/groups?limit=200"; done
//		for id in $(ids apps 'select(.signOnMode == "OPENID_CONNECT")'); do page "/oauth2/v1/clients/$id/roles"; page "/api/v1/apps/$id/grants"; done
//		for id in $(ids iam/assignees/users); do page "/api/v1/users/$id/roles"; done
//	} >more.jsonl
//	cat more.jsonl >>all.jsonl
//
// All pages of an org must be in one input. Those of /api/v1/users/ID/groups are
// read, too; others are ignored by name. [Options].CollectedAt, the time of all
// observations, is required: nothing should change while listings are fetched.
// A page that holds an error of the API is refused.
//
// There is one observation for each user, group, OAuth client and API token that
// is named. What is held through a group has via, group/ID, or group/unknown
// where no listing says through which. Membership of a group of type BUILT_IN
// (Everyone) is no entitlement: nobody decides about it.
//
// A listing is whole if its pages, from the first to one without a next, were
// read, and if nothing but limit, expand and after was asked for; that of apps
// only with includeNonDeleted=true, since it leaves out inactive ones otherwise.
// An observation is complete if these listings are whole:
//
//	of a user            groups, and the users of each (or the user's groups); apps, and the users of each; the user's
//	                     roles (or the assignees, and the user is none); the roles of each group that the user is in
//	of a group           apps, and the groups of each; the group's roles
//	of an OAuth client   its roles and its grants
//	of an API token      always, it holds but itself
//
// and if nothing in them leaves it open what is held: an app user or a role
// assignment that is not in effect (STAGED, SUSPENDED, INACTIVE …) is neither held
// nor surely not. If every observation is complete, and so are the listings of
// groups, apps and assignees with all that belongs to them, those of OAuth clients
// included, there is a listing of SYSTEM: whoever is not named holds nothing. If
// that of API tokens is whole, there is one of SYSTEM/api-tokens. All this is
// about what the API lists: an app that it keeps to itself is not looked at.
package okta
