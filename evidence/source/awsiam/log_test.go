package awsiam_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
	"github.com/counterfoil/counterfoil/evidence/source/awsiam"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// event is a call as CloudTrail logs it, on a day of March.
func event(day int, name, parameters, response string) string {
	return fmt.Sprintf(`{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDA1","arn":"%suser/admin","accountId":"111122223333","userName":"admin"},`+
		`"eventTime":"2026-03-%02dT12:00:00Z","eventSource":"iam.amazonaws.com","eventName":%q,"awsRegion":"us-east-1","requestParameters":%s,"responseElements":%s,"eventID":"%s-%d","readOnly":false,"recipientAccountId":"111122223333"}`,
		arn, day, name, parameters, response, name, day)
}

func logged(t *testing.T, events ...string) []evidence.Fact {
	t.Helper()
	facts, errs, _ := sourcetest.Read(t, cloudtrail.Reader(cloudtrail.Options{CollectedAt: collected}), strings.Join(events, "\n"))
	if len(errs) > 0 {
		t.Fatalf("log: %q", errs)
	}
	return facts
}

func listed(t *testing.T, day int, entities ...string) []evidence.Fact {
	t.Helper()
	facts, errs, _ := sourcetest.Read(t, awsiam.State(awsiam.Options{CollectedAt: time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC)}), account(entities...))
	if len(errs) > 0 {
		t.Fatalf("listing: %q", errs)
	}
	return facts
}

// What the log says was granted has the key and the holder of what the listing
// shows, and both are of one source.
func TestLogAndListingAgree(t *testing.T) {
	quoted := fmt.Sprintf("%q", trust)
	for _, c := range []struct{ name, parameters, response, entity string }{
		{"CreateUser", `{"userName":"ana","path":"/ops/"}`, `{"user":{"arn":"` + arn + `user/ops/ana"}}`, user("/ops/ana", nil)},
		{"AttachUserPolicy", `{"userName":"ana","policyArn":"` + readAll + `"}`, "null", user("/ops/ana", edit{"AttachedManagedPolicies": attached(readAll)})},
		{"PutUserPolicy", `{"userName":"ana","policyName":"zone","policyDocument":"{}"}`, "null", user("/ana", edit{"UserPolicyList": `[{"PolicyName":"zone","PolicyDocument":"%7B%7D"}]`})},
		{"PutUserPermissionsBoundary", `{"userName":"ana","permissionsBoundary":"` + own + `"}`, "null", user("/ana", edit{"PermissionsBoundary": `{"PermissionsBoundaryType":"Policy","PermissionsBoundaryArn":"` + own + `"}`})},
		{"AddUserToGroup", `{"userName":"ana","groupName":"admins"}`, "null", user("/ana", edit{"GroupList": `["admins"]`})},
		{"AttachGroupPolicy", `{"groupName":"admins","policyArn":"` + own + `"}`, "null", group("/team/admins", edit{"AttachedManagedPolicies": attached(own)})},
		{"PutGroupPolicy", `{"groupName":"admins","policyName":"extra","policyDocument":"{}"}`, "null", group("/admins", edit{"GroupPolicyList": `[{"PolicyName":"extra"}]`})},
		{"CreateRole", `{"roleName":"app","assumeRolePolicyDocument":` + quoted + `}`, "null", role("/app", nil)},
		{"CreateRole", `{"roleName":"app","assumeRolePolicyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111122223333\"}}]}"}`, "null",
			role("/app", edit{"AssumeRolePolicyDocument": `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"` + arn + `root"}}]}`})},
		{"CreateServiceLinkedRole", `{"aWSServiceName":"x.amazonaws.com"}`, `{"role":{"roleName":"R","arn":"` + arn + `role/aws-service-role/x.amazonaws.com/R","assumeRolePolicyDocument":"%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22x.amazonaws.com%22%7D%7D%5D%7D"}}`,
			role("/aws-service-role/x.amazonaws.com/R", edit{"AssumeRolePolicyDocument": `{"Statement":[{"Effect":"Allow","Principal":{"Service":["x.amazonaws.com"]}}]}`})},
		{"UpdateAssumeRolePolicy", `{"roleName":"app","policyDocument":` + quoted + `}`, "null", role("/app", nil)},
		{"AttachRolePolicy", `{"roleName":"app","policyArn":"` + own + `"}`, "null", role("/app", edit{"AttachedManagedPolicies": attached(own)})},
		{"PutRolePolicy", `{"roleName":"app","policyName":"run","policyDocument":"{}"}`, "null", role("/app", edit{"RolePolicyList": `[{"PolicyName":"run","PolicyDocument":{}}]`})},
		{"PutRolePermissionsBoundary", `{"roleName":"app","permissionsBoundary":"` + own + `"}`, "null", role("/app", edit{"PermissionsBoundary": `{"PermissionsBoundaryArn":"` + own + `"}`})},
		{"AddRoleToInstanceProfile", `{"instanceProfileName":"front","roleName":"app"}`, "null", app},
	} {
		change := logged(t, event(2, c.name, c.parameters, c.response))[0]
		granted := change.Value.(*evidence.Change)
		found := false
		for _, f := range listed(t, 3, c.entity) {
			o, ok := f.Value.(*evidence.Observation)
			if !ok || f.Subject.ID != change.Subject.ID {
				continue
			}
			found = true
			for _, e := range granted.Entitlements {
				if !slices.ContainsFunc(o.Entitlements, func(h evidence.Entitlement) bool { return h.Key() == e.Key() && h.Via == "" }) {
					t.Errorf("%s: %v is not in %v", c.name, e, o.Entitlements)
				}
			}
			if o.Source.System != granted.Source.System || o.Source.RecordID == granted.Source.RecordID || o.Source.Kind != granted.Source.Kind || f.Subject.Kind != change.Subject.Kind {
				t.Errorf("%s: sources and subjects differ: %+v %+v, %+v %+v", c.name, o.Source, granted.Source, f.Subject, change.Subject)
			}
		}
		if !found {
			t.Errorf("%s: %s is not listed", c.name, change.Subject.ID)
		}
	}
}

