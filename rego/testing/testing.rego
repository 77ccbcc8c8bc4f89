# METADATA
# title: Base records for tests
# description: |
#   One governance-grade record of each kind, judged with the default
#   parameters at data.counterfoil.testing.as_of. A test edits one of them with
#   json.patch, so that it says only what is special about its case.
package counterfoil.testing

# Every control that concerns a base record is satisfied at this instant.
as_of := "2026-03-20T00:00:00Z"

# A person asks for a colleague's read access; one approver; granted; verified.
human_grant := {
	"schema": "counterfoil.evidence/v1",
	"id": "RITM0001",
	"action": "grant",
	"subject": {"id": "ana", "kind": "human", "name": "Ana", "aliases": ["ana@corp.example"], "status": "active"},
	"request": {
		"id": "RITM0001",
		"requester": {"id": "li", "kind": "human"},
		"submitted_at": "2026-03-02T09:00:00Z",
		"justification": "Month-end close",
		"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Reader"}],
		"status": "closed_complete",
		"closed_at": "2026-03-02T11:30:00Z",
		"source": _itsm("sc_req_item/0001"),
	},
	"policy_basis": _basis("default"),
	"approvals": [{
		"id": "apr-1",
		"approver": {"id": "maria", "kind": "human"},
		"capacity": "manager",
		"decision": "approved",
		"decided_at": "2026-03-02T10:00:00Z",
		"source": _itsm("sysapproval/1"),
	}],
	"changes": [{
		"id": "evt-1",
		"action": "grant",
		"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Reader"}],
		"actor": {"id": "provisioner", "kind": "service_account"},
		"executed_at": "2026-03-02T11:00:00Z",
		"outcome": "success",
		"request_ref": "RITM0001",
		"source": _target("erp", "log/1"),
	}],
	"observations": [
		{
			"id": "obs-1",
			"system": "erp",
			"observed_at": "2026-03-02T08:00:00Z",
			"complete": true,
			"entitlements": [],
			"source": _target("erp", "state/1"),
		},
		{
			"id": "obs-2",
			"system": "erp",
			"observed_at": "2026-03-02T11:05:00Z",
			"complete": true,
			"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Reader"}],
			"source": _target("erp", "state/2"),
		},
	],
}

# A service account gets a role for a week; it expires and is revoked at once.
service_account_grant := {
	"schema": "counterfoil.evidence/v1",
	"id": "RITM0002",
	"action": "grant",
	"subject": {
		"id": "svc-deploy",
		"kind": "service_account",
		"name": "Deploy bot",
		"aliases": ["arn:aws:iam::123456789012:user/svc-deploy"],
		"owner": {"id": "omar", "kind": "human", "status": "active"},
		"status": "active",
	},
	"request": {
		"id": "RITM0002",
		"requester": {"id": "li", "kind": "human"},
		"submitted_at": "2026-03-02T09:00:00Z",
		"justification": "Release 4.2",
		"lifecycle_event": "ev-1",
		"entitlements": [_artifacts],
		"status": "closed_complete",
		"closed_at": "2026-03-02T11:30:00Z",
		"source": _itsm("sc_req_item/0002"),
	},
	"policy_basis": _basis("default"),
	"approvals": [{
		"id": "apr-1",
		"approver": {"id": "maria", "kind": "human"},
		"capacity": "resource_owner",
		"decision": "approved",
		"decided_at": "2026-03-02T10:00:00Z",
		"context": {"entitlements": [_artifacts], "as_of": "2026-03-02T09:55:00Z"},
		"source": _itsm("sysapproval/2"),
	}],
	"changes": [
		{
			"id": "evt-1",
			"action": "grant",
			"entitlements": [_artifacts],
			"actor": {"id": "provisioner", "kind": "service_account"},
			"executed_at": "2026-03-02T11:00:00Z",
			"outcome": "success",
			"request_ref": "RITM0002",
			"source": _target("aws:123456789012", "log/2"),
		},
		{
			"id": "evt-2",
			"action": "revoke",
			"entitlements": [_artifacts],
			"actor": {"id": "provisioner", "kind": "service_account"},
			"executed_at": "2026-03-09T09:00:00Z",
			"outcome": "success",
			"request_ref": "RITM0002",
			"source": _target("aws:123456789012", "log/3"),
		},
	],
	"observations": [
		_observation("obs-1", "aws:123456789012", "2026-03-02T08:00:00Z", []),
		_observation("obs-2", "aws:123456789012", "2026-03-02T11:05:00Z", [_artifacts]),
		_observation("obs-3", "aws:123456789012", "2026-03-09T09:05:00Z", []),
	],
	"events": [{"id": "ev-1", "kind": "deployed", "occurred_at": "2026-03-02T08:00:00Z", "source": _hr("ev-1")}],
}

