package ocsf_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/ocsf"
)

func product(vendor, name string) string {
	return `{"version":"1.8.0","uid":"e-1","product":{"vendor_name":"` + vendor + `","name":"` + name + `"}}`
}

func TestSystems(t *testing.T) {
	const again = ": have the converter write the event as the OCSF schema says, or read the vendor's own log"
	for _, c := range []struct {
		edit edit
		want string // the system, the kind of source, and the resource
	}{
		{edit{"metadata": product("AWS", "IAM Identity Center"), "cloud": `{"provider":"AWS","account":{"uid":"111122223333"}}`}, "aws:111122223333/ocsf cloud privilege"},
		{edit{"metadata": product("AWS", "x"), "cloud": `{"provider":"AWS","account_uid":"111122223333"}`}, "aws:111122223333/ocsf cloud privilege"},
		{edit{"metadata": product("Wiz", "Wiz"), "cloud": `{"provider":"AWS","account":{"uid":"111122223333"}}`}, "aws:111122223333/ocsf cloud privilege"},
		{edit{"metadata": product("AWS", "x"), "cloud": `{"provider":"AWS"}`}, "log:1: e-1 /cloud/account/uid: missing, so that nobody knows in which account access was changed" + again},
		{edit{"metadata": product("Google", "Cloud Audit Logs"), "cloud": `{"provider":"GCP","project_uid":"shop"}`}, "gcp:cloudresourcemanager.googleapis.com/projects/shop/ocsf cloud projects/shop"},
		{edit{"metadata": product("GCP", "x"), "cloud": `{"provider":"GCP","account":{"uid":"shop"}}`, "resources": `[{"uid":"//storage.googleapis.com/till"}]`}, "gcp:storage.googleapis.com/till/ocsf cloud till"},
		{edit{"metadata": product("Okta", "Okta System Log"), "cloud": `{"provider":"AWS","account":{"uid":"1"}}`}, "okta/ocsf directory privilege"},
		{edit{"metadata": metadata("1.8.0", "Okta", "acme")}, "okta:acme/ocsf directory privilege"},
		{edit{"metadata": `{"version":"1.8.0","uid":"e-1","tenant_uid":"t","product":{"vendor_name":"Microsoft","name":"Microsoft Entra ID"}}`}, "entra:t/ocsf directory privilege"},
		{edit{"metadata": product("Microsoft", "Windows Security")}, "microsoft application privilege"},
		{edit{"metadata": product("GitHub", "Audit"), "user": `{"name":"octo","account":{"name":"Acme"}}`}, "github:acme/ocsf application privilege"},
		{edit{"metadata": product("Adobe", "x"), "cloud": `{"provider":"Adobe","org":{"uid":"33@AdobeOrg"}}`}, "adobe:33@AdobeOrg application privilege"},
		{edit{"metadata": product("Acme  Cloud", "x"), "cloud": `{"provider":"x","org":{"uid":"o"}}`}, "acme-cloud:o application privilege"},
		{edit{"metadata": product("", "Till")}, "till application privilege"},
		{edit{"metadata": product("", "")}, "log:1: e-1 /metadata/product: does not say which product's access was changed" + again},
	} {
		c.edit["privileges"] = `["x"]`
		facts, errs, _ := read(t, ocsfEvent(3005, 1, c.edit))
		got := strings.Join(errs, "; ")
		if len(facts) == 1 {
			v := facts[0].Value.(*evidence.Change)
			got = v.Entitlements[0].System + " " + string(v.Source.Kind) + " " + v.Entitlements[0].Resource
		}
		if got != c.want {
			t.Errorf("%v: got %q, want %q", c.edit, got, c.want)
		}
	}
	// What the vendor's own state shows by the same key is of the same system.
	group := edit{"metadata": metadata("1.8.0", "Okta", "acme"), "group": `{"uid":"00g1","name":"Payroll"}`}
	byName := edit{"metadata": metadata("1.8.0", "Okta", "acme"), "group": `{"name":"Payroll"}`}
	gcp := `{"provider":"GCP","project_uid":"shop"}`
	for want, input := range map[string]string{
		"okta:acme group/00g1 member":         ocsfEvent(3006, 3, group),
		"okta:acme/ocsf group/Payroll member": ocsfEvent(3006, 3, byName),
		"okta:acme/ocsf account sign-in":      ocsfEvent(3001, 1, group),
		"gcp:cloudresourcemanager.googleapis.com/projects/shop projects/shop roles/viewer":           ocsfEvent(3005, 1, edit{"metadata": product("GCP", "x"), "cloud": gcp, "privileges": `["roles/viewer"]`}),
		"gcp:storage.googleapis.com/till till projects/shop/roles/cashier":                           ocsfEvent(3005, 1, edit{"metadata": product("GCP", "x"), "cloud": gcp, "privileges": `["projects/shop/roles/cashier"]`, "resources": `[{"uid":"//storage.googleapis.com/till"}]`}),
		"gcp:cloudresourcemanager.googleapis.com/projects/shop/ocsf projects/shop compute.disks.get": ocsfEvent(3005, 1, edit{"metadata": product("GCP", "x"), "cloud": gcp, "privileges": `["compute.disks.get"]`}),
	} {
		facts, errs, _ := read(t, input)
		if len(facts) != 1 || !strings.HasSuffix(line(facts[0]), ": "+want) {
			t.Errorf("want %s, got %v %q", want, lines(facts), errs)
		}
	}
	// The instance is the caller's to name where the event does not.
	for metadata, want := range map[string]string{product("Okta", "x"): "okta:acme", metadata("1.8.0", "Okta", "told"): "okta:told"} {
		facts, errs, _ := sourcetest.Read(t, ocsf.Reader(ocsf.Options{Instance: "acme", CloudTrail: trails.CloudTrail}), ocsfEvent(3001, 1, edit{"metadata": metadata}))
		if len(facts) != 1 || facts[0].Value.(*evidence.Change).Source.System != want {
			t.Errorf("want %s, got %v %q", want, lines(facts), errs)
		}
	}
}