// What a listing leaves out is of no system that it observes: else it would
// show that what it cannot see is gone.
func TestListingSaysNothingOf(t *testing.T) {
	observed := map[string]bool{}
	for _, f := range listed(t, 3, all...) {
		if l, ok := f.Value.(*evidence.Listing); ok {
			observed[l.System] = true
		} else {
			observed[f.Value.(*evidence.Observation).System] = true
		}
	}
	if diff := cmp.Diff(map[string]bool{"aws:111122223333": true}, observed); diff != "" {
		t.Errorf("observed (-want +got):\n%s", diff)
	}
	sso := strings.Replace(event(2, "CreateAccountAssignment", `{"targetId":"111122223333","permissionSetArn":"p","principalType":"USER","principalId":"u"}`, "null"), "iam.amazonaws.com", "sso.amazonaws.com", 1)
	for _, e := range []string{
		event(2, "CreateAccessKey", `{"userName":"bob"}`, `{"accessKey":{"accessKeyId":"K"}}`), event(2, "CreateLoginProfile", `{"userName":"bob"}`, "null"), sso,
	} {
		for _, held := range logged(t, e)[0].Value.(*evidence.Change).Entitlements {
			if observed[held.System] {
				t.Errorf("%s %s is of %s", held.Resource, held.Permission, held.System)
			}
		}
	}
}

