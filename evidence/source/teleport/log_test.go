package teleport_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/teleport"
)

// codes are those of the events in these tests, where they succeeded.
var codes = map[string]string{
	"access_request.create": "T5000I", "access_request.update": "T5001I", "access_request.review": "T5002I", "access_request.delete": "T5003I", "access_request.expire": "T5005I",
	"user.create": "T1002I", "user.update": "T1003I", "user.delete": "T1004I", "user.login": "T1000I", "cert.create": "TC000I",
	"role.created": "T9000I", "role.updated": "T9002I", "role.deleted": "T9001I", "bot.create": "TB001I", "bot.update": "TB002I", "bot.delete": "TB003I",
	"access_list.create": "TAL001I", "access_list.update": "TAL002I", "access_list.delete": "TAL003I", "access_list.review": "TAL004I",
	"access_list.member.create": "TAL005I", "access_list.member.add": "TAL005I", "access_list.member.update": "TAL006I", "access_list.member.delete": "TAL007I",
	"access_list.member.delete_all_for_access_list": "TAL008I", "join_token.create": "TJT00I", "lock.created": "TLK00I", "session.start": "T2000I",
}

// event is one that happened so many minutes after eleven, in Teleport's shape.
// The uid is the event's name and the minute. Members that are given replace
// those of the base; null takes one away.
func event(name string, minute int, members string) string {
	m := map[string]json.RawMessage{}
	base := fmt.Sprintf(`{"ei":0,"event":%q,"code":%q,"uid":"%s/%d","time":"2026-03-02T11:%02d:00.5Z","cluster_name":"acme"}`, name, codes[name], name, minute, minute)
	for _, text := range []string{base, "{" + members + "}"} {
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			panic(err)
		}
	}
	for k, v := range m {
		if string(v) == "null" && k != "roles" {
			delete(m, k)
		}
	}
	b, _ := json.Marshal(m)
	return string(b)
}

// The events of one request, by which most tests begin.
func created(members string) string {
	return event("access_request.create", 1, `"id":"r-1","user":"ana","state":"PENDING","roles":["dba"],"reason":"INC7","expires":"2026-03-02T19:00:00Z"`+members)
}

func review(minute int, who, proposed, state string) string {
	return event("access_request.review", minute, fmt.Sprintf(`"id":"r-1","reviewer":%q,"proposed_state":%q,"state":%q,"expires":"2026-03-02T19:00:00Z","reason":"ok"`, who, proposed, state))
}

func update(minute int, state, members string) string {
	return event("access_request.update", minute, fmt.Sprintf(`"id":"r-1","updated_by":"root-admin","state":%q`, state)+members)
}

func ended(how string, minute int) string {
	return event("access_request."+how, minute, `"id":"r-1","expires":"2026-03-02T19:00:00Z"`)
}

func user(what string, minute int, roles string) string {
	return event("user."+what, minute, `"name":"bob","user":"root-admin","connector":"local","expires":"0001-01-01T00:00:00Z","roles":`+roles)
}

// line is a fact as the tables have it; minute:second are of 11:00.
func line(f evidence.Fact) string {
	who := strings.ReplaceAll(f.Subject.ID, "teleport:acme/", "")
	at := func(t time.Time) string { return t.Format("@04") }
	list := func(held []evidence.Entitlement) string {
		var all []string
		for _, e := range held {
			s := strings.TrimSuffix(e.Resource+" "+e.Permission+" on "+e.Scope, " on ")
			if e.Via != "" {
				s += " via " + e.Via
			}
			if !e.ExpiresAt.IsZero() {
				s += " until " + e.ExpiresAt.Format("15:04")
			}
			all = append(all, s)
		}
		return strings.Join(all, ", ")
	}
	switch v := f.Value.(type) {
	case *evidence.Request:
		s := fmt.Sprintf("%s asks %s for %s: %s", who, at(v.SubmittedAt), list(v.Entitlements), v.Status)
		if !v.ClosedAt.IsZero() {
			s += " " + at(v.ClosedAt)
		}
		return s
	case *evidence.Approval:
		s := fmt.Sprintf("%s %s for %s %s", strings.TrimPrefix(v.Approver.ID, "teleport:acme/"), v.Decision, f.RequestRef, at(v.DecidedAt))
		if v.Delegation != nil {
			s += " from " + strings.TrimPrefix(v.Delegation.From.ID, "teleport:acme/")
		}
		return s
	case *evidence.Change:
		s := fmt.Sprintf("%s %s %s: %s", v.Action, who, at(v.ExecutedAt), list(v.Entitlements))
		if v.RequestRef != "" {
			s += " for " + v.RequestRef
		}
		if v.Outcome == evidence.OutcomeFailure {
			s += " (failure)"
		}
		return s
	case *evidence.Event:
		return fmt.Sprintf("%s %s %s", v.Kind, who, at(v.OccurredAt))
	}
	return "?"
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

func read(t *testing.T, input ...string) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	return sourcetest.Read(t, teleport.Reader(teleport.Options{}), strings.Join(input, "\n"))
}

