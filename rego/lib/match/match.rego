# METADATA
# title: Patterns of the parameters document
# description: |
#   A pattern gives a list of globs for some of system, resource, permission,
#   subject_kind and action. All keys given must match, one glob of each list
#   suffices, and * crosses every separator.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.match

entitlement(pattern, e, action) if {
	every key, globs in pattern {
		_any(globs, _value(key, e, action))
	}
}

# equivalent drop-body: an entitlement has no field called subject_kind or action
_value(key, e, _) := e[key] if key in {"system", "resource", "permission"}

_value("subject_kind", _, _) := input.subject.kind

_value("action", _, action) := action

# null, not []: an empty list of delimiters means "." to glob.match.
_any(globs, value) if {
	some glob_ in globs
	glob.match(glob_, null, value)
}
