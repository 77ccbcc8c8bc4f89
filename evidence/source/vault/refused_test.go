package vault_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/vault"
)

func sum(line string) string {
	s := sha256.Sum256([]byte(line))
	return "sha256:" + hex.EncodeToString(s[:])
}

// A request is nothing by itself, with its answer as well as without.
func TestPairs(t *testing.T) {
	const bob = "auth/userpass/users/bob"
	paired := source.Reason{Why: "request, of which its answer says what became"}
	alone := func(class string) source.Reason {
		return source.Reason{Why: "request without an answer in this input, which did not happen as far as anybody knows", Name: class}
	}
	ask := func(minute int, operation, path string) string {
		return entry("request", minute, operation, path, edit{"/request/data": `{"token_policies":["a"]}`})
	}
	reply := answer(1, "update", bob, `{"token_policies":["a"]}`)
	for _, c := range []struct {
		what         string
		input        []string
		used, events int
		ignored      map[source.Reason]int
	}{
		{"a pair", []string{ask(1, "update", bob), reply}, 1, 2, map[source.Reason]int{paired: 1}},
		{"in the other order", []string{reply, ask(1, "update", bob)}, 1, 2, map[source.Reason]int{paired: 1}},
		{"no answer", []string{ask(1, "update", bob)}, 0, 1, map[source.Reason]int{alone("auth/users update"): 1}},
		{"no request", []string{reply}, 1, 1, nil},
		{"an answer to another", []string{ask(2, "delete", bob), reply, ask(3, "update", "sys/policies/acl/x"), ask(4, "update", "auth/token/create")}, 1, 4,
			map[source.Reason]int{alone("auth/users delete"): 1, alone("sys/policies/acl update"): 1, alone("auth/token/create update"): 1}},
		{"told by two devices", []string{ask(1, "update", bob), ask(1, "update", bob), reply}, 1, 3, map[source.Reason]int{paired: 2}},
		{"refused at the door", []string{entry("request", 1, "update", bob, edit{"/error": `"permission denied"`})}, 0, 1, map[source.Reason]int{alone("auth/users update"): 1}},
	} {
		facts, errs, tally := read(t, c.input...)
		got := map[source.Reason]int{}
		for _, why := range tally.Reasons() {
			got[why] = tally.IgnoredFor(why)
		}
		if c.ignored == nil {
			c.ignored = map[source.Reason]int{}
		}
		if diff := cmp.Diff(c.ignored, got); diff != "" || len(errs) > 0 || tally.Used != c.used || len(facts) != c.used || tally.Events != c.events {
			t.Errorf("%s: %q %s (-want +got):\n%s", c.what, errs, tally, diff)
		}
	}
	// Whoever stops early is not given more.
	var tally source.Tally
	for range vault.Reader(vault.Options{})("log", strings.NewReader(ask(2, "update", bob)+"\n"+reply+"\n"+reply), &tally) {
		break
	}
	if sourcetest.AddsUp(t, &tally); tally.Events != 1 || tally.Used != 1 {
		t.Error(&tally)
	}
}

