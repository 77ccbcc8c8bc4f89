// Package ocsf reads events in the form of the Open Cybersecurity Schema
// Framework, whichever product they came from, and yields a change fact for
// every one that grants, revokes or modifies an entitlement.
//
// The shapes are those of the schema itself (repository ocsf/ocsf-schema):
// classes account_change, user_access, group_management and, of 1.9,
// user_management, the objects user, group, policy, resource_details, cloud,
// metadata and product, and the profiles cloud, datetime and security_control,
// in versions 1.0.0-rc.2 to 1.8.0 and 1.9.0-dev; of the mappings that OCSF
// publishes (repository ocsf/examples: AWS CloudTrail, Okta, GitHub); and of
// Adobe's "Admin Console Audit Logs Event Format".
//
// # Inputs
//
// An input is JSON: one event a line, an array, or single events. Events inside
// CloudEvents ({"specversion":…,"data":{…}}), Amazon EventBridge
// ({"detail-type":…,"detail":{…}}) and batches of Adobe's Journaling API
// ({"events":[{"position":…,"event":{…}}]}) are unwrapped. Parquet, in which
// Amazon Security Lake keeps them, is refused: convert it to JSON.
//
// # Activities
//
// class_uid and activity_id say what happened. The numbers are those of 1.8;
// "since" is the version that brought an activity.
//
//	class                        activity                                    fact
//	3001 Account Change          1 Create, 2 Enable                          grant of account, sign-in
//	                             5 Disable, 6 Delete                         revoke of it
//	                             7 Attach, 8 Detach Policy                   grant, revoke of policies (policy before 1.4)
//	3005 User Access Management  1 Assign, 2 Revoke Privileges               grant, revoke of privileges
//	                             3 Assign, 4 Remove Role (since 1.9)         grant, revoke of iam_role
//	3006 Group Management        1 Assign, 2 Revoke Privileges               the same, of the group
//	                             3 Add, 4 Remove User                        grant, revoke of the membership, of user and users
//	                             5 Delete (since 1.1)                        revoke of "unknown", of the group: who was in it is not told
//	                             7 Add, 8 Remove Subgroup (since 1.6)        grant, revoke of the membership, of the subgroup
//	                             9 Update (since 1.9)                        modify, of privileges of updated_group
//	                             10–13 Attach … Remove Roles (since 1.9)     grant, revoke of policies and iam_roles, of the group
//	3007 User Management         1, 3, 4, 5, 10, 11, 14–17                   as of 3001 and 3005, which it replaces
//	  (since 1.9)                2 Update                                    modify, of groups of updated_user
//	                             18 Add, 19 Remove Programmatic Credentials  grant, revoke of credentials
//
// Locks, passwords, factors of authentication (Account Change 3, 4 and 9 to 12)
// and the creation of a group change nobody's entitlements, and are ignored, by
// name. So is Other (99), under the vendor's name for it; but in class 3005,
// whose every activity changes access, it is refused, as is Unknown (0) in each.
// The account of a service or of the system (user.type_id 3 or 4) also has a
// lifecycle event, created or decommission: its end is that of the identity. A
// person's account in one product is not the person.
//
// Numbers have not always meant the same: in 0.38, 7 and 8 of Account Change
// were Change and Lock. metadata.version must therefore be one whose numbers are
// known (1.0.0-rc.2 to 1.9) and that has the activity. Of any other version,
// type_name, or class_name and activity_name, must say what the number says.
// (Adobe writes its own version there, 2025.11.09, and the names.) A type_uid
// that contradicts is refused.
//
// # Success, and time
//
// status_id 1 is a success and 2 a failure; without it, status "Success" or
// "Failure" is. 0, 99, other numbers and other words are not known: the event is
// refused, being no success that could be relied on and no failure that could be
// forgotten. So is an event without either, save of two products that never
// write one and log only what was done: Adobe (changes made, says "Admin Console
// Audit Logs") and GitHub (actions performed, says "Reviewing the audit log for
// your organization"). action_id 2 (Denied) is a failure too. A failed event that
// names no subject is ignored with a reason of its own, a successful one refused.
// So is what contradicts itself, and what says that it was truncated.
//
// time is milliseconds since 1970. Seconds, which some converters write, are
// refused, unless time_dt says the same instant; a time_dt that says one that is
// a second or more away is refused, and so is one without a zone.
//
// # Systems
//
// The system is that of the product (metadata.product.vendor_name) if it is in
// this table, else that of cloud.provider, if that is, so that a product which
// watches a cloud is not taken for it. It is the same string as that of the
// vendor's own log and state, if these are read under the same instance:
//
//	vendor                          system                                                    kind
//	AWS                             aws:ACCOUNT: cloud.account.uid, else the unmapped          cloud
//	                                  recipientAccountId; refused without
//	Google Cloud                    gcp:cloudresourcemanager.googleapis.com/projects/ID:       cloud
//	                                  cloud.project_uid, else account.uid; refused without;
//	                                  of a resource //SERVICE/NAME, gcp:SERVICE/NAME
//	Okta                            okta:metadata.tenant_uid                                   directory
//	Microsoft (Entra ID, Azure AD)  entra:metadata.tenant_uid                                  directory
//	GitHub                          github:ORG: cloud.org.name, else account.name of user      application
//	                                  or actor.user
//	Adobe                           adobe:cloud.org.uid, else metadata.tenant_uid              application
//	any other                       vendor_name (else the product's name) in lower case with   application
//	                                  hyphens, and metadata.tenant_uid, cloud.account.uid,
//	                                  org.uid or project_uid
//
// Where the event does not name the instance, [Options].Instance does, and
// without it the vendor's name stands alone.
//
// # Entitlements
//
//	what                resource                                       permission    scope
//	account             account                                        sign-in
//	membership          group/ and group.uid, else its name            member
//	privilege           each resource's uid, else name; else privilege the privilege
//	policy, role        likewise; else policy, role                    its uid, else its name
//	credential          credential                                     api-sign-in   its uid
//
// Resources whose role_id is Actor or Related are none that access is given to.
// In Google Cloud, what names no resource is on projects/ID. A detail that is not
// told is "unknown", so that the change stays and matches no request. There is
// no standard vocabulary: privileges are named as the product names them.
//
// That is why not everything is looked for in the vendor's own state: what that
// never shows under the same key would seem to be gone. The system of an
// entitlement is therefore SYSTEM/ocsf, of which nothing is observed, unless
// package okta, gcp or another shows it by that key: memberships in groups of
// Okta that have a uid, roles of Google Cloud, and everything of products without a
// reader of their own. What holds an "unknown" is of SYSTEM/ocsf, too.
//
// # Identities
//
// The id of a user is the first of these that the event tells; the unique ids
// are aliases:
//
//   - an ARN in uid or uid_alt; of IAM, without the path, as package cloudtrail
//     has it;
//   - name, the user name, if it has the form of an e-mail address, in lower case;
//   - SYSTEM/user/NAME, NAME being DOMAIN\NAME in a domain;
//   - SYSTEM/user/UID, of uid, uuid (rc.2) or uid_alt.
//
// email_addr is contact information that, for all that is known, anybody may
// edit, and is not used, but for products where it is the login: Okta, whose
// mapping fills it from alternateId, Google Cloud, whose principals are addresses,
// and Adobe, whose users sign in with it and have no other name. Display names are not used either: Okta's name is one, and
// so is any with a space in it, beside a uid. Case is left as it is otherwise. A
// group is SYSTEM/group/KEY, KEY as above.
//
// The actor is actor.user, else the application (SYSTEM/app/UID, a workload).
// A user whose name only repeats its type ("Adobe Employee") is nobody.
//
// source.record_id is "ocsf/" and metadata.uid, else original_event_uid, else the
// digest of the event. extensions.ocsf holds class_uid, activity_id, version,
// event_code and status.
//
// There is no request_ref: the schema has a ticket in findings alone (profile
// incident), and no attribute of these classes is a text that is known to be the
// caller's own. What was made of CloudTrail has that of package cloudtrail, whose
// options say what a ticket's number looks like, of the name of the session;
// the source identity is not kept.
//
// # Events made of CloudTrail
//
// An event with an api.operation of a service *.amazonaws.com was made of one of
// CloudTrail, and its activity is not to be relied on: the published mapping
// calls DeleteAccessKey the deletion of a user, and AddUserToGroup the attachment
// of a policy; user.name may be the caller. But it keeps the original, which is
// restored and read by [Options].CloudTrail, the reader of package cloudtrail;
// without one it is refused. The facts are the same as from the log itself, with
// the same source.system and record_id, so that both together count once. Calls
// to IAM and IAM Identity Center in class 6003 (API Activity) are read likewise.
//
//	of CloudTrail        field
//	eventID              metadata.original_event_uid, else metadata.uid
//	eventTime            time
//	eventName, -Source   api.operation, api.service.name
//	requestParameters    api.request.data, else unmapped.requestParameters or the unmapped "requestParameters.…";
//	                     of 1.0.0-rc.2, also user.name as roleName (calls with Role in their names) or userName
//	responseElements     api.response.data, else likewise unmapped
//	errorCode, -Message  api.response.error, .message; else the status, if it is a failure
//	recipientAccountId   cloud.account.uid, else unmapped.recipientAccountId
//	userIdentity         actor.user (ARN and principal id in uid, uid_alt, uuid), actor.invoked_by
//
// Where there is no status, an api.response without an error is a success, as in
// CloudTrail.
//
// # What becomes of all other events
//
// Other classes of identity and access management (Authentication 3002, Authorize
// Session 3003, Entity Management 3004, Role Management 3008) are ignored by name,
// all other classes as such.
package ocsf
