package cloudtrail_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// event is an event in the vendor's shape. Parts that edit names replace those
// of the base; "-" takes a part away.
func event(name string, edit map[string]string) string {
	parts := map[string]string{
		"eventVersion":       `"1.09"`,
		"userIdentity":       `{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/ops/alice","accountId":"111122223333","accessKeyId":"AKxxEXAMPLE","userName":"alice"}`,
		"eventTime":          `"2026-03-02T11:00:00Z"`,
		"eventSource":        `"iam.amazonaws.com"`,
		"eventName":          fmt.Sprintf("%q", name),
		"awsRegion":          `"us-east-1"`,
		"requestParameters":  `null`,
		"responseElements":   `null`,
		"eventID":            `"e-1"`,
		"readOnly":           `false`,
		"recipientAccountId": `"111122223333"`,
	}
	order := []string{"eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "errorCode", "errorMessage",
		"requestParameters", "responseElements", "eventID", "readOnly", "recipientAccountId"}
	for k, v := range edit {
		parts[k] = v
	}
	var b strings.Builder
	for _, k := range order {
		if v := parts[k]; v != "" && v != "-" {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%q:%s", k, v)
		}
	}
	return "{" + b.String() + "}"
}

func params(v string) map[string]string { return map[string]string{"requestParameters": v} }

func with(m map[string]string, k, v string) map[string]string {
	c := map[string]string{k: v}
	for name, part := range m {
		if name != k {
			c[name] = part
		}
	}
	return c
}

// read returns the facts, the errors as text, and the tally, which must add up.
func read(t testing.TB, input string) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	return sourcetest.Read(t, cloudtrail.Reader(cloudtrail.Options{}), input)
}

// line is a fact as the tables below have it.
func line(f evidence.Fact) string {
	c := f.Value.(*evidence.Change)
	var held []string
	for _, e := range c.Entitlements {
		s := e.System + " " + e.Resource + " " + e.Permission
		if e.Scope != "" {
			s += " @" + e.Scope
		}
		held = append(held, s)
	}
	return fmt.Sprintf("%s %s: %s (%s)", c.Action, f.Subject.ID, strings.Join(held, " + "), c.Outcome)
}

const (
	iam     = "arn:aws:iam::111122223333:"
	readAll = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	trustA  = `{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\",\"AWS\":[\"arn:aws:iam::999999999999:root\",\"111122223333\"]},\"Action\":\"sts:AssumeRole\"},{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"}]}`
)

