package gcp_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// folder reads a folder or file, and returns its facts and the base names of
// the inputs with errors.
func folder(t *testing.T, path string) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	var tally source.Tally
	var facts []evidence.Fact
	var errs []string
	for f, err := range source.Facts(gcp.Reader(gcp.Options{}), &tally, path) {
		if err != nil {
			errs = append(errs, filepath.Base(strings.SplitN(err.Error(), ":", 2)[0]))
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	return facts, errs, &tally
}

// Six fixtures, one entry each, read by hand: two calls that set a policy, with
// one delta each; a service account; a project that was only got; a BigQuery job
// (in the form of BigQuery's tables) and a login, which are about no access.
//
//	jq -c '(if type=="array" then .[0] else . end) | (.protoPayload // .protopayload_auditlog) |
//	  [.methodName, .serviceName, (.serviceData.policyDelta.bindingDeltas | length)]' *.json
func TestRealFixtures(t *testing.T) {
	facts, errs, tally := folder(t, sourcetest.Folder(t, "gcp-audit-csa"))
	want := sourcetest.Counts{
		Events:  6,
		Used:    map[string]int{"SetIamPolicy": 1, "google.iam.admin.v1.SetIAMPolicy": 1, "google.iam.admin.v1.CreateServiceAccount": 1},
		Ignored: map[string]int{"only reads": 1, "not about access": 2},
		Facts:   map[string]int{"change success": 2, "event": 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"PROVENANCE.txt"}, errs); diff != "" {
		t.Errorf("errors in (-want +got):\n%s", diff)
	}
	sa := "projects/my-project/serviceAccounts/sa-100@1234.iam.gserviceaccount.com"
	if diff := cmp.Diff([]string{
		"grant test-user@example.com: gcp:cloudresourcemanager.googleapis.com/projects/1234 projects/1234 roles/resourcemanager.organizationAdmin",
		"created sa-200@1234.iam.gserviceaccount.com",
		"grant test-user@example.com: gcp:iam.googleapis.com/" + sa + " " + sa + " roles/iam.serviceAccountKeyAdmin",
	}, lines(facts)); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// Eleven entries:
//
//	jq -c '[.protoPayload.methodName, .protoPayload.status.code]' gcp_logging.jsonl | sort | uniq -c
//
// seven of Compute Engine, two without an audit payload, a service account
// created, and one that was denied (7).
func TestRealExport(t *testing.T) {
	facts, errs, tally := folder(t, filepath.Join(sourcetest.Folder(t, "plaso-cloud-jsonl"), "gcp_logging.jsonl"))
	want := sourcetest.Counts{
		Events: 11,
		Used:   map[string]int{"google.iam.admin.v1.CreateServiceAccount": 1},
		Ignored: map[string]int{"not about access": 7, "not an audit log entry": 2,
			"failed call that does not say whose access it was about: google.iam.admin.v1.CreateServiceAccount": 1},
		Facts: map[string]int{"event": 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

// The entries of these rule tests were trimmed and rewritten by hand. With
//
//	jq -c '.log | (.protoPayload // .protopayload) as $p | if $p==null then "none" elif $p.methodName==null then "nomethod" else
//	  [$p.serviceName, $p.methodName, $p.status.code, ($p.serviceData.policyDelta.bindingDeltas // [] | length), .timestamp] end' events.jsonl | sort | uniq -c
//
// 4 have no payload, 2 no method, and 6 that are about access a time without a
// zone (two of Cloud KMS and one of IAP that set a policy without deltas, one of a
// service account's, two that create an account): refused. Of the rest, 7 are
// used: 3 SetIamPolicy and 2 setIamPermissions with one delta each, a bucket
// created with 3 (each of another member), and a role created with 3 permissions.
func TestRealRuleTests(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-gcp-audit"), "events.jsonl"))
	facts, errs, tally := sourcetest.Read(t, gcp.Reader(gcp.Options{}), input)
	const other = "write that this source does not take for an entitlement change: "
	want := sourcetest.Counts{
		Events: 107, Refused: 4 + 2 + 6,
		Used: map[string]int{"SetIamPolicy": 3, "storage.setIamPermissions": 2, "storage.buckets.create": 1, "google.iam.admin.v1.CreateRole": 1},
		Ignored: map[string]int{
			"not about access": 107 - 12 - 7 - 1 - 14, "only reads": 1,
			other + "google.admin.AdminService.inboundSsoProfileCreated":                     1,
			other + "google.admin.AdminService.inboundSsoProfileDeleted":                     1,
			other + "google.admin.AdminService.inboundSsoProfileUpdated":                     1,
			other + "google.api.apikeys.v2.ApiKeys.CreateKey":                                3,
			other + "InsertProjectOwnershipInvite":                                           2,
			other + "google.iam.admin.v1.WorkforcePools.CreateWorkforcePool":                 1,
			other + "google.iam.admin.v1.WorkforcePools.DeleteWorkforcePool":                 1,
			other + "google.iam.admin.v1.WorkforcePools.UpdateWorkforcePool":                 1,
			other + "google.iam.v1.WorkloadIdentityPools.CreateWorkloadIdentityPoolProvider": 1,
			other + "google.iam.v1.WorkloadIdentityPools.DeleteWorkloadIdentityPool":         1,
			other + "google.iam.v1.WorkloadIdentityPools.UpdateWorkloadIdentityPoolProvider": 1,
		},
		Facts: map[string]int{"change success": 3 + 2 + 3 + 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	why := map[string]int{}
	for _, err := range errs {
		_, what, _ := strings.Cut(err, ": ")
		for _, part := range []string{"not an entry of Google Cloud Logging", "/protoPayload/methodName: missing", "/timestamp: not a time with a zone"} {
			if strings.Contains(what, part) {
				why[part]++
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"not an entry of Google Cloud Logging": 4, "/protoPayload/methodName: missing": 2, "/timestamp: not a time with a zone": 6}, why); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

// With the zone that Google would have written (Z), the same entries say what
// they are about: without deltas, everybody in the policy is modified (one each);
// the denied account is none.
func TestRealRuleTestsWithZones(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-gcp-audit"), "events.jsonl"))
	var zoned strings.Builder
	for l := range strings.Lines(input) {
		if before, rest, ok := strings.Cut(l, `"timestamp": "`); ok && strings.Contains(strings.SplitN(rest, `"`, 2)[0], " ") {
			at, rest, _ := strings.Cut(rest, `"`)
			zoned.WriteString(before + `"timestamp": "` + strings.Replace(at, " ", "T", 1) + `Z"` + rest)
		}
	}
	facts, _, tally := sourcetest.Read(t, gcp.Reader(gcp.Options{}), zoned.String())
	got := sourcetest.Count(facts, tally)
	if diff := cmp.Diff(map[string]int{"SetIamPolicy": 1, "google.cloud.iap.v1.IdentityAwareProxyAdminService.SetIamPolicy": 1, "google.iam.admin.v1.SetIAMPolicy": 1, "google.iam.admin.v1.CreateServiceAccount": 1}, got.Used); diff != "" {
		t.Errorf("used (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"change success": 1 + 1 + 1, "event": 1}, got.Facts); diff != "" || got.Refused != 1+2 { // one has no insertId, two no method (and their time is elsewhere)
		t.Errorf("%d refused; facts (-want +got):\n%s", got.Refused, diff)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, gcp.Reader(gcp.Options{}))
	sourcetest.EveryFile(t, gcp.State(gcp.Options{CollectedAt: collected}))
}
