package entra_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

const graphURL = "https://graph.microsoft.com/"

// page is one answer of Graph with its address, and items in its body.
func page(path string, list ...m) string { return next(path, "", list...) }

func next(path, more string, list ...m) string {
	body := m{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects", "value": append([]m{}, list...)}
	if more != "" {
		body["@odata.nextLink"] = graphURL + more
	}
	return text(m{"url": graphURL + path, "body": body})
}

func object(kind, name string, more ...m) m {
	o := m{"@odata.type": "#microsoft.graph." + kind, "id": oid(name)}
	for _, more := range more {
		for k, v := range more {
			o[k] = v
		}
	}
	return o
}

func user(name string) m {
	return object("user", name, m{"userPrincipalName": name + "@Acme.org", "accountEnabled": true})
}
func group(name string) m  { return object("group", name, m{"displayName": name, "visibility": nil}) }
func member(name string) m { return object("user", name) }
func service(name string, roles ...m) m {
	return object("servicePrincipal", name, m{"appRoles": roles, "passwordCredentials": []m{}, "keyCredentials": []m{}})
}

func assignment(principal m, role string, more ...m) m {
	a := m{"principalId": principal["id"], "roleDefinitionId": role, "directoryScopeId": "/", "memberType": "Direct", "endDateTime": nil, "principal": principal}
	for _, more := range more {
		for k, v := range more {
			a[k] = v
		}
	}
	return a
}

// globalAdmin is a role whose name listings have changed; reader is one whose
// name only they tell.
const (
	globalAdmin = "62e90394-69f5-4237-9190-012177145e10"
	reader      = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
)

// seen is an observation in short; + if it is complete.
func seen(f evidence.Fact) string {
	if _, ok := f.Value.(*evidence.Listing); ok {
		return "all of " + f.Subject.ID
	}
	o := f.Value.(*evidence.Observation)
	sign := "-"
	if o.Complete {
		sign = "+"
	}
	area := strings.TrimPrefix(o.System, "entra")
	list := held(o.Entitlements)
	if area != "" {
		list = strings.ReplaceAll(list, area+" ", "")
	}
	return strings.TrimSuffix(fmt.Sprintf("%s%s %s: %s", sign, area, strings.TrimPrefix(f.Subject.ID, "entra/"), list), " ")
}

func observe(t *testing.T, pages ...string) ([]string, []string, *source.Tally) {
	t.Helper()
	facts, errs, tally := sourcetest.Read(t, entra.State(entra.Options{CollectedAt: collected}), strings.Join(pages, "\n"))
	got := []string{}
	for _, f := range facts {
		got = append(got, seen(f))
	}
	slices.Sort(got)
	return got, errs, tally
}

// inOrder is what is wanted, in the order in which observe has it.
func inOrder(want []string) []string {
	return append([]string{}, slices.Sorted(slices.Values(want))...)
}

func plus(list []string, more ...string) []string { return append(slices.Clone(list), more...) }

func TestGroups(t *testing.T) {
	ops, inner := oid("ops"), oid("inner")
	in := func(name string) string { return "groups/" + oid(name) + "/members" }
	whole := []string{page("v1.0/users?$select=id&$top=999", user("ana"), user("bob")), page("v1.0/groups", group("ops"), group("inner")),
		page("beta/"+in("ops")+"?$select=id", member("ana"), object("group", "inner")), page("beta/"+in("inner"), member("bob"))}
	ana, bob := "ana@acme.org: group/"+ops+" member", "bob@acme.org: group/"+inner+" member, group/"+ops+" member <"+inner
	groups := func(sign string) []string {
		return []string{sign + " group/" + inner + ": group/" + ops + " member", sign + " group/" + ops + ":"}
	}
	want := func(sign string, rest ...string) []string {
		return append(append([]string{sign + " " + ana, sign + " " + bob}, groups(sign)...), rest...)
	}
	for _, c := range []struct {
		what  string
		pages []string
		want  []string
	}{
		{"whole", whole, want("+", "all of entra")},
		{"in any order", []string{whole[3], whole[0], whole[2], whole[1]}, want("+", "all of entra")},
		{"two pages", []string{whole[0], next("v1.0/groups", "v1.0/groups?$skiptoken=x", group("ops")), page("v1.0/groups?$skiptoken=x", group("inner")), whole[2], whole[3]}, want("+", "all of entra")},
		{"the last page is missing", []string{whole[0], next("v1.0/groups", "v1.0/groups?$skiptoken=x", group("ops"), group("inner")), whole[2], whole[3]}, want("-")},
		{"the first page is missing", []string{whole[0], page("v1.0/groups?$skiptoken=x", group("ops"), group("inner")), whole[2], whole[3]}, want("-")},
		{"one between is missing", []string{whole[0], next("v1.0/groups", "v1.0/groups?$skiptoken=x", group("ops"), group("inner")), page("v1.0/groups?$skiptoken=y"), whole[2], whole[3]}, want("-")},
		{"filtered", []string{whole[0], page("v1.0/groups?$filter=securityEnabled", group("ops"), group("inner")), whole[2], whole[3]}, want("-")},
		{"members filtered", []string{whole[0], whole[1], page("beta/"+in("ops")+"?$search=x", member("ana"), object("group", "inner")), whole[3]}, want("-")},
		{"hidden members", []string{whole[0], page("v1.0/groups", group("ops"), object("group", "inner", m{"visibility": "HiddenMembership"})), whole[2], whole[3]}, want("-")},
		{"hidden members, and all of them", []string{whole[0], page("v1.0/groups", group("ops"), object("group", "inner", m{"visibility": "HiddenMembership"})), whole[2], whole[3], page("beta/groups/" + inner + "/transitiveMembers")}, want("-")},
		{"nobody knows whether hidden", []string{whole[0], page("v1.0/groups?$select=id", group("ops"), object("group", "inner")), whole[2], whole[3]}, want("-")},
		{"version 1.0 leaves out service principals", []string{whole[0], whole[1], page("v1.0/"+in("ops"), member("ana"), object("group", "inner")), whole[3], page("v1.0/servicePrincipals", service("robot"))},
			want("+", "- service-principal/"+oid("robot")+":")},
		{"beta does not", plus(whole, page("v1.0/servicePrincipals", service("robot"))), want("+", "+ service-principal/"+oid("robot")+":", "all of entra")},
		{"its own groups", []string{whole[0], whole[1], page("v1.0/users/"+oid("ana")+"/transitiveMemberOf", group("ops"))}, []string{"+ " + ana, "- bob@acme.org:", "- group/" + ops + ":", "- group/" + inner + ":"}},
		{"by name", []string{whole[0], whole[1], page("v1.0/users/ANA@acme.org/transitiveMemberOf", group("ops"))}, []string{"+ " + ana, "- bob@acme.org:", "- group/" + ops + ":", "- group/" + inner + ":"}},
		{"its own, and there may be hidden ones", []string{whole[0], page("v1.0/groups?$select=id", object("group", "ops"), object("group", "inner")), page("v1.0/users/"+oid("ana")+"/transitiveMemberOf", object("group", "ops"))}, []string{"- ana@acme.org: group/" + ops + " member", "- bob@acme.org:", "- group/" + ops + ":", "- group/" + inner + ":"}},
		{"by name, and nobody says the id", []string{page("v1.0/users/ANA@acme.org/memberOf", group("ops"))}, []string{"- group/" + ops + ":", "- " + ana}},
		{"inherited, and through what nobody says", []string{page("v1.0/users/"+oid("ana")+"/transitiveMemberOf", group("ops")), page("v1.0/users/" + oid("ana") + "/memberOf"), page("v1.0/groups/"+ops+"/transitiveMembers", object("group", "inner"), member("ana"))},
			[]string{"- group/" + inner + ": group/" + ops + " member", "- group/" + ops + ":", "- user/" + oid("ana") + ": group/" + ops + " member <unknown"}},
		{"expanded", []string{whole[0], page("v1.0/groups?$expand=members($select=id)", object("group", "ops", m{"visibility": nil, "members": []m{member("ana"), object("group", "inner")}}), object("group", "inner", m{"visibility": nil, "members": []m{member("bob")}}))}, want("+", "all of entra")},
		{"expanded, some", []string{whole[0], page("v1.0/groups?$expand=members($select=id;$filter=x)", object("group", "ops", m{"visibility": nil, "members": []m{member("ana"), object("group", "inner")}}), object("group", "inner", m{"visibility": nil, "members": []m{member("bob")}}))}, want("-")},
		{"an error among them", []string{whole[0], whole[1], whole[2], text(m{"url": graphURL + "beta/" + in("inner"), "body": m{"error": m{"code": "Request_ResourceNotFound", "message": "x"}}})},
			append([]string{"- " + ana, "- bob@acme.org:"}, groups("-")...)},
		{"an error beside them", plus(whole, text(m{"url": graphURL + "v1.0/applications", "body": m{"error": m{"code": "Forbidden", "message": "x"}}})), want("+")},
		{"nothing at all", []string{page("v1.0/groups")}, []string{"all of entra"}},
	} {
		got, errs, _ := observe(t, c.pages...)
		if diff := cmp.Diff(inOrder(c.want), got); diff != "" || (len(errs) > 0) != strings.HasPrefix(c.what, "an error") {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

// Graph expands 20 members at most.
func TestExpandedLimit(t *testing.T) {
	for n, complete := range map[int]bool{19: true, 20: false} {
		var members []m
		for i := range n {
			members = append(members, member(fmt.Sprint("u", i)))
		}
		got, _, _ := observe(t, page("v1.0/groups?$expand=members", object("group", "ops", m{"visibility": nil, "members": members})))
		if slices.Contains(got, "all of entra") != complete {
			t.Errorf("%d members: %q", n, got)
		}
	}
}

func TestRoles(t *testing.T) {
	const instances, eligible = "v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal", "v1.0/roleManagement/directory/roleEligibilityScheduleInstances"
	definitions := page("v1.0/roleManagement/directory/roleDefinitions", m{"id": reader, "displayName": "Global Reader"}, m{"id": globalAdmin, "displayName": "Company Administrator"})
	ana, ops, until := user("ana"), group("ops"), m{"endDateTime": "2026-03-10T08:00:00Z", "assignmentType": "Activated"}
	groups := []string{page("v1.0/groups", ops), page("beta/groups/"+oid("ops")+"/members", member("bob"))}
	const read, admin = "directory-role Global Reader", "directory-role Global Administrator"
	for _, c := range []struct {
		what  string
		pages []string
		want  []string // of roles and eligible roles
	}{
		{"whole", []string{definitions, page(instances, assignment(ana, reader, until))}, []string{"+/roles ana@acme.org: " + read + " until 2026-03-10T08:00:00Z", "all of entra/roles"}},
		{"built in, and renamed", []string{page(instances, assignment(ana, globalAdmin))}, []string{"+/roles ana@acme.org: " + admin, "all of entra/roles"}},
		{"nobody says the name", []string{page(instances, assignment(ana, reader))}, []string{"-/roles ana@acme.org: directory-role " + reader}},
		{"expanded", []string{page(strings.ReplaceAll(instances, "ScheduleInstances?$expand=principal", "s?$expand=roleDefinition"), m{"principalId": oid("ana"), "roleDefinitionId": reader, "directoryScopeId": "/administrativeUnits/" + oid("AU"), "roleDefinition": m{"id": reader, "displayName": "Global Reader"}}), page("v1.0/users", ana)},
			[]string{"+/roles ana@acme.org: " + read + " @administrativeUnits/" + oid("AU"), "all of entra/roles"}},
		{"nobody says what it is", []string{definitions, page(instances, m{"principalId": oid("ana"), "roleDefinitionId": reader, "directoryScopeId": "/"})}, []string{"-/roles object/" + oid("ana") + ": " + read}},
		{"filtered", []string{definitions, page(instances+"&$filter=principalId+eq+'x'", assignment(ana, reader))}, []string{"-/roles ana@acme.org: " + read}},
		{"a group's", plus(groups, definitions, page(instances, assignment(ops, reader))), []string{"+/roles group/" + oid("ops") + ": " + read, "+/roles user/" + oid("bob") + ": " + read + " <" + oid("ops"), "all of entra/roles"}},
		{"a group's, whose members nobody says", []string{groups[0], definitions, page(instances, assignment(ops, reader), assignment(ana, reader))}, []string{"-/roles ana@acme.org: " + read, "-/roles group/" + oid("ops") + ": " + read}},
		{"through a group that nobody names", []string{definitions, page(instances, assignment(ana, reader, m{"memberType": "Group"}))}, []string{"+/roles ana@acme.org: " + read + " <unknown", "all of entra/roles"}},
		{"told twice, the other way round", []string{definitions, page("v1.0/roleManagement/directory/roleAssignments", assignment(ana, reader)), page(instances, assignment(ana, reader, until))}, []string{"+/roles ana@acme.org: " + read + " until 2026-03-10T08:00:00Z", "all of entra/roles"}},
		{"told twice", []string{definitions, page(instances, assignment(ana, reader, until)), page("v1.0/roleManagement/directory/roleAssignments", assignment(ana, reader))}, []string{"+/roles ana@acme.org: " + read + " until 2026-03-10T08:00:00Z", "all of entra/roles"}},
		{"for ever after all", []string{definitions, page(instances, assignment(ana, reader, until), assignment(ana, reader))}, []string{"+/roles ana@acme.org: " + read, "all of entra/roles"}},
		{"eligible is not active", []string{definitions, page(instances, assignment(user("bob"), reader)), page("v1.0/users", ana), page(eligible, assignment(ana, reader))},
			[]string{"+/eligible-roles ana@acme.org: " + read, "+/roles ana@acme.org:", "+/roles bob@acme.org: " + read, "all of entra/eligible-roles", "all of entra/roles"}},
		{"no administrator at all", []string{page("v1.0/users", ana), page(instances)}, nil},
		{"a group in a group", plus(groups[:1], definitions, page("beta/groups/"+oid("ops")+"/members", group("inner")), page("beta/groups/"+oid("inner")+"/members", member("bob")), page(instances, assignment(ops, reader))),
			[]string{"+/roles group/" + oid("ops") + ": " + read, "+/roles group/" + oid("inner") + ": " + read + " <" + oid("ops"), "+/roles user/" + oid("bob") + ": " + read + " <" + oid("ops"), "all of entra/roles"}},
		{"a group in a group, whose members nobody says", plus(groups[:1], definitions, page("beta/groups/"+oid("ops")+"/members", group("inner")), page(instances, assignment(ops, reader))),
			[]string{"-/roles group/" + oid("ops") + ": " + read, "-/roles group/" + oid("inner") + ": " + read + " <" + oid("ops")}},
		{"a group's, in all", plus(groups[:1], definitions, page("beta/groups/"+oid("ops")+"/transitiveMembers", group("inner"), member("bob")), page(instances, assignment(ops, reader))),
			[]string{"+/roles group/" + oid("ops") + ": " + read, "+/roles group/" + oid("inner") + ": " + read + " <" + oid("ops"), "+/roles user/" + oid("bob") + ": " + read + " <" + oid("ops"), "all of entra/roles"}},
		{"through a group that another listing names", plus(groups, definitions, page(instances, assignment(ops, reader), assignment(object("user", "bob"), reader, m{"memberType": "Group"}))),
			[]string{"+/roles group/" + oid("ops") + ": " + read, "+/roles user/" + oid("bob") + ": " + read + " <" + oid("ops"), "all of entra/roles"}},
		{"members of a role", []string{page("v1.0/directoryRoles", m{"id": oid("role"), "displayName": "Company Administrator", "roleTemplateId": globalAdmin}), page("v1.0/directoryRoles/"+oid("role")+"/members", ana)}, []string{"-/roles ana@acme.org: " + admin}},
		{"roles of a member", []string{page("v1.0/users/"+oid("ana")+"/memberOf", m{"@odata.type": "#microsoft.graph.directoryRole", "id": oid("role"), "displayName": "Global Reader", "roleTemplateId": reader})}, []string{"-/roles user/" + oid("ana") + ": " + read}},
	} {
		all, errs, _ := observe(t, c.pages...)
		got := slices.DeleteFunc(all, func(s string) bool { return !strings.Contains(s, "roles") })
		if diff := cmp.Diff(inOrder(c.want), got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestApps(t *testing.T) {
	graph, robot, ops := oid("graph"), oid("robot"), oid("ops")
	mail := m{"id": oid("mail"), "value": "Mail.Read"}
	is := func(kind, principal, role string) m {
		return m{"principalId": oid(principal), "principalType": kind, "resourceId": graph, "appRoleId": role}
	}
	none := "00000000-0000-0000-0000-000000000000"
	services := []string{page("v1.0/servicePrincipals", service("graph", mail), service("robot")), page("v1.0/servicePrincipals/" + robot + "/appRoleAssignedTo")}
	to := func(list ...m) string { return page("v1.0/servicePrincipals/"+graph+"/appRoleAssignedTo", list...) }
	const read = " Mail.Read"
	for _, c := range []struct {
		what  string
		pages []string
		want  []string
	}{
		{"whole", plus(services, to(is("ServicePrincipal", "robot", oid("mail")), is("User", "ana", none))), []string{
			"+/app-roles service-principal/" + graph + ":", "+/app-roles service-principal/" + robot + ": service-principal/" + graph + read, "+/app-roles user/" + oid("ana") + ": service-principal/" + graph + " default", "all of entra/app-roles"}},
		{"nobody says what they are called", []string{page("v1.0/servicePrincipals?$select=id", object("servicePrincipal", "graph")), to(is("User", "ana", oid("mail")))}, []string{"-/app-roles user/" + oid("ana") + ": service-principal/" + graph + " " + oid("mail")}},
		{"of one not asked", plus(services[:1], to(is("User", "ana", none))), []string{"-/app-roles user/" + oid("ana") + ": service-principal/" + graph + " default"}},
		{"a group's", plus(services, to(is("Group", "ops", oid("mail"))), page("v1.0/groups", group("ops")), page("v1.0/groups/"+ops+"/members", member("ana"), object("servicePrincipal", "robot"), object("group", "inner"))), []string{
			"+/app-roles group/" + ops + ": service-principal/" + graph + read, "+/app-roles service-principal/" + graph + ":", "+/app-roles service-principal/" + robot + ":",
			"+/app-roles user/" + oid("ana") + ": service-principal/" + graph + read + " <" + ops, "all of entra/app-roles"}},
		{"a group's, whose members nobody says", plus(services, to(is("Group", "ops", oid("mail")))), []string{"-/app-roles group/" + ops + ": service-principal/" + graph + read}},
		{"its own", []string{services[0], page("v1.0/servicePrincipals/"+robot+"/appRoleAssignments", is("ServicePrincipal", "robot", oid("mail")))}, []string{"+/app-roles service-principal/" + robot + ": service-principal/" + graph + read}},
		{"its own, and nobody says what it is called", []string{page("v1.0/servicePrincipals/"+robot+"/appRoleAssignments", is("ServicePrincipal", "robot", oid("mail")))}, []string{"-/app-roles service-principal/" + robot + ": service-principal/" + graph + " " + oid("mail")}},
		{"a user's own, and there may be hidden groups", []string{services[0], page("v1.0/users/"+oid("ana")+"/appRoleAssignments", is("User", "ana", none))}, []string{"-/app-roles user/" + oid("ana") + ": service-principal/" + graph + " default"}},
		{"a user's own are those of its groups, too", []string{services[0], page("v1.0/groups", group("ops")), page("v1.0/users/"+oid("ana")+"/appRoleAssignments", is("Group", "ops", oid("mail")))}, []string{
			"-/app-roles group/" + ops + ": service-principal/" + graph + read, "+/app-roles user/" + oid("ana") + ": service-principal/" + graph + read + " <" + ops}},
		{"delegated", []string{page("v1.0/oauth2PermissionGrants", m{"clientId": robot, "resourceId": graph, "consentType": "AllPrincipals", "scope": " User.Read Mail.Send"}, m{"clientId": robot, "resourceId": graph, "consentType": "Principal", "principalId": oid("ana"), "scope": "User.Read"})},
			[]string{"+/delegated-permissions service-principal/" + robot + ": service-principal/" + graph + " Mail.Send, service-principal/" + graph + " User.Read, service-principal/" + graph + " User.Read @user/" + oid("ana"), "all of entra/delegated-permissions"}},
		{"owned", []string{page("v1.0/users/"+oid("ana")+"/ownedObjects", object("application", "app"), object("device", "phone")), page("v1.0/groups/"+ops+"/owners", member("bob"))},
			[]string{"+/owners user/" + oid("ana") + ": application/" + oid("app") + " owner", "-/owners user/" + oid("bob") + ": group/" + ops + " owner"}},
	} {
		all, errs, _ := observe(t, c.pages...)
		got := slices.DeleteFunc(all, func(s string) bool {
			return !strings.Contains(s, "/app-roles") && !strings.Contains(s, "/delegated") && !strings.Contains(s, "/owners")
		})
		if diff := cmp.Diff(inOrder(c.want), got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestKeys(t *testing.T) {
	app := object("application", "app", m{"passwordCredentials": []m{{"keyId": "K-1", "displayName": "x", "endDateTime": "2026-09-01T00:00:00Z"}}, "keyCredentials": []m{{"keyId": "K-2", "type": "AsymmetricX509Cert", "endDateTime": "2299-12-31T00:00:00Z"}}})
	got, errs, _ := observe(t, page("v1.0/applications", app), page("v1.0/servicePrincipals"))
	want := []string{"+/credentials key/k-1: application/" + oid("app") + " Password until 2026-09-01T00:00:00Z", "+/credentials key/k-2: application/" + oid("app") + " AsymmetricX509Cert", "all of entra/app-roles", "all of entra/credentials"}
	if diff := cmp.Diff(inOrder(want), got); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
	delete(app, "passwordCredentials")
	if got, _, _ := observe(t, page("v1.0/applications?$select=id,keyCredentials", app), page("v1.0/servicePrincipals")); slices.Contains(got, "all of entra/credentials") {
		t.Errorf("passwords were not asked for: %q", got)
	}
}
