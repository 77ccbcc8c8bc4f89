package entra_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

type m = map[string]any

// Object ids, which end with the name of what they are of.
func oid(name string) string {
	return fmt.Sprintf("00000000-0000-0000-0000-%012x", name+"            ")[:36]
}

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }

// property is one that Entra writes: quoted JSON in a string. An empty side is
// null.
func property(name, before, after string) m {
	p := m{"displayName": name, "oldValue": nil, "newValue": nil}
	if before != "" {
		p["oldValue"] = quoted(before)
	}
	if after != "" {
		p["newValue"] = quoted(after)
	}
	return p
}

func target(kind, name string, properties ...m) m {
	t := m{"id": oid(name), "displayName": name, "type": kind, "userPrincipalName": nil, "modifiedProperties": properties}
	if kind == "User" {
		t["userPrincipalName"], t["displayName"] = strings.ToUpper(name[:1])+name[1:]+"@Acme.org", nil
	}
	return t
}

// event is one in Graph's form, done by maria. Parts that edit names replace
// those of the base.
func event(activity string, targets []m, edit ...m) m {
	e := m{
		"id": "Directory_1", "category": "RoleManagement", "correlationId": "c-1", "result": "success", "resultReason": "",
		"activityDisplayName": activity, "activityDateTime": "2026-03-02T11:00:00.1234567Z", "loggedByService": "Core Directory", "operationType": "Assign",
		"initiatedBy":     m{"app": nil, "user": m{"id": oid("maria"), "displayName": nil, "userPrincipalName": "Maria@acme.org", "ipAddress": "192.0.2.1"}},
		"targetResources": targets, "additionalDetails": []m{{"key": "User-Agent", "value": "x"}},
	}
	for _, m := range edit {
		maps.Copy(e, m)
	}
	return e
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// row is an event as Log Analytics has it: other names, and JSON in strings.
func row(e m) string {
	r := m{"TenantId": "workspace", "Type": "AuditLogs", "OperationName": e["activityDisplayName"], "AADTenantId": oid("tenant"), "TimeGenerated": e["activityDateTime"]}
	for name, value := range e {
		switch value.(type) {
		case string, nil:
		default:
			value = text(value)
		}
		r[strings.ToUpper(name[:1])+name[1:]] = value
	}
	return text(r)
}

// wrapped is an event as diagnostic settings write it.
func wrapped(e m) string {
	return text(m{"time": "2026-03-02T11:00:01Z", "category": "AuditLogs", "operationName": e["activityDisplayName"], "tenantId": oid("tenant"), "resultSignature": "None", "correlationId": "other", "properties": e})
}

func role(before, after string) []m {
	t := map[string]string{"Global Administrator": "62E90394-69f5-4237-9190-012177145e10", "Company Administrator": "62e90394-69f5-4237-9190-012177145e10"}
	return []m{property("Role.ObjectID", oidOf(before), oidOf(after)), property("Role.DisplayName", before, after), property("Role.TemplateId", t[before], t[after]), property("Role.WellKnownObjectName", before, after)}
}

func oidOf(name string) string {
	if name == "" {
		return ""
	}
	return oid(name)
}

// pim is an event of PIM, whose targets have an order of their own.
func pim(activity string, details m, targets []m, edit ...m) m {
	all := []m{{"key": "RoleDefinitionOriginType", "value": "BuiltInRole"}}
	for k, v := range details {
		all = append(all, m{"key": k, "value": v})
	}
	e := event(activity, targets, m{"id": "PIM_1", "loggedByService": "PIM", "additionalDetails": all, "resultReason": "deploy",
		"initiatedBy": m{"app": nil, "user": m{"id": oid("ana"), "displayName": "Ana", "userPrincipalName": "ana@acme.org"}}})
	for _, m := range edit {
		maps.Copy(e, m)
	}
	return e
}

var (
	pimRole  = target("Role", "User Administrator", property("TemplateId", "", "fe930be7-5e62-47db-91af-98c3a49a38b1"))
	pimRest  = []m{target("Directory", "Acme"), target("Other", "x")}
	ofRole   = append([]m{pimRole, target("Request", "r"), target("User", "ana")}, pimRest...)
	ofGroup  = []m{target("Role", "Member"), target("Request", "r"), target("User", "ana"), target("Group", "ops"), target("Other", "x")}
	request1 = m{"RoleAssignmentRequestId": "R-1"}
)

// line is a fact in short.
func line(f evidence.Fact) string {
	who := f.Subject.ID
	switch v := f.Value.(type) {
	case *evidence.Change:
		s := fmt.Sprintf("%s %s: %s", v.Action, who, held(v.Entitlements))
		if v.RequestRef != "" {
			s += " for " + v.RequestRef
		}
		if v.Outcome == evidence.OutcomeFailure {
			s += " (failure)"
		}
		return s
	case *evidence.Event:
		return string(v.Kind) + " " + who
	case *evidence.Request:
		return fmt.Sprintf("request %s %s by %s for %s: %s (%s)", v.ID, f.Action, v.Requester.ID, who, held(v.Entitlements), v.Status)
	case *evidence.Approval:
		return fmt.Sprintf("%s %s by %s for %s", v.Decision, f.RequestRef, v.Approver.ID, who)
	}
	return "?"
}

func held(list []evidence.Entitlement) string {
	var all []string
	for _, e := range list {
		s := strings.TrimPrefix(e.System, "entra") + " " + e.Resource + " " + e.Permission
		if e.Scope != "" {
			s += " @" + e.Scope
		}
		if !e.ExpiresAt.IsZero() {
			s += " until " + e.ExpiresAt.Format(time.RFC3339)
		}
		if e.Via != "" {
			s += " <" + strings.TrimPrefix(e.Via, "entra/group/")
		}
		all = append(all, strings.TrimSpace(s))
	}
	return strings.Join(all, ", ")
}

func read(t *testing.T, events ...m) ([]string, []string, *source.Tally) {
	t.Helper()
	var lines []string
	for _, e := range events {
		lines = append(lines, text(e))
	}
	facts, errs, tally := sourcetest.Read(t, entra.Reader(entra.Options{}), strings.Join(lines, "\n"))
	var got []string
	for _, f := range facts {
		got = append(got, line(f))
	}
	return got, errs, tally
}

func TestDirectory(t *testing.T) {
	ana, robot, ops := "ana@acme.org", "entra/service-principal/"+oid("robot"), "group/"+oid("ops")
	graph, app := "service-principal/"+oid("graph"), "application/"+oid("app")
	for _, c := range []struct {
		event m
		want  []string
	}{
		{event("Add member to role", []m{target("User", "ana", role("", "Global Administrator")...), target("Role", "x")}), []string{"grant " + ana + ": /roles directory-role Global Administrator"}},
		{event("Add member to role.", []m{target("User", "ana", role("", "Company Administrator")...)}), []string{"grant " + ana + ": /roles directory-role Global Administrator"}},
		{event("Remove member from role", []m{target("ServicePrincipal", "robot", role("Reports Reader", "")...)}), []string{"revoke " + robot + ": /roles directory-role Reports Reader"}},
		{event("Add eligible member to role", []m{target("Group", "ops", role("", "Reports Reader")...)}), []string{"grant entra/" + ops + ": /eligible-roles directory-role Reports Reader"}},
		{event("Add scoped member to role", []m{target("User", "ana", append(role("", "Reports Reader"), property("AdministrativeUnit.ObjectID", "", oid("AU")))...)}),
			[]string{"grant " + ana + ": /roles directory-role Reports Reader @administrativeUnits/" + oid("AU")}},
		{event("Add member to role", []m{target("User", "ana", role("", "Reports Reader")...)}, m{"result": "failure", "resultReason": "denied"}), []string{"grant " + ana + ": /roles directory-role Reports Reader (failure)"}},
		{event("Add member to group", []m{target("User", "ana", property("Group.ObjectID", "", strings.ToUpper(oid("ops"))), property("Group.DisplayName", "", "Ops")), target("Group", "ops")}), []string{"grant " + ana + ": " + ops + " member"}},
		{event("Remove member from group", []m{target("User", "ana", property("Group.ObjectID", oid("ops"), "")), target("Group", "ops")}), []string{"revoke " + ana + ": " + ops + " member"}},
		{event("Add member to group", []m{target("Group", "ops"), target("User", "ana")}), []string{"grant " + ana + ": " + ops + " member"}},
		{event("Add member to group", []m{target("Group", "inner", property("Group.ObjectID", "", oid("ops"))), target("Group", "ops")}), []string{"grant entra/group/" + oid("inner") + ": " + ops + " member"}},
		{event("Add owner to group", []m{target("User", "ana", property("Group.ObjectID", "", oid("ops")))}), []string{"grant " + ana + ": /owners " + ops + " owner"}},
		{event("Add owner to application", []m{target("User", "ana", property("Application.ObjectID", "", oid("app")))}), []string{"grant " + ana + ": /owners " + app + " owner"}},
		{event("Remove owner from service principal", []m{target("User", "ana", property("ServicePrincipal.ObjectID", oid("robot"), ""))}), []string{"revoke " + ana + ": /owners service-principal/" + oid("robot") + " owner"}},
		{event("Add app role assignment to service principal", []m{target("ServicePrincipal", "graph", property("AppRole.Id", "", oid("role")), property("AppRole.Value", "", "Mail.Read"), property("ServicePrincipal.ObjectID", "", oid("robot")), property("ServicePrincipal.AppId", "", oid("appid"))), target("ServicePrincipal", "robot")}),
			[]string{"grant " + robot + ": /app-roles " + graph + " Mail.Read"}},
		{event("Add app role assignment grant to user", []m{target("ServicePrincipal", "graph", property("AppRole.Id", "", "00000000-0000-0000-0000-000000000000"), property("AppRole.Value", "", ""), property("User.ObjectID", "", oid("ana")), property("User.UPN", "", "Ana@Acme.org")), target("User", "ana")}),
			[]string{"grant " + ana + ": /app-roles " + graph + " default"}},
		{event("Remove app role assignment from group", []m{target("ServicePrincipal", "graph", property("AppRole.Id", oid("Role"), ""), property("Group.ObjectID", oid("ops"), ""))}), []string{"revoke entra/" + ops + ": /app-roles " + graph + " " + oid("Role")}},
		{event("Add delegated permission grant", []m{target("ServicePrincipal", "graph", property("DelegatedPermissionGrant.Scope", "User.Read", " Mail.Send User.Read Files.Read"), property("DelegatedPermissionGrant.ConsentType", "AllPrincipals", "AllPrincipals"), property("ServicePrincipal.ObjectID", "", oid("robot"))), target("ServicePrincipal", "robot")}),
			[]string{"grant " + robot + ": /delegated-permissions " + graph + " Files.Read, /delegated-permissions " + graph + " Mail.Send"}},
		{event("Add delegated permission grant", []m{target("ServicePrincipal", "graph", property("DelegatedPermissionGrant.Scope", "User.Read Mail.Send", "User.Read Files.Read"), property("DelegatedPermissionGrant.ConsentType", "", "Principal"), property("ServicePrincipal.ObjectID", "", oid("robot"))), target("User", "ana")}),
			[]string{"revoke " + robot + ": /delegated-permissions " + graph + " Mail.Send @user/" + oid("ana"), "grant " + robot + ": /delegated-permissions " + graph + " Files.Read @user/" + oid("ana")}},
		{event("Remove delegated permission grant", []m{target("ServicePrincipal", "graph", property("DelegatedPermissionGrant.Scope", "", "User.Read"), property("DelegatedPermissionGrant.ConsentType", "", "AllPrincipals"), property("ServicePrincipal.ObjectID", "", oid("robot")))}),
			[]string{"revoke " + robot + ": /delegated-permissions " + graph + " User.Read"}},
		{event("Update application – Certificates and secrets management ", []m{target("Application", "app", keys([]string{"K-1 Password old"}, []string{"K-2 Password new, and [odd]", "K-3 AsymmetricX509Cert CN=x"}))}),
			[]string{"revoke entra/key/k-1: /credentials " + app + " Password", "grant entra/key/k-2: /credentials " + app + " Password", "grant entra/key/k-3: /credentials " + app + " AsymmetricX509Cert"}},
		{event("Add service principal", []m{target("ServicePrincipal", "robot", keys(nil, []string{"K-1 Password x"}))}), []string{"created " + robot, "grant entra/key/k-1: /credentials service-principal/" + oid("robot") + " Password"}},
		{event("Add group", []m{target("Group", "ops")}), []string{"created entra/" + ops}},
		{event("Delete application", []m{target("Application", "app")}), []string{"decommission entra/" + app}},
		{event("Add member to group", []m{target("User", "ana", m{"displayName": "Group.ObjectID", "newValue": "[\"" + oid("ops") + "\"]"})}), []string{"grant " + ana + ": " + ops + " member"}},
		{event("Add member to group", []m{target("User", "ana", m{"displayName": "Group.ObjectID", "oldValue": "null", "newValue": oid("ops")})}), []string{"grant " + ana + ": " + ops + " member"}},
		{event("Add role assignment to role definition", []m{target("User", "ana", property("RoleDefinition.DisplayName", "", "Helpdesk"), property("RoleAssignment.Scope", "", "/administrativeUnits/"+oid("AU")))}), []string{"grant " + ana + ": /roles directory-role Helpdesk @administrativeUnits/" + oid("AU")}},
		{event("Add user", []m{target("User", "ana")}), []string{"created " + ana}},
		{event("Disable account", []m{target("User", "ana")}), []string{"decommission " + ana}},
		{event("User has elevated their access to User Access Administrator for their Azure Resources", nil), []string{"grant maria@acme.org: /azure / User Access Administrator"}},
		{event("The role assignment of User Access Administrator has been removed from the user", []m{target("User", "ana")}), []string{"revoke " + ana + ": /azure / User Access Administrator"}},
	} {
		got, errs, _ := read(t, c.event)
		if diff := cmp.Diff(c.want, got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.event["activityDisplayName"], errs, diff)
		}
	}
}

