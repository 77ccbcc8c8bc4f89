package entra_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// answered is an answer by itself, as Graph gives it.
func answered(context string, list ...m) string {
	return text(m{"@odata.context": graphURL + "v1.0/$metadata#" + context, "value": append([]m{}, list...)})
}

func TestBareAnswers(t *testing.T) {
	ops := oid("ops")
	inOps := "- ana@acme.org: group/" + ops + " member"
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"never whole", answered("groups(id,displayName)", group("ops")), []string{"- group/" + ops + ":"}},
		{"named in the context", answered("groups('"+ops+"')/members(id)", user("ana")), []string{"- group/" + ops + ":", inOps}},
		{"named in the next link", strings.Replace(answered("directoryObjects", user("ana")), "{", `{"@odata.nextLink":"`+graphURL+`v1.0/`+oid("tenant")+`/groups/`+ops+`/members?$skiptoken=x",`, 1), []string{"- group/" + ops + ":", inOps}},
		{"pretty-printed, and several", "{\n" + answered("groups('"+ops+"')/members", user("ana"))[1:] + "\n" + answered("groups", group("ops")), []string{"- group/" + ops + ":", inOps}},
		{"assignments", answered("roleManagement/directory/roleAssignments(principal())", assignment(user("ana"), globalAdmin)), []string{"- ana@acme.org:", "-/roles ana@acme.org: directory-role Global Administrator"}},
		{"app roles", answered("appRoleAssignments", m{"principalId": oid("ana"), "principalType": "User", "resourceId": oid("graph"), "appRoleId": "00000000-0000-0000-0000-000000000000"}),
			[]string{"- service-principal/" + oid("graph") + ":", "- user/" + oid("ana") + ":", "-/app-roles user/" + oid("ana") + ": service-principal/" + oid("graph") + " default"}},
		{"users, and that one is disabled", answered("users", m{"id": oid("ana"), "userPrincipalName": "ana@acme.org", "accountEnabled": false}), []string{"- ana@acme.org:"}},
	} {
		got, errs, _ := observe(t, c.input)
		if diff := cmp.Diff(inOrder(c.want), got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestWholeObservation(t *testing.T) {
	ana := object("user", "ana", m{"userPrincipalName": "Ana@Acme.org", "displayName": "Ana A.", "accountEnabled": false})
	input := page("v1.0/users", ana) + "\n" + page("v1.0/users/"+oid("ana")+"/memberOf", group("ops"))
	facts, errs, _ := sourcetest.Read(t, entra.State(entra.Options{Tenant: "acme", CollectedAt: collected}), input)
	want := `{"fact":"observation","subject":{"id":"ana@acme.org","name":"Ana A.","aliases":["entra:acme/user/` + oid("ana") + `"],"status":"inactive"},"value":{"id":"ana@acme.org","system":"entra:acme",` +
		`"observed_at":"2026-03-10T00:00:00Z","complete":false,"entitlements":[{"system":"entra:acme","resource":"group/` + oid("ops") + `","permission":"member","extensions":{"entra":{"name":"ops"}}}],` +
		`"source":{"system":"entra:acme","kind":"directory","record_id":"state/groups/user/` + oid("ana") + `","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n"
	got := sourcetest.Lines(t, slices.DeleteFunc(facts, func(f evidence.Fact) bool { return f.Subject.ID != "ana@acme.org" }))
	if diff := cmp.Diff(want, got); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

func TestStateErrors(t *testing.T) {
	const again = ": export the listings again, each answer with its url"
	users := graphURL + "v1.0/users"
	for _, c := range []struct{ what, input, want string }{
		{"whose members", answered("directoryObjects", user("ana")), "log:1: /@odata.context: does not say whose members or groups these are, as Graph never does here" + again},
		{"an error", text(m{"url": users, "body": m{"error": m{"code": "Forbidden", "message": "no\u001b[2J"}}}), "log:1: " + users + ` /body/error: an error and no listing ("Forbidden", "no\x1b[2J"): see to it, and export the listings again, each answer with its url`},
		{"one object", text(object("user", "ana")), "log:1: not an answer of Microsoft Graph that lists something, which has url and a body with value" + again},
		{"no address", text(m{"url": "http://[", "body": m{"value": []m{}}}), "log:1: http://[ /url: not the address of a listing" + again},
		{"me", page("v1.0/users/me/memberOf", group("ops")), "log:1: " + graphURL + "v1.0/users/me/memberOf /url: does not say by its id what the listing is of: list by id"},
		{"no id", page("v1.0/users", m{"displayName": "x"}), "log:1: " + users + " /body/value: an item without its id" + again},
		{"another type", page("v1.0/users", m{"id": 7}), "log:1: " + users + " /body/value/0/id: a number, which is not what Microsoft Graph writes there" + again},
		{"an assignment of nobody", page("v1.0/roleManagement/directory/roleAssignments", m{"id": "x"}), "log:1: " + graphURL + "v1.0/roleManagement/directory/roleAssignments /body/value: an assignment without principalId or roleDefinitionId" + again},
		{"an assignment for nobody knows what", page("v1.0/roleManagement/directory/roleAssignments", m{"principalId": "x", "roleDefinitionId": "y"}), "log:1: " + graphURL + "v1.0/roleManagement/directory/roleAssignments /body/value: an assignment without directoryScopeId or appScopeId, which say for what it is" + again},
		{"an end without a zone", page("v1.0/roleManagement/directory/roleAssignmentScheduleInstances", assignment(user("ana"), reader, m{"endDateTime": "2026-03-02T09:00:00"})), "log:1: " + graphURL + "v1.0/roleManagement/directory/roleAssignmentScheduleInstances /body/value/endDateTime: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"an app role of nobody", page("v1.0/servicePrincipals/x/appRoleAssignedTo", m{"id": "x"}), "log:1: " + graphURL + "v1.0/servicePrincipals/x/appRoleAssignedTo /body/value: an assignment without principalId, resourceId or appRoleId" + again},
		{"a grant of nobody", page("v1.0/oauth2PermissionGrants", m{"clientId": "x", "resourceId": "y", "consentType": "Principal"}), "log:1: " + graphURL + "v1.0/oauth2PermissionGrants /body/value: a grant without clientId, resourceId or the one who consented" + again},
		{"a key without its id", page("v1.0/applications", object("application", "app", m{"passwordCredentials": []m{{"displayName": "x"}}})), "log:1: " + graphURL + "v1.0/applications /body/value/passwordCredentials: a key without its id or type" + again},
		{"an event", text(event("Add user", nil)), "log:1: of the audit log, not a listing of what there is: read it as entra"},
		{"a page of the log", answered("auditLogs/directoryAudits", event("Add user", nil)), "log:1: of the audit log, not a listing of what there is: read it as entra"},
	} {
		facts, errs, _ := sourcetest.Read(t, entra.State(entra.Options{CollectedAt: collected}), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %v (-want +got):\n%s", c.what, facts, diff)
		}
	}
	_, errs, _ := sourcetest.Read(t, entra.State(entra.Options{}), page("v1.0/users"))
	if want := []string{"log: listings have no time of their own: say when they were collected"}; !cmp.Equal(want, errs) {
		t.Errorf("got %q", errs)
	}
	_, _, tally := observe(t, page("v1.0/devices"), page("v1.0/users/"+oid("ana")+"/messages"))
	for _, name := range []string{"devices", "users/*/messages"} {
		if tally.IgnoredFor(source.Reason{Why: "a listing that this source does not read", Name: name}) != 1 {
			t.Errorf("%s: %s", name, tally)
		}
	}
}

// What the log says was granted has the key and the subject of what listings show.
func TestLogAndListingsAgree(t *testing.T) {
	graph := m{"id": oid("mail"), "value": "Mail.Read"}
	for _, c := range []struct {
		what    string
		logged  m
		listing []string
	}{
		{"group", event("Add member to group", []m{target("User", "ana", property("Group.ObjectID", "", oid("ops")))}), []string{page("beta/groups/"+oid("ops")+"/members", user("ana"))}},
		{"role", event("Add member to role", []m{target("User", "ana", role("", "Company Administrator")...)}), []string{page("v1.0/roleManagement/directory/roleAssignments", assignment(user("ana"), globalAdmin))}},
		{"role in a unit", event("Add scoped member to role", []m{target("User", "ana", role("", "Company Administrator")...), target("AdministrativeUnit", "AU")}), []string{page("v1.0/roleManagement/directory/roleAssignments", assignment(user("ana"), globalAdmin, m{"directoryScopeId": "/administrativeUnits/" + oid("AU")}))}},
		{"PIM", pim(completed, request1, ofRole), []string{page("v1.0/roleManagement/directory/roleAssignmentScheduleInstances", assignment(user("ana"), "fe930be7-5e62-47db-91af-98c3a49a38b1"))}},
		{"eligible", pim("Add eligible member to role in PIM completed (permanent)", nil, ofRole), []string{page("v1.0/roleManagement/directory/roleEligibilityScheduleInstances", assignment(user("ana"), "fe930be7-5e62-47db-91af-98c3a49a38b1"))}},
		{"app role", event("Add app role assignment to service principal", []m{target("ServicePrincipal", "graph", property("AppRole.Id", "", oid("mail")), property("AppRole.Value", "", "Mail.Read"), property("ServicePrincipal.ObjectID", "", oid("robot")))}),
			[]string{page("v1.0/servicePrincipals", service("graph", graph)), page("v1.0/servicePrincipals/"+oid("graph")+"/appRoleAssignedTo", m{"principalId": oid("robot"), "principalType": "ServicePrincipal", "resourceId": oid("graph"), "appRoleId": oid("mail")})}},
		{"delegated", event("Add delegated permission grant", []m{target("ServicePrincipal", "graph", property("DelegatedPermissionGrant.Scope", "", "Mail.Send"), property("DelegatedPermissionGrant.ConsentType", "", "Principal"), property("ServicePrincipal.ObjectID", "", oid("robot"))), target("User", "ana")}),
			[]string{page("v1.0/oauth2PermissionGrants", m{"clientId": oid("robot"), "resourceId": oid("graph"), "consentType": "Principal", "principalId": oid("ana"), "scope": "Mail.Send"})}},
		{"owner", event("Add owner to application", []m{target("User", "ana", property("Application.ObjectID", "", oid("app")))}), []string{page("v1.0/applications/"+oid("app")+"/owners", user("ana"))}},
		{"key", event("Add service principal credentials", []m{target("ServicePrincipal", "robot", keys(nil, []string{"K-1 Password x"}))}), []string{page("v1.0/servicePrincipals", object("servicePrincipal", "robot", m{"passwordCredentials": []m{{"keyId": "K-1", "displayName": "x"}}}))}},
	} {
		o := entra.Options{Tenant: "acme", CollectedAt: collected}
		logged, errs, _ := sourcetest.Read(t, entra.Reader(o), text(c.logged))
		seen, errs2, _ := sourcetest.Read(t, entra.State(o), strings.Join(c.listing, "\n"))
		if len(logged) != 1 || len(errs)+len(errs2) > 0 {
			t.Errorf("%s: %v %q %q", c.what, logged, errs, errs2)
			continue
		}
		want := logged[0].Value.(*evidence.Change).Entitlements[0]
		if !slices.ContainsFunc(seen, func(f evidence.Fact) bool {
			o, ok := f.Value.(*evidence.Observation)
			return ok && f.Subject.Same(&logged[0].Subject) && slices.ContainsFunc(o.Entitlements, func(e evidence.Entitlement) bool { return e.Key() == want.Key() }) && o.System == want.System
		}) {
			t.Errorf("%s: nobody holds %v:\n%s", c.what, want, sourcetest.Lines(t, seen))
		}
	}
}

func TestShapes(t *testing.T) {
	shapes := append(entra.Shapes(), entra.StateShapes()...)
	e := event("Add user", []m{target("User", "ana")})
	for n, input := range []string{text(e), wrapped(e), row(e), page("v1.0/users", user("ana")), answered("users", user("ana"))} {
		if fits := source.Fits([]byte(input), shapes); len(fits) == 0 || fits[0] != n {
			t.Errorf("shape %d: %v", n, fits)
		}
	}
}
