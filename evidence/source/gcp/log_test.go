package gcp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

type edit = map[string]string

// entry is a log entry in Google's shape. Parts that edit names replace those
// of the base, in the payload where they belong there; "-" takes one away.
func entry(service, method string, edits edit) string {
	payload := map[string]string{
		"@type": `"type.googleapis.com/google.cloud.audit.AuditLog"`, "status": `{}`, "serviceName": `"` + service + `"`, "methodName": `"` + method + `"`,
		"authenticationInfo": `{"principalEmail":"Ops@Acme.example","principalSubject":"user:ops@acme.example"}`, "resourceName": `"projects/shop"`,
	}
	parts := map[string]string{
		"insertId": `"i-1"`, "timestamp": `"2026-03-02T11:00:00.250000001Z"`, "receiveTimestamp": `"2026-03-02T11:00:01Z"`, "severity": `"NOTICE"`,
		"logName": `"projects/shop/logs/cloudaudit.googleapis.com%2Factivity"`, "resource": `{"type":"project","labels":{"project_id":"shop"}}`,
	}
	for k, v := range edits {
		if _, ok := parts[k]; ok {
			parts[k] = v
		} else {
			payload[k] = v
		}
	}
	write := func(m map[string]string, order ...string) string {
		var b strings.Builder
		for _, k := range order {
			if v := m[k]; v != "" && v != "-" {
				if b.Len() > 0 {
					b.WriteByte(',')
				}
				fmt.Fprintf(&b, "%q:%s", k, v)
			}
		}
		return "{" + b.String() + "}"
	}
	parts["protoPayload"] = write(payload, "@type", "status", "authenticationInfo", "requestMetadata", "serviceName", "methodName", "resourceName", "serviceData", "request", "response", "metadata")
	return write(parts, "protoPayload", "insertId", "resource", "timestamp", "severity", "logName", "receiveTimestamp")
}

const manager = "cloudresourcemanager.googleapis.com"

// deltas is the serviceData of a call that set a policy: "+ROLE MEMBER" or
// "-ROLE MEMBER", with " until TIME" or " if EXPRESSION" after it.
func deltas(short ...string) string {
	var list []string
	for _, s := range short {
		action := map[byte]string{'+': "ADD", '-': "REMOVE"}[s[0]]
		s, condition := conditioned(s[1:])
		role, member, _ := strings.Cut(s, " ")
		list = append(list, fmt.Sprintf(`{"action":%q,"role":%q,"member":%q%s}`, action, role, member, condition))
	}
	return `{"@type":"type.googleapis.com/google.iam.v1.logging.AuditData","policyDelta":{"bindingDeltas":[` + strings.Join(list, ",") + `]}}`
}

func conditioned(s string) (rest, condition string) {
	if before, until, ok := strings.Cut(s, " until "); ok {
		return before, fmt.Sprintf(`,"condition":{"title":"t","expression":%q}`, `request.time < timestamp("`+until+`")`)
	}
	if before, expression, ok := strings.Cut(s, " if "); ok {
		return before, fmt.Sprintf(`,"condition":{"title":"t","expression":%q}`, expression)
	}
	return s, ""
}

// policy is a policy of "ROLE MEMBER" bindings.
func policy(etag string, short ...string) string {
	var list []string
	for _, s := range short {
		s, condition := conditioned(s)
		role, members, _ := strings.Cut(s, " ")
		list = append(list, fmt.Sprintf(`{"role":%q,"members":["%s"]%s}`, role, strings.ReplaceAll(members, " ", `","`), condition))
	}
	tag := ""
	if etag != "" {
		tag = `"etag":"` + etag + `",`
	}
	return `{` + tag + `"version":3,"bindings":[` + strings.Join(list, ",") + `]}`
}

func set(from, to string, short ...string) string {
	response := policy(to, short...)
	if to == "" {
		response = "-"
	}
	return entry(manager, "SetIamPolicy", edit{"insertId": `"i-` + to + `"`, "request": `{"resource":"shop","policy":` + policy(from, short...) + `}`, "response": response})
}

