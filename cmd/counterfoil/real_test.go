package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
)

// The main job on logs of a real account, kept beside the project: nobody there
// used a ticket, so that every change is outside the workflow. Counted in the
// files by name, 22 of their IAM events grant something and 19 revoke it.
func TestRealCloudTrail(t *testing.T) {
	logs := filepath.Join("..", "..", "..", "shared", "data", "aws-cloudtrail-invictus")
	if _, err := os.Stat(logs); err != nil {
		t.Skip("the logs are not beside the project")
	}
	joined := command(t, "", "join", "--source", "cloudtrail="+logs, "--collected-at", "2023-07-10T20:00:00Z")
	joined.wants(t, exitIncomplete, // the folder holds a text file, too
		"PROVENANCE.txt: not a CloudTrail log",
		"41 taken = 0 joined + 41 single + 0 ambiguous + 0 duplicate + 0 refused",
		"41 = 0 with a request + 41 changes without")
	judged := command(t, joined.out, "evaluate", "--as-of", "2023-07-11T00:00:00Z", "--format", "text", "-")
	judged.wants(t, exitDone, "41 read = 41 evaluated + 0 refused + 0 duplicate")
	for text, want := range map[string]int{
		"outside the workflow: grant for ":                                   22,
		"outside the workflow: revoke for ":                                  19,
		"not_satisfied  trail.sourced ":                                      0,
		"41 records: 0 governance_grade, 0 open, 0 unproven, 41 deficient\n": 1,
	} {
		if got := strings.Count(judged.out, text); got != want {
			t.Errorf("%q comes %d times, wanted %d", text, got, want)
		}
	}
}

// Every file of real data is given to every source: nothing panics, every event
// has one fate, and there is one error for each that was refused and for each
// input that was broken.
func TestRealDataInEverySource(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skip("the data are not beside the project")
	}
	for _, k := range catalogue() {
		if k.open == nil {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			var tally source.Tally
			read := k.open(readOptions{instance: "acme", collectedAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), tickets: regexp.MustCompile(`RITM[0-9]+`)})
			facts, errs := 0, 0
			for f, err := range source.Facts(read, &tally, data) {
				if err != nil {
					errs++
					continue
				}
				facts++
				if err := f.Validate(); err != nil {
					t.Errorf("%+v: %v", f, err)
				}
			}
			if tally.Events != tally.Used+tally.Ignored+tally.Refused || facts != tally.Facts || errs != tally.Refused+tally.Broken {
				t.Errorf("%d facts, %d errors, and %s", facts, errs, &tally)
			}
			if tally.Inputs < 100 || k.name != "facts" && tally.Events == 0 {
				t.Errorf("hardly anything was read: %s", &tally)
			}
		})
	}
}

// Real files are told apart by their shapes alone.
func TestRealDataFits(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skip("the data are not beside the project")
	}
	for file, want := range map[string]string{
		"aws-cloudtrail-invictus/218007301253_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json": "cloudtrail",
		"aws-cloudtrail-traildiscover/IAM-AttachUserPolicy.json.cloudtrail":                              "cloudtrail",
		"panther-aws-cloudtrail/events.jsonl":                                                            "cloudtrail",
		"kubernetes-audit-falco/create_clusterrolebinding.json":                                          "kubernetes",
		"panther-kubernetes/events.jsonl":                                                                "kubernetes",
		"gcp-audit-csa/google.cloud.audit.AuditLog.setIamPolicy.json":                                    "gcp",
		"panther-gcp-audit/events.jsonl":                                                                 "gcp",
		"panther-github/events.jsonl":                                                                    "github",
		"github-webhooks-octokit/member__added.payload.json":                                             "github-webhooks",
		"entra-audit-otrf/AADAuditEvents.json":                                                           "entra",
		"teleport-webapps/audit-events.jsonl":                                                            "teleport",
		"vault-audit-datadog/vault_audit.jsonl":                                                          "vault",
		"ocsf-adobe/admin_role_assign_user.json":                                                         "ocsf",
		"scim-rfc-samples/rfc7643-8.2-user-full.json":                                                    "scim",
		"scim-rfc-samples/rfc7643-8.4-group.json":                                                        "scim",
		"jsm-approvals-vmware/get_customer_requests.json":                                                "jira",
	} {
		head, err := os.ReadFile(filepath.Join(data, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		got := misfit(file, head[:min(len(head), headSize)], kind{name: "none"})
		if got == nil || !strings.HasSuffix(got.Error(), "try --source "+want) {
			t.Errorf("%v, want %s", got, want)
		}
	}
}
