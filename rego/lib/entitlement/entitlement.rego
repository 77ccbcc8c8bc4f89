# METADATA
# title: Entitlements
# description: |
#   An entitlement's key is [system, resource, permission, scope]. A requested
#   bundle covers its own key and what grant.implies says that it may create,
#   on the same system, resource and scope unless named; one level deep.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.entitlement

key(e) := [e.system, e.resource, e.permission, object.get(e, "scope", "")]

implied(e) := {key(made) |
	some given in data.counterfoil.parameters.grant.implies[e.permission]
	made := object.union({"system": e.system, "resource": e.resource, "scope": object.get(e, "scope", "")}, given)
}

covers(e) := {key(e)} | implied(e)

# untold(k): the source could not tell part of it, and wrote "unknown". That no
# observation shows such a key says nothing.
untold(k) if {
	some part in k
	part == "unknown"
}

untold(k) if {
	some part in k
	endswith(part, "/unknown")
}

# held(e, keys): e is among the keys, or all that it implies is.
held(e, keys) if key(e) in keys

held(e, keys) if {
	all := implied(e)
	count(all) > 0
	count(all - keys) == 0
}

# What the request asks for, bundles expanded.
requested contains k if {
	some e in input.request.entitlements
	some k in covers(e)
}

asked if count(input.request.entitlements) > 0

# name(e) is how a message speaks of an entitlement, key_name(k) of a key.
name(e) := key_name(key(e))

key_name(k) := sprintf("%s on %s in %s", [k[2], k[1], k[0]]) if k[3] == ""

key_name(k) := sprintf("%s on %s in %s (%s)", [k[2], k[1], k[0], k[3]]) if k[3] != ""

# path(e) says through what an observed entitlement is held.
path(e) := sprintf("%s, inherited through %s", [name(e), e.via])

path(e) := name(e) if not e.via