// line is a fact as the tables have it.
func line(f evidence.Fact) string {
	switch v := f.Value.(type) {
	case *evidence.Change:
		s := fmt.Sprintf("%s %s: %s", v.Action, f.Subject.ID, entitlements(v.Entitlements))
		if v.Outcome == evidence.OutcomeFailure {
			s += " (failure)"
		}
		return s
	case *evidence.Event:
		return string(v.Kind) + " " + f.Subject.ID
	case *evidence.Observation:
		s := "- "
		if v.Complete {
			s = "+ "
		}
		return s + f.Subject.ID + ": " + entitlements(v.Entitlements)
	case *evidence.Listing:
		return "everybody in " + v.System
	}
	return "?"
}

func entitlements(list []evidence.Entitlement) string {
	var all []string
	for _, e := range list {
		s := e.Permission
		if e.System != "gcp:"+manager+"/projects/shop" || e.Resource != "projects/shop" {
			s = e.System + " " + e.Resource + " " + s
		}
		if e.Scope != "" {
			s += " if " + e.Scope
		}
		if !e.ExpiresAt.IsZero() {
			s += " until " + e.ExpiresAt.Format(time.RFC3339)
		}
		if e.Via != "" {
			s += " <" + e.Via
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

func TestChanges(t *testing.T) {
	const bucket = `"projects/_/buckets/b"`
	account := edit{"resourceName": `"projects/-/serviceAccounts/117"`, "resource": `{"type":"service_account","labels":{"project_id":"shop","unique_id":"117","email_id":"CI@shop.iam.gserviceaccount.com"}}`}
	with := func(m edit, more ...string) edit {
		c := edit{}
		for k, v := range m {
			c[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			c[more[i]] = more[i+1]
		}
		return c
	}
	const iam, ci = "iam.googleapis.com", "ci@shop.iam.gserviceaccount.com"
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"deltas", entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+roles/viewer user:Ana@Acme.example", "-roles/editor user:ana@acme.example", "+roles/viewer group:Dev@acme.example", "+roles/owner user:ana@acme.example")}),
			[]string{"revoke ana@acme.example: roles/editor", "grant ana@acme.example: roles/owner, roles/viewer", "grant group:dev@acme.example: roles/viewer"}},
		{"the deltas count, not the policy", entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+roles/viewer user:ana@acme.example"), "request": `{"policy":` + policy("", "roles/owner user:bob@acme.example") + `}`}),
			[]string{"grant ana@acme.example: roles/viewer"}},
		{"until", entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+roles/viewer user:ana@acme.example until 2026-03-09T09:00:00+01:00")}), []string{"grant ana@acme.example: roles/viewer until 2026-03-09T08:00:00Z"}},
		{"later than before", entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+roles/viewer user:ana@acme.example until 2026-03-09T09:00:00Z", "-roles/viewer user:ana@acme.example until 2026-03-08T09:00:00Z")}),
			[]string{"modify ana@acme.example: roles/viewer until 2026-03-09T09:00:00Z"}},
		{"under a condition", entry(manager, "SetIamPolicy", edit{"serviceData": deltas(`+roles/viewer user:ana@acme.example if resource.name.startsWith("x") && request.time < timestamp("2026-03-09T09:00:00Z")`)}),
			[]string{`grant ana@acme.example: roles/viewer if resource.name.startsWith("x") && request.time < timestamp("2026-03-09T09:00:00Z")`}},
		{"another way to write it", entry("storage.googleapis.com", "storage.setIamPermissions", edit{"resourceName": bucket, "serviceData": deltas("+roles/storage.objectViewer allUsers")}),
			[]string{"grant allUsers: gcp:storage.googleapis.com/b b roles/storage.objectViewer"}},
		{"of a service account", entry(iam, "google.iam.admin.v1.SetIAMPolicy", with(account, "serviceData", deltas("+roles/iam.serviceAccountUser user:ana@acme.example"))),
			[]string{"grant ana@acme.example: gcp:iam.googleapis.com/projects/shop/serviceAccounts/" + ci + " projects/shop/serviceAccounts/" + ci + " roles/iam.serviceAccountUser"}},
		{"of another resource", entry("pubsub.googleapis.com", "google.iam.v1.IAMPolicy.SetIamPolicy", edit{"resourceName": `"projects/shop/topics/t"`, "serviceData": deltas("+roles/pubsub.admin domain:Acme.example")}),
			[]string{"grant domain:acme.example: gcp:pubsub.googleapis.com/projects/shop/topics/t projects/shop/topics/t roles/pubsub.admin"}},
		{"a project by its number", entry(manager, "SetIamPolicy", edit{"resourceName": `"projects/1234"`, "serviceData": deltas("+roles/viewer user:a@b")}), []string{"grant a@b: roles/viewer"}},
		{"a number that the caller knows", entry("iap.googleapis.com", "x.SetIamPolicy", edit{"resourceName": `"projects/4711/iap_web"`, "serviceData": deltas("+r user:a@b")}), []string{"grant a@b: gcp:iap.googleapis.com/projects/till/iap_web projects/till/iap_web r"}},
		{"BigQuery", entry("bigquery.googleapis.com", "google.cloud.bigquery.v2.DatasetService.UpdateDataset", edit{"resourceName": `"projects/shop/datasets/d"`,
			"metadata": `{"@type":"x","datasetChange":{"reason":"UPDATE","bindingDeltas":[{"action":"REMOVE","member":"projectOwner:shop","role":"roles/bigquery.dataOwner"}]}}`}),
			[]string{"revoke projectOwner:shop: gcp:bigquery.googleapis.com/projects/shop/datasets/d projects/shop/datasets/d roles/bigquery.dataOwner"}},
		{"a policy, and nothing about the one before", set("e0", "e1", "roles/viewer user:a@b user:c@d"), []string{"modify a@b: roles/viewer", "modify c@d: roles/viewer"}},
		{"without an answer", set("e0", "", "roles/viewer user:a@b"), []string{"modify a@b: roles/viewer"}},
		{"a policy that replaces the one before", set("e0", "e1", "roles/viewer user:a@b user:c@d") + "\n" + set("e1", "e2", "roles/viewer user:c@d user:e@f", "roles/editor user:c@d"),
			[]string{"modify a@b: roles/viewer", "modify c@d: roles/viewer", "revoke a@b: roles/viewer", "grant c@d: roles/editor", "grant e@f: roles/viewer"}},
		{"a policy that replaces one after that", set("e0", "e1", "roles/viewer user:a@b user:c@d") + "\n" + set("e7", "e8", "roles/viewer user:c@d user:e@f"),
			[]string{"modify a@b: roles/viewer", "modify c@d: roles/viewer", "revoke a@b: roles/viewer", "modify c@d: roles/viewer", "modify e@f: roles/viewer"}},
		{"emptied", set("e0", "e1", "roles/viewer user:a@b") + "\n" + set("e1", "e2"), []string{"modify a@b: roles/viewer", "revoke a@b: roles/viewer"}},
		{"failed", entry(manager, "SetIamPolicy", edit{"status": `{"code":7,"message":"denied"}`, "serviceData": deltas("+roles/viewer user:a@b")}), []string{"grant a@b: roles/viewer (failure)"}},
		{"a status that is none", entry(manager, "SetIamPolicy", edit{"status": `{"message":"OK"}`, "serviceData": deltas("+roles/viewer user:a@b")}), []string{"grant a@b: roles/viewer"}},
		{"service accounts", entry(iam, "google.iam.admin.v1.CreateServiceAccount", edit{"response": `{"name":"projects/shop/serviceAccounts/` + ci + `","email":"` + ci + `"}`}) + "\n" + entry(iam, "google.iam.admin.v1.DeleteServiceAccount", account),
			[]string{"created " + ci, "decommission " + ci}},
		{"keys", entry(iam, "google.iam.admin.v1.CreateServiceAccountKey", with(account, "response", `{"name":"projects/shop/serviceAccounts/`+ci+`/keys/k1"}`)) + "\n" +
			entry(iam, "google.iam.admin.v1.DeleteServiceAccountKey", with(account, "resourceName", `"projects/-/serviceAccounts/117/keys/k1"`)) + "\n" +
			entry(iam, "google.iam.admin.v1.UploadServiceAccountKey", with(account, "status", `{"code":3}`, "response", `"whatever"`)),
			[]string{"grant " + ci + ": gcp:iam.googleapis.com/projects/shop/serviceAccounts/" + ci + "/keys projects/shop/serviceAccounts/" + ci + " api-sign-in if k1",
				"revoke " + ci + ": gcp:iam.googleapis.com/projects/shop/serviceAccounts/" + ci + "/keys projects/shop/serviceAccounts/" + ci + " api-sign-in if k1",
				"grant " + ci + ": gcp:iam.googleapis.com/projects/shop/serviceAccounts/" + ci + "/keys projects/shop/serviceAccounts/" + ci + " api-sign-in if unknown (failure)"}},
		{"roles", entry(iam, "google.iam.admin.v1.CreateRole", edit{"resourceName": `"projects/shop/roles/R"`, "serviceData": `{"permissionDelta":{"addedPermissions":["b.c.d","a.b.c"]}}`}) + "\n" +
			entry(iam, "google.iam.admin.v1.UpdateRole", edit{"resourceName": `"projects/shop/roles/R"`, "serviceData": `{"permissionDelta":{"addedPermissions":["x.y.z"],"removedPermissions":["a.b.c"]}}`}) + "\n" +
			entry(iam, "google.iam.admin.v1.UpdateRole", edit{"resourceName": `"projects/shop/roles/R"`, "response": `{"name":"projects/shop/roles/R","included_permissions":["x.y.z"]}`}) + "\n" +
			entry(iam, "google.iam.admin.v1.DeleteRole", edit{"resourceName": `"projects/shop/roles/R"`}),
			[]string{"grant projects/shop/roles/R: gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R a.b.c, gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R b.c.d",
				"revoke projects/shop/roles/R: gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R a.b.c", "grant projects/shop/roles/R: gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R x.y.z",
				"modify projects/shop/roles/R: gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R x.y.z",
				"revoke projects/shop/roles/R: gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R unknown"}},
	} {
		facts, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{Projects: map[string]string{"4711": "till"}}), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestWholeFact(t *testing.T) {
	one := entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+roles/viewer serviceAccount:CI@shop.iam.gserviceaccount.com"),
		"authenticationInfo": `{"principalEmail":"deploy@shop.iam.gserviceaccount.com","serviceAccountDelegationInfo":[{"firstPartyPrincipal":{"principalEmail":"Ana@acme.example"}},{"firstPartyPrincipal":{"principalEmail":"x@shop.iam.gserviceaccount.com"}}]}`})
	for what, input := range map[string]string{
		"lines":      one + "\n",
		"gcloud":     "[" + one + "]",
		"list":       `{"entries":[` + one + `],"nextPageToken":"x"}`,
		"lower case": strings.NewReplacer(`"insertId"`, `"insertid"`, `"logName"`, `"logname"`, `"protoPayload"`, `"protopayload"`).Replace(one),
		"BigQuery":   strings.NewReplacer(`"protoPayload"`, `"protopayload_auditlog"`, `"serviceData"`, `"servicedata_v1_iam"`).Replace(one),
	} {
		facts, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{CollectedAt: collected}), input)
		digest := ""
		if len(facts) == 1 {
			digest = facts[0].Value.(*evidence.Change).Source.Digest
		}
		want := `{"fact":"change","subject":{"id":"ci@shop.iam.gserviceaccount.com","kind":"service_account"},"value":{"id":"projects/shop/activity/i-1/grant","action":"grant",` +
			`"entitlements":[{"system":"gcp:cloudresourcemanager.googleapis.com/projects/shop","resource":"projects/shop","permission":"roles/viewer"}],` +
			`"actor":{"id":"deploy@shop.iam.gserviceaccount.com","kind":"service_account"},"on_behalf_of":{"id":"ana@acme.example"},` +
			`"executed_at":"2026-03-02T11:00:00.250000001Z","outcome":"success",` +
			`"source":{"system":"gcp:cloudresourcemanager.googleapis.com/projects/shop","kind":"cloud","record_id":"projects/shop/activity/i-1","collected_at":"2026-03-10T00:00:00Z","digest":"` + digest + `"},` +
			`"extensions":{"gcp_audit":{"serviceName":"cloudresourcemanager.googleapis.com","methodName":"SetIamPolicy","resourceName":"projects/shop"}}}}` + "\n"
		if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 || !strings.HasPrefix(digest, "sha256:") {
			t.Errorf("%s: %q\n(-want +got):\n%s", what, errs, diff)
		}
	}
	// The parts that BigQuery keeps as JSON in strings.
	facts, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{}), `{"insertId":"i","logName":"projects/shop/logs/cloudaudit.googleapis.com%2Factivity","timestamp":"2026-03-02T11:00:00Z","resource":{"labels":{}},`+
		`"protopayload_auditlog":{"serviceName":"`+manager+`","methodName":"SetIamPolicy","resourceName":"projects/shop","status":null,"servicedata_v1_iam":null,"responseJson":null,`+
		`"requestJson":`+fmt.Sprintf("%q", `{"policy":`+policy("e", "roles/viewer user:a@b")+`}`)+`}}`)
	if diff := cmp.Diff([]string{"modify a@b: roles/viewer"}, lines(facts)); diff != "" || len(errs) > 0 {
		t.Errorf("JSON in strings: %q\n(-want +got):\n%s", errs, diff)
	}
}

