package entra_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// The activities of one activation, in PIM's words. All say success, under one
// correlation id.
const (
	requested = "Add member to role requested (PIM activation)"
	pending   = "Add member to role approval requested (PIM activation)"
	approved  = "Add member to role request approved (PIM activation)"
	denied    = "Add member to role request denied (PIM activation)"
	cancelled = "Add member to role canceled (PIM activation)"
	completed = "Add member to role completed (PIM activation)"
	expired   = "Remove member from role (PIM activation expired)"
)

var byOmar = m{"id": "PIM_2", "initiatedBy": m{"user": m{"id": oid("omar"), "userPrincipalName": "omar@acme.org"}}}

func TestPIM(t *testing.T) {
	const grant, ask = "grant ana@acme.org: /roles directory-role User Administrator", "request r-1 grant by ana@acme.org for ana@acme.org: /roles directory-role User Administrator"
	ops := "group/" + oid("ops")
	timed := m{"RoleAssignmentRequestId": "R-1", "ExpirationTime": "2026-03-02T13:00:00.5Z"}
	for _, c := range []struct {
		what   string
		events []m
		want   []string
	}{
		{"a request is no grant", []m{pim(requested, request1, ofRole)}, []string{ask + " (open)"}},
		{"nor is waiting for approval", []m{pim(requested, request1, ofRole), pim(pending, request1, ofRole)}, []string{ask + " (open)"}},
		{"approved and completed, in any order", []m{pim(completed, request1, ofRole), pim(approved, request1, ofRole, byOmar), pim(requested, request1, ofRole)},
			[]string{grant + " for r-1", "approved r-1 by omar@acme.org for ana@acme.org", ask + " (closed_complete)"}},
		{"denied", []m{pim(requested, request1, ofRole), pim(denied, request1, ofRole, byOmar)}, []string{"rejected r-1 by omar@acme.org for ana@acme.org", ask + " (rejected)"}},
		{"cancelled", []m{pim(requested, request1, ofRole), pim(cancelled, request1, ofRole)}, []string{ask + " (cancelled)"}},
		{"completed, and then expired", []m{pim(requested, request1, ofRole), pim("PIM activation request expired", request1, ofRole, m{"activityDateTime": "2026-03-02T12:00:00Z"}), pim(completed, request1, ofRole)}, []string{grant + " for r-1", ask + " (closed_complete)"}},
		{"the same in order", []m{pim(requested, request1, ofRole), pim(completed, request1, ofRole), pim("PIM activation request expired", request1, ofRole, m{"activityDateTime": "2026-03-02T12:00:00Z"})}, []string{grant + " for r-1", ask + " (closed_complete)"}},
		{"expired", []m{pim(expired, request1, ofRole, m{"initiatedBy": m{"user": m{"id": oid("pim"), "displayName": "Azure AD PIM"}}})}, []string{"revoke ana@acme.org: /roles directory-role User Administrator for r-1"}},
		{"deactivated", []m{pim("Remove member from role completed (PIM deactivate)", request1, ofRole)}, []string{"revoke ana@acme.org: /roles directory-role User Administrator for r-1"}},
		{"it failed", []m{pim(requested, request1, ofRole), pim(completed, request1, ofRole, m{"result": "failure"})}, []string{grant + " for r-1 (failure)", ask + " (open)"}},
		{"an older name of the request", []m{pim(completed, m{"RequestId": "R-2"}, ofRole)}, []string{grant + " for r-2"}},
		{"only among the targets", []m{pim(completed, nil, ofRole)}, []string{grant + " for " + oid("r")}},
		{"until", []m{pim(completed, timed, ofRole)}, []string{grant + " until 2026-03-02T13:00:00Z for r-1"}},
		{"until when it does not say with a zone", []m{pim(completed, m{"RequestId": "R-1", "ExpirationTime": "3/2/2026 1:00:00 PM"}, ofRole)}, []string{grant + " for r-1"}},
		{"eligible", []m{pim("Add eligible member to role in PIM completed (timebound)", request1, ofRole)}, []string{"grant ana@acme.org: /eligible-roles directory-role User Administrator"}},
		{"not eligible any more", []m{pim("Remove eligible member from role in PIM completed (permanent)", request1, ofRole)}, []string{"revoke ana@acme.org: /eligible-roles directory-role User Administrator"}},
		{"an administrator's own act has no request", []m{pim("Add member to role in PIM requested (permanent)", request1, ofRole), pim("Add member to role in PIM completed (permanent)", request1, ofRole)}, []string{grant}},
		{"an extension", []m{pim("Update member in PIM approved by admin (extend/renew)", timed, ofRole)}, []string{"modify ana@acme.org: /roles directory-role User Administrator until 2026-03-02T13:00:00Z"}},
		{"in an administrative unit", []m{pim(completed, request1, []m{pimRole, target("User", "ana"), target("AdministrativeUnit", "au")})}, []string{grant + " @administrativeUnits/" + oid("au") + " for r-1"}},
		{"of a group that may have roles", []m{pim(completed, request1, []m{pimRole, target("Group", "ops")})}, []string{"grant entra/" + ops + ": /roles directory-role User Administrator for r-1"}},
		{"a group's member", []m{pim(completed, request1, ofGroup, m{"category": "GroupManagement"})}, []string{"grant ana@acme.org: " + ops + " member for r-1"}},
		{"a group's owner to be", []m{pim("Add eligible member to role in PIM completed (permanent)", nil, []m{target("Role", "Owner"), target("Group", "inner"), target("Group", "ops")}, m{"category": "GroupManagement"})},
			[]string{"grant entra/group/" + oid("inner") + ": /eligible-groups " + ops + " owner"}},
		{"a ticket that one gives oneself goes for nothing", []m{pim(requested, m{"RequestId": "R-1", "TicketNumber": " CHG1 "}, ofRole), pim(approved, m{"RequestId": "R-1", "TicketNumber": "CHG1"}, ofRole, byOmar), pim(completed, m{"RequestId": "R-1", "TicketNumber": "CHG1"}, ofRole)},
			[]string{"approved r-1 by omar@acme.org for ana@acme.org", grant + " for r-1", ask + " (closed_complete)"}},
	} {
		got, errs, _ := read(t, c.events...)
		if diff := cmp.Diff(c.want, got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

// What PIM does, the directory logs once more.
func TestTwins(t *testing.T) {
	byPIM := m{"id": "Directory_2", "initiatedBy": m{"app": m{"displayName": "MS-PIM", "servicePrincipalId": oid("mspim")}}}
	twin := func(activity string, properties []m, edit ...m) m {
		return event(activity, []m{target("User", "ana", properties...)}, append([]m{byPIM}, edit...)...)
	}
	userAdmin := []m{property("Role.DisplayName", "", "User Administrator"), property("Role.TemplateId", "", "fe930be7-5e62-47db-91af-98c3a49a38b1")}
	const grant = "grant ana@acme.org: /roles directory-role User Administrator"
	for _, c := range []struct {
		what   string
		events []m
		want   []string
	}{
		{"the same", []m{twin("Add member to role", userAdmin), pim(completed, request1, ofRole)}, []string{grant + " for r-1"}},
		{"in the other order", []m{pim(completed, request1, ofRole), twin("Add member to role", userAdmin)}, []string{grant + " for r-1"}},
		{"a group's", []m{twin("Add member to group", []m{property("Group.ObjectID", "", oid("ops"))}), pim(completed, request1, ofGroup, m{"category": "GroupManagement"})}, []string{"grant ana@acme.org: group/" + oid("ops") + " member for r-1"}},
		{"PIM does not tell it", []m{twin("Add member to role", userAdmin)}, []string{grant}},
		{"somebody else's", []m{event("Add member to role", []m{target("User", "ana", userAdmin...)}), pim(completed, request1, ofRole)}, []string{grant, grant + " for r-1"}},
		{"too late to be the same", []m{pim(completed, request1, ofRole), twin("Add member to role", userAdmin, m{"activityDateTime": "2026-03-02T11:05:00.1234568Z"})}, []string{grant + " for r-1", grant}},
		{"another role", []m{pim(completed, request1, ofRole), twin("Add member to role", role("", "Reports Reader"))}, []string{grant + " for r-1", "grant ana@acme.org: /roles directory-role Reports Reader"}},
		{"somebody without an id", []m{pim(completed, request1, []m{pimRole, {"type": "User", "userPrincipalName": "ana@acme.org"}}), event("Add member to role", []m{{"type": "User", "userPrincipalName": "bob@acme.org", "modifiedProperties": userAdmin}}, byPIM)},
			[]string{grant + " for r-1", strings.Replace(grant, "ana", "bob", 1)}},
		{"PIM failed", []m{pim(completed, request1, ofRole, m{"result": "failure"}), twin("Add member to role", userAdmin)}, []string{grant + " for r-1 (failure)", grant}},
	} {
		got, errs, _ := read(t, c.events...)
		if diff := cmp.Diff(c.want, got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestIgnored(t *testing.T) {
	failed := m{"result": "failure"}
	for _, c := range []struct {
		event m
		want  string
	}{
		{event("Update user", nil), "not an activity that this source takes for a change of access: Update user"},
		{event("Consent to application", nil), "consent, whose grants are events of their own: Consent to application"},
		{pim("Add member to role outside of PIM (permanent)", nil, ofRole), "PIM's notice of an assignment that the directory logged itself: Add member to role outside of PIM (permanent)"},
		{pim(pending, request1, ofRole), "a step of PIM's, and not the one that changes access: " + pending},
		{pim("Process role removal request", nil, ofRole, failed), "a step of PIM's, and not the one that changes access: Process role removal request"},
		{pim(completed, nil, ofRole, m{"category": "ResourceManagement"}), "a role of something that is not in the directory: " + completed},
		{pim(requested, request1, ofRole, failed), "failed, and would not have changed access: " + requested},
		{pim(approved, request1, ofRole, failed), "failed, and would not have changed access: " + approved},
		{pim(cancelled, nil, []m{pimRole}), "a step of PIM's, and not the one that changes access: " + cancelled},
		{pim(approved, request1, ofRole, m{"initiatedBy": m{"user": nil, "app": nil}}), "does not say who decided: " + approved},
		{event("Add user", []m{target("User", "ana")}, failed), "failed, and would not have changed access: Add user"},
		{event("Add member to group", nil, failed), "failed, and does not say whose access it was about: Add member to group"},
		{event("Update application - Certificates and secrets management", []m{target("Application", "app", keys([]string{"K Password x"}, []string{"K Password y"}))}), "left access as it was: Update application - Certificates and secrets management"},
		{m{"category": "SignInLogs", "operationName": "Sign-in activity", "properties": m{"id": "x"}}, "of another log: SignInLogs"},
		{m{"category": "Administrative", "operationName": "Microsoft.Authorization/roleAssignments/write", "resourceId": "/subscriptions/x"}, "of another log: Administrative"},
	} {
		got, errs, tally := read(t, c.event)
		why := source.Reason{}
		why.Why, why.Name, _ = strings.Cut(c.want, ": ")
		if len(got)+len(errs) > 0 || tally.IgnoredFor(why) != 1 {
			t.Errorf("%s: %q %q\n%s", c.want, got, errs, tally)
		}
	}
}

func TestErrors(t *testing.T) {
	const again = ": export the audit log from Entra again"
	const look = again + ", and look this one up in the tenant"
	inGroup := []m{target("User", "ana", property("Group.ObjectID", "", oid("ops")))}
	add := func(edit m) string { return text(event("Add member to group", inGroup, edit)) }
	for _, c := range []struct{ what, input, want string }{
		{"no id", add(m{"id": nil}), "log:1: /id: missing" + again},
		{"no outcome", add(m{"result": ""}), "log:1: Directory_1 /result: does not say whether it succeeded: look it up in the tenant"},
		{"timeout", add(m{"result": "timeout"}), "log:1: Directory_1 /result: does not say whether it succeeded: look it up in the tenant"},
		{"no zone", add(m{"activityDateTime": "2026-03-02 11:00:00.123"}), "log:1: Directory_1 /activityDateTime: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"whose", text(event("Add member to group", nil)), "log:1: Directory_1 /targetResources: the event does not say whose access to which Group was changed" + look},
		{"which role", text(event("Add member to role", []m{target("User", "ana")})), "log:1: Directory_1 /targetResources: the event does not say whose access to which Role was changed" + look},
		{"which unit", text(event("Add scoped member to role", []m{target("User", "ana", role("", "x")...)})), "log:1: Directory_1 /targetResources: the event does not say in which part of the directory the role is" + look},
		{"which of two", text(pim(completed, nil, append([]m{target("User", "bob")}, ofRole...))), "log:1: PIM_1 /targetResources: the event does not say one and only one whose access it is about" + look},
		{"whose account", text(event("Add user", nil)), "log:1: Directory_1 /targetResources/0: the event does not say which account it is about" + look},
		{"which owner", text(event("Add owner to group", nil)), "log:1: Directory_1 /targetResources: the event does not say whose access to which Group was changed" + look},
		{"which app role", text(event("Add app role assignment to group", []m{target("Group", "ops")})), "log:1: Directory_1 /targetResources: the event does not say which app role of which application it is about" + look},
		{"whose app role", text(event("Add app role assignment to group", []m{target("ServicePrincipal", "x", property("AppRole.Id", "", oid("r")))})), "log:1: Directory_1 /targetResources: the event does not say who has the app role" + look},
		{"which permissions", text(event("Add delegated permission grant", nil)), "log:1: Directory_1 /targetResources: the event does not say which permissions of which application it is about" + look},
		{"whose permissions", text(event("Add delegated permission grant", []m{target("ServicePrincipal", "x", property("DelegatedPermissionGrant.Scope", "", "a"))})), "log:1: Directory_1 /targetResources: the event does not say which application got the permissions" + look},
		{"who was elevated", text(event("User has elevated their access to User Access Administrator for their Azure Resources", nil, m{"initiatedBy": nil})), "log:1: Directory_1 /initiatedBy: the event does not say who it was" + again},
		{"PIM, which role", text(pim(completed, nil, []m{target("User", "ana")})), "log:1: PIM_1 /targetResources: the event does not say which role it is about" + look},
		{"PIM, a role without a name", text(pim(approved, nil, []m{{"type": "Role"}, target("User", "ana")})), "log:1: PIM_1 /targetResources: the event does not say which role it is about" + look},
		{"PIM, what in a group", text(pim(completed, nil, append([]m{target("Role", "Guest")}, ofGroup[1:]...), m{"category": "GroupManagement"})), "log:1: PIM_1 /targetResources: the event does not say whether it is about a member or an owner" + look},
		{"PIM, whose", text(pim(requested, nil, []m{pimRole, {"type": "User"}})), "log:1: PIM_1 /targetResources: the event does not say whose access it is about" + look},
		{"PIM, which request", text(pim(requested, nil, []m{pimRole, target("User", "ana")})), "log:1: PIM_1 /targetResources: the event does not say the id of the request" + look},
		{"PIM, which was decided", text(pim(approved, nil, []m{pimRole, target("User", "ana")})), "log:1: PIM_1 /targetResources: the event does not say which request was decided" + look},
		{"which category", text(pim(completed, nil, ofRole, m{"category": ""})), "log:1: PIM_1 /category: missing" + again},
		{"which group", text(pim(completed, nil, ofRole, m{"category": "GroupManagement"})), "log:1: PIM_1 /targetResources: the event does not say which group it is about" + look},
		{"keys", text(event("Add service principal credentials", []m{target("ServicePrincipal", "robot")})), "log:1: Directory_1 /targetResources: the event does not say which keys of which application it is about" + look},
		{"odd keys", text(event("Add service principal credentials", []m{target("ServicePrincipal", "robot", m{"displayName": "KeyDescription", "newValue": "[7]"})})), "log:1: Directory_1 /targetResources/modifiedProperties: the event does not say in KeyDescription which keys there are" + look},
		{"another type", add(m{"targetResources": m{"a": 1}}), "log:1: Directory_1 /targetResources: an object, which is not what Entra writes there" + again},
		{"another type in a string", row(event("Add member to group", nil, m{"additionalDetails": []any{7}})), "log:1: Directory_1 /AdditionalDetails/0: a number, which is not what Entra writes there" + again},
		{"a row without its columns", `{"OperationName":"Add member to role","Category":"RoleManagement"}`, "log:1: not an event of the Entra audit log, which has activityDisplayName (or OperationName) and initiatedBy: leave it out, or export directoryAudits"},
		{"something else", `{"id":"x"}`, "log:1: x: not an event of the Entra audit log, which has activityDisplayName (or OperationName) and initiatedBy: leave it out, or export directoryAudits"},
		{"Office 365", `{"Id":"x","Operation":"Add member to role.","RecordType":8}`, "log:1: x: an event of Office 365's unified audit log, not of the Entra audit log: export directoryAudits, which tells the same changes"},
		{"a listing", `{"url":"x","body":{}}`, "log:1: a page of a listing, not an event of the audit log: read it as entra-state"},
	} {
		facts, errs, _ := sourcetest.Read(t, entra.Reader(entra.Options{}), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %v (-want +got):\n%s", c.what, facts, diff)
		}
	}
}

func TestNames(t *testing.T) {
	e := event("Delete user", []m{{"id": oid("ana"), "type": "User", "userPrincipalName": strings.ReplaceAll(strings.ToUpper(oid("ana")), "-", "") + "Ana@Acme.org"}})
	facts, errs, _ := sourcetest.Read(t, entra.Reader(entra.Options{Tenant: "acme"}), text(e))
	if len(facts) != 1 || facts[0].Subject.ID != "ana@acme.org" || !cmp.Equal(facts[0].Subject.Aliases, []string{"entra:acme/user/" + oid("ana")}) {
		t.Errorf("%q %v", errs, facts)
	}
	for tenant, want := range map[string]int{"": 0, "acme": 0, strings.ToUpper(oid("tenant")): 0, oid("other"): 1} {
		_, errs, _ := sourcetest.Read(t, entra.Reader(entra.Options{Tenant: tenant}), wrapped(e))
		if len(errs) != want || want > 0 && !strings.HasPrefix(errs[0], "log:1: Directory_1 /tenantId: of the tenant ") {
			t.Errorf("%s: %q", tenant, errs)
		}
	}
}
