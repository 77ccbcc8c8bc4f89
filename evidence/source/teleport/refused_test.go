package teleport_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/teleport"
)

// sums are the SHA-256 of each line.
func sums(input string) []string {
	var all []string
	for _, l := range strings.Split(input, "\n") {
		sum := sha256.Sum256([]byte(l))
		all = append(all, hex.EncodeToString(sum[:]))
	}
	return all
}

func TestIgnored(t *testing.T) {
	for _, c := range []struct {
		what, input string
		want        source.Reason
	}{
		{"a session", event("session.start", 1, `"user":"ana"`), source.Reason{Why: "not about access"}},
		{"a name of the vendor's own making", event("access_request.createx", 1, `"code":"X"`), source.Reason{Why: "about access, and not read as an entitlement change", Name: "access_request.createx"}},
		{"a sign-in", event("user.login", 1, `"user":"ana","time":"no"`), source.Reason{Why: "uses access that was given before", Name: "user.login"}},
		{"a certificate", event("cert.create", 1, `"identity":{"user":"ana","roles":["dba"],"access_requests":["r-1"]}`), source.Reason{Why: "uses access that was given before", Name: "cert.create"}},
		{"a lock", event("lock.created", 1, `"target":{"user":"ana"}`), source.Reason{Why: "a lock, which suspends access for as long as it is there, and takes nothing away", Name: "lock.created"}},
		{"a connector", event("saml.created", 1, `"code":"T8200I"`), source.Reason{Why: "about access, and not read as an entitlement change", Name: "saml.created"}},
		{"a review that took nobody out", event("access_list.review", 1, `"name":"l-1"`), source.Reason{Why: "review that took nobody out of the list", Name: "access_list.review"}},
		{"a list that was not emptied", event("access_list.member.delete_all_for_access_list", 1, `"access_list_name":"l-1","code":"TAL008E"`), source.Reason{Why: "failed, and does not say whose access it was about", Name: "access_list.member.delete_all_for_access_list"}},
		{"a user who was not made", user("create", 1, `null,"code":"T1002W"`), source.Reason{Why: "left the roles of the user as they were", Name: "user.create"}},
		{"a request that was not made", created(`,"code":"T5000W"`), source.Reason{Why: "failed, and does not say whose access it was about", Name: "access_request.create"}},
	} {
		facts, errs, tally := read(t, c.input)
		if len(facts) > 0 || len(errs) > 0 || tally.IgnoredFor(c.want) != 1 {
			t.Errorf("%s: %q, %q\n%s", c.what, lines(facts), errs, tally)
		}
	}
	_, _, tally := read(t, created(""), created(""), user("update", 1, `["a"]`), user("update", 2, `["a"]`))
	for _, want := range []source.Reason{{Why: "told twice", Name: "access_request.create"}, {Why: "left the roles of the user as they were", Name: "user.update"}} {
		if tally.IgnoredFor(want) != 1 {
			t.Errorf("%s: %s", want, tally)
		}
	}
}