func TestActors(t *testing.T) {
	for _, c := range []struct {
		info string
		want *evidence.Identity
	}{
		{`{}`, nil},
		{`null`, nil},
		{`{"principalEmail":"Ana@acme.example"}`, &evidence.Identity{ID: "ana@acme.example"}},
		{`{"principalEmail":"x@system.gserviceaccount.com"}`, &evidence.Identity{ID: "x@system.gserviceaccount.com", Kind: evidence.KindServiceAccount}},
		{`{"principalEmail":"robot@acme.example","principalSubject":"serviceAccount:robot@acme.example"}`, &evidence.Identity{ID: "robot@acme.example", Kind: evidence.KindServiceAccount}},
		{`{"principalSubject":"principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s"}`, &evidence.Identity{ID: "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s", Kind: evidence.KindWorkload}},
		{`{"principalSubject":"principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s"}`, &evidence.Identity{ID: "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s"}},
		{`{"principalSubject":"serviceAccount:shop.svc.id.goog[ns/Ksa]"}`, &evidence.Identity{ID: "shop.svc.id.goog[ns/Ksa]", Kind: evidence.KindWorkload}},
		{`{"principalSubject":"somebody"}`, &evidence.Identity{ID: "somebody"}},
	} {
		facts, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{}), entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+r user:a@b"), "authenticationInfo": c.info}))
		if len(facts) != 1 {
			t.Fatalf("%s: %q", c.info, errs)
		}
		if diff := cmp.Diff(c.want, facts[0].Value.(*evidence.Change).Actor); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.info, diff)
		}
	}
}

