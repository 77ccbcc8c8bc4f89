// Package gcp reads what Google Cloud says about access: its audit logs
// ([Reader]), and the IAM policies of its resources ([State]).
//
// The shapes are those of Google's documentation: LogEntry of the Cloud Logging
// API and AuditLog of the Cloud Audit Logs reference (google.cloud.audit), IAM
// audit logging (AuditData with its policyDelta and permissionDelta), BigQuery
// audit logs (BigQueryAuditMetadata), "Fields in exported logs" for the form that
// BigQuery tables have, Policy and "Principal identifiers" of IAM, and the
// IAM policy search, assets.list, export and naming table of Cloud Asset
// Inventory.
//
// # Names
//
// What has a policy of its own is a system: the policy is what says who holds
// what there. Of the resource with the full name //SERVICE/NAME the system is
// "gcp:SERVICE/NAME":
//
//	entitlement             resource   permission     scope            expires_at
//	role on a resource      NAME       the role       the condition    or, where the condition is no more
//	                                                                   than request.time < timestamp("…"), that
//	key of an account       NAME of    api-sign-in    the key's id
//	                        account
//	permission of a         NAME of    the permission
//	  custom role           role
//
// A key's system is "gcp:SERVICE/NAME/keys": the policy of its account does not
// know it, and would seem to show that it is gone. Roles that are inherited from
// a project, folder or organisation stand in the policy of that, which is another
// system. A bucket is storage.googleapis.com/BUCKET, a service account
// iam.googleapis.com/projects/ID/serviceAccounts/EMAIL. A project is cloudresourcemanager.googleapis.com/projects/ID; where Google
// writes its number, the id is taken from the entry's resource labels, else from
// [Options].Projects (exports of Asset Inventory write numbers, searches ids).
//
//	subject or actor                id
//	user:EMAIL                      the address in lower case
//	serviceAccount:EMAIL            likewise, kind service_account
//	serviceAccount:P.svc.id.goog[…] as it is, without serviceAccount:, kind workload
//	group:EMAIL, domain:NAME        in lower case, with group: or domain:
//	principal://…                   as it is; kind workload in a workload identity pool
//	deleted:…?uid=…                 as it is, status inactive
//	allUsers, principalSet://…,     as they are
//	  projectOwner:… and others
//
// A group, and whatever else stands for several principals, is a subject: what
// it is given is the access of all in it, and a policy does not know who they
// are. So is a custom role, under its NAME: what it permits changes the access of
// all who hold it. Users have no kind: an account may be a person's or a robot's.
//
// # The log
//
// An input is one entry a line, as exports write them; an array, as gcloud
// logging read --format=json prints; or the answer of entries.list. The names
// insertId, logName and protoPayload may be in lower case, as data lakes write
// them, and the payload may have the form that it has in BigQuery tables
// (protopayload_auditlog, servicedata_v1_iam, requestJson …).
//
//	methodName (after the last dot)              facts
//	SetIamPolicy, SetIAMPolicy,                  for each member: what it was given, grant; what was taken, revoke;
//	  setIamPermissions, and any call that         what was given with another expiry, modify
//	  tells bindingDeltas
//	CreateServiceAccount, DeleteServiceAccount   lifecycle events created, decommission ¹
//	Create…, Upload…, EnableServiceAccountKey    grant, to the account ¹
//	Delete…, DisableServiceAccountKey            revoke ¹
//	CreateRole, UpdateRole, DeleteRole,          grant of what was added and revoke of what was removed, to the
//	  UndeleteRole                                 role ¹; "unknown" where Delete and Undelete do not tell it
//
// ¹ of iam.googleapis.com.
//
// What changed is told by serviceData.policyDelta.bindingDeltas or, in BigQuery,
// metadata.datasetChange or tableChange. Some services leave it out. Then an
// entry shows the policy as it was set (the answer, else the request), not what
// it was before: if an earlier such entry of the input told that (the request's
// etag is that of its answer), the difference is read; if not, the members of the new
// policy are each modified, and those in an earlier policy that are not in the new
// one have theirs revoked. A policy of which everybody was taken out, nobody
// knows who, is refused. Memory grows with the number of resources with such
// entries, not with the log.
//
// A call with a status code other than 0 is a failure; without deltas it is
// ignored with a reason of its own, since a policy that was not set does not say
// what it would have changed. A call that changed nobody's access (audit
// configuration, the same policy again) is ignored, too. InsertProjectOwnershipInvite
// is none: the invited may decline, and when they do not, a SetIamPolicy follows.
//
//	field               field of the entry
//	id                  source.record_id/ACTION
//	source.record_id    PROJECT/LOG/insertId: the project, folder or organisation of logName (projects/shop), and
//	                    the log's name after the last slash (activity …); all required
//	source.system       the system of the resource (of a service account, for its keys and life), as that of its
//	                    policy; kind cloud
//	source.digest       of the entry without insignificant space
//	executed_at         timestamp; refused without a zone
//	actor               authenticationInfo.principalEmail, else principalSubject; none where Google withholds both
//	on_behalf_of        who began the chain of serviceAccountDelegationInfo
//	request_ref         the number that [Options].Tickets finds in requestMetadata.requestAttributes.reason; see below
//	extensions          gcp_audit: serviceName, methodName, resourceName, statusCode
//
// The reason is what the caller gives for a call: a provisioning workflow puts
// the ticket's number there with the header X-Goog-Request-Reason, which gcloud
// sends for the property core/request_reason (CLOUDSDK_CORE_REQUEST_REASON), and
// Terraform for request_reason of the google provider (AttributeContext.Request
// of google.rpc.context; "gcloud config"; "Google Provider Configuration
// Reference"). The extension request_ref says where it was found. A failed call
// has it, too.
//
// It proves that the actor gave the number for this call, and no more: whoever
// may make the call may give any number. It is the workflow's word where the
// actor is the workflow's own service account; check that, and who may
// impersonate it or has a key of it. A call that changes access of its actor,
// or of who impersonates it, has no request_ref, for they would say it of
// themselves; nor has one whose reason names two tickets, or whose actor Google
// withholds. Not read are titles and descriptions of conditions: they stay in
// the policy, and one that an older policy brings back would name a ticket that
// nobody carries out. Nor are labels, descriptions and the user agent.
//
// The tally names the other writes of IAM, Resource Manager, Cloud Identity and
// the Admin console (members of groups, among them), Privileged Access Manager,
// API keys and IAP, and those to RBAC of a GKE cluster. Calls to other services
// and entries of other logs are ignored as such.
//
// # Policies
//
// An item is the result of a policy search ({"resource":…,"policy":…}), an
// exported or listed asset ({"name":…,"iamPolicy":…}, in either case of names), a
// custom role as described ({"name":…,"includedPermissions":…}), or a bare policy
// ({"bindings":…,"etag":…}), as get-iam-policy prints it, which does not say of
// which resource it is: [Options].Resource must. There may be any number, as an
// array, in {"results":…} or {"assets":…}, or one after the other. Without
// [Options].CollectedAt, the time of the observations, they are refused.
//
// A policy gives one observation for each member, and for each who is known to be
// in a set that it names: groups, domains, principalSet://… and whatever else
// stands for several. It holds what the member was given itself, and what it
// inherits through allUsers, allAuthenticatedUsers and the sets that
// [Options].Members says it is in, with via naming the set; sets in sets count.
// It is complete if the policy has an etag (what a search finds has none, and
// holds only the bindings that matched) and, for whoever may be in a set, if the
// members are told of every set that the policy names. A policy fetched as
// version 1, which hides conditions (roles/…_withcond_…), is refused. A role
// says all about itself.
//
// A policy with an etag gives besides a fact of kind listing, which says that
// whoever is not named holds nothing in this system: if it names neither
// allUsers nor allAuthenticatedUsers, and nobody else but users, service
// accounts, principal://… and sets whose members are all told. A deleted member
// (deleted:…) is none of these, since it may come back. A policy that gives
// nobody anything is such a listing, too, or is ignored without an etag.
package gcp