func TestIdentities(t *testing.T) {
	okta, adobe, aws := metadata("1.8.0", "Okta", "acme"), metadata("1.8.0", "Adobe", "o"), product("AWS", "x")
	cloud := `{"provider":"AWS","account":{"uid":"1"}}`
	for _, c := range []struct {
		metadata, user string
		want           evidence.Identity
	}{
		{"", `{"name":"bob"}`, evidence.Identity{ID: s + "/user/bob", Name: "bob"}},
		{"", `{"name":"Bob@Acme.example","uid":"8","uid_alt":"S-1-5"}`, evidence.Identity{ID: "bob@acme.example", Name: "Bob@Acme.example", Aliases: []string{s + "/user/8", s + "/user/S-1-5"}}},
		{"", `{"uid":"8","full_name":"Bob Ray"}`, evidence.Identity{ID: s + "/user/8", Name: "Bob Ray"}},
		{"", `{"uid":"8","email_addr":"boss@acme.example"}`, evidence.Identity{ID: s + "/user/8"}}, // anybody may edit that address
		{"", `{"name":"Bob Ray","uid":"8"}`, evidence.Identity{ID: s + "/user/8", Name: "Bob Ray"}},
		{"", `{"name":"bob","domain":"CORP"}`, evidence.Identity{ID: s + `/user/CORP\bob`, Name: "bob"}},
		{"", `{"name":"HOST$","type_id":3}`, evidence.Identity{ID: s + "/user/HOST$", Name: "HOST$", Kind: evidence.KindWorkload}},
		{okta, `{"name":"Bob Ray","email_addr":"Bob@acme.example","uid":"00u1"}`, evidence.Identity{ID: "bob@acme.example", Name: "Bob Ray", Aliases: []string{"okta:acme/user/00u1"}}},
		{okta, `{"name":"Bob Ray","email_addr":"Bob@acme","uid":"00u1"}`, evidence.Identity{ID: "bob@acme", Name: "Bob Ray", Aliases: []string{"okta:acme/user/00u1"}}},
		{okta, `{"name":"Bob Ray","email_addr":"Bob","uid":"00u1"}`, evidence.Identity{ID: "okta:acme/user/bob", Name: "Bob Ray", Aliases: []string{"okta:acme/user/00u1"}}},
		{okta, `{"name":"Bob Ray","email_addr":"unknown","uid":"00u1"}`, evidence.Identity{ID: "okta:acme/user/00u1", Name: "Bob Ray"}},
		{okta, `{"name":"Bob","uid":"00u1"}`, evidence.Identity{ID: "okta:acme/user/00u1", Name: "Bob"}},
		{adobe, `{"email_addr":"Bob@acme.example","uid":"93@c62.e"}`, evidence.Identity{ID: "bob@acme.example", Aliases: []string{"adobe:o/user/93@c62.e"}}},
		{aws, `{"name":"bob","uid":"arn:aws:iam::1:user/ops/bob","uid_alt":"AIDA1"}`, evidence.Identity{ID: "arn:aws:iam::1:user/bob", Name: "bob", Aliases: []string{"arn:aws:iam::1:user/ops/bob", "aws:1/user/AIDA1"}}},
		{aws, `{"name":"bob","uid":"arn:aws:iam::1:user/bob"}`, evidence.Identity{ID: "arn:aws:iam::1:user/bob", Name: "bob"}},
		{aws, `{"uid":"arn:aws:sts::1:assumed-role/a/b"}`, evidence.Identity{ID: "arn:aws:sts::1:assumed-role/a/b"}},
	} {
		e := edit{"user": c.user}
		if c.metadata != "" {
			e["metadata"], e["cloud"] = c.metadata, cloud
		}
		facts, errs, _ := read(t, ocsfEvent(3001, 2, e))
		if len(facts) != 1 {
			t.Fatalf("%s: %q", c.user, errs)
		}
		if diff := cmp.Diff(c.want, facts[0].Subject); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.user, diff)
		}
	}
}