_artifacts := {
	"system": "aws:123456789012",
	"resource": "s3/release-artifacts",
	"permission": "ReadOnly",
	"expires_at": "2026-03-09T09:00:00Z",
}

# An AI agent gets a privileged role for four hours: two approvers in two
# capacities, each shown what was asked.
agent_grant := {
	"schema": "counterfoil.evidence/v1",
	"id": "RITM0003",
	"action": "grant",
	"subject": {
		"id": "agent-triage",
		"kind": "agent",
		"name": "Triage agent",
		"owner": {"id": "omar", "kind": "human", "status": "active"},
		"status": "active",
	},
	"request": {
		"id": "RITM0003",
		"requester": {"id": "li", "kind": "human"},
		"submitted_at": "2026-03-03T09:00:00Z",
		"justification": "Clean up stale buckets, CHG7",
		"lifecycle_event": "ev-1",
		"entitlements": [_storage_admin],
		"status": "closed_complete",
		"closed_at": "2026-03-03T11:30:00Z",
		"source": _itsm("sc_req_item/0003"),
	},
	"policy_basis": object.union(_basis("privileged"), {"decided_at": "2026-03-03T09:00:05Z"}),
	"approvals": [
		{
			"id": "apr-1",
			"approver": {"id": "maria", "kind": "human"},
			"capacity": "resource_owner",
			"decision": "approved",
			"decided_at": "2026-03-03T10:00:00Z",
			"context": {"entitlements": [_storage_admin], "as_of": "2026-03-03T09:55:00Z"},
			"source": _itsm("sysapproval/3"),
		},
		{
			"id": "apr-2",
			"approver": {"id": "sam", "kind": "human"},
			"capacity": "security",
			"decision": "approved",
			"decided_at": "2026-03-03T10:30:00Z",
			"context": {"entitlements": [_storage_admin], "as_of": "2026-03-03T10:25:00Z"},
			"source": _itsm("sysapproval/4"),
		},
	],
	"changes": [
		{
			"id": "evt-1",
			"action": "grant",
			"entitlements": [_storage_admin],
			"actor": {"id": "provisioner", "kind": "service_account"},
			"executed_at": "2026-03-03T11:00:00Z",
			"outcome": "success",
			"request_ref": "RITM0003",
			"source": _target("gcp:prod", "log/4"),
		},
		{
			"id": "evt-2",
			"action": "revoke",
			"entitlements": [_storage_admin],
			"actor": {"id": "provisioner", "kind": "service_account"},
			"executed_at": "2026-03-03T15:00:00Z",
			"outcome": "success",
			"request_ref": "RITM0003",
			"source": _target("gcp:prod", "log/5"),
		},
	],
	"observations": [
		_observation("obs-1", "gcp:prod", "2026-03-03T08:00:00Z", []),
		_observation("obs-2", "gcp:prod", "2026-03-03T11:05:00Z", [_storage_admin]),
		_observation("obs-3", "gcp:prod", "2026-03-03T15:05:00Z", []),
	],
	"events": [{"id": "ev-1", "kind": "created", "occurred_at": "2026-03-03T08:00:00Z", "source": _hr("ev-2")}],
}

_storage_admin := {
	"system": "gcp:prod",
	"resource": "projects/prod",
	"permission": "roles/storage.objectAdmin",
	"expires_at": "2026-03-03T15:00:00Z",
}