func TestIgnored(t *testing.T) {
	const bob = "auth/userpass/users/bob"
	other := func(class string) source.Reason {
		return source.Reason{Why: "about access, and not read as an entitlement change", Name: class}
	}
	elsewhere, reads, use := source.Reason{Why: "not about access"}, source.Reason{Why: "only reads"}, source.Reason{Why: "uses access that was given before"}
	untouched := func(class string) source.Reason {
		return source.Reason{Why: "write that says nothing of policies, members or whether it may sign in", Name: class}
	}
	failed := func(class string) source.Reason {
		return source.Reason{Why: "failed write that does not say whose access it was about", Name: class}
	}
	lease := func(class string) source.Reason {
		return source.Reason{Why: "revocation of leases that does not say of which", Name: class}
	}
	for _, c := range []struct {
		what, input string
		want        source.Reason
	}{
		{"a secret", answer(1, "update", "secret/data/auth/x", `{}`), elsewhere},
		{"a secret of which nobody asks", entry("request", 1, "read", "secret/data/x", nil), elsewhere},
		{"health", answer(1, "update", "sys/health", `{}`), elsewhere},
		{"leases renewed", answer(1, "update", "sys/leases/renew", `{}`), elsewhere},
		{"a strange path", answer(1, "update", `a\\b`, `{}`), elsewhere},
		{"another kind of identity", answer(1, "update", "identity/x", `{}`), other("identity update")},
		{"a list of users", answer(1, "update", "auth/userpass/users", `{}`), other("auth/users update")},
		{"how passwords are made", answer(1, "update", "sys/policies/password/x", `{}`), elsewhere},
		{"a user read", answer(1, "read", bob, `{}`), reads},
		{"a list", answer(1, "list", "sys/policies/acl", `{}`), reads},
		{"a sign-in", answer(1, "update", "auth/userpass/login/bob", `{}`), use},
		{"a sign-in by OIDC", answer(1, "update", "auth/oidc/oidc/auth_url", `{}`), use},
		{"a look at a token", answer(1, "update", "auth/token/lookup-accessor", `{}`), use},
		{"a look at a secret id", answer(1, "update", "auth/approle/role/app/secret-id/lookup", `{}`), use},
		{"a look at an entity", answer(1, "update", "identity/lookup/entity", `{}`), use},
		{"a new auth method", answer(1, "update", "sys/auth/ldap", `{}`), other("sys/auth update")},
		{"its settings", answer(1, "update", "auth/ldap/config", `{}`), other("auth update")},
		{"a part of a role", answer(1, "update", "auth/approle/role/app/token-ttl", `{}`), other("auth/role/… update")},
		{"a password", answer(1, "update", bob+"/password", `{}`), other("auth/users/… update")},
		{"tokens tidied", answer(1, "update", "auth/token/tidy", `{}`), other("auth/token update")},
		{"an alias", answer(1, "update", "identity/entity-alias", `{}`), other("identity/entity-alias update")},
		{"entities merged", answer(1, "update", "identity/entity/merge", `{}`), other("identity/entity update")},
		{"a policy without a name", answer(1, "delete", "sys/policies/acl", `{}`), other("sys/policies/acl delete")},
		{"a new password with the user", answer(1, "update", bob, `{"password":"x"}`), untouched("auth/users update")},
		{"an entity's metadata", answer(1, "update", "identity/entity/id/e-1", `{"metadata":{}}`), untouched("identity/entity update")},
		{"what is not disabled", answer(1, "update", "identity/entity/id/e-1", `{"disabled":false}`), source.Reason{Why: "write that left the policies as they were", Name: "identity/entity update"}},
		{"a token that was not made", entry("response", 1, "update", "auth/token/create", edit{"/error": `"no"`}), failed("auth/token/create update")},
		{"a token that was not revoked", entry("response", 1, "update", "auth/token/revoke", edit{"/error": `"no"`, "/request/data": `{"token":"plain"}`}), failed("auth/token/revoke update")},
		{"an entity that was not made", entry("response", 1, "update", "identity/entity", edit{"/error": `"no"`, "/request/data": `{"name":7}`}), failed("identity/entity update")},
		{"a hashed lease", answer(1, "update", "sys/leases/revoke", `{"lease_id":"`+h("l")+`"}`), lease("sys/leases/revoke update")},
		{"leases by their beginning", answer(1, "update", "sys/leases/revoke-prefix/database", `{}`), lease("sys/leases/revoke-prefix update")},
		{"so, under the old name", answer(1, "update", "sys/revoke-force/database", `{}`), lease("sys/leases/revoke-force update")},
	} {
		facts, errs, tally := read(t, c.input)
		if len(facts) > 0 || len(errs) > 0 || tally.IgnoredFor(c.want) != 1 {
			t.Errorf("%s: %q, %q\n%s", c.what, lines(facts), errs, tally)
		}
	}
	same := answer(1, "update", bob, `{"token_policies":["a"]}`)
	if _, _, tally := read(t, same, same); tally.IgnoredFor(source.Reason{Why: "write that left the policies as they were", Name: "auth/users update"}) != 1 {
		t.Error(tally)
	}
}

