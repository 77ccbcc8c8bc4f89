package custom.lib.lantern.people_test

import data.custom.lib.lantern.people

_person(employment) := {"id": "p", "kind": "human", "extensions": {"employment": employment, "site": "berlin"}}

_owned(kind, owner) := {"subject": {"id": "x", "kind": kind, "owner": owner}}

_agent := {"id": "a", "kind": "agent"}

test_behind if {
	people.behind == {"/subject": {"id": "p", "kind": "human"}} with input as {"subject": {"id": "p", "kind": "human"}}
	object.keys(people.behind) == {"/subject", "/subject/owner", "/subject/owner/owner"} with input as _owned("api_key", {"id": "a", "kind": "agent", "owner": {"id": "p", "extensions": {"owner": "x"}}})
}

test_agent if {
	people.agent == "yes" with input as {"subject": _agent}
	people.agent == "yes" with input as _owned("api_key", _agent)
	people.agent == "yes" with input as _owned("api_key", object.union(_agent, {"owner": _person("employee")}))
	people.agent == "no" with input as {"subject": {"id": "p", "kind": "human"}}
	people.agent == "no" with input as _owned("service_account", _person("employee"))
}

test_an_agent_may_use_it if {
	people.agent == "unknown" with input as {"subject": {"id": "x", "kind": "api_key"}}
	people.agent == "unknown" with input as _owned("service_account", {"id": "p"})
}

test_employment if {
	every word, employment in {
		"employee": "employee", " Employee ": "employee", "CONTRACTOR": "contractor", "contractor\t": "contractor",
		"intern": "unknown", "": "unknown", "contractor (external)": "unknown", "non-employee": "unknown",
	} {
		people.employment == employment with input as {"subject": _person(word)}
	}
}

test_employment_is_not_said if {
	every who in [
		{"id": "p", "kind": "human"},
		{"id": "p", "kind": "human", "extensions": {}},
		{"id": "p", "kind": "human", "extensions": {"employment": ["employee"]}},
		{"id": "p", "kind": "human", "extensions": {"Employment": "employee"}},
		{"id": "p", "kind": "api_key", "extensions": {"employment": "employee"}},
		{"id": "p", "kind": "api_key", "owner": {"id": "q", "extensions": {"employment": "employee"}}},
	] {
		people.employment == "unknown" with input as {"subject": who}
	}
}

# One contractor in the line makes it a contractor's, one unknown unknown.
test_employment_of_several if {
	owned := object.union(_person("employee"), {"owner": _person("contractor")})
	people.employment == "contractor" with input as _owned("agent", owned)
	people.contractor == "/subject/owner/owner" with input as _owned("agent", owned)
	people.employment == "unknown" with input as _owned("agent", object.union(_person("employee"), {"owner": _person("intern")}))
	people.employment == "unknown" with input as _owned("agent", object.union(_person("employee"), {"owner": {"id": "q", "kind": "human"}}))
	people.employment == "employee" with input as _owned("agent", object.union(_person("employee"), {"owner": _person("employee")}))
	people.contractor == "/subject/owner" with input as _owned("agent", object.union(_person("contractor"), {"owner": _person("contractor")}))
}

test_site if {
	people.site == "berlin" with input as {"subject": _person("contractor")}
	people.contractor == "/subject" with input as {"subject": _person("contractor")}
	people.site == "" with input as {"subject": {"id": "p", "kind": "human", "extensions": {"employment": "contractor"}}}
	not people.site with input as {"subject": _person("employee")}
}
