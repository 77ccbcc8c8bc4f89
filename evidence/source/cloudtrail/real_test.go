package cloudtrail_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// counts are what the tests over real logs compare. The wanted ones were
// counted with jq, not with this package. With
//
//	EV='if type=="array" then .[] elif has("Records") then .Records[] else . end'
//	IAM='select(.eventSource|IN("iam.amazonaws.com","sso.amazonaws.com","identitystore.amazonaws.com","sso-directory.amazonaws.com"))'
//
// they are, over the files F of a folder (all but PROVENANCE.txt):
//
//	events     cat F | jq -c "$EV" | wc -l
//	elsewhere  events less: cat F | jq -c "$EV | $IAM | 1" | wc -l
//	reads      cat F | jq -c "$EV | $IAM | select(.readOnly) | 1" | wc -l
//	others     cat F | jq -c "$EV | $IAM | select(.readOnly|not) |
//	             [.eventName, ((.errorCode//.errorMessage)!=null), .requestParameters==null]" | sort | uniq -c
//
// The last list is divided by the table in the package documentation: what is
// in it is used, or withheld if it failed (true) without parameters (true).
// The rest is named as other writes.
type counts struct {
	Inputs, Broken, Events, Elsewhere, Reads, Refused int
	Used, Other, Withheld                             map[string]int
	Failures                                          int // facts whose outcome is a failure
}

const (
	elsewhere = "not a call to IAM or IAM Identity Center"
	readOnly  = "IAM call that only reads"
	other     = "IAM write that this source does not take for an entitlement change"
	withheld  = "failed IAM write that does not say whose access it was about"
)

func TestRealLogs(t *testing.T) {
	for folder, want := range map[string]counts{
		"aws-cloudtrail-invictus": {
			Inputs: 29, Broken: 1, Events: 2093, Elsewhere: 2093 - 238, Reads: 185,
			Used: map[string]int{"AddRoleToInstanceProfile": 3, "AttachRolePolicy": 5, "CreateRole": 9, "DeleteRole": 9, "DeleteRolePolicy": 4,
				"DetachRolePolicy": 3, "PutRolePolicy": 5, "RemoveRoleFromInstanceProfile": 3},
			Other: map[string]int{"CreateInstanceProfile": 3, "CreatePolicy": 2, "DeleteInstanceProfile": 3, "DeletePolicy": 1, "TagInstanceProfile": 3},
		},
		"aws-cloudtrail-stratus": {
			Inputs: 21, Broken: 1, Events: 134, Elsewhere: 134 - 6,
			Used: map[string]int{"AttachRolePolicy": 1, "AttachUserPolicy": 1, "CreateAccessKey": 2, "CreateRole": 1, "CreateUser": 1},
		},
		"aws-cloudtrail-traildiscover": {
			Inputs: 31, Broken: 1, Events: 30, Elsewhere: 30 - 23,
			Used:  map[string]int{"CreateServiceLinkedRole": 1},
			Other: map[string]int{"ChangePassword": 1, "CreateGroup": 2, "CreatePolicy": 1, "CreatePolicyVersion": 1, "UpdateSAMLProvider": 1, "UpdateSsoConfiguration": 1},
			Withheld: map[string]int{"AddRoleToInstanceProfile": 1, "AttachGroupPolicy": 1, "AttachUserPolicy": 1, "CreateUser": 1, "DeleteAccessKey": 1, "DeleteLoginProfile": 1,
				"DeleteRolePolicy": 1, "DeleteUserPermissionsBoundary": 1, "DeleteUserPolicy": 1, "DetachUserPolicy": 1, "PutRolePermissionsBoundary": 1,
				"PutRolePolicy": 1, "PutUserPolicy": 1, "UpdateAccessKey": 1, "UpdateAssumeRolePolicy": 1},
		},
	} {
		t.Run(folder, func(t *testing.T) {
			var tally source.Tally
			failures := 0
			for f, err := range source.Facts(cloudtrail.Reader(cloudtrail.Options{}), &tally, realData(t, folder)) {
				if err != nil {
					if !strings.Contains(err.Error(), "PROVENANCE.txt: not a CloudTrail log") {
						t.Error(err)
					}
					continue
				}
				failures += failed(f)
			}
			compare(t, want, &tally, failures)
		})
	}
}

