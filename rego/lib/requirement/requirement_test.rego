package counterfoil.lib.requirement_test

import data.counterfoil.lib.requirement
import data.counterfoil.testing

_ent(permission) := {"system": "erp", "resource": "ledger", "permission": permission}

_asking(permissions) := {
	"action": "grant",
	"subject": {"id": "ana", "kind": "human"},
	"request": {"id": "R1", "entitlements": [_ent(p) | some p in permissions]},
}

_rule(id, globs, edits) := object.union({"id": id, "match": {"permission": globs}, "approval": "required"}, edits)

_not_required := {"approval": "not_required"}

test_the_default if {
	requirement.result == {
		"required": true, "min_approvers": 1, "capacities": [], "context": false,
		"rules": ["default"],
		"why": ["no rule matches Reader on ledger in erp: by default approval is required"],
	} with input as _asking(["Reader"])
}

test_a_rule if {
	requirement.result == {
		"required": true, "min_approvers": 2, "capacities": ["resource_owner", "security"], "context": true,
		"rules": ["privileged"],
		"why": [`rule "privileged" applies to LedgerAdmin on ledger in erp: approval is required`],
	} with input as _asking(["LedgerAdmin"])
}

test_a_rule_that_requires_nothing if {
	requirement.result == {
		"required": false, "min_approvers": 0, "capacities": [], "context": false,
		"rules": ["birthright"],
		"why": [`rule "birthright" applies to Employee on ledger in erp: approval is not required`],
	} with input as _asking(["Employee"])
}

# Bundling with birthright does not help: the default stands for each entitlement.
test_the_default_stands_for_each_entitlement if {
	requirement.result == {
		"required": true, "min_approvers": 1, "capacities": [], "context": false,
		"rules": ["default"],
		"why": [
			"no rule matches Reader on ledger in erp: by default approval is required",
			`rule "birthright" applies to Employee on ledger in erp: approval is not required`,
		],
	} with input as _asking(["Employee", "Reader"])
}

test_rules_for_one_entitlement_add_up if {
	requirement.result == {
		"required": true, "min_approvers": 3, "capacities": ["owner", "security"], "context": true,
		"rules": ["a", "b", "c"],
		"why": [
			`rule "a" applies to Reader on ledger in erp: approval is required`,
			`rule "b" applies to Reader on ledger in erp: approval is required`,
			`rule "c" applies to Reader on ledger in erp: approval is required`,
		],
	} with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as [
			_rule("c", ["*"], {"context": "required"}),
			_rule("b", ["Read*"], {"capacities": ["security"], "min_approvers": 3}),
			_rule("a", ["Reader"], {"capacities": ["owner"], "context": "not_required"}),
		]
}

test_rules_for_several_entitlements_add_up if {
	requirement.min_approvers == 2 with input as _asking(["Reader", "Writer"])
		with data.counterfoil.parameters.approval.rules as _one_each
	requirement.capacities == {"owner", "security"} with input as _asking(["Reader", "Writer"])
		with data.counterfoil.parameters.approval.rules as _one_each
	requirement.capacities == {"owner"} with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as _one_each
}

_one_each := [
	_rule("r", ["Reader"], {"capacities": ["owner"], "min_approvers": 1}),
	_rule("w", ["Writer"], {"capacities": ["security"], "min_approvers": 1}),
]

# Each capacity wants an approver of its own, whatever min_approvers says.
test_as_many_approvers_as_capacities if {
	requirement.min_approvers == 3 with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as [_rule("r", ["*"], {"capacities": ["a", "b", "c"], "min_approvers": 2})]
	requirement.min_approvers == 5 with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as [_rule("r", ["*"], {"capacities": ["a", "b", "c"], "min_approvers": 5})]
	requirement.min_approvers == 1 with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as [_rule("r", ["*"], {})]
}

test_the_strictest_wins_over_not_required if {
	rules := [_rule("easy", ["*"], _not_required), _rule("strict", ["Reader"], {"min_approvers": 2})]
	requirement.required with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as rules
	requirement.rules == {"strict"} with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as rules
	requirement.rules == {"easy"} with input as _asking(["Writer"])
		with data.counterfoil.parameters.approval.rules as rules
}

