package okta_test

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
	"github.com/counterfoil/counterfoil/evidence/source/okta"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

// page is a page of a listing that is its last.
func page(path, body string) string { return pageOf(path, "", body) }

func pageOf(path, next, body string) string {
	if next != "" {
		next = "https://acme.okta.com" + next
	}
	return fmt.Sprintf(`{"url":"https://acme.okta.com%s","next":%q,"body":%s}`, path, next, body) + "\n"
}

func listedUser(id, status string) string {
	return fmt.Sprintf(`{"id":"00u%s","status":%q,"created":"2026-01-01T00:00:00.000Z","profile":{"firstName":%q,"lastName":"X","login":"%s@Acme.example","email":"else@where.example"},"_links":{}}`, strings.ToUpper(id), status, id, id)
}

func listedGroup(id, kind string) string {
	return fmt.Sprintf(`{"id":"00g%s","type":%q,"objectClass":["okta:user_group"],"profile":{"name":"group %s","description":null}}`, id, kind, id)
}

func appUser(id, status, scope string) string {
	return fmt.Sprintf(`{"id":"00u%s","externalId":null,"status":%q,"scope":%q,"credentials":{"userName":"x"},"profile":{},"_links":{"app":{"href":"https://acme.okta.com/api/v1/apps/0oaCRM"},"user":{"href":"https://acme.okta.com/api/v1/users/00u%s"}}}`, id, status, scope, id)
}

func role(kind, label, status, how string) string {
	return fmt.Sprintf(`{"id":"ra1","label":%q,"type":%q,"status":%q,"created":"2026-01-01T00:00:00.000Z","assignmentType":%q}`, label, kind, status, how)
}

// org is all there is of an org: ana, a developer and administrator, bob, who
// has nothing, cy, who left, two groups, an app for developers and a robot.
var org = map[string]string{
	"/api/v1/users?limit=200":                            "[" + listedUser("ana", "ACTIVE") + "," + listedUser("bob", "LOCKED_OUT") + "]",
	"/api/v1/users?filter=status+eq+%22DEPROVISIONED%22": "[" + listedUser("cy", "DEPROVISIONED") + "]",
	"/api/v1/groups?limit=200":                           "[" + listedGroup("DEV", "OKTA_GROUP") + "," + listedGroup("ALL", "BUILT_IN") + "]",
	"/api/v1/groups/00gDEV/users?limit=200":              "[" + listedUser("ana", "ACTIVE") + "]",
	"/api/v1/groups/00gALL/users?limit=200":              "[" + listedUser("ana", "ACTIVE") + "," + listedUser("bob", "LOCKED_OUT") + "]",
	"/api/v1/groups/00gDEV/roles":                        "[" + role("REPORT_ADMIN", "Report Administrator", "ACTIVE", "GROUP") + "]",
	"/api/v1/groups/00gALL/roles":                        "[]",
	"/api/v1/apps?limit=200&includeNonDeleted=true":      `[{"id":"0oaCRM","name":"crm","label":"CRM","status":"ACTIVE","signOnMode":"SAML_2_0"},{"id":"0oaBOT","name":"oidc_client","label":"Robot","status":"ACTIVE","signOnMode":"OPENID_CONNECT"}]`,
	"/api/v1/apps/0oaCRM/users?limit=200":                "[" + appUser("ANA", "ACTIVE", "GROUP") + "]",
	"/api/v1/apps/0oaBOT/users?limit=200":                "[]",
	"/api/v1/apps/0oaCRM/groups?limit=200":               `[{"id":"00gDEV","lastUpdated":"2026-01-01T00:00:00.000Z","priority":0,"profile":{}}]`,
	"/api/v1/apps/0oaBOT/groups?limit=200":               "[]",
	"/oauth2/v1/clients/0oaBOT/roles":                    "[" + role("SUPER_ADMIN", "Super Administrator", "ACTIVE", "CLIENT") + "]",
	"/api/v1/apps/0oaBOT/grants":                         `[{"id":"oag1","issuer":"https://acme.okta.com","scopeId":"okta.users.read","status":"ACTIVE","source":"ADMIN"},{"id":"oag2","issuer":"https://acme.okta.com","scopeId":"okta.apps.read","status":"REVOKED","source":"ADMIN"}]`,
	"/api/v1/iam/assignees/users?limit=100":              `{"value":[{"id":"00uANA","orn":"orn:okta:directory:x:users:00uANA"}],"_links":{}}`,
	"/api/v1/users/00uANA/roles":                         "[" + role("SUPER_ADMIN", "Super Organization Administrator", "ACTIVE", "USER") + "," + role("REPORT_ADMIN", "Report Administrator", "ACTIVE", "GROUP") + "]",
	"/api/v1/api-tokens":                                 `[{"id":"00TKEY","name":"deploy","userId":"00uANA","clientName":"Okta API","created":"2026-01-01T00:00:00.000Z","expiresAt":"2026-04-01T00:00:00.000Z"}]`,
}

