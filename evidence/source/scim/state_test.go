package scim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/scim"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

func read(t *testing.T, input string) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	return sourcetest.Read(t, scim.State(scim.Options{Service: "acme", CollectedAt: collected}), input)
}

// user is a user as RFC 7643 has it, with further attributes.
func user(id, more string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":%q,"userName":%q,"meta":{"resourceType":"User"}%s}`, id, "name-"+id, more)
}

// group is a group with members: of users their ids, of groups theirs after a
// g:, and ids alone after a "?:".
func group(id string, members ...string) string {
	var list []string
	for _, m := range members {
		kind, value, ok := strings.Cut(m, ":")
		if !ok {
			kind, value = "u", m
		}
		list = append(list, map[string]string{
			"u": fmt.Sprintf(`{"value":%q,"type":"User"}`, value), "g": fmt.Sprintf(`{"value":%q,"$ref":"https://x/v2/Groups/%s"}`, value, value), "?": fmt.Sprintf(`{"value":%q}`, value),
		}[kind])
	}
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":%q,"displayName":"Group %s","meta":{"resourceType":"Group"},"members":[%s]}`, id, id, strings.Join(list, ","))
}

func withoutMembers(id string) string { return strings.Replace(group(id), `,"members":[]`, "", 1) }

// list is a list response, of which the first resource is number start.
func list(start, total int, resources ...string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%d,"startIndex":%d,"itemsPerPage":%d,"Resources":[%s]}`+"\n",
		total, start, len(resources), strings.Join(resources, ","))
}

func whole(resources ...string) string { return list(1, len(resources), resources...) }

// lines are facts as the tables have them: an incomplete observation has a
// question mark.
func lines(facts []evidence.Fact) string {
	var all []string
	for _, f := range facts {
		who := strings.TrimPrefix(f.Subject.ID, "scim:acme/")
		switch v := f.Value.(type) {
		case *evidence.Observation:
			var held []string
			for _, e := range v.Entitlements {
				s := e.Resource
				if e.Resource == "role" || e.Resource == "entitlement" {
					s = strings.TrimSuffix(e.Resource+" "+e.Permission+"@"+e.Scope, "@")
				}
				if e.Via != "" {
					s += "<" + e.Via
				}
				held = append(held, s)
			}
			if !v.Complete {
				who += "?"
			}
			all = append(all, who+": "+strings.Join(held, " "))
		case *evidence.Event:
			all = append(all, who+" "+string(v.Kind)+" "+v.OccurredAt.Format(time.RFC3339))
		case *evidence.Listing:
			all = append(all, "nobody else in "+v.System)
		}
	}
	return strings.Join(all, "\n")
}

func TestObservations(t *testing.T) {
	const all = "\nnobody else in scim:acme"
	for _, c := range []struct{ what, input, want string }{
		{"all there is", whole(user("1", ""), user("2", "")) + whole(group("a", "1")),
			"user/name-1: account group/a\nuser/name-2: account\ngroup/a: " + all},
		{"in an array", "[" + whole(user("1", "")) + "," + whole(group("a", "1")) + "]",
			"user/name-1: account group/a\ngroup/a: " + all},
		{"users and groups in one list", whole(group("a", "?:1"), user("1", "")),
			"user/name-1: account group/a\ngroup/a: " + all},
		{"pages in any order", whole(group("a", "2")) + list(2, 3, user("2", ""), user("3", "")) + list(1, 3, user("1", "")),
			"user/name-1: account\nuser/name-2: account group/a\nuser/name-3: account\ngroup/a: " + all},
		{"names in any case", strings.NewReplacer("Resources", "resources", "userName", "username", "members", "MEMBERS", "totalResults", "totalresults", "core:2.0:User", "Core:2.0:user", `"value"`, `"Value"`).Replace(whole(user("1", "")) + whole(group("a", "1"))),
			"user/name-1: account group/a\ngroup/a: " + all},
		{"references in another case", whole(user("Ab", "")) + whole(group("a", "aB")), "user/name-ab: account group/a\ngroup/a: " + all},

		{"suspended", whole(user("1", `,"active":false`)) + whole(group("a", "1")), "user/name-1: group/a\ngroup/a: " + all},
		{"roles and entitlements", whole(user("1", `,"active":true,"roles":[{"value":"Admin","type":"till","display":"x"},{"value":"Clerk"}],"entitlements":[{"value":"e","primary":true}]`)) + whole(group("a", "1")),
			"user/name-1: account entitlement e group/a role Admin@till role Clerk\ngroup/a: " + all},

		{"nested", whole(user("1", "")) + whole(group("a", "1"), group("b", "g:a"), group("c", "?:b")),
			"user/name-1: account group/a group/b<group/a group/c<group/b\ngroup/a: group/b group/c<group/b\ngroup/b: group/c\ngroup/c: " + all},
		{"in two ways", whole(user("1", "")) + whole(group("a", "1"), group("b", "g:a", "1")),
			"user/name-1: account group/a group/b group/b<group/a\ngroup/a: group/b\ngroup/b: " + all},
		{"in a circle", whole(user("1", "")) + whole(group("a", "1", "g:b"), group("b", "g:a")),
			"user/name-1: account group/a group/a<group/b group/b<group/a\ngroup/a: group/b\ngroup/b: group/a" + all},
		{"in itself", whole(user("1", "")) + whole(group("a", "1", "g:a")), "user/name-1: account group/a\ngroup/a: " + all},

		{"a group without the attribute has nobody in it, as others have it", whole(user("1", "")) + whole(group("a", "1"), withoutMembers("b")),
			"user/name-1: account group/a\ngroup/a: \ngroup/b: " + all},
		{"members that were not asked for", whole(user("1", "")) + whole(withoutMembers("a")), "user/name-1?: account\ngroup/a?: "},
		{"no group has any, and says so", whole(user("1", "")) + whole(group("a")), "user/name-1: account\ngroup/a: " + all},
		{"no list of groups", whole(user("1", "")), "user/name-1?: account"},
		{"a list of nothing", whole(user("1", "")) + whole(), "user/name-1?: account"},
		{"single resources", user("1", "") + "\n" + group("a", "1"), "user/name-1?: account group/a\ngroup/a?: "},
		{"an array of resources", "[" + user("1", "") + "," + group("a", "1") + "]", "user/name-1?: account group/a\ngroup/a?: "},

		{"a page of users that is missing", list(1, 3, user("1", ""), user("2", "")) + whole(group("a", "1")), "user/name-1: account group/a\nuser/name-2: account\ngroup/a: "},
		{"a page of groups that is missing", whole(user("1", "")) + list(1, 2, group("a", "1")), "user/name-1?: account group/a\ngroup/a?: "},
		{"a page of groups in between", whole(user("1", "")) + list(1, 3, group("a", "1")) + list(3, 3, group("b")), "user/name-1?: account group/a\ngroup/a?: \ngroup/b?: "},
		{"a page twice", whole(user("1", "")) + list(1, 2, group("a", "1")) + list(1, 2, group("a", "1")), "user/name-1?: account group/a\ngroup/a?: "},
		{"a total that changed", whole(user("1", "")) + list(1, 2, group("a", "1")) + list(2, 3, group("b")), "user/name-1?: account group/a\ngroup/a?: \ngroup/b?: "},
		{"no total", whole(user("1", "")) + strings.Replace(whole(group("a", "1")), `"totalResults":1,`, "", 1), "user/name-1?: account group/a\ngroup/a?: "},

		{"a user with its groups", user("1", `,"groups":[{"value":"a"},{"value":"b","type":"indirect"},{"value":"c","type":"direct"}]`), "user/name-1: account group/a group/b<unknown group/c"},
		{"a user with none", user("1", `,"groups":[]`), "user/name-1: account"},
		{"indirect, and explained", whole(user("1", `,"groups":[{"value":"a"},{"value":"b","type":"indirect"}]`)) + whole(group("a", "1"), group("b", "g:a")),
			"user/name-1: account group/a group/b<group/a\ngroup/a: group/b\ngroup/b: " + all},
		{"a user who leaves out a group", user("1", `,"groups":[]`) + "\n" + group("a", "1"), "user/name-1?: account group/a\ngroup/a?: "},
		{"a group that is not listed", whole(user("1", `,"groups":[{"value":"x"}]`)) + whole(group("a", "1")), "user/name-1: account group/a group/x\ngroup/a: "},

		{"a member who is not listed", whole(user("1", "")) + whole(group("a", "1", "2")), "user/name-1: account group/a\nuser/2?: group/a\ngroup/a: "},
		{"a group in a group that is not listed", whole(user("1", "")) + whole(group("a", "1", "g:x")), "user/name-1?: account group/a\ngroup/a?: \ngroup/x?: group/a"},
		{"nobody knows what", whole(user("1", "")) + whole(group("a", "1", "?:x")), "user/name-1?: account group/a\nuser/x?: group/a\ngroup/a?: "},

		{"narrowed down", `{"totalResults":1,"Resources":[{"id":"1","userName":"bob","active":true}]}` + whole(group("a", "1")), "user/bob?: account group/a\ngroup/a: "},
		{"narrowed down, without active", `{"totalResults":1,"Resources":[{"id":"1","userName":"bob"}]}` + whole(group("a", "1")), "user/bob?: group/a\ngroup/a: "},
		{"created", strings.Replace(user("1", `,"groups":[]`), `"resourceType":"User"`, `"resourceType":"User","created":"2026-03-01T10:00:00+01:00"`, 1),
			"user/name-1: account\nuser/name-1 created 2026-03-01T09:00:00Z"},
	} {
		facts, errs, _ := read(t, c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestWholeFacts(t *testing.T) {
	one := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"id":"A1","externalId":"x-1","userName":"Bob@Acme.example",` +
		`"displayName":"Bob Ray","name":{"formatted":"Mr. Bob Ray"},"userType":"employee","active":false,"emails":[{"value":"boss@acme.example","primary":true}],"groups":[{"value":"g","display":"Tills"}],` +
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701","manager":{"value":"M1"}},"meta":{"resourceType":"User","created":"2026-03-01T10:00:00Z"}}`
	facts, errs, _ := read(t, one)
	digest := ""
	for _, f := range facts {
		if v, ok := f.Value.(*evidence.Event); ok {
			digest = v.Source.Digest
		}
	}
	who := `"subject":{"id":"bob@acme.example","kind":"human","name":"Bob Ray","aliases":["scim:acme/user/A1","scim:acme/external/x-1","scim:acme/employee/701"],"status":"suspended","extensions":{"scim":{"manager":"scim:acme/user/M1"}}}`
	want := `{"fact":"observation",` + who + `,"value":{"id":"bob@acme.example","system":"scim:acme","observed_at":"2026-03-10T00:00:00Z","complete":true,` +
		`"entitlements":[{"system":"scim:acme","resource":"group/g","permission":"member","extensions":{"scim":{"name":"Tills"}}}],` +
		`"source":{"system":"scim:acme","kind":"application","record_id":"Users/A1","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n" +
		`{"fact":"event",` + who + `,"value":{"id":"bob@acme.example/created","kind":"created","occurred_at":"2026-03-01T10:00:00Z",` +
		`"source":{"system":"scim:acme","kind":"application","record_id":"Users/A1","collected_at":"2026-03-10T00:00:00Z","digest":"` + digest + `"}}}` + "\n"
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 || !strings.HasPrefix(digest, "sha256:") {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
	facts, errs, _ = sourcetest.Read(t, scim.State(scim.Options{CollectedAt: collected}), whole(user("1", ""))+whole(group("a", "1")))
	want = `{"fact":"listing","subject":{"id":"scim"},"value":{"id":"scim","system":"scim","observed_at":"2026-03-10T00:00:00Z","source":{"system":"scim","kind":"application","record_id":"listing","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n"
	if len(facts) != 3 {
		t.Fatalf("%v %q", lines(facts), errs)
	}
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts[2:])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKinds(t *testing.T) {
	for userType, want := range map[string]evidence.IdentityKind{"Employee": evidence.KindHuman, "contractor": evidence.KindHuman, "Intern": evidence.KindHuman, "TEMP": evidence.KindHuman, "External": "", "Service": "", "": ""} {
		facts, errs, _ := read(t, user("1", `,"userType":"`+userType+`"`))
		if len(facts) != 1 || facts[0].Subject.Kind != want || facts[0].Subject.Status != "" {
			t.Errorf("%s: %v %q", userType, facts, errs)
		}
	}
}

func TestShapes(t *testing.T) {
	for n, input := range []string{whole(user("1", "")), user("1", ""), group("a", "1")} {
		if fit := source.Fits([]byte(input), scim.StateShapes()); !slices.Contains(fit, n) {
			t.Errorf("shape %d: its input fits %v", n, fit)
		}
	}
}
