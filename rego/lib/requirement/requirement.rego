# METADATA
# title: The approval requirement
# description: |
#   What policy demands of a request, before and after: the same rules answer
#   who must approve and judge who did. Every rule that matches a requested
#   entitlement applies and requirements add up; "not_required" counts only
#   where no other matching rule requires; the default stands for each
#   entitlement that no rule matched. What a requested bundle implies cannot
#   escape a rule that requires approval, but does not call for the default.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.requirement

import data.counterfoil.lib.entitlement
import data.counterfoil.lib.match

result := {
	"required": required,
	"min_approvers": min_approvers,
	"capacities": sort(capacities),
	"context": context,
	"rules": sort(rules),
	"why": sort(_why),
} if {
	input.request
}

default required := false

required if count(_requiring) > 0

min_approvers := max({count(capacities)} | {object.get(rule, "min_approvers", 1) | some rule in _requiring})

capacities contains capacity if {
	some rule in _requiring
	some capacity in rule.capacities
}

default context := false

context if {
	some rule in _requiring
	rule.context == "required"
}

# The rules that decided: those that require, or else those that do not.
rules contains rule.id if some rule in _requiring

rules contains rule.id if {
	not required
	some rule in _applying
}

_requiring contains rule if {
	some rule in _applying
	rule.approval == "required"
}

_applying contains rule if {
	some e in input.request.entitlements
	some rule in _matching(e)
}

_applying contains rule if {
	some e in input.request.entitlements
	some k in entitlement.implied(e)
	some rule in _matching({"system": k[0], "resource": k[1], "permission": k[2]})
	rule.approval == "required"
}

_applying contains _default if {
	some e in input.request.entitlements
	count(_matching(e)) == 0
}

# A request that names no entitlement cannot show that it needs no approval.
_applying contains _default if {
	input.request
	not entitlement.asked
}

# equivalent set-operation: the parameters give the default no id of its own
_default := object.union(data.counterfoil.parameters.approval["default"], {"id": "default"})

_matching(e) := {rule |
	some rule in data.counterfoil.parameters.approval.rules
	some action in _actions[rule.approval]
	match.entitlement(rule.match, e, action)
}

# A record that does not say its action could be about any: it does not escape a
# rule that requires, and does not profit from one that exempts an action.
_actions := {"required": {input.action}, "not_required": {input.action}}

# equivalent constant `"-"`: an action that none is called, by either name
_actions := {"required": {"grant", "revoke", "modify"}, "not_required": {""}} if not input.action

_why contains sprintf("rule %q applies to %s: approval %s", [rule.id, entitlement.name(e), _word[rule.approval]]) if {
	some e in input.request.entitlements
	some rule in _matching(e)
}

_why contains sprintf("no rule matches %s: by default approval %s", [entitlement.name(e), _word[_default.approval]]) if {
	some e in input.request.entitlements
	count(_matching(e)) == 0
}

_why contains sprintf("%s implies %s, to which rule %q applies: approval %s", [entitlement.name(e), entitlement.key_name(k), rule.id, _word[rule.approval]]) if {
	some e in input.request.entitlements
	some k in entitlement.implied(e)
	some rule in _matching({"system": k[0], "resource": k[1], "permission": k[2]})
	rule.approval == "required"
}

_why contains "the request names no entitlement: the default applies" if not entitlement.asked

_word := {"required": "is required", "not_required": "is not required"}