func TestRequests(t *testing.T) {
	asks := "user/ana asks @01 for role dba until 19:00: "
	const dba = "role dba until 19:00 for r-1"
	for _, c := range []struct {
		what  string
		input []string
		want  []string
	}{
		{"nobody decided", []string{created("")}, []string{asks + "open"}},
		{"two reviewers, of whom the second decides", []string{created(""), review(5, "omar", "APPROVED", "PENDING"), review(9, "li", "APPROVED", "APPROVED")},
			[]string{asks + "closed_complete @09", "user/omar approved for r-1 @05", "user/li approved for r-1 @09", "grant user/ana @09: " + dba}},
		{"a review after the decision", []string{created(""), review(5, "omar", "APPROVED", "APPROVED"), review(9, "li", "APPROVED", "APPROVED")},
			[]string{asks + "closed_complete @05", "user/omar approved for r-1 @05", "grant user/ana @05: " + dba, "user/li approved for r-1 @09"}},
		{"which moves nothing", []string{created(""), review(5, "omar", "APPROVED", "APPROVED"), strings.Replace(review(9, "li", "APPROVED", "APPROVED"), "T19:", "T23:", 1)},
			[]string{asks + "closed_complete @05", "user/omar approved for r-1 @05", "grant user/ana @05: " + dba, "user/li approved for r-1 @09"}},
		{"one rejects, and another turns it", []string{created(""), review(5, "omar", "DENIED", "PENDING"), review(9, "li", "APPROVED", "APPROVED")},
			[]string{asks + "closed_complete @09", "user/omar rejected for r-1 @05", "user/li approved for r-1 @09", "grant user/ana @09: " + dba}},
		{"denied", []string{created(""), review(5, "omar", "DENIED", "DENIED"), ended("expire", 30)}, []string{asks + "rejected @05", "user/omar rejected for r-1 @05"}},
		{"denied by somebody who may decide alone", []string{created(""), update(5, "DENIED", "")}, []string{asks + "rejected @05", "user/root-admin rejected for r-1 @05"}},
		{"approved by somebody who may decide alone", []string{created(""), update(5, "APPROVED", "")},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba}},
		{"for fewer roles, and not so long", []string{created(`,"roles":["dba","root"]`), update(5, "APPROVED", `,"roles":["dba"],"expires":"2026-03-02T12:00:00Z"`)},
			[]string{"user/ana asks @01 for role dba until 19:00, role root until 19:00: closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: role dba until 12:00 for r-1"}},
		{"and then for others", []string{created(""), update(5, "APPROVED", ""), update(9, "APPROVED", `,"roles":["root"]`), update(10, "APPROVED", `,"roles":["root"]`)},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba, "user/root-admin approved for r-1 @09",
				"modify user/ana @09: role root until 19:00 for r-1", "user/root-admin approved for r-1 @10"}},
		{"and then for longer", []string{created(""), update(5, "APPROVED", `,"expires":"2026-03-02T12:00:00Z"`), update(9, "APPROVED", ""), update(10, "APPROVED", `,"expires":"2026-03-02T18:00:00Z"`)},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: role dba until 12:00 for r-1", "user/root-admin approved for r-1 @09",
				"user/root-admin approved for r-1 @10", "modify user/ana @10: role dba until 18:00 for r-1"}},
		{"by a plugin, for somebody", []string{created(""), update(5, "APPROVED", `,"delegator":"Omar@acme.example"`)},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05 from omar@acme.example", "grant user/ana @05: " + dba}},
		{"by a plugin, for somebody of its own", []string{created(""), update(5, "APPROVED", `,"delegator":"pagerduty"`)},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05 from delegator/pagerduty", "grant user/ana @05: " + dba}},
		{"by whom only user says", []string{created(""), event("access_request.update", 5, `"id":"r-1","user":"li","state":"DENIED"`)}, []string{asks + "rejected @05", "user/li rejected for r-1 @05"}},
		{"by nobody that is told", []string{created(""), event("access_request.update", 5, `"id":"r-1","state":"APPROVED"`)}, []string{asks + "closed_complete @05", "grant user/ana @05: " + dba}},
		{"not approved", []string{created(""), update(5, "APPROVED", `,"success":false`)}, []string{asks + "open"}},
		{"an update that decides nothing", []string{created(""), update(5, "PENDING", "")}, []string{asks + "open"}},
		{"promoted: not what was asked for", []string{created(""), review(5, "omar", "PROMOTED", "PROMOTED")}, []string{asks + "closed_incomplete @05", "user/omar abstained for r-1 @05"}},
		{"reviewed automatically", []string{created(""), review(5, "@teleport-access-approval-bot", "APPROVED", "APPROVED")},
			[]string{asks + "closed_complete @05", "user/@teleport-access-approval-bot approved for r-1 @05", "grant user/ana @05: " + dba}},
		{"approved when it was made", []string{created(`,"state":"APPROVED"`)}, []string{asks + "closed_complete @01", "grant user/ana @01: " + dba}},
		{"expired", []string{created(""), review(5, "omar", "APPROVED", "APPROVED"), ended("expire", 50), event("access_request.expire", 51, `"id":"r-1"`)},
			[]string{asks + "closed_complete @05", "user/omar approved for r-1 @05", "grant user/ana @05: " + dba, "revoke user/ana @50: " + dba}},
		{"expired before anybody decided", []string{created(""), review(5, "omar", "APPROVED", "PENDING"), ended("expire", 50)}, []string{asks + "cancelled @50", "user/omar approved for r-1 @05"}},
		{"deleted before anybody decided", []string{created(""), ended("delete", 7)}, []string{asks + "cancelled @07"}},
		{"deleted, which takes no certificate back", []string{created(""), update(5, "APPROVED", ""), ended("delete", 7)},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba}},
		{"denied after all, which takes nothing back", []string{created(""), update(5, "APPROVED", ""), update(7, "DENIED", "")},
			[]string{asks + "rejected @07", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba, "user/root-admin rejected for r-1 @07"}},
		{"open again", []string{created(""), update(5, "DENIED", ""), update(7, "PENDING", "")}, []string{asks + "open", "user/root-admin rejected for r-1 @05"}},
		{"in no order", []string{ended("expire", 50), review(9, "li", "APPROVED", "APPROVED"), created(""), review(5, "omar", "APPROVED", "PENDING")},
			[]string{asks + "closed_complete @09", "user/omar approved for r-1 @05", "user/li approved for r-1 @09", "grant user/ana @09: " + dba, "revoke user/ana @50: " + dba}},
		{"for resources", []string{created(`,"roles":["access"],"resource_ids":[{"cluster":"acme","kind":"node","name":"n-1"},{"cluster":"leaf","kind":"pod","name":"k","sub_resource":"shop/web"}]`), update(5, "APPROVED", `,"roles":["viewer"]`)},
			[]string{"user/ana asks @01 for role access on /acme/node/n-1 until 19:00, role access on /leaf/pod/k/shop/web until 19:00: closed_complete @05", "user/root-admin approved for r-1 @05",
				"grant user/ana @05: role viewer on /acme/node/n-1 until 19:00, role viewer on /leaf/pod/k/shop/web until 19:00 for r-1"}},
		{"for nothing that is told", []string{created(`,"roles":null`), update(5, "APPROVED", "")},
			[]string{"user/ana asks @01 for : closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: role unknown until 19:00 for r-1"}},
		{"without an end", []string{created(`,"expires":"0001-01-01T00:00:00Z"`), update(5, "APPROVED", "")},
			[]string{"user/ana asks @01 for role dba: closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: role dba for r-1"}},
		{"a user with an address", []string{created(`,"user":"Ana@Acme.example"`)}, []string{"ana@acme.example asks @01 for role dba until 19:00: open"}},
		{"told twice", []string{created(""), created(""), update(5, "APPROVED", ""), update(5, "APPROVED", "")},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba}},
		{"one uid for all", []string{created(`,"uid":"u"`), update(5, "APPROVED", `,"uid":"u"`), event("access_request.expire", 7, `"id":"r-1","uid":"u"`)},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba, "revoke user/ana @07: " + dba}},
		{"a cluster that only a later event names", []string{created(`,"cluster_name":null`), update(5, "APPROVED", "")},
			[]string{asks + "closed_complete @05", "user/root-admin approved for r-1 @05", "grant user/ana @05: " + dba}},
		{"failed", []string{created(`,"success":false`), created(`,"id":"r-2","uid":"x","code":"T5000E"`)}, nil},
	} {
		facts, errs, _ := read(t, c.input...)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestChanges(t *testing.T) {
	members := func(what string, minute int, list string) string {
		return event("access_list.member."+what, minute, `"access_list_name":"l-1","access_list_title":"Auditors","updated_by":"root-admin","members":[`+list+`]`)
	}
	for _, c := range []struct {
		what  string
		input []string
		want  []string
	}{
		{"a user", []string{user("create", 1, `["dba","access","dba"]`)}, []string{"grant user/bob @01: role access, role dba", "created user/bob @01"}},
		{"without roles", []string{user("create", 1, `null`)}, []string{"created user/bob @01"}},
		{"made by a sign-in", []string{event("user.create", 1, `"name":"Bob@acme.example","user":"system","connector":"okta","roles":["dba"],"expires":"2026-03-02T19:00:00Z"`),
			event("user.create", 30, `"name":"Bob@acme.example","user":"system","connector":"okta","roles":["dba"],"expires":"2026-03-03T19:00:00Z"`),
			event("user.update", 40, `"name":"Bob@acme.example","user":"system","connector":"okta","roles":["ops"],"expires":"2026-03-03T19:00:00Z"`)},
			[]string{"grant bob@acme.example @01: role dba via connector/okta until 19:00", "revoke bob@acme.example @40: role dba via connector/okta until 19:00", "grant bob@acme.example @40: role ops via connector/okta until 19:00"}},
		{"changed, from nobody knows what", []string{user("update", 2, `["dba"]`)}, []string{"modify user/bob @02: role dba"}},
		{"emptied, from nobody knows what", []string{user("update", 2, `[]`)}, []string{"revoke user/bob @02: role unknown"}},
		{"changed", []string{user("create", 1, `["a","b"]`), user("update", 2, `["c","b"]`), user("update", 3, `["b","c"]`)},
			[]string{"grant user/bob @01: role a, role b", "created user/bob @01", "revoke user/bob @02: role a", "grant user/bob @02: role c"}},
		{"emptied", []string{user("create", 1, `["a"]`), user("update", 2, `[]`), user("update", 3, `["b"]`)},
			[]string{"grant user/bob @01: role a", "created user/bob @01", "revoke user/bob @02: role a", "grant user/bob @03: role b"}},
		{"another end", []string{user("create", 1, `["a"]`), event("user.update", 2, `"name":"bob","roles":["a"],"connector":"local","expires":"2026-03-02T19:00:00Z"`)},
			[]string{"grant user/bob @01: role a", "created user/bob @01", "modify user/bob @02: role a until 19:00"}},
		{"upserted", []string{user("create", 1, `["a"]`), user("create", 2, `["b"]`), user("create", 3, `["b"]`)},
			[]string{"grant user/bob @01: role a", "created user/bob @01", "revoke user/bob @02: role a", "grant user/bob @02: role b"}},
		{"an event from before says nothing of what there was", []string{user("update", 5, `["a"]`), user("update", 2, `["b"]`), user("update", 6, `["a","c"]`)},
			[]string{"modify user/bob @05: role a", "modify user/bob @02: role b", "grant user/bob @06: role c"}},
		{"deleted", []string{user("delete", 9, `null`)}, []string{"revoke user/bob @09: role unknown", "decommission user/bob @09"}},
		{"deleted, of whom more is known", []string{user("create", 1, `["a","b"]`), user("delete", 9, `null`), user("create", 10, `["a"]`)},
			[]string{"grant user/bob @01: role a, role b", "created user/bob @01", "revoke user/bob @09: role a, role b", "decommission user/bob @09", "grant user/bob @10: role a", "created user/bob @10"}},
		{"failed", []string{user("create", 1, `["a"]`), event("user.update", 2, `"name":"bob","roles":["b"],"code":"T1003E"`), event("user.delete", 3, `"name":"bob","error":"no"`), user("update", 4, `["a"]`)},
			[]string{"grant user/bob @01: role a", "created user/bob @01", "modify user/bob @02: role b (failure)", "revoke user/bob @03: role a (failure)"}},
		{"into a list", []string{members("create", 1, `{"member_name":"ana"},{"member_name":"Cy@acme.example"},{"member_name":"l-2","membership_kind":2}`), members("add", 2, `{"member_name":"l-3","membership_kind":"MEMBERSHIP_KIND_LIST"}`)},
			[]string{"grant user/ana @01: access_list/l-1 member", "grant cy@acme.example @01: access_list/l-1 member", "grant access_list/l-2 @01: access_list/l-1 member", "grant access_list/l-3 @02: access_list/l-1 member"}},
		{"within a list, and out of it", []string{members("update", 1, `{"member_name":"ana","membership_kind":1}`), members("delete", 2, `{"member_name":"ana"}`)},
			[]string{"modify user/ana @01: access_list/l-1 member", "revoke user/ana @02: access_list/l-1 member"}},
		{"not into a list", []string{strings.Replace(members("create", 1, `{"member_name":"ana"}`), "TAL005I", "TAL005E", 1)}, []string{"grant user/ana @01: access_list/l-1 member (failure)"}},
		{"out of a list, by its review", []string{event("access_list.review", 3, `"name":"l-1","removed_members":["ana","bob"]`)}, []string{"revoke user/ana @03: access_list/l-1 member", "revoke user/bob @03: access_list/l-1 member"}},
		{"what a role gives", []string{event("role.created", 1, `"name":"dba"`), event("role.updated", 2, `"name":"dba"`), event("role.deleted", 3, `"name":"dba"`)},
			[]string{"grant role/dba @01: role-definition unknown", "modify role/dba @02: role-definition unknown", "revoke role/dba @03: role-definition unknown"}},
		{"what a list gives", []string{event("access_list.create", 1, `"name":"l-1"`), event("access_list.update", 2, `"name":"l-1","success":false`), event("access_list.delete", 3, `"name":"l-1"`)},
			[]string{"grant access_list/l-1 @01: access_list-definition unknown", "modify access_list/l-1 @02: access_list-definition unknown (failure)", "revoke access_list/l-1 @03: access_list-definition unknown"}},
		{"bots", []string{event("bot.create", 1, `"name":"ci"`), event("bot.update", 2, `"name":"ci"`), event("bot.delete", 3, `"name":"ci"`), event("bot.create", 4, `"name":"cd","success":false`)},
			[]string{"grant user/bot-ci @01: role unknown", "created user/bot-ci @01", "modify user/bot-ci @02: role unknown", "revoke user/bot-ci @03: role unknown", "decommission user/bot-ci @03", "grant user/bot-cd @04: role unknown (failure)"}},
		{"a token to join with", []string{event("join_token.create", 1, `"name":"****7f","roles":["Node","App"],"join_method":"token","expires":"2026-03-02T12:00:00Z"`), event("join_token.create", 2, `"name":"x"`)},
			[]string{"grant token/****7f @01: join Node until 12:00, join App until 12:00", "grant token/x @02: join unknown"}},
	} {
		facts, errs, _ := read(t, c.input...)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestWholeFacts(t *testing.T) {
	at := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	input := created(`,"cluster_name":null,"impersonator":"help-desk","assume_start_time":"2026-03-02T12:00:00Z"`) + "\n" + strings.Replace(review(5, "omar", "APPROVED", "APPROVED"), `"state"`, `"submitted_by":"slack","state"`, 1) + "\n" +
		event("user.update", 7, `"name":"bob","user":"bot-ci","user_kind":2,"impersonator":"ana","roles":["dba"],"connector":"saml"`)
	facts, errs, _ := sourcetest.Read(t, teleport.Reader(teleport.Options{CollectedAt: at, Cluster: "acme"}), input)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	// The digests: printf %s of each line | sha256sum.
	want := `{"fact":"change","subject":{"id":"teleport:acme/user/bob","name":"bob"},"value":{"id":"user.update/7/modify","action":"modify","entitlements":[{"system":"teleport:acme","resource":"role","permission":"dba","via":"connector/saml"}],"actor":{"id":"teleport:acme/user/ana","name":"ana"},"on_behalf_of":{"id":"teleport:acme/user/bot-ci","kind":"service_account","name":"bot-ci"},"executed_at":"2026-03-02T11:07:00.5Z","outcome":"success","source":{"system":"teleport:acme","kind":"pam","record_id":"user.update/7","collected_at":"2026-03-10T00:00:00Z","digest":"DIGEST"},"extensions":{"teleport":{"event":"user.update","code":"T1003I","connector":"saml"}}}}
{"fact":"request","subject":{"id":"teleport:acme/user/ana","name":"ana"},"action":"grant","value":{"id":"r-1","requester":{"id":"teleport:acme/user/help-desk","name":"help-desk"},"submitted_at":"2026-03-02T11:01:00.5Z","justification":"INC7","entitlements":[{"system":"teleport:acme","resource":"role","permission":"dba","expires_at":"2026-03-02T19:00:00Z"}],"status":"closed_complete","closed_at":"2026-03-02T11:05:00.5Z","source":{"system":"teleport:acme","kind":"pam","record_id":"access_request.create/1","collected_at":"2026-03-10T00:00:00Z","digest":"DIGEST"},"extensions":{"teleport":{"event":"access_request.create","code":"T5000I","state":"APPROVED","assume_start_time":"2026-03-02T12:00:00Z"}}}}
{"fact":"approval","subject":{"id":"teleport:acme/user/ana","name":"ana"},"request_ref":"r-1","value":{"id":"access_request.review/5","approver":{"id":"teleport:acme/user/omar","name":"omar"},"decision":"approved","decided_at":"2026-03-02T11:05:00.5Z","source":{"system":"teleport:acme","kind":"pam","record_id":"access_request.review/5","collected_at":"2026-03-10T00:00:00Z","digest":"DIGEST"},"extensions":{"teleport":{"event":"access_request.review","code":"T5002I","reason":"ok","state":"APPROVED","proposed_state":"APPROVED","submitted_by":"slack"}}}}
{"fact":"change","subject":{"id":"teleport:acme/user/ana","name":"ana"},"request_ref":"r-1","value":{"id":"access_request.review/5/grant","action":"grant","entitlements":[{"system":"teleport:acme","resource":"role","permission":"dba","expires_at":"2026-03-02T19:00:00Z"}],"actor":{"id":"teleport:acme","kind":"workload","name":"teleport:acme"},"executed_at":"2026-03-02T11:05:00.5Z","outcome":"success","request_ref":"r-1","source":{"system":"teleport:acme","kind":"pam","record_id":"access_request.review/5","collected_at":"2026-03-10T00:00:00Z","digest":"DIGEST"},"extensions":{"teleport":{"event":"access_request.review","code":"T5002I","reason":"ok","state":"APPROVED","proposed_state":"APPROVED","submitted_by":"slack"}}}}
`
	sums := sums(input)
	for _, n := range []int{2, 0, 1, 1} {
		want = strings.Replace(want, "DIGEST", "sha256:"+sums[n], 1)
	}
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whoever Teleport itself is said to be is no person.
func TestKinds(t *testing.T) {
	for name, want := range map[string]evidence.IdentityKind{"system": "workload", "@teleport-access-approval-bot": "workload", "omar": "", "omar@acme.example": ""} {
		facts, _, _ := read(t, created(""), review(5, name, "APPROVED", "APPROVED"))
		if got := facts[1].Value.(*evidence.Approval).Approver.Kind; got != want {
			t.Errorf("%s: kind %q, want %q", name, got, want)
		}
	}
	for kind, want := range map[string]evidence.IdentityKind{"0": "", "1": "", "2": "service_account", "3": "workload", `"USER_KIND_BOT"`: "service_account"} {
		facts, _, _ := read(t, event("role.updated", 1, `"name":"dba","user":"x","user_kind":`+kind))
		if got := facts[0].Value.(*evidence.Change).Actor.Kind; got != want {
			t.Errorf("user_kind %s: kind %q, want %q", kind, got, want)
		}
	}
}