# What a rule that requires nothing says besides does not count.
test_a_rule_that_requires_nothing_adds_nothing if {
	rules := [
		_rule("easy", ["*"], {"approval": "not_required", "min_approvers": 9, "capacities": ["ceo"], "context": "required"}),
		_rule("strict", ["Reader"], {}),
	]
	every permissions in [["Reader"], ["Reader", "Writer"]] {
		requirement.min_approvers == 1 with input as _asking(permissions)
			with data.counterfoil.parameters.approval.rules as rules
		requirement.capacities == set() with input as _asking(permissions)
			with data.counterfoil.parameters.approval.rules as rules
		not requirement.context with input as _asking(permissions)
			with data.counterfoil.parameters.approval.rules as rules
	}
	requirement.min_approvers == 0 with input as _asking(["Writer"])
		with data.counterfoil.parameters.approval.rules as rules
}

test_a_house_that_requires_nothing_by_default if {
	requirement.result == {
		"required": false, "min_approvers": 0, "capacities": [], "context": false,
		"rules": ["default"],
		"why": ["no rule matches Reader on ledger in erp: by default approval is not required"],
	} with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval["default"] as _not_required
}

test_the_default_may_be_strict if {
	requirement.result == {
		"required": true, "min_approvers": 2, "capacities": ["manager"], "context": true,
		"rules": ["default"],
		"why": ["no rule matches Reader on ledger in erp: by default approval is required"],
	} with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval["default"] as {
			"approval": "required", "min_approvers": 2,
			"capacities": ["manager"], "context": "required",
		}
}

test_by_action_and_kind_of_subject if {
	rules := [
		_rule("agents", ["*"], {"match": {"subject_kind": ["agent"]}, "min_approvers": 2}),
		_rule("away", ["*"], {"match": {"action": ["revoke"]}, "approval": "not_required"}),
	]
	agent := object.union(_asking(["Reader"]), {"subject": {"kind": "agent"}})
	requirement.rules == {"agents"} with input as agent
		with data.counterfoil.parameters.approval.rules as rules
	requirement.rules == {"default"} with input as _asking(["Reader"])
		with data.counterfoil.parameters.approval.rules as rules
	requirement.rules == {"away"} with input as object.union(_asking(["Reader"]), {"action": "revoke"})
		with data.counterfoil.parameters.approval.rules as rules
	requirement.rules == {"agents"} with input as object.union(agent, {"action": "revoke"})
		with data.counterfoil.parameters.approval.rules as rules
	requirement.rules == {"default"} with input as object.remove(_asking(["Reader"]), ["action"])
		with data.counterfoil.parameters.approval.rules as rules
}

test_a_request_that_names_no_entitlement if {
	wanted := {
		"required": true, "min_approvers": 1, "capacities": [], "context": false,
		"rules": ["default"],
		"why": ["the request names no entitlement: the default applies"],
	}
	requirement.result == wanted with input as _asking([])
	requirement.result == wanted with input as {"subject": {"kind": "human"}, "request": {"id": "R1"}}
}

test_without_a_request_nothing_is_known if {
	record := {"subject": {"kind": "human"}, "changes": [{"entitlements": [_ent("Admin")]}]}
	not requirement.result with input as record
	not requirement.required with input as record
	requirement.rules == set() with input as record
}

# The bundle "Analyst" implies "read" and, in another system, "Superuser".
_implies := {"Analyst": [{"permission": "read"}, {"permission": "Superuser", "system": "dwh"}]}

test_what_a_bundle_implies_cannot_escape_a_rule if {
	requirement.result == {
		"required": true, "min_approvers": 2, "capacities": [], "context": false,
		"rules": ["super"],
		"why": [
			`Analyst on ledger in erp implies Superuser on ledger in dwh, to which rule "super" applies: approval is required`,
			`rule "easy" applies to Analyst on ledger in erp: approval is not required`,
		],
	} with input as _asking(["Analyst"])
		with data.counterfoil.parameters.grant.implies as _implies
		with data.counterfoil.parameters.approval.rules as [
			_rule("easy", ["Analyst"], _not_required),
			_rule("super", ["x"], {"match": {"system": ["dwh"], "permission": ["Super*"]}, "min_approvers": 2}),
		]
}