func TestEveryEventName(t *testing.T) {
	sso := func(response string) map[string]string {
		return map[string]string{"eventSource": `"sso.amazonaws.com"`, "responseElements": response, "requestParameters": `{"instanceArn":"arn:aws:sso:::instance/ssoins-1","targetId":"444455556666","targetType":"AWS_ACCOUNT","permissionSetArn":"arn:aws:sso:::permissionSet/ssoins-1/ps-9","principalType":"GROUP","principalId":"34887428-4081"}`}
	}
	for _, c := range []struct {
		name string
		edit map[string]string
		want string
	}{
		{"AttachUserPolicy", params(`{"userName":"bob","policyArn":"` + readAll + `"}`), "grant " + iam + "user/bob: aws:111122223333 iam/policy " + readAll + " (success)"},
		{"DetachUserPolicy", params(`{"userName":"bob","policyArn":"` + readAll + `"}`), "revoke " + iam + "user/bob: aws:111122223333 iam/policy " + readAll + " (success)"},
		{"AttachRolePolicy", params(`{"roleName":"app","policyArn":"` + readAll + `"}`), "grant " + iam + "role/app: aws:111122223333 iam/policy " + readAll + " (success)"},
		{"DetachRolePolicy", params(`{"roleName":"app","policyArn":"` + readAll + `"}`), "revoke " + iam + "role/app: aws:111122223333 iam/policy " + readAll + " (success)"},
		{"AttachGroupPolicy", params(`{"groupName":"devs","policyArn":"` + readAll + `"}`), "grant " + iam + "group/devs: aws:111122223333 iam/policy " + readAll + " (success)"},
		{"DetachGroupPolicy", params(`{"groupName":"devs","policyArn":"` + readAll + `"}`), "revoke " + iam + "group/devs: aws:111122223333 iam/policy " + readAll + " (success)"},
		{"PutUserPolicy", params(`{"userName":"bob","policyName":"inline","policyDocument":"{}"}`), "grant " + iam + "user/bob: aws:111122223333 iam/inline-policy inline (success)"},
		{"DeleteUserPolicy", params(`{"userName":"bob","policyName":"inline"}`), "revoke " + iam + "user/bob: aws:111122223333 iam/inline-policy inline (success)"},
		{"PutRolePolicy", params(`{"roleName":"app","policyName":"inline","policyDocument":"{}"}`), "grant " + iam + "role/app: aws:111122223333 iam/inline-policy inline (success)"},
		{"DeleteRolePolicy", params(`{"roleName":"app","policyName":"inline"}`), "revoke " + iam + "role/app: aws:111122223333 iam/inline-policy inline (success)"},
		{"PutGroupPolicy", params(`{"groupName":"devs","policyName":"inline","policyDocument":"{}"}`), "grant " + iam + "group/devs: aws:111122223333 iam/inline-policy inline (success)"},
		{"DeleteGroupPolicy", params(`{"groupName":"devs","policyName":"inline"}`), "revoke " + iam + "group/devs: aws:111122223333 iam/inline-policy inline (success)"},
		{"AddUserToGroup", params(`{"userName":"bob","groupName":"Admins"}`), "grant " + iam + "user/bob: aws:111122223333 iam/group/Admins member (success)"},
		{"RemoveUserFromGroup", params(`{"userName":"bob","groupName":"Admins"}`), "revoke " + iam + "user/bob: aws:111122223333 iam/group/Admins member (success)"},
		{"CreateAccessKey", with(params(`{"userName":"bob"}`), "responseElements", `{"accessKey":{"accessKeyId":"AKxx1","status":"Active","userName":"bob","createDate":"Mar 2, 2026 11:00:00 AM"}}`), "grant " + iam + "user/bob: aws:111122223333/credentials iam/access-key api-sign-in @AKxx1 (success)"},
		{"DeleteAccessKey", params(`{"userName":"bob","accessKeyId":"AKxx1"}`), "revoke " + iam + "user/bob: aws:111122223333/credentials iam/access-key api-sign-in @AKxx1 (success)"},
		{"UpdateAccessKey", params(`{"userName":"bob","accessKeyId":"AKxx1","status":"Inactive"}`), "revoke " + iam + "user/bob: aws:111122223333/credentials iam/access-key api-sign-in @AKxx1 (success)"},
		{"UpdateAccessKey", params(`{"userName":"bob","accessKeyId":"AKxx1","status":"Active"}`), "grant " + iam + "user/bob: aws:111122223333/credentials iam/access-key api-sign-in @AKxx1 (success)"},
		{"CreateLoginProfile", params(`{"userName":"bob","passwordResetRequired":true}`), "grant " + iam + "user/bob: aws:111122223333/credentials iam/login-profile console-sign-in (success)"},
		{"UpdateLoginProfile", params(`{"userName":"bob"}`), "modify " + iam + "user/bob: aws:111122223333/credentials iam/login-profile console-sign-in (success)"},
		{"DeleteLoginProfile", params(`{"userName":"bob"}`), "revoke " + iam + "user/bob: aws:111122223333/credentials iam/login-profile console-sign-in (success)"},
		{"CreateUser", params(`{"userName":"bob","tags":[{"key":"a","value":"b"}]}`), "grant " + iam + "user/bob: aws:111122223333 iam/user account (success)"},
		{"DeleteUser", params(`{"userName":"bob"}`), "revoke " + iam + "user/bob: aws:111122223333 iam/user account (success)"},
		{"CreateRole", params(`{"roleName":"app","assumeRolePolicyDocument":"` + trustA + `"}`), "grant " + iam + "role/app: aws:111122223333 iam/role account + aws:111122223333 iam/trust-policy AWS:arn:aws:iam::111122223333:root + aws:111122223333 iam/trust-policy AWS:arn:aws:iam::999999999999:root + aws:111122223333 iam/trust-policy Service:ec2.amazonaws.com (success)"},
		{"DeleteRole", params(`{"roleName":"app"}`), "revoke " + iam + "role/app: aws:111122223333 iam/role account (success)"},
		{"CreateServiceLinkedRole", with(params(`{"aWSServiceName":"autoscaling.amazonaws.com"}`), "responseElements", `{"role":{"path":"/aws-service-role/autoscaling.amazonaws.com/","roleName":"AWSServiceRoleForAutoScaling","arn":"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling","assumeRolePolicyDocument":"%7B%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Principal%22%3A%20%7B%22Service%22%3A%20%5B%22autoscaling.amazonaws.com%22%5D%7D%7D%5D%7D"}}`), "grant " + iam + "role/AWSServiceRoleForAutoScaling: aws:111122223333 iam/role account + aws:111122223333 iam/trust-policy Service:autoscaling.amazonaws.com (success)"},
		{"DeleteServiceLinkedRole", params(`{"roleName":"AWSServiceRoleForAutoScaling"}`), "revoke " + iam + "role/AWSServiceRoleForAutoScaling: aws:111122223333 iam/role account (success)"},
		{"UpdateAssumeRolePolicy", params(`{"roleName":"app","policyDocument":"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"}}"}`), "modify " + iam + "role/app: aws:111122223333 iam/trust-policy * (success)"},
		{"PutUserPermissionsBoundary", params(`{"userName":"bob","permissionsBoundary":"` + readAll + `"}`), "modify " + iam + "user/bob: aws:111122223333 iam/permissions-boundary " + readAll + " (success)"},
		{"PutRolePermissionsBoundary", params(`{"roleName":"app","permissionsBoundary":"` + readAll + `"}`), "modify " + iam + "role/app: aws:111122223333 iam/permissions-boundary " + readAll + " (success)"},
		{"DeleteUserPermissionsBoundary", params(`{"userName":"bob"}`), "modify " + iam + "user/bob: aws:111122223333 iam/permissions-boundary none (success)"},
		{"DeleteRolePermissionsBoundary", params(`{"roleName":"app"}`), "modify " + iam + "role/app: aws:111122223333 iam/permissions-boundary none (success)"},
		{"AddRoleToInstanceProfile", params(`{"instanceProfileName":"web","roleName":"app"}`), "grant " + iam + "instance-profile/web: aws:111122223333 iam/instance-role app (success)"},
		{"RemoveRoleFromInstanceProfile", params(`{"instanceProfileName":"web","roleName":"app"}`), "revoke " + iam + "instance-profile/web: aws:111122223333 iam/instance-role app (success)"},
		{"CreateAccountAssignment", sso(`{"accountAssignmentCreationStatus":{"status":"IN_PROGRESS","requestId":"r"}}`), "grant identitystore/group/34887428-4081: aws:444455556666/sso sso/permission-set arn:aws:sso:::permissionSet/ssoins-1/ps-9 (success)"},
		{"DeleteAccountAssignment", sso(`{"accountAssignmentDeletionStatus":{"status":"IN_PROGRESS","requestId":"r"}}`), "revoke identitystore/group/34887428-4081: aws:444455556666/sso sso/permission-set arn:aws:sso:::permissionSet/ssoins-1/ps-9 (success)"},
		{"CreateAccountAssignment", sso(`{"accountAssignmentCreationStatus":{"status":"FAILED","failureReason":"no such account"}}`), "grant identitystore/group/34887428-4081: aws:444455556666/sso sso/permission-set arn:aws:sso:::permissionSet/ssoins-1/ps-9 (failure)"},
	} {
		facts, errs, tally := read(t, event(c.name, c.edit))
		if len(errs) > 0 || len(facts) != 1 || tally.UsedAs(c.name) != 1 {
			t.Errorf("%s: %d facts, errors %q, %s", c.name, len(facts), errs, tally)
			continue
		}
		if diff := cmp.Diff(c.want, line(facts[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestWholeFact(t *testing.T) {
	collected := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	in := event("CreateUser", map[string]string{
		"requestParameters": `{"userName":"bob","path":"/team/"}`,
		"responseElements":  `{"user":{"userName":"bob","arn":"arn:aws:iam::111122223333:user/team/bob"}}`,
		"userIdentity":      `{"type":"AssumedRole","principalId":"AROAEXAMPLE:alice@corp.example","arn":"arn:aws:sts::111122223333:assumed-role/Admin/alice@corp.example","accountId":"111122223333","invokedBy":"cloudformation.amazonaws.com","sessionContext":{"sourceIdentity":"alice","sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/Admin","userName":"Admin"}}}`,
		"eventTime":         `"2026-03-02T12:00:00+01:00"`,
	})
	want := evidence.Fact{
		Subject: evidence.Identity{ID: iam + "user/bob", Name: "bob", Aliases: []string{iam + "user/team/bob"}},
		Value: &evidence.Change{
			ID:           "e-1",
			Action:       evidence.ActionGrant,
			Entitlements: []evidence.Entitlement{{System: "aws:111122223333", Resource: "iam/user", Permission: "account"}},
			Actor:        &evidence.Identity{ID: "arn:aws:sts::111122223333:assumed-role/Admin/alice@corp.example", Name: "alice@corp.example"},
			OnBehalfOf:   &evidence.Identity{ID: "alice"},
			ExecutedAt:   time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC),
			Outcome:      evidence.OutcomeSuccess,
			Source:       &evidence.Source{System: "aws:111122223333", Kind: evidence.SourceCloud, RecordID: "cloudtrail/e-1", CollectedAt: collected},
			Extensions:   evidence.Extensions{"aws_cloudtrail": []byte(`{"eventName":"CreateUser","invokedBy":"cloudformation.amazonaws.com"}`)},
		},
	}
	var digests []string
	// The digest does not depend on how the event was printed.
	for _, input := range []string{in, `{"Records":[` + in + `]}`, "[\n" + in + "\n]", "{\n" + in[1:], strings.ReplaceAll(in, `,"`, `, "`)} {
		var tally source.Tally
		for f, err := range cloudtrail.Reader(cloudtrail.Options{CollectedAt: collected})("log", strings.NewReader(input), &tally) {
			if err != nil {
				t.Fatal(err)
			}
			s := f.Value.(*evidence.Change).Source
			digests = append(digests, s.Digest)
			s.Digest = ""
			if diff := cmp.Diff(want, f); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	}
	if len(digests) != 5 {
		t.Fatalf("%d facts, want 5", len(digests))
	}
	for _, d := range digests {
		if d != digests[0] || !strings.HasPrefix(d, "sha256:") || len(d) != len("sha256:")+64 {
			t.Errorf("digests differ, or are none: %q", digests)
		}
	}
}

func TestOutcomes(t *testing.T) {
	base := params(`{"userName":"bob","policyArn":"` + readAll + `"}`)
	for _, c := range []struct {
		what string
		edit map[string]string
		want evidence.Outcome
	}{
		{"null response", base, evidence.OutcomeSuccess},
		{"error code", with(base, "errorCode", `"NoSuchEntityException"`), evidence.OutcomeFailure},
		{"error message alone", with(base, "errorMessage", `"went wrong"`), evidence.OutcomeFailure},
		{"error code null", with(base, "errorCode", `null`), evidence.OutcomeSuccess},
		{"error code empty", with(base, "errorCode", `""`), evidence.OutcomeSuccess},
		{"failed, response of another shape", with(with(base, "errorCode", `"X"`), "responseElements", `"denied"`), evidence.OutcomeFailure},
	} {
		facts, errs, _ := read(t, event("AttachUserPolicy", c.edit))
		if len(errs) > 0 || len(facts) != 1 || facts[0].Value.(*evidence.Change).Outcome != c.want {
			t.Errorf("%s: got %v %q, want %s", c.what, facts, errs, c.want)
		}
	}
}

func TestActors(t *testing.T) {
	for _, c := range []struct{ what, identity, want string }{
		{"user with a path", `{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ops/alice","accountId":"111122223333","userName":"alice"}`, "arn:aws:iam::111122223333:user/alice alice [arn:aws:iam::111122223333:user/ops/alice]"},
		{"user without ARN", `{"type":"IAMUser","accountId":"111122223333","userName":"alice"}`, "arn:aws:iam::111122223333:user/alice alice []"},
		{"user with a name only", `{"type":"IAMUser","userName":"alice"}`, "none"},
		{"the ARN counts, not the name", `{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/jackson","userName":"user1"}`, "arn:aws:iam::111122223333:user/jackson jackson []"},
		{"root", `{"type":"Root","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333","principalId":"111122223333"}`, "arn:aws:iam::111122223333:root root []"},
		{"session", `{"type":"AssumedRole","principalId":"AROA:s","arn":"arn:aws:sts::111122223333:assumed-role/R/s","accountId":"111122223333"}`, "arn:aws:sts::111122223333:assumed-role/R/s s []"},
		{"federated user", `{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/eve"}`, "arn:aws:sts::111122223333:federated-user/eve eve []"},
		{"other account", `{"type":"AWSAccount","principalId":"AIDAOTHER","accountId":"999999999999"}`, "AIDAOTHER  []"},
		{"other account, nobody named", `{"type":"AWSAccount","accountId":"999999999999"}`, "none"},
		{"service", `{"type":"AWSService","invokedBy":"sso.amazonaws.com"}`, "sso.amazonaws.com  [] workload"},
		{"service event without type", `{"accountId":"111122223333","invokedBy":"ec2.amazonaws.com"}`, "ec2.amazonaws.com  [] workload"},
		{"Identity Center", `{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-1"}}`, "identitystore/user/u-1  []"},
		{"null", `null`, "none"},
		{"empty", `{}`, "none"},
		{"absent", `-`, "none"},
	} {
		facts, errs, _ := read(t, event("DeleteUser", with(params(`{"userName":"bob"}`), "userIdentity", c.identity)))
		if len(errs) > 0 || len(facts) != 1 {
			t.Errorf("%s: %d facts, %q", c.what, len(facts), errs)
			continue
		}
		got := "none"
		if a := facts[0].Value.(*evidence.Change).Actor; a != nil {
			got = strings.TrimRight(fmt.Sprintf("%s %s %v %s", a.ID, a.Name, a.Aliases, a.Kind), " ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}

func TestSubjects(t *testing.T) {
	key := `{"accessKey":{"accessKeyId":"AKxx1"}}`
	for _, c := range []struct {
		what, name string
		edit       map[string]string
		want       string
	}{
		{"own key", "CreateAccessKey", map[string]string{"responseElements": key}, iam + "user/alice"},
		{"own key, user only in the answer", "CreateAccessKey", map[string]string{"responseElements": `{"accessKey":{"accessKeyId":"AKxx1","userName":"bob"}}`}, iam + "user/bob"},
		{"own key of root", "CreateAccessKey", map[string]string{"responseElements": key, "userIdentity": `{"type":"Root","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"}`}, iam + "root"},
		{"own key deleted", "DeleteAccessKey", params(`{"accessKeyId":"AKxx1"}`), iam + "user/alice"},
		{"China, by the caller", "DeleteUser", with(params(`{"userName":"bob"}`), "userIdentity", `{"type":"IAMUser","arn":"arn:aws-cn:iam::111122223333:user/alice"}`), "arn:aws-cn:iam::111122223333:user/bob"},
		{"GovCloud, by the region", "DeleteUser", map[string]string{"requestParameters": `{"userName":"bob"}`, "userIdentity": `{"type":"AWSService","invokedBy":"x.amazonaws.com"}`, "awsRegion": `"us-gov-west-1"`}, "arn:aws-us-gov:iam::111122223333:user/bob"},
		{"the caller counts, not the region", "DeleteUser", with(params(`{"userName":"bob"}`), "awsRegion", `"cn-south-3r"`), iam + "user/bob"},
		{"account of the caller", "DeleteUser", with(params(`{"userName":"bob"}`), "recipientAccountId", `-`), iam + "user/bob"},
		{"user of Identity Center", "CreateAccountAssignment", map[string]string{"eventSource": `"sso.amazonaws.com"`, "requestParameters": `{"principalType":"USER","principalId":"u-1","targetId":"1"}`}, "identitystore/user/u-1"},
	} {
		facts, errs, _ := read(t, event(c.name, c.edit))
		if len(errs) > 0 || len(facts) != 1 || facts[0].Subject.ID != c.want {
			t.Errorf("%s: got %v %q, want %s", c.what, facts, errs, c.want)
		}
	}
}

func TestTrust(t *testing.T) {
	for _, c := range []struct{ policy, want string }{
		{`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"}}]}`, "*"},
		{`{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"1"}}]}`, "*"},
		{`{"Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::1:saml-provider/x"}},{"Effect":"Allow","Principal":{"AWS":["b","a","b"]}}]}`, "AWS:a AWS:b Federated:arn:aws:iam::1:saml-provider/x"},
		{`{"Statement":[{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root","1"]}}]}`, "AWS:1 AWS:arn:aws:iam::111122223333:root"},
		{`{"Statement":[{"Effect":"Deny","Principal":"*"}]}`, "none"},
		{`{"Statement":[]}`, "unknown"},
		{`{"Statement":[{"Effect":"Allow"}]}`, "unknown"},
		{`{"Statement":[{"Effect":"Allow","Principal":"somebody"}]}`, "unknown"},
		{`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"a"}},{"Effect":"allow","Principal":"*"}]}`, "unknown"},
		{`{"Statement":[{"Effect":"Deny","Effect":"Allow","Principal":"*"}]}`, "unknown"},
		{`not JSON`, "unknown"},
		{``, "unknown"},
	} {
		facts, errs, _ := read(t, event("UpdateAssumeRolePolicy", params(fmt.Sprintf(`{"roleName":"app","policyDocument":%q}`, c.policy))))
		if len(errs) > 0 || len(facts) != 1 {
			t.Errorf("%s: %v %q", c.policy, facts, errs)
			continue
		}
		var got []string
		for _, e := range facts[0].Value.(*evidence.Change).Entitlements {
			got = append(got, e.Permission)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.policy, got, c.want)
		}
	}
}

func TestIgnored(t *testing.T) {
	const (
		elsewhere = "not a call to IAM or IAM Identity Center"
		readOnly  = "IAM call that only reads"
		other     = "IAM write that this source does not take for an entitlement change"
		withheld  = "failed IAM write that does not say whose access it was about"
		digest    = "CloudTrail digest file, which holds no events"
	)
	denied := map[string]string{"errorCode": `"AccessDenied"`}
	for _, c := range []struct {
		input string
		want  source.Reason
	}{
		{event("RunInstances", map[string]string{"eventSource": `"ec2.amazonaws.com"`}), source.Reason{Why: elsewhere}},
		{event("GetUser", map[string]string{"readOnly": `true`}), source.Reason{Why: readOnly}},
		{event("ListUsers", map[string]string{"readOnly": `-`}), source.Reason{Why: readOnly}},
		{event("Listen", map[string]string{"readOnly": `-`}), source.Reason{Why: other, Name: "Listen"}},
		{event("CreatePolicyVersion", nil), source.Reason{Why: other, Name: "CreatePolicyVersion"}},
		{event("DeactivateMFADevice", nil), source.Reason{Why: other, Name: "DeactivateMFADevice"}},
		{event("AddMemberToGroup", map[string]string{"eventSource": `"sso-directory.amazonaws.com"`}), source.Reason{Why: other, Name: "AddMemberToGroup"}},
		{event("AttachUserPolicy", denied), source.Reason{Why: withheld, Name: "AttachUserPolicy"}},
		{event("DeleteAccessKey", denied), source.Reason{Why: withheld, Name: "DeleteAccessKey"}},
		{event("CreateServiceLinkedRole", with(denied, "requestParameters", `{"aWSServiceName":"x.amazonaws.com"}`)), source.Reason{Why: withheld, Name: "CreateServiceLinkedRole"}},
		{`{"awsAccountId":"111122223333","digestStartTime":"2026-03-02T11:00:00Z","digestS3Object":"x","logFiles":[]}`, source.Reason{Why: digest}},
	} {
		facts, errs, tally := read(t, c.input)
		if len(facts) != 0 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Events != 1 {
			t.Errorf("%s\nwant ignored: %v; got %v %q %s", c.input, c.want, facts, errs, tally)
		}
	}
}

func TestErrors(t *testing.T) {
	good := event("DeleteUser", params(`{"userName":"bob"}`))
	deep := strings.Repeat(`{"a":`, 64) + "1" + strings.Repeat("}", 64)
	const notEvent = "not a CloudTrail event, which has eventSource and eventName: leave it out, or unwrap the event that it holds"
	const nobody = "/requestParameters: the event does not say whose access was changed: look it up in AWS"
	for _, c := range []struct {
		what, input string
		facts       int
		want        []string
	}{
		{"empty", "", 0, []string{"log: holds nothing: fetch the file again, or leave it out"}},
		{"space", " \n", 0, []string{"log: holds nothing: fetch the file again, or leave it out"}},
		{"a README", "Source repository: example", 0, []string{"log: not a CloudTrail log, which begins with { or [: leave this file out"}},
		{"a bad line costs that line", good + "\n{\"eventName\":\n" + good + "\n", 2, []string{"log:2: not JSON: unexpected EOF; fetch the log again (at byte 14)"}},
		{"lines are counted", "\n\n" + good + "\n\r\n{}\n" + good, 2, []string{"log:5: " + notEvent}},
		{"two on a line", good + good + "\n" + good, 1, []string{"log:1: e-1: something follows the event on its line: put one event on a line"}},
		{"lower-cased keys", strings.ToLower(good), 0, []string{"log:1: " + notEvent}},
		{"a duplicate key", `{"Records":[{"eventID":"x","eventID":"y"},` + good + `]}`, 1, []string{`log: x /eventID: not JSON: duplicate object member name; fetch the log again (at byte 16)`}},
		{"too deep", `[` + strings.Replace(good, `"bob"`, `"bob","x":`+deep, 1) + `,` + good + `]`, 1, []string{"log: event 1: nests deeper than 64, which no CloudTrail event does"}},
		{"invalid UTF-8", "[" + strings.Replace(good, "bob", "b\xffb", 1) + "," + good + "]", 1, []string{fmt.Sprintf("log: event 1: not JSON: invalid UTF-8; fetch the log again (at byte %d)", strings.Index(good, "bob")+2)}},
		{"cut short", `{"Records":[` + good + `,` + good[:100], 1, []string{fmt.Sprintf("log: after event 1: not JSON: unexpected EOF; the rest of this input was not read: fetch the file again (at byte %d)", len(`{"Records":[`)+len(good)+1+100+1)}},
		{"damaged", `{"Records":[` + good + `,` + good + `}`, 2, []string{fmt.Sprintf("log: after event 2: not JSON: invalid character '}' after array element (expecting ',' or ']'); the rest of this input was not read: fetch the file again (at byte %d)", len(`{"Records":[`)+2*len(good)+1+1)}},
		{"not an event", `[1,` + good + `]`, 1, []string{"log: event 1: not an event, which is an object: leave it out"}},
		{"not an event either", "[]\n3", 0, []string{"log: neither an event nor a list of them; the rest of this input was not read: fetch the file again"}},
		{"a change of nobody's", event("AttachUserPolicy", params(`{"policyArn":"x"}`)), 0, []string{"log:1: e-1 " + nobody}},
		{"a key of a session's", event("CreateAccessKey", map[string]string{"userIdentity": `{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/R/s"}`}), 0, []string{"log:1: e-1 " + nobody}},
		{"a change nowhere", event("DeleteUser", map[string]string{"requestParameters": `{"userName":"bob"}`, "recipientAccountId": `-`, "userIdentity": `-`}), 0, []string{"log:1: e-1 /recipientAccountId: the event does not say in which account access was changed: look it up in AWS"}},
		{"no zone", event("DeleteUser", with(params(`{"userName":"bob"}`), "eventTime", `"2022-09-27 17:09:18"`)), 0, []string{"log:1: e-1 /eventTime: not a time with a zone, such as 2026-03-02T09:00:00Z: use the log as AWS delivered it"}},
		{"no year that can be written", event("DeleteUser", with(params(`{"userName":"bob"}`), "eventTime", `"1970-01-01T00:00:00+01:00"`)), 0, []string{"log:1: e-1 /eventTime: not a time with a zone, such as 2026-03-02T09:00:00Z: use the log as AWS delivered it"}},
		{"another status", event("UpdateAccessKey", params(`{"userName":"bob","accessKeyId":"AKxx1","status":"Expired"}`)), 0, []string{"log:1: e-1 /requestParameters/status: neither Active nor Inactive: look the event up in AWS"}},
		{"another type", event("DeleteUser", params(`{"userName":["bob"]}`)), 0, []string{"log:1: e-1 /requestParameters/userName: an array, which is not what CloudTrail writes there: use the log as AWS delivered it"}},
		{"another type at the top", event("DeleteUser", map[string]string{"errorCode": `7`}), 0, []string{"log:1: e-1 /errorCode: not a string, which it is in CloudTrail: use the log as AWS delivered it"}},
		{"hostile id", event("DeleteUser", map[string]string{"eventID": `"\u001b[31m"`}), 0, []string{`log:1: "\x1b[31m" ` + nobody}},
	} {
		facts, errs, _ := read(t, c.input)
		if diff := cmp.Diff(c.want, errs); diff != "" || len(facts) != c.facts {
			t.Errorf("%s: %d facts, want %d; errors (-want +got):\n%s", c.what, len(facts), c.facts, diff)
		}
	}
}

func TestShapesOfInput(t *testing.T) {
	one := event("DeleteUser", params(`{"userName":"bob"}`))
	pretty := strings.ReplaceAll(strings.ReplaceAll(one, "{", "{\n  "), ",", ",\n  ")
	for what, c := range map[string]struct {
		input string
		want  int
	}{
		"log file":             {`{"Records":[` + one + "," + one + `]}`, 2},
		"empty log file":       {`{"Records":[]}`, 0},
		"log file, indented":   {"{\n \"Records\": [\n" + pretty + "]}", 1},
		"log files together":   {`{"Records":[` + one + `]}{"Records":[` + one + `]}` + "\n" + `{"Records":[` + one + `]}`, 3},
		"more beside Records":  {"{\n\"a\":[1],\"Records\":[" + one + `],"b":2}`, 1},
		"array":                {"[" + one + "," + one + "]", 2},
		"lines":                {one + "\n" + one + "\n", 2},
		"lines, DOS":           {one + "\r\n" + one, 2},
		"lines, byte order":    {"\ufeff" + one + "\n", 1},
		"one event":            {pretty, 1},
		"events, indented":     {pretty + "\n" + pretty, 2},
		"longer than a buffer": {one + "\n" + strings.Replace(one, `"bob"`, `"bob","x":"`+strings.Repeat("y", 200_000)+`"`, 1) + "\n" + one, 3},
	} {
		facts, errs, _ := read(t, c.input)
		if len(facts) != c.want || len(errs) > 0 {
			t.Errorf("%s: %d facts, want %d; %q", what, len(facts), c.want, errs)
		}
	}
}

func TestOversize(t *testing.T) {
	one := event("DeleteUser", params(`{"userName":"bob"}`))
	huge := strings.Replace(one, `"bob"`, `"bob","x":"`+strings.Repeat("y", source.MaxEvent)+`"`, 1)
	facts, errs, _ := read(t, one+"\n"+huge+"\n"+one)
	if want := []string{"log:2: longer than 16 MiB, which no CloudTrail event is"}; len(facts) != 2 || !cmp.Equal(want, errs) {
		t.Errorf("lines: %d facts, %q", len(facts), errs)
	}
	facts, errs, _ = read(t, `{"Records":[`+one+","+huge+","+one+"]}")
	if len(facts) != 1 || len(errs) != 1 || !strings.Contains(errs[0], "longer than 16 MiB") || !strings.Contains(errs[0], "the rest of this input was not read") {
		t.Errorf("log file: %d facts, %q", len(facts), errs)
	}
}

func TestStopsWithItsConsumer(t *testing.T) {
	one := event("DeleteUser", params(`{"userName":"bob"}`))
	for _, input := range []string{one + "\n" + one, "[" + one + "," + one + "]", "{}\n{}", "[1,2]"} {
		var tally source.Tally
		n := 0
		for range cloudtrail.Reader(cloudtrail.Options{})("log", strings.NewReader(input), &tally) {
			n++
			break
		}
		if n != 1 || tally.Events != 1 {
			t.Errorf("%.20s: %d taken, %s", input, n, &tally)
		}
	}
}