func TestIgnored(t *testing.T) {
	const failed = "failed call that does not say whose access it was about"
	const same = "call that left the access of everybody as it was"
	const other = "write that this source does not take for an entitlement change"
	for _, c := range []struct {
		input string
		want  source.Reason
	}{
		{`{"logName":"projects/p/logs/x","textPayload":"t","timestamp":"2026-03-02T11:00:00Z"}`, source.Reason{Why: "not an audit log entry"}},
		{entry("compute.googleapis.com", "v1.compute.instances.insert", nil), source.Reason{Why: "not about access"}},
		{entry("k8s.io", "io.k8s.core.v1.pods.create", nil), source.Reason{Why: "not about access"}},
		{entry(manager, "GetIamPolicy", nil), source.Reason{Why: "only reads"}},
		{entry("iam.googleapis.com", "google.iam.admin.v1.ListRoles", nil), source.Reason{Why: "only reads"}},
		{entry(manager, "InsertProjectOwnershipInvite", nil), source.Reason{Why: other, Name: "InsertProjectOwnershipInvite"}},
		{entry("iam.googleapis.com", "google.iam.admin.v1.DisableServiceAccount", nil), source.Reason{Why: other, Name: "google.iam.admin.v1.DisableServiceAccount"}},
		{entry("k8s.io", "io.k8s.authorization.rbac.v1.clusterrolebindings.create", nil), source.Reason{Why: other, Name: "io.k8s.authorization.rbac.v1.clusterrolebindings.create"}},
		{entry(manager, "SetIamPolicy", edit{"status": `{"code":7}`, "request": `{"policy":` + policy("", "r user:a@b") + `}`}), source.Reason{Why: failed, Name: "SetIamPolicy"}},
		{entry("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccount", edit{"status": `{"code":7}`}), source.Reason{Why: failed, Name: "google.iam.admin.v1.CreateServiceAccount"}},
		{entry("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccountKey", edit{"status": `{"code":7}`}), source.Reason{Why: failed, Name: "google.iam.admin.v1.CreateServiceAccountKey"}},
		{entry("iam.googleapis.com", "google.iam.admin.v1.UpdateRole", edit{"status": `{"code":7}`}), source.Reason{Why: failed, Name: "google.iam.admin.v1.UpdateRole"}},
		{entry(manager, "SetIamPolicy", edit{"serviceData": `{"policyDelta":{"auditConfigDeltas":[{"action":"ADD"}]}}`}), source.Reason{Why: same, Name: "SetIamPolicy"}},
		{entry(manager, "SetIamPolicy", edit{"request": `{"updateMask":"auditConfigs,etag","policy":{"auditConfigs":[]}}`}), source.Reason{Why: same, Name: "SetIamPolicy"}},
		{entry("iam.googleapis.com", "google.iam.admin.v1.UpdateRole", edit{"resourceName": `"projects/shop/roles/R"`, "serviceData": `{"permissionDelta":{}}`}), source.Reason{Why: same, Name: "google.iam.admin.v1.UpdateRole"}},
	} {
		facts, errs, tally := sourcetest.Read(t, gcp.Reader(gcp.Options{}), c.input)
		if len(facts) != 0 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Events != 1 {
			t.Errorf("%s\nwant ignored: %v; got %v %q %s", c.input, c.want, lines(facts), errs, tally)
		}
	}
	_, errs, tally := sourcetest.Read(t, gcp.Reader(gcp.Options{}), set("e0", "e1", "r user:a@b")+"\n"+set("e1", "e2", "r user:a@b"))
	if len(errs) != 0 || tally.IgnoredFor(source.Reason{Why: same, Name: "SetIamPolicy"}) != 1 {
		t.Errorf("the same policy again: %q %s", errs, tally)
	}
}