test_what_a_bundle_implies_adds_to_its_own_rule if {
	rules := [
		_rule("bundle", ["Analyst"], {"capacities": ["owner"]}),
		_rule("super", ["Superuser"], {"capacities": ["security"]}),
	]
	requirement.capacities == {"owner", "security"} with input as _asking(["Analyst"])
		with data.counterfoil.parameters.grant.implies as _implies
		with data.counterfoil.parameters.approval.rules as rules
}

# The bundle is birthright, and so is what comes with it.
test_what_a_bundle_implies_does_not_call_for_the_default if {
	requirement.result == {
		"required": false, "min_approvers": 0, "capacities": [], "context": false,
		"rules": ["easy"],
		"why": [`rule "easy" applies to Analyst on ledger in erp: approval is not required`],
	} with input as _asking(["Analyst"])
		with data.counterfoil.parameters.grant.implies as _implies
		with data.counterfoil.parameters.approval.rules as [_rule("easy", ["Analyst"], _not_required), _rule("parts", ["read"], _not_required)]
}

# A rule for a part says nothing of the whole.
test_a_rule_that_exempts_a_part_does_not_exempt_the_bundle if {
	requirement.result == {
		"required": true, "min_approvers": 1, "capacities": [], "context": false,
		"rules": ["default"],
		"why": ["no rule matches Analyst on ledger in erp: by default approval is required"],
	} with input as _asking(["Analyst"])
		with data.counterfoil.parameters.grant.implies as _implies
		with data.counterfoil.parameters.approval.rules as [_rule("easy", ["read", "Superuser"], _not_required)]
}

# A record that does not say its action escapes no rule that requires approval
# of one, and profits from none that exempts one.
test_an_unknown_action_is_any_that_needs_approval if {
	unknown := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), [{"op": "remove", "path": "/action"}])
	strict := [{"id": "two", "match": {"action": ["grant"]}, "approval": "required", "min_approvers": 2}]
	lax := [{"id": "none", "match": {"action": ["grant"]}, "approval": "not_required"}]
	two := requirement.min_approvers with input as unknown with data.counterfoil.parameters.approval.rules as strict
	two == 2
	needed := requirement.required with input as unknown with data.counterfoil.parameters.approval.rules as lax
	needed
}

# One that exempts whatever is done holds for a record that does not say.
test_an_unknown_action_is_exempt_where_every_action_is if {
	unknown := json.remove(_asking(["Employee"]), ["/action"])
	requirement.rules == {"birthright"} with input as unknown
}

test_an_unknown_action_meets_the_rules_of_each if {
	unknown := json.remove(_asking(["Employee"]), ["/action"])
	every action in ["grant", "revoke", "modify"] {
		strict := [{"id": action, "match": {"action": [action]}, "approval": "required"}]
		rules := requirement.rules with input as unknown with data.counterfoil.parameters.approval.rules as strict
		rules == {action}
	}
}

# What a bundle implies may lie elsewhere: there the rules of that place apply.
test_a_rule_for_the_resource_that_a_bundle_implies if {
	requirement.result == {
		"required": true, "min_approvers": 1, "capacities": [], "context": false,
		"rules": ["vault"],
		"why": [
			"Analyst on ledger in erp implies read on vault in erp, to which rule \"vault\" applies: approval is required",
			`rule "easy" applies to Analyst on ledger in erp: approval is not required`,
		],
	} with input as _asking(["Analyst"])
		with data.counterfoil.parameters.grant.implies as {"Analyst": [{"permission": "read", "resource": "vault"}]}
		with data.counterfoil.parameters.approval.rules as [
			_rule("easy", ["Analyst"], _not_required),
			{"id": "vault", "match": {"resource": ["vault"]}, "approval": "required"},
		]
}