# A manager asks that access be taken away; it is, the same morning.
revoke_request := {
	"schema": "counterfoil.evidence/v1",
	"id": "RITM0004",
	"action": "revoke",
	"subject": {"id": "ben", "kind": "human", "status": "active"},
	"request": {
		"id": "RITM0004",
		"requester": {"id": "li", "kind": "human"},
		"submitted_at": "2026-03-04T09:00:00Z",
		"justification": "Project ended",
		"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Reader"}],
		"status": "closed_complete",
		"closed_at": "2026-03-04T11:30:00Z",
		"source": _itsm("sc_req_item/0004"),
	},
	"policy_basis": object.union(_basis("default"), {"decided_at": "2026-03-04T09:00:05Z"}),
	"approvals": [{
		"id": "apr-1",
		"approver": {"id": "maria", "kind": "human"},
		"capacity": "manager",
		"decision": "approved",
		"decided_at": "2026-03-04T10:00:00Z",
		"source": _itsm("sysapproval/5"),
	}],
	"changes": [{
		"id": "evt-1",
		"action": "revoke",
		"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Reader"}],
		"actor": {"id": "provisioner", "kind": "service_account"},
		"executed_at": "2026-03-04T11:00:00Z",
		"outcome": "success",
		"request_ref": "RITM0004",
		"source": _target("erp", "log/6"),
	}],
	"observations": [
		_observation("obs-1", "erp", "2026-03-04T08:00:00Z", [{"system": "erp", "resource": "ledger", "permission": "Reader"}]),
		_observation("obs-2", "erp", "2026-03-04T11:05:00Z", []),
	],
}

# An outage: break-glass access for two hours, given back early, reviewed the
# next day. Nobody approved beforehand.
emergency_grant := {
	"schema": "counterfoil.evidence/v1",
	"id": "RITM0005",
	"action": "grant",
	"subject": {"id": "ana", "kind": "human", "status": "active"},
	"request": {
		"id": "RITM0005",
		"requester": {"id": "ana", "kind": "human"},
		"submitted_at": "2026-03-05T02:00:00Z",
		"justification": "INC0099 outage",
		"entitlements": [_break_glass],
		"status": "closed_complete",
		"closed_at": "2026-03-05T04:00:00Z",
		"source": _itsm("sc_req_item/0005"),
	},
	"policy_basis": object.union(_basis("default"), {"decided_at": "2026-03-05T02:00:05Z"}),
	"changes": [
		{
			"id": "evt-1",
			"action": "grant",
			"entitlements": [_break_glass],
			"actor": {"id": "provisioner", "kind": "service_account"},
			"executed_at": "2026-03-05T02:05:00Z",
			"outcome": "success",
			"request_ref": "RITM0005",
			"emergency": true,
			"source": _target("db:orders", "log/7"),
		},
		{
			"id": "evt-2",
			"action": "revoke",
			"entitlements": [_break_glass],
			"actor": {"id": "provisioner", "kind": "service_account"},
			"executed_at": "2026-03-05T03:30:00Z",
			"outcome": "success",
			"request_ref": "RITM0005",
			"source": _target("db:orders", "log/8"),
		},
	],
	"observations": [
		_observation("obs-1", "db:orders", "2026-03-05T01:00:00Z", []),
		_observation("obs-2", "db:orders", "2026-03-05T02:06:00Z", [_break_glass]),
		_observation("obs-3", "db:orders", "2026-03-05T03:35:00Z", []),
	],
	"emergency": {
		"label": "break-glass",
		"reason": "INC0099 outage",
		"declared_by": {"id": "ana", "kind": "human"},
		"declared_at": "2026-03-05T02:00:00Z",
		"expires_at": "2026-03-05T04:00:00Z",
		"review": {
			"reviewer": {"id": "omar", "kind": "human"},
			"reviewed_at": "2026-03-06T09:00:00Z",
			"conclusion": "justified",
			"source": _itsm("review/1"),
		},
		"source": _itsm("emergency/1"),
	},
}

_break_glass := {
	"system": "db:orders",
	"resource": "orders",
	"permission": "DbBreakGlass",
	"expires_at": "2026-03-05T04:00:00Z",
}

_basis(rule) := {
	"policy_id": "access-approval",
	"version": "7",
	"rule_id": rule,
	"approval_required": true,
	"decided_at": "2026-03-02T09:00:05Z",
	"source": _itsm(sprintf("policy/%s", [rule])),
}

_observation(id, system, at, entitlements) := {
	"id": id,
	"system": system,
	"observed_at": at,
	"complete": true,
	"entitlements": entitlements,
	"source": _target(system, sprintf("state/%s", [id])),
}

_itsm(id) := {"system": "servicenow:acme", "kind": "itsm", "record_id": id, "collected_at": "2026-03-10T00:00:00Z"}

_hr(id) := {"system": "hr:acme", "kind": "hr", "record_id": id, "collected_at": "2026-03-10T00:00:00Z"}

_target(system, id) := {"system": system, "kind": "iam", "record_id": id, "collected_at": "2026-03-10T00:00:00Z"}