// keys is the property that tells an application's keys: "ID TYPE NAME".
func keys(before, after []string) m {
	list := func(keys []string) string {
		all := []string{}
		for _, k := range keys {
			p := strings.SplitN(k, " ", 3)
			all = append(all, fmt.Sprintf("[KeyIdentifier=%s,KeyType=%s,KeyUsage=Verify,DisplayName=%s]", p[0], p[1], p[2]))
		}
		return text(all)
	}
	return m{"displayName": "KeyDescription", "oldValue": list(before), "newValue": list(after)}
}

func TestForms(t *testing.T) {
	e := event("Add member to group", []m{target("User", "ana", property("Group.ObjectID", "", oid("ops")))})
	page := `{"@odata.context":"x#auditLogs/directoryAudits","@odata.nextLink":"y","value":[` + text(e) + `]}`
	digest := regexp.MustCompile(`,"digest":"sha256:[0-9a-f]{64}"`)
	one, _, _ := sourcetest.Read(t, entra.Reader(entra.Options{}), text(e))
	want := digest.ReplaceAllString(sourcetest.Lines(t, one), "")
	for what, input := range map[string]string{"page": page, "array": "[" + text(e) + "]", "rows": row(e), "rows in an array": "[" + row(e) + "]", "wrapped": wrapped(e), "records": `{"records":[` + wrapped(e) + `]}`} {
		facts, errs, _ := sourcetest.Read(t, entra.Reader(entra.Options{}), input)
		if diff := cmp.Diff(want, digest.ReplaceAllString(sourcetest.Lines(t, facts), "")); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", what, errs, diff)
		}
	}
	whole := `{"fact":"change","subject":{"id":"ana@acme.org","name":"Ana@Acme.org","aliases":["entra/user/` + oid("ana") + `"]},"value":{"id":"Directory_1/grant","action":"grant",` +
		`"entitlements":[{"system":"entra","resource":"group/` + oid("ops") + `","permission":"member"}],"actor":{"id":"maria@acme.org","name":"Maria@acme.org","aliases":["entra/user/` + oid("maria") + `"]},` +
		`"executed_at":"2026-03-02T11:00:00.1234567Z","outcome":"success","source":{"system":"entra","kind":"directory","record_id":"directoryAudits/Directory_1"},` +
		`"extensions":{"entra":{"activity":"Add member to group","service":"Core Directory","correlation_id":"c-1"}}}}` + "\n"
	if diff := cmp.Diff(whole, want); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