// What Security Lake's samples were made of, one event each, in gzip:
//
//	zcat input__*.gz | jq -c '.Records[] | [.eventName, .readOnly, .errorCode // .errorMessage]'
//
// lists the four writes below, none of which failed. (AddroletoInstanceProfile
// holds the contrary of its name.) The samples themselves are Parquet.
func TestRealSecurityLake(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(realData(t, "ocsf-security-lake-aws"), "input__*.gz"))
	if err != nil {
		t.Fatal(err)
	}
	var tally source.Tally
	var got []string
	for f, err := range source.Facts(cloudtrail.Reader(cloudtrail.Options{}), &tally, paths...) {
		if err != nil {
			t.Error(err)
			continue
		}
		got = append(got, line(f))
	}
	compare(t, counts{
		Inputs: 4, Events: 4,
		Used: map[string]int{"AttachRolePolicy": 1, "CreateRole": 1, "CreateUser": 1, "RemoveRoleFromInstanceProfile": 1},
	}, &tally, 0)
	const a, arn = " aws:112233445566 ", "arn:aws:iam::112233445566:"
	want := []string{
		"revoke " + arn + "instance-profile/instance-profile:" + a + "iam/instance-role Role-name (success)",
		"grant " + arn + "role/AmazonSageMakerServiceCatalogProductsExecutionRole:" + a + "iam/policy arn:aws:iam::aws:policy/AmazonSageMakerFullAccess (success)",
		"grant " + arn + "role/User-Role-Name:" + a + "iam/role account +" + a + "iam/trust-policy Service:ec2.amazonaws.com (success)",
		"grant " + arn + "user/test_user2:" + a + "iam/user account (success)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestEveryFile(t *testing.T) { sourcetest.EveryFile(t, cloudtrail.Reader(cloudtrail.Options{})) }

// The events in these rule tests were trimmed and rewritten by hand: some have
// no zone in their times, some lower-case keys, some no subject.
//
//	jq -c .log events.jsonl | wc -l                                                     events
//	jq -c '.log | select(.eventName==null or .eventSource==null) | 1' events.jsonl | wc -l   4 of the refused
//	jq -c ".log | $IAM | [.readOnly, .eventName, ((.errorCode//.errorMessage)!=null), .requestParameters==null, .eventTime,
//	  (.requestParameters | .userName//.roleName//.groupName)?]" events.jsonl | sort | uniq -c
//
// Refused in the last list: CreateAccessKey (4) and UpdateLoginProfile (1) with
// a time without zone, UpdateAssumeRolePolicy (3) without roleName.
func TestRealRuleTests(t *testing.T) {
	facts, _, tally := read(t, sourcetest.Unwrap(t, filepath.Join(realData(t, "panther-aws-cloudtrail"), "events.jsonl")))
	failures := 0
	for _, f := range facts {
		failures += failed(f)
	}
	compare(t, counts{
		Events: 273, Elsewhere: 273 - 4 - 32, Reads: 3, Refused: 4 + 4 + 1 + 3, Failures: 2,
		Used:     map[string]int{"AttachRolePolicy": 4, "AttachUserPolicy": 3, "CreateAccessKey": 2, "CreateRole": 1, "CreateUser": 1, "DeleteGroupPolicy": 2, "PutUserPolicy": 1},
		Other:    map[string]int{"Authenticate": 1, "CreateSAMLProvider": 2, "DeleteSAMLProvider": 1, "PutPolicy": 1, "UpdateSAMLProvider": 1},
		Withheld: map[string]int{"CreateAccessKey": 1},
	}, tally, failures)
}

func compare(t *testing.T, want counts, tally *source.Tally, failures int) {
	t.Helper()
	got := counts{Inputs: tally.Inputs, Broken: tally.Broken, Events: tally.Events, Refused: tally.Refused, Failures: failures,
		Elsewhere: tally.IgnoredFor(source.Reason{Why: elsewhere}), Reads: tally.IgnoredFor(source.Reason{Why: readOnly})}
	add := func(m *map[string]int, name string, n int) {
		if *m == nil {
			*m = map[string]int{}
		}
		(*m)[name] += n
	}
	for _, name := range tally.Names() {
		add(&got.Used, name, tally.UsedAs(name))
	}
	for _, why := range tally.Reasons() {
		switch why.Why {
		case other:
			add(&got.Other, why.Name, tally.IgnoredFor(why))
		case withheld:
			add(&got.Withheld, why.Name, tally.IgnoredFor(why))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if tally.Events != tally.Used+tally.Ignored+tally.Refused || tally.Facts != tally.Used {
		t.Errorf("does not add up: %s", tally)
	}
}

func failed(f evidence.Fact) int {
	if f.Value.(*evidence.Change).Outcome == evidence.OutcomeFailure {
		return 1
	}
	return 0
}

// realData is a folder of logs beside the project.
func realData(t testing.TB, folder string) string {
	t.Helper()
	path := filepath.Join("../../../../shared/data", folder)
	if _, err := os.Stat(path); err != nil {
		if !os.IsNotExist(err) && !strings.Contains(err.Error(), fs.ErrPermission.Error()) {
			t.Fatal(err)
		}
		t.Skipf("the real logs are not beside the project: %v", err)
	}
	return path
}
