// Package servicenow reads what ServiceNow knows of a request for access: who
// asked for what, for whom, and who decided. It is a ticket's own word, and so
// of kind itsm: what became of the access only the target system can say.
//
// The shapes are those of ServiceNow's documentation: "Table API" and
// "Dot-walking" for replies, "Classic approvals" and "Approval status" for
// approvals, "Service Delegation" and "Delegate approvals and tasks to another
// user" for delegates, "Viewing Sys Audit and Audit Relationship Change tables"
// for sys_audit, "Scriptable service catalog variables" for variables, and "The
// User record" for people; and the choices of the base system.
//
// # Inputs
//
// An input is one or more replies of GET /api/now/table/TABLE, one after the
// other: {"result":[…]}, or {"result":{…}} of a single row; or rows as JSON
// Lines or in an array. Rows of these tables explain one another, in whatever
// order they come, but only within one input. So put them together:
//
//	cat sc_req_item.json sysapproval_approver.json sys_audit.json sys_user.json … | counterfoil facts --source servicenow:acme -
//
//	table                 fields to ask for, with sysparm_fields
//	sc_req_item           sys_id, sys_class_name, number, state, stage, approval, request, requested_for, opened_by, cat_item, cat_item.name,
//	                      sys_created_on, sys_created_by, sys_updated_on, closed_at, and variables.NAME of each that the settings name
//	sc_request            sys_id, sys_class_name, number, request_state, approval, requested_for
//	sysapproval_approver  sys_id, sysapproval, document_id, source_table, approver, state, group, sys_updated_on, sys_updated_by
//	sys_audit             sys_id, tablename, documentkey, fieldname, newvalue, user, record_checkpoint, sys_created_on;
//	                      sysparm_query=fieldname=state^tablenameINsc_req_item,sysapproval_approver
//	sys_user              sys_id, user_name, name, email, active, internal_integration_user, web_service_access_only
//	sys_user_delegate     sys_id, user, delegate, approvals, starts, ends
//	sysapproval_group     sys_id, sys_class_name, assignment_group, assignment_group.name
//	sc_item_option_mtom   sys_id, request_item, sc_item_option.item_option_new.name, sc_item_option.value: where variables are not on the item
//
// Only sc_req_item is needed for requests, and sysapproval_approver for
// approvals; what the others add is said below. Where approvals must be an
// input of their own, dot-walk them to the item instead: sysapproval.number,
// sysapproval.sys_class_name, sysapproval.ref_sc_req_item.requested_for and
// approver.user_name. Users may be dot-walked to everywhere: requested_for.email
// and so on.
//
// A row does not say which table it is of, unless that extends task
// (sys_class_name). Others are told by their fields. A row of another table is
// ignored by name, and one that could be of any is refused.
//
// All rows of an input are kept until its end, about 1 KiB each; those that are
// ignored are not. A reply in which the Table API reports an error (too long a
// query, for one) breaks the input. Whether all pages are there no reply tells:
// compare the tally with X-Total-Count.
//
// # Values, and what people see
//
// With sysparm_display_value=false and all, a field has its value, and times
// are UTC, "2006-01-02 15:04:05". With true alone it has what the exporting
// user saw: times in that user's zone, which the row does not name, and labels
// for states. Such rows are refused. They are told by references that have a
// display_value without a value, or that are no sys_id; by labels in the place
// of a table's name; and a row whose times matter must have something that
// shows the opposite. A row of sys_audit has nothing that could, unless it was
// exported with sysparm_display_value=all: use that everywhere.
//
// Numbers may come as 3, 3.0 or "3". An empty value is nothing.
//
// # Names
//
// The system is servicenow:INSTANCE, from [Options].Instance, else servicenow.
//
//	user                         id
//	  … with a user_name         the user_name in lower case if it holds an @, else SYSTEM/user/user_name in lower case
//	  … of whom no row says it   SYSTEM/user/sys_id, which is else an alias
//
// A user_name is unique, given by administrators, and case makes no difference
// to it. An email is a contact, which users may be allowed to change in their
// own profile: it is no id unless [Settings].TrustEmail says that the directory
// keeps it. Then it comes first, in lower case.
//
// A user is a service_account if internal_integration_user or
// web_service_access_only says so, human if both deny it, and else of no kind:
// then no approval of that user is known to be a human's. The platform's own
// user, system, is a service_account. active is the status.
//
// # Requests
//
// A request is a requested item (sc_req_item, RITM), one catalogue item for one
// person. The order (sc_request, REQ) that it belongs to is none.
//
//	field of the request      field of the item
//	subject                   requested_for; else request.requested_for or that of the order's row; or a variable, see below. Refused without
//	id                        number. Refused without
//	requester                 opened_by, else requested_by, else sys_created_by
//	submitted_at              sys_created_on, which the platform writes; opened_at is a field that people fill in. Refused without
//	status                    state, stage and approval, see below
//	closed_at                 of a closed item: when sys_audit saw the state that the item is in, else closed_at
//	action, entitlements,     catalogue variables, see below
//	  justification
//	source.record_id          sc_req_item/sys_id; source.digest is of the row without insignificant space
//	extensions                servicenow: request (the order's number), catalog_item, state, stage and approval
//
//	state             and                                             status
//	-5, 1, 2                                                          open
//	3                                                                 closed_complete
//	4, 7                                                              closed_incomplete
//	any but 3         approval rejected, of item or order, or         rejected
//	                  request_state closed_rejected
//	any but 3         stage names a cancellation, or                  cancelled
//	                  request_state closed_cancelled
//	3                 rejected or cancelled, as above                 none: the item contradicts itself
//	others            [Settings].States say                           that
//	others                                                            none
//
// Without one of the three fields there is no status either: state alone does
// not tell an item that was turned down from one that was not done. A status
// that is not known leaves what depends on it undecided.
//
// # What was asked for
//
// ServiceNow has no field for an entitlement. It stands in catalogue variables,
// whose names every house chooses, so that [Settings] must say them; without,
// a request names no entitlement. Nothing is read from free text.
//
//	{
//	  "items": [
//	    {"catalog_item": "AWS access",
//	     "action": "{what}", "actions": {"add": "grant", "remove": "revoke"},
//	     "justification": "{why}",
//	     "entitlements": [{"system": "aws:{account}", "resource": "s3/{bucket}", "permission": "{role}", "expires_at": "{until}"}]},
//	    {"catalog_item": "Remove a service account",
//	     "subject": "{account}", "subject_kind": "service_account",
//	     "action": "revoke",
//	     "entitlements": [{"system": "okta:acme", "resource": "group/{group}", "permission": "member"}]}
//	  ],
//	  "states": {"8": "cancelled"},
//	  "capacities": {"Security": "security", "S3 owners": "resource_owner"}
//	}
//
// Here "{what}" is the variable what of an item of the catalogue, which is told
// by its name or sys_id. The first item that matches counts, also if it says nothing more. A variable
// is the value in variables.NAME, or in sc_item_option_mtom (with
// sc_item_option where that was not dot-walked to). One that refers to a record
// has a sys_id for a value, which no other system knows: then what people see
// counts, if the row has it. Of an item that has some of the variables that the
// settings name and lacks others, nobody knows whether these were left blank,
// and it is refused. A date without a time is refused as an expiry: it has no
// zone.
//
// # Approvals
//
// An approval is a row of sysapproval_approver: one approver's say, asked alone
// or as a member of a group.
//
//	state                                          becomes
//	approved, rejected                             a decision
//	requested, "not requested", not_required,      ignored: nobody decided, also where the approval
//	  no_longer_required, cancelled, duplicate     was needed no longer
//	others                                         refused
//
// It is about the item in sysapproval (else document_id). If that is an order,
// it is about each of its items in the input, one fact each; but whoever
// approved an order approved what was in it by then: an item that was ordered
// later was not approved (a rejection counts for all). Approvals of other
// records are ignored by source_table. Approvals whose request has no
// row in the input and was not dot-walked to are refused: they would belong to
// nothing.
//
//	field of the approval     field of the row
//	id                        sys_id
//	approver, delegation      approver, and who decided, see below
//	decided_at                when sys_audit saw the state that the row is in, else sys_updated_on
//	capacity                  of the group that was asked, by its name or sys_id, as [Settings].Capacities say
//	source.record_id          sysapproval_approver/sys_id
//	extensions                servicenow: decided_at_from (sys_audit or sys_updated_on), approval_of (sc_req_item or sc_request)
//
// What an auditor must know: a row of sysapproval_approver keeps neither time
// nor hand of its decision. sys_updated_on and sys_updated_by are those of the
// last update, whatever it was: a comment added a week later moves them. The
// decision was then earlier than it seems, and perhaps somebody else's. Only
// sys_audit knows (the table must be audited), and decided_at_from says whether
// it was asked. It is used where its last entry about the row agrees with the
// row's state.
//
// With sys_audit, a rejection that was taken back is a decision, too, which the
// source cites as sys_audit/sys_id; an approval that was taken back is none.
//
// The platform lets a delegate (sys_user_delegate) decide in the place of the
// approver, and administrators as well. The row goes on naming the approver as
// approver. So who decided is the user of the sys_audit entry, else
// sys_updated_by. If that is not the approver's user_name, the decision is that
// user's, delegated from the approver, with the window of the delegation that
// is in the input (approvals true; of several the one in force), and without a
// window where none is, so that nobody takes it for authorised. A delegation
// that was deleted since is not known any more. Where no row says the
// approver's user_name, nobody can tell, and the approval is refused.
//
// What the approver was shown is not recorded: there is no context.
//
// # All else
//
// sc_task, what somebody was told to do, is ignored: that a task was closed
// proves no change. Rows of other tables that no fact rests on are ignored, as
// is a row that comes twice (pages overlap), or in an earlier version by
// sys_updated_on. Two versions of a row, neither of which is known to be the
// later, are refused after the first.
package servicenow
