// Package entra reads what a Microsoft Entra ID tenant says about access: its
// audit log ([Reader]), and the listings of Microsoft Graph ([State]).
//
// The shapes are those of Microsoft's documentation: of Microsoft Graph, the
// resource types directoryAudit, targetResource, modifiedProperty, user, group,
// servicePrincipal, application, unifiedRoleAssignmentScheduleInstance,
// unifiedRoleEligibilityScheduleInstance, appRoleAssignment and
// oAuth2PermissionGrant; of Azure Monitor, the table AuditLogs and resource logs;
// "Microsoft Entra audit log activity reference", "View audit history for
// Microsoft Entra roles in Privileged Identity Management", "Microsoft Entra
// built-in roles", and "List group members" with its known issue.
//
// # Names
//
// [Options].Tenant gives the tenant a name, T; SYSTEM is then "entra:T", else
// "entra". It is the system of all sources.
//
//	subject or actor      id                                         aliases
//	user                  userPrincipalName in lower case, else      SYSTEM/user/ID
//	                      SYSTEM/user/ID
//	group                 SYSTEM/group/ID
//	service principal     SYSTEM/service-principal/ID, a workload    SYSTEM/app/APPID
//	application           SYSTEM/application/ID, a workload          SYSTEM/app/APPID
//	secret, certificate   SYSTEM/key/KEYID, an api_key
//	device, other         SYSTEM/device/ID, SYSTEM/object/ID
//
// ID is the object id in lower case. A userPrincipalName is what an account signs
// in with, and is given by administrators; mail and otherMails, which people may
// be free to edit, are not looked at. Entra does not tell it apart by case, and
// puts the object id before that of a deleted user, which is taken off again.
// Users have no kind: an account may be a person's or a robot's. An application
// and its service principal are one workload where its app id is told. A group is
// a subject: what it is given is the access of all in it.
//
// Each kind of access has a system of its own, because other listings tell it,
// and the one can be known wholly where the other is not:
//
//	system                        resource               permission              scope
//	SYSTEM                        group/ID               member
//	SYSTEM/roles                  directory-role         the role's name         administrativeUnits/ID, if not all
//	SYSTEM/eligible-roles         directory-role         the role's name         likewise
//	SYSTEM/eligible-groups        group/ID               member, owner
//	SYSTEM/owners                 group/ID, …            owner
//	SYSTEM/app-roles              service-principal/ID   value of the app role
//	SYSTEM/delegated-permissions  service-principal/ID   the permission          user/ID, if not for all
//	SYSTEM/credentials            application/ID, …      Password, …
//	SYSTEM/azure                  /                      User Access Administrator
//
// What is eligible may be activated, and is not held before. Names of roles are
// unique in a tenant; of built-in ones that Microsoft has renamed, the present
// name is taken (Global Administrator, not Company Administrator), by template
// id. Names of groups and applications are not unique: they have ids, and
// extensions ("entra") name them as of then. An app role without a value is
// called by its id, and being assigned to an application without any "default".
// Keys are subjects: whoever has one is the application. They hold the type of the
// key, Password or that of the certificate.
//
// # The log
//
// An input holds events as GET /auditLogs/directoryAudits answers them (pages,
// an array, or one a line); or the category AuditLogs of diagnostic settings
// (properties in records, or one a line); or rows of the table AuditLogs of Log
// Analytics, whose columns may hold JSON in strings. Old and new values of
// properties are JSON in strings: "\"Global Reader\"" says Global Reader. Other
// logs that diagnostic settings send to the same place (sign-ins, the activity log
// of Azure, which tells roles of Azure itself) are ignored by name. Office 365's
// unified audit log, which tells part of the same in another form, is refused.
//
//	activity                                                  fact
//	Add, Remove member to/from role, also scoped              grant, revoke: roles
//	Add, Remove eligible member to/from role                  grant, revoke: eligible-roles
//	Add, Remove role assignment, EligibleRoleAssignment       likewise
//	Add, Remove member to/from group                          grant, revoke: SYSTEM
//	Add, Remove owner to/from group, application,             grant, revoke: owners
//	  service principal
//	Add, Remove app role assignment to/from service           grant, revoke: app-roles
//	  principal, user, group
//	Add, Remove delegated permission grant                    grant and revoke of what the property Scope
//	                                                          has more and less: delegated-permissions
//	Update application – Certificates and secrets             grant and revoke of what KeyDescription
//	  management; Add, Remove service principal credentials   has more and less: credentials
//	User has elevated their access …, The role assignment     grant, revoke: azure
//	  of User Access Administrator has been removed …
//	Add user, group, application, service principal           lifecycle event created
//	Delete user, group, application; Remove service           lifecycle event decommission
//	  principal; Disable account
//
//	of Privileged Identity Management (PIM)
//	Add member to role completed (PIM activation)             grant: roles, SYSTEM, owners ¹
//	Add member to role in PIM completed; Restore …            grant: likewise
//	Add eligible member to role in PIM completed              grant: eligible-roles, eligible-groups
//	Update member in PIM approved by admin                    modify
//	Remove member from role completed (PIM deactivate),       revoke
//	  (PIM activation expired), in PIM completed; Remove
//	  permanent direct, eligible role assignment
//	Add member to role requested (PIM activation)             request ²
//	  … request approved, denied (PIM activation)             approval, by whoever did it ²
//	  … canceled; PIM activation request expired              the request is cancelled
//
// ¹ In the category RoleManagement it is a directory role, in GroupManagement the
// group that stands last among the targets, as Member or Owner. Events of other
// categories are about roles in Azure or elsewhere, and ignored with a reason of
// their own. Where there is not one and only one whose access it may be, the event
// is refused. expires_at is ExpirationTime, where it has a zone.
//
// ² Events called requested, approval requested, canceled and so on say success,
// too, under the same correlation id: they are steps, and no change. What somebody
// asked to activate is a request, with the id RoleAssignmentRequestId (else
// RequestId), to which approvals and changes refer (request_ref); it is
// closed_complete once the activation was completed, rejected once it was denied,
// and open if the input does not say. What an administrator assigns in PIM has its
// request made by the same act: that is none. The approver's capacity is not told.
//
// What PIM does, the directory logs once more, as done by MS-PIM. Such a change is
// left out where PIM tells the same within five minutes, in the same input; it is
// counted as used. Memory grows with PIM's events, not with the log.
//
// Only success is one. Failure is a failure where the event says whose access to
// what it was about, and ignored with a reason of its own where it does not; an
// outcome that is missing, timeout or something else is refused. So is a
// successful event that does not say whose access it changed.
//
//	field                field of the event
//	id                   id/ACTION
//	source.record_id     directoryAudits/id; kind directory; id is required
//	source.digest        of the event without insignificant space
//	executed_at          activityDateTime, else TimeGenerated; refused without a zone
//	actor                initiatedBy.user, else .app; none if neither has an id
//	request_ref          of an activation, PIM's own request ²; else the number that [Options].Tickets finds in
//	                     TicketNumber or Justification (additionalDetails) of what an administrator did in PIM; see below
//	extensions           entra: activity, service, reason, correlation_id, ticket_number (TicketNumber)
//
// A provisioning workflow puts the ticket's number where PIM asks for it: into
// ticketInfo, which Microsoft Graph has for requests that began in another system,
// or into the justification, of the roleAssignmentScheduleRequest,
// roleEligibilityScheduleRequest or the like for groups that it makes (adminAssign,
// adminRemove). The extension request_ref says where it was found. A failed
// assignment has it, too. PIM does not look the number up: it proves that the actor
// gave it for this assignment, and no more, and is the workflow's word where the
// actor is the workflow's own service principal; check that. What changes the
// actor's own access, or names two tickets, has none. And numbers that somebody
// gives for an activation, which is of their own access, or for an extension or
// renewal, which they ask for, link nothing: any ticket that was ever approved for
// them would do. PIM's own request and its approvals stand for these, and
// ticket_number tells the number, to be looked up. Outside of PIM the log has no
// text that a caller chooses but the user agent, which Microsoft does not document
// for it, and which is not read.
//
// All other activities are ignored by name, among them Update user, Update group
// (rules of dynamic groups), Enable account, Restore …, consent (whose grants are
// events of their own), access packages and access reviews. PIM's own notice of an
// assignment outside PIM repeats what the directory logged, and is ignored.
//
// # Listings
//
// Mostly an answer of Graph says neither whose members it lists nor what it was
// asked for. An input therefore has one object a line for each answer, with the
// address that was asked and the answer as it came:
//
//	{"url": "https://graph.microsoft.com/v1.0/groups/…/members", "body": {"@odata.context": …, "value": […]}}
//
// In a shell with the Azure CLI and jq, signed in as a Global Reader:
//
//	page() {
//		url=https://graph.microsoft.com/$1
//		while [ -n "$url" ]; do
//			az rest --url "$url" >body || return
//			jq -c --arg url "$url" '{url: $url, body: .}' body
//			url=$(jq -r '."@odata.nextLink" // empty' body)
//		done
//	}
//	ids() { jq -r --arg path "/$1" 'select(.url | split("?")[0] | endswith($path)) | .body.value[].id' all.jsonl; }
//	{
//		page 'v1.0/users?$select=id,userPrincipalName,displayName,accountEnabled&$top=999'
//		page 'v1.0/groups?$select=id,displayName,visibility&$top=999'
//		page 'v1.0/servicePrincipals?$top=999'
//		page 'v1.0/applications?$top=999'
//		page 'v1.0/roleManagement/directory/roleDefinitions'
//		page 'v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal'
//		page 'v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal'
//		page 'v1.0/oauth2PermissionGrants'
//	} >all.jsonl
//	{
//		for id in $(ids groups); do page "beta/groups/$id/members?\$select=id&\$top=999"; page "beta/groups/$id/owners?\$select=id"; done
//		for id in $(ids servicePrincipals); do page "v1.0/servicePrincipals/$id/appRoleAssignedTo?\$top=999"; done
//	} >more.jsonl
//	cat more.jsonl >>all.jsonl
//
// All of a tenant's must be in one input; whoever needs but the roles may leave the
// rest out (see below). [Options].CollectedAt, the time of all observations, is
// required: nothing should change while listings are fetched. Without PIM in the
// tenant, take roleAssignments instead of the two of schedules; the members of
// groups are asked of beta, because version 1.0 leaves out service principals.
//
// These are read, too: memberOf and transitiveMemberOf of a user, group or service
// principal, transitiveMembers, owners, ownedObjects, directoryRoles and their
// members, appRoleAssignments of a user, group or service principal, and members
// that are expanded in groups (all there are, if they are less than 20, the most
// that Graph expands). Others are ignored by name; an answer that is an error is
// refused. An answer by itself, without its address, is read where @odata.context
// or the address of the next page names what it lists, and refused where it does
// not. It is never whole.
//
// There is one observation for each user, group and service principal that is
// named, in SYSTEM even if it holds nothing, and in the other systems if it holds
// something or surely nothing; and one for each key. The subject has the status that
// accountEnabled tells. What is inherited has via: SYSTEM/group/ID, of the group
// that the subject itself is in; SYSTEM/group/unknown where no listing says
// which. Of transitive listings alone nobody can tell whether it is inherited: via
// is left out there. App roles come through a group only to users who are in it
// directly, as Entra has it. Of several that say the same, an assignment with its
// end counts, and the last.
//
// A listing is whole if its answers, from the first to one without a next link,
// were read, and if nothing but $select, $expand, $top, $count, $orderby and
// $skiptoken was asked for. An observation is complete if these are whole:
//
//	SYSTEM                 groups, and the members of each; or groups, none of them hidden, and its own
//	                       transitiveMemberOf
//	roles                  roleAssignments or roleAssignmentScheduleInstances, not without any (no tenant is), and the
//	                       members of each group that has a role; all roles have names, and all principals a type
//	eligible-roles         roleEligibilityScheduleInstances, likewise
//	app-roles              servicePrincipals, appRoleAssignedTo of each, and the members of each group that has an
//	                       app role; or its own appRoleAssignments, and the service principals that they are of (of a
//	                       user, also groups, none of them hidden)
//	delegated-permissions  oauth2PermissionGrants, all or its own
//	owners                 its own ownedObjects
//	credentials            always: a key holds but itself
//
// A group is hidden unless it was listed with its visibility, and that is not
// HiddenMembership: Graph does not show most callers who is in such a group. For
// service principals, the members of groups count only if asked of beta. If a system is known
// wholly in this sense for everybody, and nothing in the input was refused, there is
// a listing of it: whoever is not named holds nothing. For credentials, that takes
// applications and servicePrincipals. Of eligible-groups and azure there are no
// listings here, and none of who owns what.
package entra
