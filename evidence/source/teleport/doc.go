// Package teleport reads what a Teleport cluster says about access: its audit
// log ([Reader]).
//
// The shapes are those of Teleport's documentation, "Audit Event Reference" and
// "Access Monitoring Event Reference", and of the event types in its API
// (events.proto); what they mean is told in "Access Requests", "Access Lists",
// "Session and Identity Locking" and "Machine ID".
//
// # Names
//
// The system is "teleport:C", of sources and of entitlements, where C is the
// event's cluster_name. Old versions leave it out of some events; these are of
// [Options].Cluster, else of "teleport" alone. With Cluster, events of another
// cluster are refused: the same name is another account there. A request is of
// the cluster that the first of its events names.
//
//	subject or actor         id                              kind
//	user NAME                NAME in lower case, if it is an
//	                         e-mail address (SSO); alias
//	                         SYSTEM/user/NAME
//	                         else SYSTEM/user/NAME
//	bot NAME                 SYSTEM/user/bot-NAME, which is  service_account
//	                         the name of its user
//	user "system", and those SYSTEM/user/NAME                workload
//	  that begin @teleport-
//	the Auth Service itself  SYSTEM                          workload
//	role NAME                SYSTEM/role/NAME
//	access list NAME         SYSTEM/access_list/NAME
//	join token NAME          SYSTEM/token/NAME, as masked    api_key
//
// Names are otherwise left as they are. Users have no kind: Teleport writes
// user_kind 1, "human", for machines of the cluster, too. Only 2 (a bot) and 3 (a
// part of the system) are taken from it, of whoever acts. A role and a list are
// subjects: what they say changes the access of all who have them.
//
//	entitlement               resource          permission    scope
//	role                      role              its name      /CLUSTER/KIND/NAME[/SUB] of each resource,
//	                                                          where a request is for resources
//	member of an access list  access_list/NAME  member
//	what a role, a list gives role-definition,  unknown
//	                          access_list-definition
//	joining with a token      join              the role
//
// A detail that a logged change lacks is "unknown", so that the change stays and
// matches no request.
//
// # Inputs
//
// One event a line, as the Auth Service's file log and the Event Handler write
// them; an array; or {"events":[…]}, the answer of the web API. An event has event
// and code. It succeeded if its code ends in I; it failed if that ends in E or W,
// success is false or error is not empty; with another code, nobody knows, and it
// is refused. So it is without uid, or with a time without zone.
//
// # Access requests
//
// An access request is a request, its reviews are approvals, and it is also the
// grant: Teleport is the target system itself, and gives the roles by itself from
// the moment when the request becomes APPROVED until it expires.
//
//	event                   says
//	access_request.create   the request
//	access_request.review   an approval by reviewer; and the state after it
//	access_request.update   an approval by updated_by, who may decide alone; and the state
//	access_request.expire   the end, by itself
//	access_request.delete   the end of one that is pending
//
// These events are read together: facts come at the end of the input, in the
// order of time within a request, wherever its events stand. Only the create says
// whose the request is. Without it in the same input the others are refused: a
// log in files by the day must be joined to one (cat), from the day of the
// request on. Memory grows with the number of requests, not with the log.
//
//	request
//	  id, justification       id, reason; action is always grant
//	  requester               impersonator, else user, who is the subject
//	  submitted_at            time of the create
//	  entitlements            roles, for each of resource_ids, with expires as expires_at
//	  status, closed_at       PENDING: open. APPROVED: closed_complete. DENIED: rejected. PROMOTED:
//	                          closed_incomplete. Expired or deleted while PENDING: cancelled. Closed at
//	                          the time of the event that says so
//	  extensions              teleport: event, code, the last state, deleted_at, assume_start_time
//
//	approval
//	  approver                reviewer, updated_by (else user)
//	  decision                proposed_state, or of an update the state. APPROVED: approved. DENIED:
//	                          rejected. PROMOTED: abstained, since it gives the membership of a list, for
//	                          long, instead of what was asked for. PENDING is no decision
//	  delegation.from         delegator, whom the plugin that updated it names; one without an @ is
//	                          SYSTEM/delegator/TEXT, as a plugin may write anything
//
//	change
//	  grant                   at the first event that has the state APPROVED (a create may): its roles,
//	                          if it names any, else those of the create; expires likewise
//	  modify                  an update of an approved request to other roles or another end
//	  revoke                  access_request.expire of an approved request
//	  actor                   the Auth Service itself: nobody else touches the access
//	  request_ref             id
//
// That an approved request is deleted or denied after all takes no certificate
// back that it gave, and so is no revoke; the request tells it. What a PROMOTED
// request gives is told by access_list.member.create, which does not name the
// request.
//
// # All other events
//
//	event                         facts
//	user.create                   grant, of each of roles to name; and lifecycle event created, if there is
//	                              no expiry
//	user.update                   grant of what is new in roles and revoke of what is gone, since an earlier
//	                              event; modify of all, if none told; modify, too, if the end moved
//	user.delete                   revoke of the roles that an earlier event told, else "unknown"; and
//	                              decommission
//	access_list.member.create,    grant, revoke, modify: of each of members, who may be a list (membership_kind)
//	  (add,) delete, update
//	access_list.review            revoke, of each of removed_members
//	access_list.create, update,   grant, modify, revoke: of what the list or role gives, which the event does
//	  delete; role.created …      not say
//	bot.create, update, delete    grant, modify, revoke of an "unknown" role of the bot; created, decommission
//	join_token.create             grant to the token
//
// What an earlier event told is earlier in the input and not later in time; the
// reader remembers users, so that memory grows with these. Through a connector
// other than "local" a user is a mirror of one in a directory, made anew at each
// sign-in: roles have via "connector/NAME", and one with the same roles is
// ignored, whatever the expiry. expires is that of the user.
//
//	field                field of the event
//	id                   uid/ACTION; of lifecycle events and approvals, uid
//	source.record_id     uid; kind pam
//	source.digest        of the event without insignificant space
//	executed_at          time
//	actor                user, else updated_by; on_behalf_of
//	                     user, and the actor impersonator, if there is one
//	request_ref          none but that of access requests, which are Teleport's own: the reason of one is what its
//	                     requester wrote, and a ticket that it names is none that a workflow named; nor is that of a
//	                     member of a list, which a request that was PROMOTED may have brought
//	extensions           teleport: event, code and, where they are there, connector, error, reason, state,
//	                     proposed_state, promoted_access_list_name, updated_by, submitted_by,
//	                     assume_start_time and access_list_title
//
// access_list.member.delete_all_for_access_list does not say who was in the list,
// and is refused. Sign-ins, joining and certificates (user.login, bot.join,
// cert.create …) use access that was given before, also where they name roles and
// requests, and are ignored as such. A lock suspends access for as long as it is
// there, and takes nothing away: it is ignored, with a reason of its own. So are,
// each by its name, connectors, login rules, credentials and whatever else is
// about access; all else is not about access.
package teleport