func TestErrors(t *testing.T) {
	const again = ": use the log as Google Cloud exported it"
	good := func(k, v string) string {
		return entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+r user:a@b"), k: v})
	}
	for _, c := range []struct{ what, input, want string }{
		{"something else", `{"methodName":"x"}`, "not an entry of Google Cloud Logging, which has a logName and a payload: leave it out, or unwrap the entry that it holds"},
		{"lower-cased throughout", strings.ToLower(good("", "")), "i-1 /protoPayload/methodName: missing" + again},
		{"no method", good("methodName", "-"), "i-1 /protoPayload/methodName: missing" + again},
		{"no id", good("insertId", "-"), "/insertId: missing" + again},
		{"no log", good("logName", "-"), "i-1 /logName: does not say which log of which project, folder or organisation" + again},
		{"no zone", good("timestamp", `"2026-03-02 11:00:00.000"`), "i-1 /timestamp: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"no time", good("timestamp", "-"), "i-1 /timestamp: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"no resource", good("resourceName", "-"), "i-1 /protoPayload/resourceName: missing" + again},
		{"no service", good("serviceName", "-"), "i-1 /protoPayload/resourceName: missing" + again},
		{"neither added nor removed", good("serviceData", strings.ReplaceAll(deltas("+r user:a@b"), "ADD", "MOVE")), "i-1 /protoPayload/serviceData/policyDelta/bindingDeltas: a change that is neither ADD nor REMOVE" + again},
		{"nobody", good("serviceData", deltas("+r user:")), "i-1 /protoPayload/serviceData/policyDelta/bindingDeltas: a change that does not say whose role, or which" + again},
		{"no role", good("serviceData", deltas("+ user:a@b")), "i-1 /protoPayload/serviceData/policyDelta/bindingDeltas: a change that does not say whose role, or which" + again},
		{"another type", good("serviceData", `{"policyDelta":{"bindingDeltas":"all"}}`), "i-1 /protoPayload/serviceData/policyDelta/bindingDeltas: a string, which is not what Google Cloud writes there" + again},
		{"another type of status", good("status", `{"code":"7"}`), "i-1 /protoPayload/status/code: a string, which is not what Google Cloud writes there" + again},
		{"neither deltas nor a policy", entry(manager, "SetIamPolicy", nil), "i-1 /protoPayload/request/policy: missing, and there are no bindingDeltas, so that the entry does not say whose access was changed: compare the policies before and after"},
		{"a member that is none", set("e0", "1", "r ana"), "i-1 /protoPayload/request/policy/bindings: a member without a kind, such as user: or group:, before its name" + again},
		{"a binding of nothing", set("e0", "1", " user:a@b"), "i-1 /protoPayload/request/policy/bindings: a binding without a role" + again},
		{"emptied, of nobody knows whom", set("e0", "1"), "i-1 /protoPayload/request/policy/bindings: nobody holds anything through this policy any more, and the entry does not say who did: compare the policies before and after"},
		{"JSON in a string that is none", strings.Replace(entry(manager, "SetIamPolicy", edit{"request": `"{"`}), `"request"`, `"requestJson"`, 1), "i-1 /protoPayload/requestJson: not JSON" + again},
		{"an account without a name", entry("iam.googleapis.com", "google.iam.admin.v1.DeleteServiceAccount", edit{"resourceName": `"projects/-/serviceAccounts/117"`}), "i-1 /protoPayload/resourceName: does not say which service account" + again},
		{"a key of nobody's", entry("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccountKey", nil), "i-1 /protoPayload/resourceName: does not say which service account" + again},
		{"a role without a name", entry("iam.googleapis.com", "google.iam.admin.v1.CreateRole", nil), "i-1 /protoPayload/resourceName: does not say which role" + again},
		{"a role that may now permit anything", entry("iam.googleapis.com", "google.iam.admin.v1.UpdateRole", edit{"resourceName": `"projects/shop/roles/R"`}), "i-1 /protoPayload/serviceData/permissionDelta: missing, and the answer does not say what the role permits: look the role up in Google Cloud"},
	} {
		facts, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{}), c.input)
		if diff := cmp.Diff([]string{"log:1: " + c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %v\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
