// Package jira reads what Jira and Jira Service Management know of a request
// for access ([Reader]): who asked for what, for whom, and who decided. It is a
// ticket's own word, and so of kind itsm: what became of the access only the
// target system can say. Where Jira is itself that system, its audit records
// say who was put into its groups ([Audit]).
//
// The shapes are those of Atlassian's documentation: the Jira Service Management
// Cloud REST API and that of Data Center (Request, Approvals), the Jira Cloud
// platform REST API, versions 2 and 3 (Issues, Issue search, Audit records),
// "Webhooks", "Configuring Jira Service Management approvals", "Deprecation
// notice and migration guide for major changes to Jira Cloud REST APIs to
// improve user privacy" for account ids, and "What are issue statuses,
// priorities, and resolutions?".
//
// # Inputs
//
// An input is one or more answers of the API, one after the other, single
// objects, arrays, or JSON Lines. They explain one another, in whatever order
// they come, but only within one input. So put them together:
//
//	cat issues*.json approvals/*.json | counterfoil facts --source jira:acme -
//
//	issues                GET /rest/api/2/search/jql (/rest/api/2/search of Data Center) with fields=*all&expand=changelog, or
//	                      /rest/api/2/issue/KEY with expand=changelog,names
//	their histories       GET /rest/api/2/issue/KEY/changelog, unless expanded
//	customer requests     GET /rest/servicedeskapi/request?expand=requestType
//	their approvals       GET /rest/servicedeskapi/request/KEY/approval?limit=100
//	webhooks              what is sent for jira:issue_created, jira:issue_updated and jira:issue_deleted, one a line
//
// Either issues or customer requests will do. Issues say more: the resolution,
// who created them, and their history. Ask for the requests that are about
// access only: every issue is a request, and a bug report that names no
// entitlement is one that nobody carried out. Version 3 of the API has other
// texts (see below), and is read, too.
//
// An approval does not say whose request it belongs to, save in its link
// (_links.self, by key or by number), and never whose access it was about: that
// is why the request must be in the same input. Instead it can be put into the
// request, as a list or as the whole answer:
//
//	jq -c --slurpfile a approval-ACC-1.json '. + {approvals: $a[0]}' issue-ACC-1.json
//
// Where a field of an issue holds its approvals in the same form (the field
// Approvals may), they are found there, too. An approval whose request is not in
// the input is refused. One of several pages of approvals breaks the input, and
// is refused inside a request or among single events: the approval that was
// declined may be on another. Whether all pages of requests are there is not
// looked at.
//
// Requests are kept until the end of an input, some 1 KiB each.
//
// # Names
//
// [Options].Site names the site, "acme" of acme.atlassian.net. The system is
// then jira:acme, else jira.
//
//	user                                 id                                      alias
//	of Cloud, with an emailAddress       that in lower case                      SYSTEM/user/accountId
//	of Cloud, without                    SYSTEM/user/accountId
//	of Data Center                       name in lower case if it is an          SYSTEM/userkey/key
//	                                     address, else SYSTEM/user/name, also so
//
// In Cloud the address is what an account signs in with, in the portal, too, and
// Atlassian has it confirmed before anybody does; people may hide it. (But a
// request that came in by e-mail has the reporter whom the mail claims.) In Data
// Center it is a contact, which users may be allowed to change, and is not
// looked at; case makes no difference to the name. The account id "unknown",
// which stands for whoever was deleted, is nobody. Users of accountType
// atlassian and customer are human, those of app service_accounts; the service
// desk's API and Data Center do not tell, and then there is no kind, so that no
// approval is known to be a human's unless another source says so. Whether an
// account is active in Jira is no status of a person, and not read.
//
// # Requests
//
//	field of the request   of an issue                                 of a customer request
//	id                     key                                         issueKey
//	subject                reporter, or a field, see below             the same
//	requester              reporter, or creator, see below             reporter
//	submitted_at           created                                     createdDate
//	status                 status.statusCategory.key, resolution and   currentStatus
//	                       status, see below
//	closed_at              resolutiondate, else                        currentStatus.statusDate
//	                       statuscategorychangedate
//	action, entitlements   fields that the settings name               the same
//	justification          likewise, else description                  the same
//	source.record_id       issue/id                                    issue/issueId
//	source.digest          of the event without insignificant space
//	extensions             jira: status_category, status, resolution, creator, history, changed_at,
//	                       approvals_open, approvals_before_change, deleted
//
// Key, creation and a subject are required. Times may lack the colon in their
// zone; a date in several forms must be the same in all, and epochMillis is the
// most exact of them.
//
// To raise a request on behalf of somebody is to make that person its reporter.
// The creator, whom only issues name, is then somebody else: who created a
// request in the reporter's name is its requester, so that an approval by
// either does not pass for independent. If the creator is an app, or a field
// says whose access is to change, the reporter is the requester. Participants
// of a request look on, and are neither.
//
// closed_at stands where the status is of the category done. A customer request
// says only since when it has its present status, and may have been closed
// before, in another. A webhook says when it was sent, which is when its state
// was collected. An issue that was deleted is a request that was cancelled then.
//
//	category             resolution                      status of the issue    becomes
//	new, indeterminate   none                            any but those below    open
//	done                 Done, Fixed                     …                      closed_complete
//	done                 Won't Do, Won't Fix, Declined,  any                    rejected
//	                     Rejected
//	done                 Canceled, Duplicate             any                    cancelled
//	done                 Cannot Reproduce, Incomplete    …                      closed_incomplete
//	done                 in [Settings].Resolutions       …                      what they say
//	done                 none, or not told               Won't Do, Declined,    rejected, cancelled
//	                                                     Canceled … (as above)
//	done                 none, or not told               in the settings        what they say
//	anything else                                                               none
//
// An ellipsis is a status that does not say the opposite: an issue in Declined
// whose resolution is Done contradicts itself, as does one that is resolved and
// new. No status is ever taken for done by its name alone, since "Done" is where
// whatever became of a request ends. A resolution that nobody explained leaves
// the status out: closed_incomplete would be taken for an agreement that nothing
// was done. Case makes no difference.
//
// # What was asked for
//
// Jira has no field for an entitlement. It stands in custom fields, which every
// site makes for itself, so that [Settings] must say them; without, a request
// names no entitlement. Nothing is read from free text.
//
//	{
//	  "requests": [
//	    {"request_type": "AWS access",
//	     "action": "{What}", "actions": {"Add": "grant", "Remove": "revoke"},
//	     "justification": "{customfield_10049}",
//	     "entitlements": [{"system": "aws:{customfield_10050}", "resource": "s3/{Bucket}", "permission": "{Role}", "expires_at": "{Until}"}]},
//	    {"request_type": "Join a team",
//	     "subject": "{Requested for}",
//	     "action": "grant",
//	     "entitlements": [{"system": "okta:acme", "resource": "group/{Team}", "permission": "member"}]}
//	  ],
//	  "resolutions": {"Granted": "closed_complete", "Erledigt": "closed_complete"},
//	  "capacities": {"Waiting for manager": "manager", "Waiting for security": "security"}
//	}
//
// Here "{Role}" is the field of that name, and "{customfield_10050}" the one
// with that id. A customer request tells the names of its fields (the labels
// that the portal shows), and an issue does if it was fetched by itself with
// expand=names; a search tells them too late. So ids are safer, and with a name
// that an issue does not tell, or that two fields have, it is refused. The first
// request of the settings that matches by the name or id of the request type, or
// of the issue type, counts. An issue that has some of the fields, or is of the
// type and lacks one, was exported without it, and is refused; a portal leaves
// out fields that were left blank.
//
// A value is a text, a number, or the name of an option, a group or the like.
// Of a field with several values each is asked for by itself; if two fields of
// one entitlement have several, nobody knows which belong together, and the
// request is refused. So are options inside options, objects of Assets, and
// formatted text (version 3 of the API) where a value is needed, and an expiry
// that is a day without a time, since it has no zone.
//
// The subject may be one or more people, each of whom has the request then, or a
// text, which is the id that target systems use (in lower case if it is an
// address).
//
// # Approvals
//
// An approval in Jira is a step: some were asked, and it ended approved or
// declined. There is a fact for each of them who decided.
//
//	field of the approval    field in Jira
//	id                       id of the step/account id of the approver
//	request_ref              the request's key
//	approver                 approvers[].approver
//	decision                 approvers[].approverDecision, approved or declined
//	decided_at               completedDate
//	capacity                 of the step's name, which is that of the status in which the request waited, as [Settings].Capacities say
//	source.record_id         approval/id
//	extensions               jira: approval, name, final_decision, began, decided_at_exact
//
// What an auditor must know: Jira does not tell when one approver decided, only
// when the step ended, which is then given. Of a step that one person decided it
// is the instant of the decision, and decided_at_exact is true; of several, all
// but the last decided earlier, between began and then. The history of an issue
// has no entry for a decision; it does have one for the transition that follows,
// but Atlassian does not document whose name it bears, so that it is not taken
// for proof. Nor does Jira tell of a comment, a delegation, or what approvers
// were shown.
//
// A step that has not ended yields nothing, even where some have decided: nobody
// knows when. Nor does one that ended without anybody's decision, because the
// request was moved past it. Declined steps yield rejections, and the approvals
// by others in them.
//
// An approval is of what the request asked for when the step began. If its
// history tells that the type of the request, a field that says what is asked
// for, or for whom (the reporter, unless the settings name another), was changed
// later, those who approved may not have seen it, and their approvals are left
// out: approvals_before_change names the steps. Rejections stand. This takes a
// history; where it is not known to be whole ("history" in the extensions), such
// a change may have gone unseen.
//
// # Several tellings of one request
//
// The issue counts for more than the customer request, and of issues the last
// by updated, or by the time of the webhook. Others are ignored by name. Where
// nothing says which is later, and they differ, all but the first are refused.
// Approvals that are told twice count once, and not at all the second time if
// they differ. Entries of a history are used if their page says of which request
// in the input they are ("self").
//
// # The audit records
//
// [Audit] reads GET /rest/api/2/auditing/record (or version 3), whose answers
// hold "records". Source kind application, the same system.
//
//	summary                     facts
//	User added to group         grant, of each user named: group/NAME, member
//	User removed from group     revoke
//	all else                    ignored by name
//
//	field              field of the record
//	id                 id/ACTION
//	subject            typeName USER, in objectItem or associatedItems: in Cloud name and id, of which texts with a space are for
//	                   people only; in Data Center as above, id being the key
//	entitlements       typeName GROUP, likewise: system SYSTEM, resource group/NAME, permission member
//	actor              authorAccountId, else authorKey; none where Jira did it itself
//	executed_at        created
//	outcome            success: what failed is not recorded
//	source.record_id   auditing/id
//	extensions         jira_audit: summary, category, event_source, remote_address
//
// Summaries are in the site's language. A record in another that names both a
// user and a group, and is not of user management, is refused. Changes to
// permission schemes, global permissions and project roles are about access,
// too, but Atlassian does not document how they say whose: they are ignored with
// a reason of their own, and so must be looked up. That an account was created,
// changed or deleted in Jira says nothing of the life of the person.
//
// Events of an organisation's audit log (Atlassian Administration) are refused:
// what stands in their context, and so whose access to what was changed, is not
// documented for the activities that are about access.
package jira