func TestRefused(t *testing.T) {
	const again = ": use the log as Teleport wrote it"
	const orphan = "no access_request.create in this input says whose request this is: read the log from the day of the request on, its files joined to one"
	many := `["` + strings.Repeat(`r","`, 200) + `r"]`
	for _, c := range []struct{ what, input, want string }{
		{"no event", `{"uid":"u","code":"T1000I"}`, "u: not a Teleport audit event, which has event and code: leave it out, or unwrap the event that it holds"},
		{"wrapped", `{"log":` + created("") + `}`, "not a Teleport audit event, which has event and code: leave it out, or unwrap the event that it holds"},
		{"no uid", created(`,"uid":null`), "/uid: missing" + again},
		{"no zone", created(`,"time":"2026-03-02 11:00:00"`), "access_request.create/1 /time: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"an impossible time", event("role.created", 1, `"name":"dba","time":"2023-09-20T23:00:000.000000Z"`), "role.created/1 /time: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"an expiry of another kind", user("update", 1, `["a"],"expires":111111`), "user.update/1 /expires: a number, which is not what Teleport writes there" + again},
		{"an expiry without a zone", user("update", 1, `["a"],"expires":"2026-03-02"`), "user.update/1 /expires: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"a code without an end", created(`,"code":"T5000"`), "access_request.create/1 /code: does not end as a code does, so that nobody knows whether this succeeded" + again},
		{"nobody's request", created(`,"user":null`), "access_request.create/1 /user: missing, so that the event does not say whose access was asked for" + again},
		{"which request", created(`,"id":null`), "access_request.create/1 /id: missing, so that the event does not say which request it is about" + again},
		{"which request was approved", update(5, "APPROVED", `,"id":""`), "access_request.update/5 /id: missing, so that the event does not say which request it is about" + again},
		{"no state", update(5, "", ""), "access_request.update/5 /state: missing" + again},
		{"no state at first", created(`,"state":null`), "access_request.create/1 /state: missing" + again},
		{"another state", update(5, "approved", ""), "access_request.update/5 /state: not a state of an access request" + again},
		{"another proposal", review(5, "omar", "NONE", "PENDING"), "access_request.review/5 /proposed_state: not a state of an access request" + again},
		{"no reviewer", review(5, "", "APPROVED", "PENDING"), "access_request.review/5 /reviewer: missing, so that the event does not say who decided" + again},
		{"whose approval", update(5, "APPROVED", ""), "access_request.update/5: " + orphan},
		{"whose review", review(5, "omar", "APPROVED", "APPROVED"), "access_request.review/5: " + orphan},
		{"whose expiry", ended("expire", 5), "access_request.expire/5: " + orphan},
		{"a nameless role", created(`,"roles":["dba",""]`), "access_request.create/1 /roles: a role without a name" + again},
		{"roles that are none", created(`,"roles":"dba"`), "access_request.create/1 /roles: a string, which is not what Teleport writes there" + again},
		{"roles that are none, of a user", user("update", 1, `"dba"`), "user.update/1 /roles: a string, which is not what Teleport writes there" + again},
		{"roles that are none, at an approval", update(5, "APPROVED", `,"roles":[7]`), "access_request.update/5 /roles/0: a number, which is not what Teleport writes there" + again},
		{"an explosion", created(`,"roles":` + many), "access_request.create/1 /roles: more than 200 roles or 1000 resources: judge this request by hand"},
		{"no user", user("create", 1, `["a"],"name":null`), "user.create/1 /name: missing, so that the event does not say which user it is about" + again},
		{"no user to delete", user("delete", 1, `["a"],"name":null`), "user.delete/1 /name: missing, so that the event does not say which user it is about" + again},
		{"no roles", event("user.update", 1, `"name":"bob"`), "user.update/1 /roles: missing, so that the event does not say which roles the user has" + again},
		{"no list", event("access_list.member.create", 1, `"members":[{"member_name":"a"}]`), "access_list.member.create/1 /access_list_name: missing, so that the event does not say which list it is about" + again},
		{"no members", event("access_list.member.create", 1, `"access_list_name":"l","members":[]`), "access_list.member.create/1 /members: missing, so that the event does not say whose membership it is about" + again},
		{"a nameless member", event("access_list.member.create", 1, `"access_list_name":"l","members":[{}]`), "access_list.member.create/1 /members: missing, so that the event does not say whose membership it is about" + again},
		{"no list reviewed", event("access_list.review", 1, `"removed_members":["a"]`), "access_list.review/1 /name: missing, so that the event does not say which list it is about" + again},
		{"nobody removed", event("access_list.review", 1, `"name":"l","removed_members":[""]`), "access_list.review/1 /removed_members: missing, so that the event does not say whose membership it is about" + again},
		{"emptied", event("access_list.member.delete_all_for_access_list", 1, `"access_list_name":"l"`), "access_list.member.delete_all_for_access_list/1 /members: the event does not say who was in the list that was emptied: look at who was in it before"},
		{"a nameless role's definition", event("role.updated", 1, ""), "role.updated/1 /name: missing, so that the event does not say what it is about" + again},
		{"a nameless bot", event("bot.create", 1, ""), "bot.create/1 /name: missing, so that the event does not say which bot it is about" + again},
		{"a nameless token", event("join_token.create", 1, ""), "join_token.create/1 /name: missing, so that the event does not say which token it is about" + again},
		{"a token with strange roles", event("join_token.create", 1, `"roles":7,"name":"x"`), "join_token.create/1 /roles: a number, which is not what Teleport writes there" + again},
	} {
		facts, errs, _ := read(t, c.input)
		if diff := cmp.Diff([]string{"log:1: " + c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %v\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}

// Two requests with one id, and what came to be known of one too late.
func TestRefusedInContext(t *testing.T) {
	facts, errs, tally := read(t, review(5, "omar", "APPROVED", "APPROVED"), strings.ReplaceAll(review(6, "li", "APPROVED", "APPROVED"), "r-1", "r-2"), created(""), created(`,"uid":"other"`))
	want := []string{"log:4: other /id: an earlier access_request.create has the same: use the log as Teleport wrote it",
		"log:2: access_request.review/6: no access_request.create in this input says whose request this is: read the log from the day of the request on, its files joined to one"}
	if diff := cmp.Diff(want, errs); diff != "" || len(facts) != 3 || tally.Used != 2 || tally.Refused != 2 || tally.Events != 4 {
		t.Errorf("%q\n(-want +got):\n%s\n%s", lines(facts), diff, tally)
	}
	// Whoever stops early is not given more.
	for n := range 4 {
		var tally source.Tally
		got := 0
		for range teleport.Reader(teleport.Options{})("log", strings.NewReader(review(5, "a", "APPROVED", "APPROVED")+"\n"+user("create", 1, `["a"]`)+"\n"+strings.ReplaceAll(review(6, "b", "APPROVED", "APPROVED"), "r-1", "r-2")), &tally) {
			if got++; got > n {
				break
			}
		}
		if got != min(n+1, 4) {
			t.Errorf("%d taken, want %d", got, min(n+1, 4))
		}
		sourcetest.AddsUp(t, &tally)
	}
}

func TestCluster(t *testing.T) {
	reader := teleport.Reader(teleport.Options{Cluster: "acme"})
	facts, errs, _ := sourcetest.Read(t, reader, user("create", 1, `["a"],"cluster_name":null`)+"\n"+user("create", 2, `["b"],"cluster_name":"leaf"`)+"\n"+event("session.start", 3, `"cluster_name":"leaf"`))
	if diff := cmp.Diff([]string{"log:2: user.create/2 /cluster_name: of another cluster than the one that was named: read the logs of each cluster by themselves"}, errs); diff != "" ||
		len(facts) != 2 || facts[0].Subject.ID != "teleport:acme/user/bob" {
		t.Errorf("%q (-want +got):\n%s", lines(facts), diff)
	}
	// What one event does not name, another of the same request does.
	facts, _, _ = read(t, created(`,"cluster_name":null`), update(5, "APPROVED", ""))
	if got := sourcetest.Lines(t, facts); strings.Count(got, `"source":{"system":"teleport:acme"`) != 3 || strings.Contains(got, `"teleport"`+",") {
		t.Error(got)
	}
	facts, _, _ = read(t, user("create", 1, `["a"],"cluster_name":null`))
	if facts[0].Subject.ID != "teleport/user/bob" {
		t.Error(facts[0].Subject.ID)
	}
}

func TestShapes(t *testing.T) {
	if fit := source.Fits([]byte(created("")), teleport.Shapes()); len(fit) != 1 {
		t.Error(fit)
	}
	_, _, tally := read(t, `{"events":[`+created("")+`,`+update(2, "APPROVED", "")+`],"startKey":""}`)
	if tally.Used != 2 {
		t.Error(tally)
	}
}
