package entra_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

func file(t *testing.T, folder, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(sourcetest.Folder(t, folder), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The wanted figures were counted with jq and read off the file by eye, not with
// this package.
//
//	jq -r .ActivityDisplayName AADAuditEvents.json | sort | uniq -c
//
// lists the certificates and secrets twice, which is one event that a query
// wrote out twice (one Id), a delegated permission grant and an Update application.
// KeyDescription goes from nothing to one password, and the scope from User.Read to
// User.Read Mail.ReadWrite.
func TestRealSimuLand(t *testing.T) {
	facts, errs, tally := sourcetest.Read(t, entra.Reader(entra.Options{}), file(t, "entra-audit-otrf", "AADAuditEvents.json"))
	const secrets = "Update application – Certificates and secrets management"
	want := sourcetest.Counts{Events: 4,
		Used:    map[string]int{secrets: 2, "Add delegated permission grant": 1},
		Ignored: map[string]int{"not an activity that this source takes for a change of access: Update application": 1},
		Facts:   map[string]int{"change success": 3},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
	const key = "grant entra/key/59eaeebc-8a6b-44a6-9f24-7d55e64420c9: /credentials application/11b49e19-2326-4be6-93cb-7f37439bbd81 Password"
	var got []string
	for _, f := range facts {
		got = append(got, line(f))
	}
	if diff := cmp.Diff([]string{key, key, "grant entra/service-principal/0d2f5969-011b-460d-ac74-3291d227d49f: /delegated-permissions service-principal/401dd906-ea4f-4d41-b762-7e936d222368 Mail.ReadWrite"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The wanted figures were counted with jq, not with this package.
//
//	jq -r '.log | [(if .properties.activityDisplayName then "audit" else .category end), (.properties.activityDisplayName // .operationName),
//	  (.properties.activityDateTime // "-" | test("Z$|[+-][0-9]{2}:")), (.properties.id != null)] | @tsv' events.jsonl | sort | uniq -c
//
// lists 5 and 8 sign-ins, 13 audit events and an elevation without an id. Of what
// is about access, the two grants have no zone, as the rules' authors wrote them.
func TestRealPanther(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-entra-audit"), "events.jsonl"))
	const other, step = "not an activity that this source takes for a change of access: ", "a step of PIM's, and not the one that changes access: Add member to role in PIM requested (permanent)"
	want := sourcetest.Counts{Events: 27, Refused: 3,
		Used: map[string]int{}, Facts: map[string]int{},
		Ignored: map[string]int{"of another log: ServicePrincipalSignInLogs": 5, "of another log: SignInLogs": 2 + 6, step: 1,
			other + "Invite external user": 4, other + "Remove role assignment": 1, other + "Update authentication methods policy": 2, other + "Update conditional access policy": 2, other + "Update policy": 1},
	}
	facts, errs, tally := sourcetest.Read(t, entra.Reader(entra.Options{}), input)
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// The lines of the file: jq -r '.log | [input_line_number, .operationName] | @tsv' events.jsonl
	const zone = " /activityDateTime: not a time with a zone, such as 2026-03-02T09:00:00Z: export the audit log from Entra again"
	if diff := cmp.Diff([]string{"log:5: /id: missing: export the audit log from Entra again", "log:25: PIM_123415" + zone, "log:27: PIM_123415" + zone}, errs); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}

	// The same events as Entra would have written their times.
	zoned := regexp.MustCompile(`"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d+)"`).ReplaceAllString(input, `"${1}T${2}Z"`)
	want.Refused, want.Facts = 1, map[string]int{"change success": 2}
	want.Used = map[string]int{"Add member to role": 1, "Add member to role in PIM completed (permanent)": 1}
	facts, _, tally = sourcetest.Read(t, entra.Reader(entra.Options{}), zoned)
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("zoned (-want +got):\n%s", diff)
	}
	for _, f := range facts {
		if got := line(f); got != "grant entra/user/12345: /roles directory-role Application Administrator" {
			t.Error(got)
		}
	}
}

// Neither is this source's. Office 365's unified audit log tells changes in another
// form: directoryAudits has them, too. Azure's activity log is about Azure itself,
// whose roles are not the directory's.
//
//	jq -r '.log | has("RecordType")' panther-microsoft365/events.jsonl | sort | uniq -c        7 true, 4 false
//	jq -r '.log.category // "none"' panther-azure-activity/events.jsonl | sort | uniq -c      115, 1, 6, 3, and 4 none
func TestRealOtherLogs(t *testing.T) {
	for folder, want := range map[string]sourcetest.Counts{
		"panther-microsoft365":   {Events: 11, Refused: 11, Ignored: map[string]int{}},
		"panther-azure-activity": {Events: 129, Refused: 4, Ignored: map[string]int{"of another log: Administrative": 115, "of another log: StorageDelete": 1, "of another log: StorageRead": 6, "of another log: StorageWrite": 3}},
	} {
		want.Used, want.Facts = map[string]int{}, map[string]int{}
		facts, errs, tally := sourcetest.Read(t, entra.Reader(entra.Options{}), sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, folder), "events.jsonl")))
		if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", folder, diff)
		}
		unified := 0
		for _, err := range errs {
			if strings.Contains(err, "unified audit log") {
				unified++
			}
		}
		if folder == "panther-microsoft365" && unified != 7 {
			t.Errorf("%d events are said to be of the unified audit log, want 7", unified)
		}
	}
}

// The pages are read by eye: the first says in its next link whose groups and roles
// it lists, the second says nothing. Neither is whole.
func TestRealPages(t *testing.T) {
	got, errs, tally := observe(t, file(t, "entra-state-rapid7", "get_user_memberships.json.resp"))
	want := []string{"- group/bb4d41d4-eb13-4a33-99b5-7d7290df22e9:", "- user@example.com: group/bb4d41d4-eb13-4a33-99b5-7d7290df22e9 member", "-/roles user@example.com: directory-role Global Reader"}
	if diff := cmp.Diff(inOrder(want), got); diff != "" || len(errs) > 0 || tally.UsedAs("users/*/memberOf") != 1 {
		t.Errorf("%q %s\n(-want +got):\n%s", errs, tally, diff)
	}
	got, errs, _ = observe(t, file(t, "entra-state-rapid7", "get_user_memberships_page2.json.resp"))
	if len(got) > 0 || len(errs) != 1 || !strings.Contains(errs[0], "does not say whose members or groups these are") {
		t.Errorf("%q %q", got, errs)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, entra.Reader(entra.Options{}))
	sourcetest.EveryFile(t, entra.State(entra.Options{CollectedAt: collected}))
}