// joined tells the one record that a request makes with these facts: what was
// changed and what was seen of the entitlement that it asks for, in order.
func joined(t *testing.T, asked evidence.Entitlement, who string, facts []evidence.Fact) []string {
	t.Helper()
	request := evidence.Fact{Subject: evidence.Identity{ID: "ana@acme.example", Kind: evidence.KindHuman, Aliases: []string{arn + "user/" + who}}, Action: evidence.ActionGrant,
		Value: &evidence.Request{ID: "R1", SubmittedAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Entitlements: []evidence.Entitlement{asked}}}
	result, err := join.Join(func(yield func(evidence.Fact, error) bool) {
		for _, f := range append(facts, request) {
			if !yield(f, nil) {
				return
			}
		}
	}, join.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(result.Records, func(r *evidence.Record) bool { return r.ID == "R1" })
	if at < 0 {
		t.Fatalf("no record of the request: %v", result.Notes)
	}
	var told []string
	for _, c := range result.Records[at].Changes {
		told = append(told, c.ExecutedAt.Format("02T15 ")+string(c.Action))
	}
	for _, o := range result.Records[at].Observations {
		is := "not held"
		if slices.ContainsFunc(o.Entitlements, func(e evidence.Entitlement) bool { return e.Key() == asked.Key() }) {
			is = "held"
		}
		if !o.Complete {
			is += ", perhaps"
		}
		told = append(told, o.ObservedAt.Format("02T15 ")+is)
	}
	slices.Sort(told)
	return told
}

// A grant in the log is held in the listing after it, and no more in the one
// after the revoke.
func TestGrantAndRevoke(t *testing.T) {
	facts := logged(t, event(3, "AttachUserPolicy", `{"userName":"ana","policyArn":"`+readAll+`"}`, "null"), event(5, "DetachUserPolicy", `{"userName":"ana","policyArn":"`+readAll+`"}`, "null"))
	facts = append(facts, listed(t, 2, user("/ops/ana", nil))...)
	facts = append(facts, listed(t, 4, user("/ops/ana", edit{"AttachedManagedPolicies": attached(readAll)}))...)
	facts = append(facts, listed(t, 6, user("/ops/ana", nil))...)
	asked := evidence.Entitlement{System: "aws:111122223333", Resource: "iam/policy", Permission: readAll}
	if diff := cmp.Diff([]string{"02T00 not held", "03T12 grant", "04T00 held", "05T12 revoke", "06T00 not held"}, joined(t, asked, "ana", facts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whoever is gone from a listing of everybody holds nothing; of one that may
// have left them out nobody knows.
func TestGone(t *testing.T) {
	r := role("/r", nil)
	for _, c := range []struct {
		what string
		last []string
		want []string
	}{
		{"everybody", []string{bob, empty, r}, []string{"03T12 grant", "04T00 held", "05T12 revoke", "06T00 not held"}},
		{"perhaps not", []string{bob, r}, []string{"03T12 grant", "04T00 held", "05T12 revoke"}},
	} {
		facts := logged(t, event(3, "AddUserToGroup", `{"userName":"ana","groupName":"empty"}`, "null"), event(5, "RemoveUserFromGroup", `{"userName":"ana","groupName":"empty"}`, "null"), event(5, "DeleteUser", `{"userName":"ana"}`, "null"))
		facts = append(facts, listed(t, 4, user("/ops/ana", edit{"GroupList": `["empty"]`}), bob, empty, r)...)
		facts = append(facts, listed(t, 6, c.last...)...)
		asked := evidence.Entitlement{System: "aws:111122223333", Resource: "iam/group/empty", Permission: "member"}
		if diff := cmp.Diff(c.want, joined(t, asked, "ana", facts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

// What comes through a group is explained by what made a member of it.
func TestThroughGroup(t *testing.T) {
	facts := logged(t, event(3, "AddUserToGroup", `{"userName":"ana","groupName":"admins"}`, "null"), event(3, "CreateUser", `{"userName":"ana"}`, "null"))
	facts = append(facts, listed(t, 4, user("/ana", edit{"GroupList": `["admins"]`}), admins)...)
	result, err := join.Join(func(yield func(evidence.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}, join.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Records {
		if strings.HasPrefix(r.ID, "standing:") && strings.Contains(r.ID, "user/ana") {
			t.Errorf("%s: %s", r.ID, r.Extensions["join"])
		}
	}
}