func TestActors(t *testing.T) {
	for actor, want := range map[string]*evidence.Identity{
		`{"user":{"name":"Adobe Employee","type":"Adobe Employee","type_id":99}}`: nil,
		`{"user":{"name":"System","type":"System","type_id":3}}`:                  {ID: s + "/user/System", Name: "System", Kind: evidence.KindWorkload},
		`{"app_uid":"a-1","app_name":"Sync"}`:                                     {ID: s + "/app/a-1", Name: "Sync", Kind: evidence.KindWorkload},
		`{"invoked_by":"provisioner"}`:                                            {ID: s + "/app/provisioner", Kind: evidence.KindWorkload},
		`{}`:                                                                      nil,
	} {
		facts, errs, _ := read(t, ocsfEvent(3001, 2, edit{"actor": actor}))
		if len(facts) != 1 {
			t.Fatalf("%s: %q", actor, errs)
		}
		if diff := cmp.Diff(want, facts[0].Value.(*evidence.Change).Actor); diff != "" {
			t.Errorf("%s (-want +got):\n%s", actor, diff)
		}
	}
}

func TestShapes(t *testing.T) {
	one := ocsfEvent(3001, 1, nil)
	for n, input := range []string{one, `{"specversion":"1.0","data":` + one + `}`, `{"detail-type":"x","detail":` + one + `}`,
		`{"events":[{"position":"p","event":{"specversion":"1.0","data":` + one + `}}]}`} {
		if fit := source.Fits([]byte(input), ocsf.Shapes()); !slices.Contains(fit, n) {
			t.Errorf("shape %d: its input fits %v", n, fit)
		}
	}
}