func TestRefused(t *testing.T) {
	const again = ": use the log as the audit device wrote it"
	const noEntry = "not a Vault audit entry, which has type request or response and a request: leave it out; Vault's server log says nothing about access"
	const advice = ": have the mount log it as it is (audit_non_hmac_request_keys), or look it up in Vault"
	const bob = "auth/userpass/users/bob"
	many := `["` + strings.Repeat(`p","`, 10_000) + `p"]`
	for _, c := range []struct{ what, input, want string }{
		{"the server's log", `{"@level":"info","@message":"core: vault is sealed","@timestamp":"2026-03-02T11:00:00Z"}`, noEntry},
		{"another type", strings.Replace(answer(1, "update", bob, `{}`), `"type":"response"`, `"type":"audit"`, 1), noEntry},
		{"no request", `{"type":"request","time":"2026-03-02T11:00:00Z"}`, noEntry},
		{"no path", entry("response", 1, "update", bob, edit{"/request/path": `null`}), noEntry},
		{"no id", entry("response", 1, "update", bob, edit{"/request/id": `null`}), "/request/id: missing" + again},
		{"no id of a request", entry("request", 1, "update", bob, edit{"/request/id": `""`}), "/request/id: missing" + again},
		{"an id of another kind", entry("response", 1, "update", bob, edit{"/request/id": `7`}), "/request/id: a number, which is not what Vault writes there" + again},
		{"no zone", entry("response", 1, "update", bob, edit{"/time": `"2026-03-02T11:00:00"`}), "c-1 /time: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"data that is no object", answer(1, "update", bob, `"x"`), "c-1 /request/data: a string, which is not what Vault writes there" + again},
		{"an error of another kind", entry("response", 1, "update", bob, edit{"/error": `7`}), "c-1 /error: a number, which is not what Vault writes there" + again},
		{"held up by a control group", entry("response", 1, "update", bob, edit{"/request/data": `{"token_policies":["a"]}`, "/response/wrap_info": `{"ttl":300,"creation_path":"x"}`}),
			"c-1 /response/wrap_info: the answer is wrapped though nobody asked for that: a control group may hold the request up, and nobody knows whether it was carried out"},
		{"an entity of nobody knows what name", answer(1, "update", "identity/entity", `{"name":"`+h("n")+`","policies":["a"]}`), "c-1 /request/data/name: hashed or missing, so that the entry does not say which entity it is about" + advice},
		{"a group without one", answer(1, "update", "identity/group", `{"policies":["a"]}`), "c-1 /request/data/name: hashed or missing, so that the entry does not say which group it is about" + advice},
		{"a token without an accessor", answer(1, "update", "auth/token/create", `{}`), "c-1 /response/auth/accessor: hashed or missing, so that the entry does not say which token was made" + advice},
		{"a token with a nameless policy", entry("response", 1, "update", "auth/token/create", edit{"/response/auth": `{"accessor":"a","policies":[""]}`}), "c-1 /response/auth/policies: a policy without a name" + again},
		{"a token in plain sight", answer(1, "update", "auth/token/revoke", `{"token":"hvs.x"}`), "c-1 /request/data: hashed or missing, so that the entry does not say which token was revoked" + advice},
		{"an explosion", answer(1, "update", bob, `{"token_policies":`+many+`}`), "c-1 /request/data/token_policies: more than 10000 in one list: judge this write by hand"},
		{"an explosion of members", answer(1, "update", "identity/group/id/g", `{"member_entity_ids":`+many+`}`), "c-1 /request/data/member_entity_ids: more than 10000 in one list: judge this write by hand"},
		{"an explosion of an entity's policies", answer(1, "update", "identity/entity/id/g", `{"policies":`+many+`}`), "c-1 /request/data/policies: more than 10000 in one list: judge this write by hand"},
		{"an explosion in what is wrapped", entry("response", 1, "update", "auth/token/create", edit{"/request/data": `{"policies":` + many + `}`, "/request/wrap_ttl": "1", "/response/wrap_info": `{"wrapped_accessor":"a"}`}), "c-1 /request/data/policies: more than 10000 in one list: judge this write by hand"},
	} {
		facts, errs, _ := read(t, c.input)
		if diff := cmp.Diff([]string{"log:1: " + c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %v\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	_, errs, _ := read(t, "2019-12-18T20:26:12.000Z [INFO]  core: security barrier not initialized")
	if diff := cmp.Diff([]string{"log: not a Vault audit log, which begins with { or [: leave this file out"}, errs); diff != "" {
		t.Error(diff)
	}
}

func TestShapes(t *testing.T) {
	for _, kind := range []string{"request", "response"} {
		if fit := source.Fits([]byte(entry(kind, 1, "update", "x", nil)), vault.Shapes()); len(fit) != 1 {
			t.Errorf("%s: %v", kind, fit)
		}
	}
}
