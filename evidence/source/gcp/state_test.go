package gcp_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

const shop = "//cloudresourcemanager.googleapis.com/projects/shop"

func found(resource, policy string) string {
	return `{"resource":"` + resource + `","project":"projects/1234","assetType":"x","policy":` + policy + `}`
}

func exported(name, policy string) string {
	return `{"name":"` + name + `","asset_type":"x","iam_policy":` + policy + `,"ancestors":["projects/1234"],"update_time":"2026-01-01T00:00:00Z"}`
}

func TestState(t *testing.T) {
	members := map[string][]string{"group:dev@acme.example": {"ana@acme.example"}}
	const everybody = "everybody in gcp:cloudresourcemanager.googleapis.com/projects/shop"
	nested := func(ops ...string) map[string][]string {
		m := map[string][]string{"group:dev@acme.example": {"user:Ana@acme.example", "group:Ops@acme.example"}}
		if ops != nil {
			m["group:ops@acme.example"] = ops
		}
		return m
	}
	for _, c := range []struct {
		what, input string
		options     gcp.Options
		want        []string
	}{
		{"as get-iam-policy prints it", policy("e1", "roles/viewer user:Ana@Acme.example serviceAccount:ci@x", "roles/editor user:ana@acme.example until 2026-04-01T00:00:00Z"), gcp.Options{Resource: shop},
			[]string{"+ ana@acme.example: roles/editor until 2026-04-01T00:00:00Z, roles/viewer", "+ ci@x: roles/viewer", everybody}},
		{"found, and perhaps a part of it", "[" + found(shop, policy("", "roles/viewer user:a@b")) + "]", gcp.Options{}, []string{"- a@b: roles/viewer"}},
		{"found, in pages", `{"results":[` + found(shop, policy("", "r user:a@b")) + `],"nextPageToken":"x"}{"results":[` + found("//storage.googleapis.com/b", policy("", "r user:a@b")) + `]}`, gcp.Options{},
			[]string{"- a@b: r", "- a@b: gcp:storage.googleapis.com/b b r"}},
		{"exported", exported(shop, policy("e1", "r user:a@b")) + "\n" + exported("//cloudresourcemanager.googleapis.com/projects/4711", policy("e1", "r user:a@b")), gcp.Options{Projects: map[string]string{"4711": "shop"}},
			[]string{"+ a@b: r", everybody, "+ a@b: r", everybody}},
		{"listed", `{"readTime":"x","assets":[{"name":"` + shop + `","iamPolicy":` + policy("e1", "r user:a@b") + `}]}`, gcp.Options{}, []string{"+ a@b: r", everybody}},
		{"groups, of strangers", exported(shop, policy("e1", "r user:a@b serviceAccount:ci@x group:g@b group:h@b", "s allAuthenticatedUsers", "t allUsers")), gcp.Options{}, []string{
			"- a@b: r, s <allAuthenticatedUsers, t <allUsers", "+ allAuthenticatedUsers: s, t <allUsers", "+ allUsers: t", "- ci@x: r, s <allAuthenticatedUsers, t <allUsers",
			"- group:g@b: r, s <allAuthenticatedUsers, t <allUsers", "- group:h@b: r, s <allAuthenticatedUsers, t <allUsers"}},
		{"one group", exported(shop, policy("e1", "r group:g@b")), gcp.Options{}, []string{"+ group:g@b: r"}},
		{"others who stand for many", exported(shop, policy("e1", "r user:a@b projectViewer:shop")), gcp.Options{}, []string{"- a@b: r", "+ projectViewer:shop: r"}},
		{"a group whose members are told", exported(shop, policy("e1", "r group:dev@acme.example", "s user:ana@acme.example", "s user:bob@acme.example")), gcp.Options{Members: members},
			[]string{"+ ana@acme.example: r <group:dev@acme.example, s", "+ bob@acme.example: s", "+ group:dev@acme.example: r", everybody}},
		{"a group whose members hold nothing else", exported(shop, policy("e1", "r group:dev@acme.example")), gcp.Options{Members: map[string][]string{"group:dev@acme.example": {"ana@acme.example", "ci@p.iam.gserviceaccount.com"}}},
			[]string{"+ ana@acme.example: r <group:dev@acme.example", "+ ci@p.iam.gserviceaccount.com: r <group:dev@acme.example", "+ group:dev@acme.example: r", everybody}},
		{"a group that is known to be empty", exported(shop, policy("e1", "r group:dev@acme.example")), gcp.Options{Members: map[string][]string{"group:dev@acme.example": nil}}, []string{"+ group:dev@acme.example: r", everybody}},
		{"a group in a group", exported(shop, policy("e1", "r group:dev@acme.example")), gcp.Options{Members: nested("bob@acme.example", "group:dev@acme.example")},
			[]string{"+ ana@acme.example: r <group:dev@acme.example", "+ bob@acme.example: r <group:dev@acme.example", "+ group:dev@acme.example: r", "+ group:ops@acme.example: r <group:dev@acme.example", everybody}},
		{"a group of strangers in a group", exported(shop, policy("e1", "r group:dev@acme.example")), gcp.Options{Members: nested()},
			[]string{"- ana@acme.example: r <group:dev@acme.example", "+ group:dev@acme.example: r", "- group:ops@acme.example: r <group:dev@acme.example"}},
		{"nobody", exported(shop, policy("e1")), gcp.Options{}, []string{everybody}},
		{"workloads, one by one", exported(shop, policy("e1", "r serviceAccount:p.svc.id.goog[ns/sa] principal://iam.googleapis.com/x/subject/y")), gcp.Options{}, []string{"+ p.svc.id.goog[ns/sa]: r", "+ principal://iam.googleapis.com/x/subject/y: r", everybody}},
		{"workloads, all of a pool", exported(shop, policy("e1", "r principalSet://iam.googleapis.com/x/*")), gcp.Options{}, []string{"+ principalSet://iam.googleapis.com/x/*: r"}},
		{"members of a kind to come", exported(shop, policy("e1", "r user:a@b crowd:x")), gcp.Options{}, []string{"+ a@b: r", "+ crowd:x: r"}},
		{"and one whose are not", exported(shop, policy("e1", "r group:dev@acme.example domain:acme.example", "s user:ana@acme.example")), gcp.Options{Members: members},
			[]string{"- ana@acme.example: r <group:dev@acme.example, s", "+ domain:acme.example: r", "- group:dev@acme.example: r"}},
		{"deleted", exported(shop, policy("e1", "r deleted:user:a@b?uid=1")), gcp.Options{}, []string{"+ deleted:user:a@b?uid=1: r"}},
		{"a role", `{"name":"projects/shop/roles/R","title":"x","includedPermissions":["b.c","a.b"],"etag":"x"}`, gcp.Options{},
			[]string{"+ projects/shop/roles/R: gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R a.b, gcp:iam.googleapis.com/projects/shop/roles/R projects/shop/roles/R b.c"}},
		{"a role that permits nothing", `{"name":"projects/shop/roles/R","includedPermissions":[]}`, gcp.Options{}, []string{"+ projects/shop/roles/R: "}},
	} {
		c.options.CollectedAt = collected
		facts, errs, _ := sourcetest.Read(t, gcp.State(c.options), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestWholeFacts(t *testing.T) {
	facts, errs, _ := sourcetest.Read(t, gcp.State(gcp.Options{CollectedAt: collected}), exported(shop, policy("e1", "r deleted:user:a@b?uid=1")))
	digest := ""
	if len(facts) == 1 {
		digest = facts[0].Value.(*evidence.Observation).Source.Digest
	}
	want := `{"fact":"observation","subject":{"id":"deleted:user:a@b?uid=1","status":"inactive"},"value":{"id":"gcp:cloudresourcemanager.googleapis.com/projects/shop/deleted:user:a@b?uid=1",` +
		`"system":"gcp:cloudresourcemanager.googleapis.com/projects/shop","observed_at":"2026-03-10T00:00:00Z","complete":true,` +
		`"entitlements":[{"system":"gcp:cloudresourcemanager.googleapis.com/projects/shop","resource":"projects/shop","permission":"r"}],` +
		`"source":{"system":"gcp:cloudresourcemanager.googleapis.com/projects/shop","kind":"cloud","record_id":"policy","collected_at":"2026-03-10T00:00:00Z","digest":"` + digest + `"}}}` + "\n"
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

// What the log says was granted has the key of what the policy shows.
func TestLogAndPolicyAgree(t *testing.T) {
	const iam, ci = "iam.googleapis.com", "ci@shop.iam.gserviceaccount.com"
	for _, c := range []struct{ log, state string }{
		{entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+r user:Ana@acme.example until 2026-04-01T00:00:00Z")}), exported(shop, policy("e", "r user:ana@acme.example until 2026-04-01T00:00:00Z"))},
		{entry(manager, "SetIamPolicy", edit{"serviceData": deltas("+r user:a@b if x == 1")}), exported(shop, policy("e", "r user:a@b if x == 1"))},
		{entry("storage.googleapis.com", "storage.setIamPermissions", edit{"resourceName": `"projects/_/buckets/b"`, "serviceData": deltas("+r group:G@b")}), exported("//storage.googleapis.com/b", policy("e", "r group:g@b"))},
		{entry(iam, "google.iam.admin.v1.SetIAMPolicy", edit{"resourceName": `"projects/-/serviceAccounts/117"`, "resource": `{"type":"service_account","labels":{"project_id":"shop","email_id":"` + ci + `"}}`, "serviceData": deltas("+r serviceAccount:X@y")}),
			exported("//iam.googleapis.com/projects/shop/serviceAccounts/"+ci, policy("e", "r serviceAccount:x@y"))},
		{entry(iam, "google.iam.admin.v1.CreateRole", edit{"resourceName": `"projects/shop/roles/R"`, "serviceData": `{"permissionDelta":{"addedPermissions":["b.c","a.b"]}}`}), `{"name":"projects/shop/roles/R","includedPermissions":["a.b","b.c"]}`},
	} {
		logged, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{}), c.log)
		seen, errs2, _ := sourcetest.Read(t, gcp.State(gcp.Options{CollectedAt: collected}), c.state)
		if len(logged) != 1 || len(seen) == 0 {
			t.Errorf("%s: %q %q", c.state, errs, errs2)
			continue
		}
		from, by := logged[0].Value.(*evidence.Change).Source, seen[0].Value.(*evidence.Observation).Source
		if from.System != by.System || from.RecordID == by.RecordID {
			t.Errorf("logged by %+v, read from %+v", from, by)
		}
		if logged[0].Subject.ID != seen[0].Subject.ID {
			t.Errorf("%s in the log, %s in the policy", logged[0].Subject.ID, seen[0].Subject.ID)
		}
		if diff := cmp.Diff(logged[0].Value.(*evidence.Change).Entitlements, seen[0].Value.(*evidence.Observation).Entitlements); diff != "" {
			t.Errorf("(-log +policy):\n%s", diff)
		}
	}
}

// A key is no part of the policy of its account, whose listing must not show
// that it is gone.
func TestKeysAreApart(t *testing.T) {
	const ci = "ci@shop.iam.gserviceaccount.com"
	logged, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{}), entry("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccountKey", edit{"resourceName": `"projects/shop/serviceAccounts/` + ci + `"`,
		"resource": `{"type":"service_account","labels":{"project_id":"shop","email_id":"` + ci + `"}}`, "response": `{"name":"projects/shop/serviceAccounts/` + ci + `/keys/k1"}`}))
	seen, errs2, _ := sourcetest.Read(t, gcp.State(gcp.Options{CollectedAt: collected}), exported("//iam.googleapis.com/projects/shop/serviceAccounts/"+ci, policy("e1", "r user:a@b")))
	if len(logged) != 1 || len(seen) != 2 {
		t.Fatalf("%q %q", errs, errs2)
	}
	held, everybody := logged[0].Value.(*evidence.Change).Entitlements[0], seen[1].Value.(*evidence.Listing)
	if held.System == everybody.System {
		t.Errorf("the key is of %s, of which everybody is listed", held.System)
	}
}

func TestStateErrors(t *testing.T) {
	const again = ": fetch the policy again"
	for _, c := range []struct{ what, input, want string }{
		{"a bare policy", policy("e1", "r user:a@b"), "log:1: the policy does not say of which resource it is: export the policies from Cloud Asset Inventory, which does"},
		{"something else", `{"kind":"List"}`, "log:1: neither an IAM policy, nor an asset that has one, nor a role: leave it out"},
		{"a log entry", entry(manager, "SetIamPolicy", nil), "log:1: a log entry, not a policy: read it as a log, gcp"},
		{"no full name", found("projects", policy("", "r user:a@b")), "log:1: projects: the name of the resource is not a full one, //SERVICE/NAME" + again},
		{"another type", found(shop, `{"bindings":{}}`), "log:1: " + shop + " /policy/bindings: an object, which is not what Google Cloud writes there" + again},
		{"a member that is none", found(shop, policy("", "r ana")), "log:1: " + shop + " /policy/bindings: a member without a kind, such as user: or group:, before its name" + again},
		{"conditions hidden", exported(shop, policy("e1", "roles/viewer_withcond_0123456789abcdef user:a@b")), "log:1: " + shop + " /iamPolicy/bindings: fetched as version 1, which hides conditions: fetch the policy as version 3"},
		{"a role as listed", `{"name":"projects/shop/roles/R","title":"x"}`, "log:1: projects/shop/roles/R /includedPermissions: missing, which the full view of a role has: describe the role instead of listing it"},
	} {
		facts, errs, _ := sourcetest.Read(t, gcp.State(gcp.Options{CollectedAt: collected}), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %v\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	_, errs, _ := sourcetest.Read(t, gcp.State(gcp.Options{}), "[]")
	if want := []string{"log: a policy has no time of its own: say when it was collected"}; !cmp.Equal(want, errs) {
		t.Errorf("got %q", errs)
	}
	for input, why := range map[string]string{
		exported(shop, policy("")):                     "policy that gives nobody anything",
		`{"name":"` + shop + `","resource":{"a":"b"}}`: "asset without an IAM policy",
	} {
		_, errs, tally := sourcetest.Read(t, gcp.State(gcp.Options{CollectedAt: collected}), input)
		if len(errs) != 0 || tally.IgnoredFor(source.Reason{Why: why}) != 1 {
			t.Errorf("%s: %q %s", input, errs, tally)
		}
	}
}