// export is the org with some pages replaced; "-" takes one away.
func export(edit map[string]string) string {
	var b strings.Builder
	var paths []string
	for path := range org {
		paths = append(paths, path)
	}
	for path := range edit {
		if org[path] == "" {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		body := org[path]
		if e, ok := edit[path]; ok {
			body = e
		}
		switch {
		case body == "-":
		case strings.HasPrefix(body, "+"): // whole pages
			b.WriteString(body[1:])
		default:
			b.WriteString(page(path, body))
		}
	}
	return b.String()
}

// observed is a fact as the tables have it: a + for complete, a - for not.
func observed(f evidence.Fact) string {
	l, ok := f.Value.(*evidence.Listing)
	if ok {
		return "listing of " + l.System
	}
	o := f.Value.(*evidence.Observation)
	s := "- "
	if o.Complete {
		s = "+ "
	}
	var held []string
	for _, e := range o.Entitlements {
		h := e.Resource + " " + e.Permission
		if e.Scope != "" {
			h += " @" + e.Scope
		}
		if e.Via != "" {
			h += " <" + e.Via
		}
		held = append(held, h)
	}
	return strings.TrimSuffix(s+f.Subject.ID+": "+strings.Join(held, ", "), " ")
}

func read(t *testing.T, input string) (got, errs []string) {
	t.Helper()
	facts, errs, _ := sourcetest.Read(t, okta.State(okta.Options{CollectedAt: collected}), input)
	for _, f := range facts {
		got = append(got, observed(f))
	}
	return got, errs
}

const (
	anaHolds = "ana@acme.example: admin-role Report Administrator <group/00gDEV, admin-role Super Administrator, app/0oaCRM assigned <group/00gDEV, group/00gDEV member"
	bobHolds = "bob@acme.example:"
	cyHolds  = "cy@acme.example:"
	allHold  = "okta/group/00gALL:"
	devHold  = "okta/group/00gDEV: admin-role Report Administrator, app/0oaCRM assigned"
	botHolds = "okta/app/0oaBOT: admin-role Super Administrator, oauth-scope okta.users.read"
	keyHolds = "okta/token/00TKEY: api token"
)

func TestState(t *testing.T) {
	got, errs := read(t, export(nil))
	want := []string{"+ " + anaHolds, "+ " + bobHolds, "+ " + cyHolds, "+ " + allHold, "+ " + devHold, "+ " + botHolds, "listing of okta", "+ " + keyHolds, "listing of okta/api-tokens"}
	if diff := cmp.Diff(want, got); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
	// In whichever order the pages come.
	pages := strings.SplitAfter(strings.TrimSpace(export(nil)), "\n")
	pages[len(pages)-1] += "\n"
	slices.Reverse(pages)
	if got, _ := read(t, strings.Join(pages, "")); !cmp.Equal(want, got) {
		t.Errorf("backwards (-want +got):\n%s", cmp.Diff(want, got))
	}
	// And twice.
	if got, _ := read(t, export(nil)+export(nil)); !cmp.Equal(want, got) {
		t.Errorf("twice (-want +got):\n%s", cmp.Diff(want, got))
	}
}

// Whatever is left out, narrowed or unclear takes completeness from all whom it
// could be about, and from the listing.
func TestIncomplete(t *testing.T) {
	const ana, bob, cy, all, dev, bot = "ana", "bob", "cy", "ALL", "DEV", "BOT"
	users := []string{ana, bob, cy}
	more := func(path, second string) map[string]string { // the first of two pages
		return map[string]string{path: "+" + pageOf(path, "/api/v1/next?after=x", org[path]) + second}
	}
	for _, c := range []struct {
		what  string
		edit  map[string]string
		loses []string // completeness
		whole bool     // there still is a listing of the org
	}{
		{"nothing", nil, nil, true},
		{"no users listed", map[string]string{"/api/v1/users?limit=200": "-", "/api/v1/users?filter=status+eq+%22DEPROVISIONED%22": "-"}, nil, true},
		{"no groups listed", map[string]string{"/api/v1/groups?limit=200": "-"}, users, false},
		{"some groups listed", map[string]string{"/api/v1/groups?limit=200": "-", "/api/v1/groups?limit=200&q=d": org["/api/v1/groups?limit=200"]}, users, false},
		{"no members of a group", map[string]string{"/api/v1/groups/00gDEV/users?limit=200": "-"}, users, false},
		{"no members, but the groups of a user", map[string]string{"/api/v1/groups/00gDEV/users?limit=200": "-", "/api/v1/users/00uBOB/groups": "[]"}, []string{ana, cy}, false},
		{"more groups to come", more("/api/v1/groups?limit=200", ""), users, false},
		{"a second page of groups that is missing its end", more("/api/v1/groups?limit=200", pageOf("/api/v1/groups?after=x", "/api/v1/groups?after=y", "[]")), users, false},
		{"a page between that is missing", more("/api/v1/groups?limit=200", pageOf("/api/v1/groups?after=y", "", "[]")), users, false},
		{"nobody knows whether there are more", map[string]string{"/api/v1/groups?limit=200": "+" + strings.Replace(page("/api/v1/groups?limit=200", org["/api/v1/groups?limit=200"]), `"next":"",`, "", 1)}, users, false},
		{"only the second page", map[string]string{"/api/v1/groups?limit=200": "-", "/api/v1/groups?limit=200&after=x": org["/api/v1/groups?limit=200"]}, users, false},
		{"only active apps", map[string]string{"/api/v1/apps?limit=200&includeNonDeleted=true": "-", "/api/v1/apps?limit=200": org["/api/v1/apps?limit=200&includeNonDeleted=true"]}, []string{ana, bob, cy, all, dev}, false},
		{"no users of an app", map[string]string{"/api/v1/apps/0oaBOT/users?limit=200": "-"}, users, false},
		{"no groups of an app", map[string]string{"/api/v1/apps/0oaBOT/groups?limit=200": "-"}, []string{all, dev}, false},
		{"no roles of a group", map[string]string{"/api/v1/groups/00gALL/roles": "-"}, []string{ana, bob, all}, false},
		{"no roles of an administrator", map[string]string{"/api/v1/users/00uANA/roles": "-"}, []string{ana}, false},
		{"nobody says who are administrators", map[string]string{"/api/v1/iam/assignees/users?limit=100": "-"}, []string{bob, cy}, false},
		{"more administrators to come", map[string]string{"/api/v1/iam/assignees/users?limit=100": `{"value":[{"id":"00uANA"}],"_links":{"next":{"href":"https://acme.okta.com/api/v1/iam/assignees/users?after=x"}}}`}, []string{bob, cy}, false},
		{"roles of one who is no administrator", map[string]string{"/api/v1/iam/assignees/users?limit=100": "-", "/api/v1/users/00uBOB/roles": "[]"}, []string{cy}, false},
		{"everybody's roles, but nobody says whether there are others", map[string]string{"/api/v1/iam/assignees/users?limit=100": "-", "/api/v1/users/00uBOB/roles": "[]", "/api/v1/users/00uCY/roles": "[]"}, nil, false},
		{"no roles of a client", map[string]string{"/oauth2/v1/clients/0oaBOT/roles": "-"}, []string{bot}, false},
		{"no scopes of a client", map[string]string{"/api/v1/apps/0oaBOT/grants": "-"}, []string{bot}, false},
		{"nothing of a client", map[string]string{"/oauth2/v1/clients/0oaBOT/roles": "-", "/api/v1/apps/0oaBOT/grants": "-"}, nil, false},
		{"a scope in a state of its own", map[string]string{"/api/v1/apps/0oaBOT/grants": `[{"scopeId":"okta.users.read","status":"PENDING"},{"scopeId":"okta.users.read","status":"ACTIVE"}]`}, []string{bot}, false},
		{"no tokens", map[string]string{"/api/v1/api-tokens": "-"}, nil, true},
		{"a suspended app user", map[string]string{"/api/v1/apps/0oaBOT/users?limit=200": "[" + appUser("BOB", "SUSPENDED", "USER") + "]"}, []string{bob}, false},
		{"an app user who is not there yet", map[string]string{"/api/v1/apps/0oaBOT/users?limit=200": "[" + appUser("BOB", "STAGED", "USER") + "]"}, []string{bob}, false},
		{"a role not in effect", map[string]string{"/api/v1/groups/00gALL/roles": "[" + role("APP_ADMIN", "x", "INACTIVE", "GROUP") + "]"}, []string{ana, bob, all}, false},
		{"an error instead of a page", map[string]string{"/api/v1/groups/00gALL/users?limit=200": `{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests."}`}, users, false},
	} {
		facts, _, _ := sourcetest.Read(t, okta.State(okta.Options{CollectedAt: collected}), export(c.edit))
		var loses []string
		whole := false
		for _, f := range facts {
			switch v := f.Value.(type) {
			case *evidence.Observation:
				if !v.Complete {
					name, _, _ := strings.Cut(f.Subject.ID, "@")
					loses = append(loses, strings.TrimPrefix(strings.TrimPrefix(name, "okta/group/00g"), "okta/app/0oa"))
				}
			case *evidence.Listing:
				whole = whole || v.System == "okta"
			}
		}
		if diff := cmp.Diff(c.loses, loses); diff != "" || whole != c.whole {
			t.Errorf("%s: listing %v\n(-want +got):\n%s", c.what, whole, diff)
		}
	}
}

// What users hold, in the ways that there are.
func TestHeld(t *testing.T) {
	bob := func(edit map[string]string) string {
		got, errs := read(t, export(edit))
		for _, s := range got {
			if strings.Contains(s, "bob@") {
				return s
			}
		}
		t.Errorf("%q %q", got, errs)
		return ""
	}
	link := strings.Replace(appUser("BOB", "ACTIVE", "GROUP"), `"_links":{`, `"_links":{"group":{"href":"https://acme.okta.com/api/v1/groups/00gOPS"},`, 1)
	for _, c := range []struct {
		what string
		edit map[string]string
		want string
	}{
		{"assigned by name", map[string]string{"/api/v1/apps/0oaCRM/users?limit=200": "[" + appUser("BOB", "PROVISIONED", "USER") + "]"}, "+ bob@acme.example: app/0oaCRM assigned"},
		{"through a group that nobody told", map[string]string{"/api/v1/apps/0oaCRM/users?limit=200": "[" + appUser("BOB", "ACTIVE", "GROUP") + "]"}, "+ bob@acme.example: app/0oaCRM assigned <group/unknown"},
		{"through a group that the item links to", map[string]string{"/api/v1/apps/0oaCRM/users?limit=200": "[" + link + "]"}, "+ bob@acme.example: app/0oaCRM assigned <group/00gOPS"},
		{"through two groups", map[string]string{"/api/v1/apps/0oaCRM/users?limit=200": "[" + appUser("BOB", "IMPLICIT", "GROUP") + "]",
			"/api/v1/apps/0oaCRM/groups?limit=200": `[{"id":"00gDEV"},{"id":"00gALL"}]`, "/api/v1/groups/00gDEV/users?limit=200": "[" + listedUser("bob", "ACTIVE") + "]"},
			"+ bob@acme.example: admin-role Report Administrator <group/00gDEV, app/0oaCRM assigned <group/00gALL, app/0oaCRM assigned <group/00gDEV, group/00gDEV member"},
		{"nobody says how", map[string]string{"/api/v1/apps/0oaCRM/users?limit=200": "[" + appUser("BOB", "ACTIVE", "") + "]"}, "- bob@acme.example: app/0oaCRM assigned"},
		{"a member, as the user's own groups say", map[string]string{"/api/v1/users/00uBOB/groups": "[" + listedGroup("OPS", "APP_GROUP") + "]"}, "- bob@acme.example: group/00gOPS member"},
		{"a member of a group whose roles are known, as they say", map[string]string{"/api/v1/groups?limit=200": "-", "/api/v1/users/00uBOB/groups": "[" + listedGroup("ALL", "BUILT_IN") + "]"}, "+ bob@acme.example:"},
		{"a custom role", map[string]string{"/api/v1/users/00uBOB/roles": `[{"id":"irb1","role":"cr01","label":"Badge printer","type":"CUSTOM","status":"ACTIVE","assignmentType":"USER","resource-set":"iam01"}]`}, "+ bob@acme.example: admin-role Badge printer @iam01"},
		{"an own role with a resource set", map[string]string{"/api/v1/users/00uBOB/roles": `[{"id":"irb1","role":"WORKFLOWS_ADMIN","label":"Workflows Administrator","type":"WORKFLOWS_ADMIN","status":"ACTIVE","assignmentType":"USER","resource-set":"WORKFLOWS_IAM_POLICY"}]`}, "+ bob@acme.example: admin-role Workflows Administrator"},
		{"a role through a group that nobody told", map[string]string{"/api/v1/users/00uBOB/roles": "[" + role("APP_ADMIN", "Application Administrator", "ACTIVE", "GROUP") + "]"}, "+ bob@acme.example: admin-role Application Administrator <group/unknown"},
	} {
		if got := bob(c.edit); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.what, got, c.want)
		}
	}
}

