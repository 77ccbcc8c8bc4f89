package scim_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/scim"
)

const api = "urn:ietf:params:scim:api:messages:2.0:"

// patch is a request to change a group, whose path and operation are traps for
// whoever takes it for what was done.
func patch(operation string) string {
	return `{"schemas":["` + api + `PatchOp"],"Operations":[` + operation + `]}`
}

func TestIgnored(t *testing.T) {
	request := func(name string) source.Reason {
		return source.Reason{Why: "request, which neither tells when it was made nor that it was carried out", Name: name}
	}
	for _, c := range []struct {
		input string
		want  source.Reason
	}{
		{patch(`{"op":"remove","path":"members[value eq \"1\"]"}`), request("PatchOp")},
		{patch(`{"op":"remove","path":"members"}`), request("PatchOp")},
		{patch(`{"op":"replace","value":{"members":[{"value":"1"}]}}`), request("PatchOp")},
		{patch(`{"op":"Add","path":"members","value":[{"value":"1"}]}`), request("PatchOp")},
		{patch(`{"op":"replace","path":"active","value":"False"}`), request("PatchOp")},
		{`{"schemas":["` + strings.ToUpper(api) + `SearchRequest"],"filter":"x"}`, request("SearchRequest")},
		{`{"schemas":["` + api + `BulkRequest"],"Operations":[{"method":"POST"}]}`, request("BulkRequest")},
		{`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bob"}`, request("a User to be created")},
		{`{"userName":"bob"}`, request("a User to be created")},
		{`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{}}`, source.Reason{Why: "resource that is neither a user nor a group", Name: "ServiceProviderConfig"}},
		{`{"schemas":["urn:x:Device"],"id":"1","meta":{"resourceType":"Device"}}`, source.Reason{Why: "resource that is neither a user nor a group", Name: "Device"}},
	} {
		facts, errs, tally := read(t, c.input)
		if len(facts) != 0 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Events != 1 {
			t.Errorf("%s\nwant ignored: %v; got %v %q %s", c.input, c.want, lines(facts), errs, tally)
		}
	}
	again := source.Reason{Why: "resource that was listed before, the same again", Name: "User"}
	if facts, errs, tally := read(t, user("1", `,"groups":[]`)+"\n"+user("1", `, "groups": []`)); len(errs) != 0 || len(facts) != 1 || tally.IgnoredFor(again) != 1 {
		t.Errorf("%v %q %s", lines(facts), errs, tally)
	}
}

func TestErrors(t *testing.T) {
	const again = ": fetch the listing again, with all attributes"
	array := func(resources ...string) string { return "[" + strings.TrimSpace(whole(resources...)) + "]" }
	for _, c := range []struct{ what, input, want string }{
		{"an error", `{"schemas":["` + api + `Error"],"status":"429"}`, "log:1: the service provider answered with an error, so that something is missing" + again},
		{"no type", `[{"id":"1","displayName":"x"}]`, "log: 1: does not say whether it is a User or a Group" + again},
		{"no id", whole(strings.Replace(user("1", ""), `"id":"1",`, "", 1)), "log: name-1 /id: missing" + again},
		{"no name", strings.Replace(user("1", ""), `"userName":"name-1",`, "", 1), "log:1: 1 /userName: missing, which each user has" + again},
		{"the same name", user("1", "") + "\n" + strings.Replace(user("2", ""), "name-2", "Name-1", 1), `log:2: 2 /userName: also that of another user, "1", which cannot be` + again},
		{"another's id as a name", user("1", "") + "\n" + strings.Replace(user("2", ""), "name-2", "1", 1), `log:2: 2 /id: the user name of another user, or the other way round, "1", so that nobody can tell them apart: look it up at the service provider`},
		{"another's name as an id", user("1", "") + "\n" + user("name-1", ""), `log:2: name-1 /id: the user name of another user, or the other way round, "1", so that nobody can tell them apart: look it up at the service provider`},
		{"it changed", user("1", "") + "\n" + user("1", `,"active":false`), "log:2: 1: was listed before, and said something else: it changed while it was listed" + again},
		{"no zone", strings.Replace(user("1", ""), `"resourceType":"User"`, `"created":"2026-03-01T10:00:00"`, 1), "log:1: 1 /meta/created: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"active in quotes", user("1", `,"active":"False"`), "log:1: 1 /active: a string, which is not what SCIM writes there" + again},
		{"a role without a value", user("1", `,"roles":[{"display":"x"}]`), "log:1: 1 /roles: one without a value" + again},
		{"a member without a value", group("a", "?:"), "log:1: a /members: one without a value" + again},
		{"a member of another type", strings.Replace(group("a", "1"), `"type":"User"`, `"type":"Device"`, 1), "log:1: a /members: one that is neither a User nor a Group: look it up at the service provider"},
		{"twice in other cases", user("1", `,"USERNAME":"x"`), "log:1: 1 /USERNAME: not JSON: duplicate object member name; fetch the log again (at byte 119)"},
		{"in an array", array(user("1", ""), user("2", `,"roles":[{}]`)), "log: 2 /Resources/1/roles: one without a value" + again},
		{"of another type, in an array", array(`{"id":"x","meta":{"resourceType":"Device"}}`), "log: x /Resources/0: neither a user nor a group: leave it out"},
	} {
		facts, errs, _ := read(t, c.input+"\n")
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		for _, f := range facts {
			if o, ok := f.Value.(*evidence.Observation); !ok || o.Complete {
				t.Errorf("%s: %s", c.what, lines(facts))
			}
		}
	}
	// What was refused or is missing makes nothing complete.
	good := whole(user("1", "")) + whole(group("a", "1"))
	for what, input := range map[string]string{
		"refused":   good + whole(group("b", "?:")),
		"an error":  good + `{"schemas":["` + api + `Error"]}`,
		"cut short": good + `{"Resources":[`,
	} {
		facts, errs, _ := read(t, input)
		if len(errs) != 1 || len(facts) != 2 {
			t.Errorf("%s: %s %q", what, lines(facts), errs)
		}
		for _, f := range facts {
			if f.Value.(*evidence.Observation).Complete {
				t.Errorf("%s: %s", what, lines(facts))
			}
		}
	}
	_, errs, _ := sourcetest.Read(t, scim.State(scim.Options{}), "[]")
	if diff := cmp.Diff([]string{"log: a listing has no time of its own: say when it was collected"}, errs); diff != "" {
		t.Error(diff)
	}
}
