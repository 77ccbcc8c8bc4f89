package ocsf_test

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
	"github.com/counterfoil/counterfoil/evidence/source/ocsf"
)

type edit = map[string]string

// ocsfEvent is an event in the schema's shape, of a product that this package
// does not know. Parts that edit names replace those of the base, "-" takes one
// away, and other parts are added.
func ocsfEvent(class, activity int, edit edit) string {
	parts := map[string]string{
		"class_uid": fmt.Sprint(class), "activity_id": fmt.Sprint(activity), "type_uid": fmt.Sprint(class*100 + activity), "category_uid": "3", "severity_id": "1",
		"time":     "1772449200250", // date -u -d @1772449200: 2026-03-02T11:00:00Z
		"metadata": metadata("1.8.0", "Acme Cloud", "t-1"), "status_id": "1",
		"actor": `{"user":{"name":"maria","uid":"7"}}`, "user": `{"name":"bob","uid":"8"}`,
	}
	for k, v := range edit {
		parts[k] = v
	}
	var names []string
	for k, v := range parts {
		if v != "-" {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, k := range names {
		fmt.Fprintf(&b, ",%q:%s", k, parts[k])
	}
	return "{" + b.String()[1:] + "}"
}

func metadata(version, vendor, tenant string) string {
	return fmt.Sprintf(`{"version":%q,"uid":"e-1","tenant_uid":%q,"product":{"name":"Audit","vendor_name":%q}}`, version, tenant, vendor)
}

// line is a fact as the tables have it.
func line(f evidence.Fact) string {
	switch v := f.Value.(type) {
	case *evidence.Change:
		var held []string
		for _, e := range v.Entitlements {
			held = append(held, strings.TrimSuffix(e.System+" "+e.Resource+" "+e.Permission+" @"+e.Scope, " @"))
		}
		s := fmt.Sprintf("%s %s: %s", v.Action, f.Subject.ID, strings.Join(held, ", "))
		if v.Outcome == evidence.OutcomeFailure {
			s = "failed " + s
		}
		return s
	case *evidence.Event:
		return fmt.Sprintf("%s %s", v.Kind, f.Subject.ID)
	}
	return "?"
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

func read(t *testing.T, input string) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	return sourcetest.Read(t, ocsf.Reader(trails), input)
}

const s = "acme-cloud:t-1"

func TestActivities(t *testing.T) {
	group := `{"name":"Payroll","uid":"g-1"}`
	for _, c := range []struct {
		what            string
		class, activity int
		edit            edit
		want            string
	}{
		{"created", 3001, 1, nil, "grant S/user/bob: S account sign-in"},
		{"enabled", 3001, 2, nil, "grant S/user/bob: S account sign-in"},
		{"disabled", 3001, 5, nil, "revoke S/user/bob: S account sign-in"},
		{"deleted", 3001, 6, nil, "revoke S/user/bob: S account sign-in"},
		{"a service account", 3001, 1, edit{"user": `{"name":"ci","type_id":4}`}, "grant S/user/ci: S account sign-in; created S/user/ci"},
		{"its end", 3001, 6, edit{"user": `{"name":"ci","type_id":4}`}, "revoke S/user/ci: S account sign-in; decommission S/user/ci"},
		{"not its end", 3001, 6, edit{"user": `{"name":"ci","type_id":4}`, "status_id": "2"}, "failed revoke S/user/ci: S account sign-in"},
		{"policies", 3001, 7, edit{"policies": `[{"name":"Reader","uid":"p-1"},{"name":"Writer"}]`}, "grant S/user/bob: S policy Writer, S policy p-1"},
		{"a policy, before 1.4", 3001, 7, edit{"policy": `{"name":"Reader"}`, "metadata": metadata("1.3.0", "Acme Cloud", "t-1")}, "grant S/user/bob: S policy Reader"},
		{"a policy that is not told", 3001, 8, nil, "revoke S/user/bob: O policy unknown"},

		{"privileges", 3005, 1, edit{"privileges": `["read","write"]`}, "grant S/user/bob: S privilege read, S privilege write"},
		{"on resources", 3005, 2, edit{"privileges": `["read"]`, "resources": `[{"uid":"r-1","name":"R"},{"name":"db","namespace":"prod"},{"name":"caller","role_id":2},{"name":"other","role_id":4}]`},
			"revoke S/user/bob: S prod/db read, S r-1 read"},
		{"on a resource, before 1.5", 3005, 1, edit{"privileges": `["read"]`, "resource": `{"name":"R"}`, "metadata": metadata("1.0.0", "Acme Cloud", "t-1")}, "grant S/user/bob: S R read"},
		{"privileges that are not told", 3005, 1, nil, "grant S/user/bob: O privilege unknown"},
		{"a role, since 1.9", 3005, 3, edit{"iam_role": `{"name":"Auditor"}`, "metadata": metadata("1.9.0", "Acme Cloud", "t-1")}, "grant S/user/bob: S role Auditor"},
		{"removed", 3005, 4, edit{"iam_role": `{"name":"Auditor"}`, "metadata": metadata("1.9.0-dev", "Acme Cloud", "t-1")}, "revoke S/user/bob: S role Auditor"},

		{"group's privileges", 3006, 1, edit{"group": group, "privileges": `["read"]`}, "grant S/group/g-1: S privilege read"},
		{"taken", 3006, 2, edit{"group": group, "privileges": `["read"]`}, "revoke S/group/g-1: S privilege read"},
		{"a member", 3006, 3, edit{"group": group}, "grant S/user/bob: S group/g-1 member"},
		{"members, since 1.9", 3006, 4, edit{"group": group, "user": "-", "users": `[{"name":"cy"},{"name":"ana"}]`}, "revoke S/user/ana: S group/g-1 member; revoke S/user/cy: S group/g-1 member"},
		{"one member told twice", 3006, 3, edit{"group": `{"name":"Payroll"}`, "users": `[{"name":"bob"}]`}, "grant S/user/bob: S group/Payroll member"},
		{"a member of a group of a domain", 3006, 3, edit{"group": `{"name":"Payroll","domain":"CORP"}`}, `grant S/user/bob: S group/CORP\Payroll member`},
		{"a member of a group that is not told", 3006, 3, nil, "grant S/user/bob: O group unknown"},
		{"a group's end", 3006, 5, edit{"group": group}, "revoke S/group/g-1: O unknown unknown"},
		{"a subgroup", 3006, 7, edit{"group": group, "subgroup": `{"uid":"g-2"}`}, "grant S/group/g-2: S group/g-1 member"},
		{"taken out", 3006, 8, edit{"group": group, "subgroup": `{"uid":"g-2"}`}, "revoke S/group/g-2: S group/g-1 member"},
		{"updated, since 1.9", 3006, 9, edit{"group": group, "updated_group": `{"uid":"g-1","privileges":["read"]}`, "metadata": metadata("1.9.0", "Acme Cloud", "t-1")}, "modify S/group/g-1: S privilege read"},
		{"group's policies", 3006, 10, edit{"group": group, "policies": `[{"uid":"p-1"}]`, "metadata": metadata("1.9.0", "Acme Cloud", "t-1")}, "grant S/group/g-1: S policy p-1"},
		{"group's roles", 3006, 13, edit{"group": group, "iam_roles": `[{"name":"A"},{"name":"B"}]`, "metadata": metadata("1.9.0", "Acme Cloud", "t-1")}, "revoke S/group/g-1: S role A, S role B"},
	} {
		facts, errs, _ := read(t, ocsfEvent(c.class, c.activity, c.edit))
		if diff := cmp.Diff(strings.NewReplacer(" S ", " "+s+" ", "S/", s+"/", " O ", " "+s+"/ocsf ").Replace(c.want), strings.Join(lines(facts), "; ")); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

// Since 1.9, User Management holds what two classes held, under other numbers.
func TestUserManagement(t *testing.T) {
	for activity, want := range map[int]string{
		1: "grant account sign-in", 2: "modify group/g-1 member", 3: "revoke account sign-in", 4: "grant account sign-in", 5: "revoke account sign-in",
		10: "grant policy p-1", 11: "revoke policy p-1", 14: "grant privilege read", 15: "revoke privilege read", 16: "grant role Auditor", 17: "revoke role Auditor",
		18: "grant credential api-sign-in @k-1", 19: "revoke credential api-sign-in @k-1",
	} {
		e := edit{"metadata": metadata("1.9.0", "Acme Cloud", "t-1"), "policies": `[{"uid":"p-1"}]`, "privileges": `["read"]`, "iam_roles": `[{"name":"Auditor"}]`,
			"programmatic_credentials": `[{"uid":"k-1"}]`, "updated_user": `{"groups":[{"uid":"g-1"}]}`}
		facts, errs, _ := read(t, ocsfEvent(3007, activity, e))
		action, held, _ := strings.Cut(want, " ")
		if diff := cmp.Diff([]string{action + " " + s + "/user/bob: " + s + " " + held}, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%d: %q\n(-want +got):\n%s", activity, errs, diff)
		}
		if _, errs, _ := read(t, ocsfEvent(3007, activity, edit{})); len(errs) != 1 || !strings.Contains(errs[0], "/metadata/version") {
			t.Errorf("%d of 1.8, which has no such class: %q", activity, errs)
		}
	}
}

func TestWholeFact(t *testing.T) {
	one := ocsfEvent(3005, 1, edit{"privileges": `["read"]`, "time_dt": `"2026-03-02T12:00:00.25+01:00"`, "status": `"Success"`})
	for what, input := range map[string]string{
		"lines":       one + "\n",
		"pretty":      "{\n " + one[1:],
		"array":       "[" + one + "]",
		"CloudEvents": `{"specversion":"1.0","type":"x","data":` + one + `}`,
		"EventBridge": `{"version":"0","detail-type":"x","detail":` + one + `}`,
		"journal":     `{"events":[{"position":"p","event":{"specversion":"1.0","data":` + one + `}}],"_page":{"count":1}}`,
	} {
		facts, errs, _ := sourcetest.Read(t, ocsf.Reader(ocsf.Options{CollectedAt: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}), input)
		digest := ""
		if len(facts) == 1 {
			digest = facts[0].Value.(*evidence.Change).Source.Digest
		}
		want := `{"fact":"change","subject":{"id":"acme-cloud:t-1/user/bob","name":"bob","aliases":["acme-cloud:t-1/user/8"]},"value":{"id":"ocsf/e-1","action":"grant",` +
			`"entitlements":[{"system":"acme-cloud:t-1","resource":"privilege","permission":"read"}],` +
			`"actor":{"id":"acme-cloud:t-1/user/maria","name":"maria","aliases":["acme-cloud:t-1/user/7"]},` +
			`"executed_at":"2026-03-02T11:00:00.25Z","outcome":"success",` +
			`"source":{"system":"acme-cloud:t-1","kind":"application","record_id":"ocsf/e-1","collected_at":"2026-03-10T00:00:00Z","digest":"` + digest + `"},` +
			`"extensions":{"ocsf":{"class_uid":3005,"activity_id":1,"version":"1.8.0","status":"Success"}}}}` + "\n"
		if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 || !strings.HasPrefix(digest, "sha256:") {
			t.Errorf("%s: %q\n(-want +got):\n%s", what, errs, diff)
		}
	}
}

func TestIgnored(t *testing.T) {
	v19 := metadata("1.9.0", "Acme Cloud", "t-1")
	for _, c := range []struct {
		input string
		want  source.Reason
	}{
		{ocsfEvent(3001, 3, nil), source.Reason{Why: "activity that changes nobody's entitlements", Name: "Account Change: Password Change"}},
		{ocsfEvent(3001, 9, edit{"status_id": "0"}), source.Reason{Why: "activity that changes nobody's entitlements", Name: "Account Change: Lock"}},
		{ocsfEvent(3001, 11, nil), source.Reason{Why: "activity that changes nobody's entitlements", Name: "Account Change: MFA Factor Disable"}},
		{ocsfEvent(3006, 6, nil), source.Reason{Why: "activity that changes nobody's entitlements", Name: "Group Management: Create"}},
		{ocsfEvent(3001, 99, edit{"activity_name": `"Rename"`}), source.Reason{Why: "activity that the schema has no number for", Name: "Account Change: Rename"}},
		{ocsfEvent(3006, 9, edit{"group": `{"uid":"g"}`, "updated_group": `{"name":"New"}`, "metadata": v19}), source.Reason{Why: "update that does not say that access was changed", Name: "Group Management: Update"}},
		{ocsfEvent(3007, 2, edit{"updated_user": `{"name":"New"}`, "metadata": v19}), source.Reason{Why: "update that does not say that access was changed", Name: "User Management: Update"}},
		{ocsfEvent(3005, 1, edit{"user": "-", "status_id": "2"}), source.Reason{Why: "failed, and does not say whose access it was about", Name: "User Access Management: Assign Privileges"}},
		{ocsfEvent(3002, 1, nil), source.Reason{Why: "another class of identity and access management", Name: "3002 Authentication"}},
		{ocsfEvent(3008, 4, nil), source.Reason{Why: "another class of identity and access management", Name: "3008 Role Management"}},
		{ocsfEvent(3099, 4, nil), source.Reason{Why: "another class of identity and access management", Name: "3099"}},
		{ocsfEvent(4001, 1, edit{"user": "7"}), source.Reason{Why: "not of a class of identity and access management"}},
		{ocsfEvent(6003, 1, edit{"api": `{"operation":"RunInstances","service":{"name":"ec2.amazonaws.com"}}`}), source.Reason{Why: "not of a class of identity and access management"}},
	} {
		facts, errs, tally := read(t, c.input)
		if len(facts) != 0 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Events != 1 {
			t.Errorf("%s\nwant ignored: %v; got %v %q %s", c.input, c.want, lines(facts), errs, tally)
		}
	}
}

// What is not known to have succeeded is no success, and what is not known to
// have failed is no failure.
func TestOutcome(t *testing.T) {
	const unknown = "log:1: e-1 /status_id: says neither that it succeeded nor that it failed: look it up in the system, or read the vendor's own log"
	const again = ": have the converter write the event as the OCSF schema says, or read the vendor's own log"
	for _, c := range []struct {
		edit edit
		want string
	}{
		{edit{"status_id": "1"}, "success"},
		{edit{"status_id": "2"}, "failure"},
		{edit{"status_id": "0"}, unknown},
		{edit{"status_id": "99", "status": `"Pending"`}, unknown},
		{edit{"status_id": "0", "status": `"Success"`}, unknown},
		{edit{"status_id": "-"}, unknown},
		{edit{"status_id": "null"}, unknown},
		{edit{"status_id": "3"}, unknown},
		{edit{"status_id": "-", "status": `"SUCCESS"`}, "success"},
		{edit{"status_id": "-", "status": `"Failure"`}, "failure"},
		{edit{"status_id": "-", "status": `"Challenge"`}, unknown},
		{edit{"status_id": "1", "status": `"Failure"`}, "log:1: e-1 /status: says something else than status_id does" + again},
		{edit{"status_id": "1", "status": `"OK"`}, "success"},
		{edit{"status_id": "1", "action_id": "2"}, "log:1: e-1 /action_id: says that it was denied, and status_id that it succeeded" + again},
		{edit{"status_id": "-", "action_id": "2"}, "failure"},
		{edit{"status_id": "-", "action_id": "1"}, unknown},
		// These products write no status, and log only what was done.
		{edit{"status_id": "-", "metadata": metadata("1.8.0", "GitHub", "")}, "success"},
		{edit{"status_id": "-", "metadata": metadata("1.8.0", "Adobe", "o")}, "success"},
		{edit{"status_id": "2", "metadata": metadata("1.8.0", "Adobe", "o")}, "failure"},
		{edit{"status_id": "0", "metadata": metadata("1.8.0", "Adobe", "o")}, unknown},
	} {
		facts, errs, _ := read(t, ocsfEvent(3001, 1, c.edit))
		got := strings.Join(errs, "; ")
		if len(facts) == 1 {
			got = string(facts[0].Value.(*evidence.Change).Outcome)
		}
		if got != c.want {
			t.Errorf("%v: got %q, want %q", c.edit, got, c.want)
		}
	}
}

func TestTime(t *testing.T) {
	const again = ": have the converter write the event as the OCSF schema says, or read the vendor's own log"
	const notMillis = "log:1: e-1 /time: not milliseconds since 1970 (seconds, perhaps)" + again
	for _, c := range []struct {
		edit edit
		want string
	}{
		{nil, "2026-03-02T11:00:00.25Z"},
		{edit{"time": `"1772449200250"`}, "2026-03-02T11:00:00.25Z"}, // as JSON of Protocol Buffers has it
		{edit{"time_dt": `"2026-03-02T11:00:00.250999Z"`}, "2026-03-02T11:00:00.25Z"},
		{edit{"time_dt": `"2026-03-02T11:00:00Z"`}, "2026-03-02T11:00:00.25Z"},
		{edit{"time": "-", "time_dt": `"2026-03-02T12:00:00+01:00"`}, "2026-03-02T11:00:00Z"},
		{edit{"time": "1772449200"}, notMillis},
		{edit{"time": "1772449200", "time_dt": `"2026-03-02T11:00:00.4Z"`}, "2026-03-02T11:00:00.4Z"}, // seconds, proven
		{edit{"time": "1772449200", "time_dt": `"2026-03-02T12:00:00Z"`}, notMillis},
		{edit{"time": "1772449200250000"}, notMillis},
		{edit{"time": "17724492002500000000000"}, notMillis},
		{edit{"time": "-1772449200250"}, notMillis},
		{edit{"time": "1772449200250.5"}, notMillis},
		{edit{"time": `"2026-03-02 11:00:00"`}, notMillis},
		{edit{"time_dt": `"2026-03-02T12:00:00Z"`}, "log:1: e-1 /time_dt: says another instant than time does" + again},
		{edit{"time_dt": `"2026-03-02T11:00:00"`}, "log:1: e-1 /time_dt: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{edit{"time": "-"}, "log:1: e-1 /time: missing" + again},
	} {
		facts, errs, _ := read(t, ocsfEvent(3001, 1, c.edit))
		got := strings.Join(errs, "; ")
		if len(facts) == 1 {
			got = facts[0].Value.(*evidence.Change).ExecutedAt.Format(time.RFC3339Nano)
		}
		if got != c.want {
			t.Errorf("%v: got %q, want %q", c.edit, got, c.want)
		}
	}
}