// The same numbers mean other things in other versions, so that an event must
// prove what its numbers mean.
func TestVersions(t *testing.T) {
	names := func(version, class, activity, typeName string) edit {
		return edit{"metadata": metadata(version, "Acme Cloud", "t-1"), "class_name": `"` + class + `"`, "activity_name": `"` + activity + `"`, "type_name": `"` + typeName + `"`}
	}
	for _, c := range []struct {
		what            string
		class, activity int
		edit            edit
		used            bool
	}{
		{"the first release candidate that numbers as 1.0", 3001, 7, names("1.0.0-rc.2", "", "", ""), true},
		{"without the last number", 3001, 7, names("1.8", "", "", ""), true},
		{"0.38, where 7 is Change", 3001, 7, names("0.38.0", "Account Change", "Change", "Account Change: Change"), false},
		{"0.38, where 8 is Lock", 3001, 8, names("0.38.0", "", "", ""), false},
		{"0.38, where 1 is Create, too", 3001, 1, names("0.38.0", "Account Change", "Create", ""), true},
		{"a version of the vendor's own, with names", 3005, 1, names("2025.11.09", "", "", "User Access Management: Assign Privileges"), true},
		{"a version of the vendor's own", 3005, 1, names("2025.11.09", "", "", ""), false},
		{"names of another activity", 3005, 1, names("2025.11.09", "User Access Management", "Revoke Privileges", "User Access Management: Revoke Privileges"), false},
		{"a version to come", 3005, 1, names("2.0.0", "", "", ""), false},
		{"1.10", 3005, 1, names("1.10.0", "", "", ""), false},
		{"no version", 3005, 1, names("", "", "", ""), false},
		{"subgroups before 1.6", 3006, 7, names("1.5.0", "", "", ""), false},
		{"subgroups before 1.6, named", 3006, 7, names("1.5.0", "Group Management", "Add Subgroup", ""), true},
		{"roles before 1.9", 3005, 3, names("1.8.0", "", "", ""), false},
		{"unknown", 3001, 0, nil, false},
		{"of no version", 3005, 5, nil, false},
		{"other, in a class whose every activity changes access", 3005, 99, nil, false},
		{"no activity", 3001, 1, edit{"activity_id": "-"}, false},
		{"type_uid of another", 3001, 1, edit{"type_uid": "300106"}, false},
		{"no type_uid", 3001, 1, edit{"type_uid": "-"}, true},
	} {
		e := edit{"group": `{"uid":"g-1"}`, "subgroup": `{"uid":"g-2"}`}
		for k, v := range c.edit {
			e[k] = v
		}
		facts, errs, _ := read(t, ocsfEvent(c.class, c.activity, e))
		if c.used != (len(facts) == 1) || c.used == (len(errs) == 1) {
			t.Errorf("%s: %v %q", c.what, lines(facts), errs)
		}
	}
}

func TestErrors(t *testing.T) {
	const again = ": have the converter write the event as the OCSF schema says, or read the vendor's own log"
	for _, c := range []struct{ what, input, want string }{
		{"something else", `{"kind":0}`, "log:1: not an OCSF event, which has a class_uid: leave it out, or unwrap the event that it holds"},
		{"CloudTrail", `{"eventSource":"iam.amazonaws.com","eventName":"CreateUser"}`, "log:1: of CloudTrail, not of OCSF: read it as cloudtrail"},
		{"Parquet", "PAR1\x15\x04\x15", "log: a Parquet file, which is not read here: convert it to JSON, one event a line"},
		{"a class in quotes", `{"class_uid":"3001"}`, "log:1: /class_uid: a string, which is not what OCSF writes there" + again},
		{"another type", ocsfEvent(3001, 1, edit{"user": `["bob"]`}), "log:1: e-1 /user: an array, which is not what OCSF writes there" + again},
		{"no subject", ocsfEvent(3001, 1, edit{"user": "{}"}), "log:1: e-1 /user: neither it nor group says whose access was changed: look it up in the system"},
		{"no group", ocsfEvent(3006, 1, edit{"privileges": `["x"]`}), "log:1: e-1 /user: neither it nor group says whose access was changed: look it up in the system"},
		{"cut short by its writer", ocsfEvent(3005, 1, edit{"metadata": `{"version":"1.8.0","uid":"e-1","is_truncated":true,"product":{"name":"x"}}`}),
			"log:1: e-1 /metadata/is_truncated: the event was cut short by its writer, and may lack what was changed: look it up in the system"},
		{"unknown activity", ocsfEvent(3001, 0, nil), "log:1: e-1 /activity_id: not an activity that the schema defines, so that nobody knows how access was changed" + again},
	} {
		facts, errs, _ := read(t, c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %v\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}