func TestWholeObservation(t *testing.T) {
	facts, errs, _ := sourcetest.Read(t, okta.State(okta.Options{Org: "acme", CollectedAt: collected}),
		page("/api/v1/groups/00gDEV/users", "["+listedUser("ana", "SUSPENDED")+"]")+page("/api/v1/groups?limit=200", "["+listedGroup("DEV", "OKTA_GROUP")+"]")+page("/api/v1/api-tokens", org["/api/v1/api-tokens"]))
	const source = `"source":{"system":"okta:acme","kind":"directory","record_id":"state/%s","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n"
	want := `{"fact":"observation","subject":{"id":"ana@acme.example","name":"ana X","aliases":["okta:acme/user/00uANA"],"status":"suspended"},"value":{"id":"okta:acme/user/00uANA","system":"okta:acme","observed_at":"2026-03-10T00:00:00Z","complete":false,` +
		`"entitlements":[{"system":"okta:acme","resource":"group/00gDEV","permission":"member","extensions":{"okta":{"name":"group DEV"}}}],` + fmt.Sprintf(source, "user/00uANA") +
		`{"fact":"observation","subject":{"id":"okta:acme/group/00gDEV","name":"group DEV"},"value":{"id":"okta:acme/group/00gDEV","system":"okta:acme","observed_at":"2026-03-10T00:00:00Z","complete":false,"entitlements":[],` + fmt.Sprintf(source, "group/00gDEV") +
		`{"fact":"observation","subject":{"id":"okta:acme/token/00TKEY","kind":"api_key","name":"deploy","owner":{"id":"ana@acme.example","name":"ana X","aliases":["okta:acme/user/00uANA"],"status":"suspended"}},` +
		`"value":{"id":"okta:acme/token/00TKEY","system":"okta:acme/api-tokens","observed_at":"2026-03-10T00:00:00Z","complete":true,"entitlements":[{"system":"okta:acme/api-tokens","resource":"api","permission":"token"}],` + fmt.Sprintf(source, "token/00TKEY") +
		`{"fact":"listing","subject":{"id":"okta:acme/api-tokens"},"value":{"id":"okta:acme/api-tokens","system":"okta:acme/api-tokens","observed_at":"2026-03-10T00:00:00Z",` + fmt.Sprintf(source, "api-tokens")
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

// A token that nobody says whose it is has no owner.
func TestTokenOfNobody(t *testing.T) {
	facts, _, _ := sourcetest.Read(t, okta.State(okta.Options{CollectedAt: collected}), page("/api/v1/api-tokens", `[{"id":"00TKEY","name":"deploy"},{"id":"00TOLD","name":"old","userId":"00uGONE"}]`))
	var got []string
	for _, f := range facts[:2] {
		s := f.Subject.ID
		if o := f.Subject.Owner; o != nil {
			s += " of " + o.ID + string(o.Status)
		}
		got = append(got, s)
	}
	if diff := cmp.Diff([]string{"okta/token/00TKEY", "okta/token/00TOLD of okta/user/00uGONE"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What the log says was granted has the key of what the listings show, of the
// same subject.
func TestLogAndListingsAgree(t *testing.T) {
	o := okta.Options{Org: "acme", CollectedAt: collected}
	seen, _, _ := sourcetest.Read(t, okta.State(o), export(nil))
	for _, event := range []string{
		logged("group.user_membership.add", ana+","+devs, nil),
		logged("application.user_membership.add", anaInIt+","+crm+","+ana, nil),
		logged("group.application_assignment.add", devs+","+crm, nil),
		logged("user.account.privilege.grant", ana, roles("Super administrator, Report administrator")),
		logged("group.privilege.grant", devs, roles("Report administrator")),
		logged("app.oauth2.client.privilege.grant", robot, roles("Super administrator")),
		logged("system.api_token.create", key, nil),
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(o), event)
		if len(facts) == 0 {
			t.Errorf("%s: %q", event, errs)
		}
		for _, f := range facts {
			granted := f.Value.(*evidence.Change).Entitlements[0]
			i := slices.IndexFunc(seen, func(s evidence.Fact) bool { return s.Subject.Same(&f.Subject) })
			if i < 0 {
				t.Errorf("%s is not listed", f.Subject.ID)
				continue
			}
			held := seen[i].Value.(*evidence.Observation).Entitlements
			if !slices.ContainsFunc(held, func(e evidence.Entitlement) bool { return e.Key() == granted.Key() }) {
				t.Errorf("%s: %v is not listed: %v", f.Subject.ID, granted.Key(), held)
			}
		}
	}
}

func TestStateErrors(t *testing.T) {
	const again = ": export the listings again, each page with its url and next"
	at := func(path string) string { return "log:1: https://acme.okta.com" + path }
	for _, c := range []struct{ what, input, want string }{
		{"an event", logged("user.session.start", ana, nil), "log:1: a System Log event, not a page of a listing: read it as a log, okta"},
		{"the answer alone", "[" + listedUser("ana", "ACTIVE") + "]", "log: event 1: not a page of a listing, which has url, next and body" + again},
		{"no address", `{"next":"","body":[]}`, "log:1: not a page of a listing, which has url, next and body" + again},
		{"half an address", `{"url":"/api/v1/users","next":"","body":[]}`, "log:1: /api/v1/users /url: not the address of a listing" + again},
		{"an error", page("/api/v1/users", `{"errorCode":"E0000011","errorSummary":"Invalid token\u001b[31m"}`), at("/api/v1/users") + ` /body: an error and no listing ("E0000011", "Invalid token\x1b[31m"): see to it, and export the listings again, each page with its url and next`},
		{"no list", page("/api/v1/users", `{"id":"00uANA"}`), at("/api/v1/users") + " /body: not an array, which a listing is" + again},
		{"an item without an id", page("/api/v1/groups", `[{"type":"OKTA_GROUP"}]`), at("/api/v1/groups") + " /body: an item without its id" + again},
		{"another type", page("/api/v1/apps/0oaCRM/users", `[{"id":"00uANA","scope":7}]`), at("/api/v1/apps/0oaCRM/users") + " /body/0/scope: a number, which is not what Okta writes there" + again},
		{"links of another type", page("/api/v1/iam/assignees/users", `{"value":[],"_links":[]}`), at("/api/v1/iam/assignees/users") + " /body/_links: an array, which is not what Okta writes there" + again},
		{"by login", page("/api/v1/users/ana@acme.example/groups", `[]`), at("/api/v1/users/ana@acme.example/groups") + " /url: does not say by its id what the listing is of: list by id"},
		{"of oneself", page("/api/v1/users/me/roles", `[]`), at("/api/v1/users/me/roles") + " /url: does not say by its id what the listing is of: list by id"},
		{"a question that nobody can read", page("/api/v1/groups?q=%zz", `[]`), at("/api/v1/groups?q=%zz") + " /url: not the address of a listing" + again},
		{"of nobody", page("/api/v1/users//roles", `[]`), at("/api/v1/users//roles") + " /url: does not say by its id what the listing is of: list by id"},
	} {
		facts, errs, _ := sourcetest.Read(t, okta.State(okta.Options{CollectedAt: collected}), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %d facts\n(-want +got):\n%s", c.what, len(facts), diff)
		}
	}
	_, errs, _ := sourcetest.Read(t, okta.State(okta.Options{CollectedAt: collected}), page("/api/v1/groups", "[]")+strings.Replace(page("/api/v1/users", "[]"), "acme", "evil", 1))
	if want := []string{`log:2: https://evil.okta.com/api/v1/users /url: of another org than the pages before, which are of "acme.okta.com": give each org's pages by themselves`}; !cmp.Equal(want, errs) {
		t.Errorf("got %q", errs)
	}
	_, errs, _ = sourcetest.Read(t, okta.State(okta.Options{}), export(nil))
	if want := []string{"log: listings have no time of their own: say when they were collected"}; !cmp.Equal(want, errs) {
		t.Errorf("got %q", errs)
	}
	_, _, tally := sourcetest.Read(t, okta.State(okta.Options{CollectedAt: collected}), page("/api/v1/apps/0oaCRM/features", "[]")+page("/api/v1/users/00uANA/roles/ra1/targets/groups", "[]")+page("/x", "[]"))
	for _, name := range []string{"api/v1/apps/*/features", "api/v1/users/*/roles/*/targets/*", "another address"} {
		if tally.IgnoredFor(source.Reason{Why: "a listing that this source does not read", Name: name}) != 1 {
			t.Errorf("%s: %s", name, tally)
		}
	}
}
