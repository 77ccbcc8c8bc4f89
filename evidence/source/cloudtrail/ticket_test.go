package cloudtrail_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var tickets = cloudtrail.Options{Tickets: regexp.MustCompile(`RITM[0-9]{7}`)}

// session is the userIdentity of a session of a role, with a source identity.
func session(role, name, sourceIdentity string) string {
	return fmt.Sprintf(`{"type":"AssumedRole","principalId":"AROAEXAMPLE:%s","arn":"arn:aws:sts::111122223333:assumed-role/%s/%s","accountId":"111122223333","sessionContext":{"sourceIdentity":%q,"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/%s","userName":%q}}}`,
		name, role, name, sourceIdentity, role, role)
}

func TestTicket(t *testing.T) {
	const (
		atSource  = "/userIdentity/sessionContext/sourceIdentity"
		atSession = "/userIdentity/arn"
	)
	bob := params(`{"userName":"bob","policyArn":"` + readAll + `"}`)
	by := func(identity string) string { return event("AttachUserPolicy", with(bob, "userIdentity", identity)) }
	for _, c := range []struct{ what, input, want, at, onBehalfOf string }{
		{"session's name", by(session("Flow", "RITM0012345", "")), "RITM0012345", atSession, ""},
		{"in the session's name", by(session("Flow", "li@RITM0012345", "")), "RITM0012345", atSession, ""},
		{"source identity", by(session("Flow", "provisioner", "RITM0012345")), "RITM0012345", atSource, ""},
		{"in the source identity, beside a person", by(session("Flow", "provisioner", "li.RITM0012345")), "RITM0012345", atSource, "li.RITM0012345"},
		{"both", by(session("Flow", "RITM0012345", "RITM0012345")), "RITM0012345", atSource, ""},
		{"session's name, for a person", by(session("Flow", "RITM0012345", "li")), "RITM0012345", atSession, "li"},
		{"a failed call", event("AttachUserPolicy", with(with(bob, "userIdentity", session("Flow", "RITM0012345", "")), "errorCode", `"LimitExceeded"`)), "RITM0012345", atSession, ""},
		{"by a service, for the session", by(strings.Replace(session("Flow", "RITM0012345", ""), "{", `{"invokedBy":"cloudformation.amazonaws.com",`, 1)), "RITM0012345", atSession, ""},

		{"two tickets", by(session("Flow", "RITM0012345", "RITM0012346")), "", "", ""},
		{"two in one", by(session("Flow", "RITM0012345-RITM0012346", "")), "", "", ""},
		{"another text", by(session("Flow", "provisioner", "li")), "", "", "li"},
		{"the role's name", by(session("RITM0012345", "provisioner", "")), "", "", ""},
		{"the role's name only, beside the same", by(session("RITM0012346", "RITM0012345", "")), "RITM0012345", atSession, ""},
		{"IAM Identity Center", by(session("AWSReservedSSO_Admin_0123456789abcdef", "RITM0012345", "")), "", "", ""},
		{"an IAM user", by(`{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/RITM0012345","accountId":"111122223333","userName":"RITM0012345"}`), "", "", ""},
		{"a federated user", by(`{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/RITM0012345"}`), "", "", ""},
		{"type and ARN disagree", by(`{"type":"IAMUser","arn":"arn:aws:sts::111122223333:assumed-role/Flow/RITM0012345","accountId":"111122223333"}`), "", "", ""},
		{"an ARN of something else", by(`{"type":"AssumedRole","arn":"arn:aws:iam::111122223333:role/Flow/RITM0012345"}`), "", "", ""},
		{"no session's name", by(`{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/RITM0012345"}`), "", "", ""},
		{"nobody", by("-"), "", "", ""},
		{"what the call gives", event("CreateUser", with(params(`{"userName":"RITM0012345","path":"/RITM0012345/","tags":[{"key":"ticket","value":"RITM0012345"}]}`), "userIdentity", session("Flow", "provisioner", ""))), "", "", ""},
		{"the role of the session itself", event("AttachRolePolicy", with(params(`{"roleName":"Flow","policyArn":"x"}`), "userIdentity", session("Flow", "RITM0012345", ""))), "", "", ""},
		{"whom the source identity names", by(session("Flow", "RITM0012345", iam+"user/bob")), "", "", iam + "user/bob"},
	} {
		facts, errs, _ := sourcetest.Read(t, cloudtrail.Reader(tickets), c.input)
		if len(errs) > 0 || len(facts) != 1 {
			t.Errorf("%s: %d facts, %q", c.what, len(facts), errs)
			continue
		}
		change := facts[0].Value.(*evidence.Change)
		onBehalfOf, at := "", string(change.Extensions["request_ref"])
		if change.OnBehalfOf != nil {
			onBehalfOf = change.OnBehalfOf.ID
		}
		wantAt := ""
		if c.at != "" {
			wantAt = `{"found_in":"` + c.at + `"}`
		}
		if change.RequestRef != c.want || at != wantAt || onBehalfOf != c.onBehalfOf {
			t.Errorf("%s: got %q at %s for %q, want %q at %s for %q", c.what, change.RequestRef, at, onBehalfOf, c.want, wantAt, c.onBehalfOf)
		}
		// Without a pattern there is none.
		facts, _, _ = read(t, c.input)
		if change := facts[0].Value.(*evidence.Change); change.RequestRef != "" || change.Extensions["request_ref"] != nil {
			t.Errorf("%s, no pattern: %q", c.what, change.RequestRef)
		}
	}
}

// A call of the workflow's session is joined to the ticket explicitly. One for
// somebody else, or of another session, is outside of it.
func TestTicketJoins(t *testing.T) {
	attach := func(id, user, identity string) string {
		return event("AttachUserPolicy", map[string]string{"eventID": `"` + id + `"`, "userIdentity": identity, "requestParameters": `{"userName":"` + user + `","policyArn":"` + readAll + `"}`})
	}
	log := strings.Join([]string{
		attach("e-1", "bob", session("Flow", "RITM0012345", "")),
		attach("e-2", "eve", session("Flow", "RITM0012345", "")),
		attach("e-3", "cy", session("Flow", "RITM0099999", "")),
	}, "\n")
	facts, errs, _ := sourcetest.Read(t, cloudtrail.Reader(tickets), log)
	if len(facts) != 3 {
		t.Fatalf("%d facts, %q", len(facts), errs)
	}
	// Submitted so long before that nothing would be inferred.
	facts = append(facts, evidence.Fact{
		Subject: evidence.Identity{ID: iam + "user/bob", Kind: evidence.KindHuman},
		Action:  evidence.ActionGrant,
		Value: &evidence.Request{
			ID: "RITM0012345", SubmittedAt: time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC), ClosedAt: time.Date(2026, 1, 3, 9, 0, 0, 0, time.UTC),
			Status:       evidence.StatusClosedComplete,
			Entitlements: []evidence.Entitlement{{System: "aws:111122223333", Resource: "iam/policy", Permission: readAll}},
		},
	})
	all := func(yield func(evidence.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
	joined, err := join.Join(all, join.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range joined.Records {
		s := r.ID + ":"
		if r.Request != nil {
			s += " " + r.Request.ID
		}
		for _, c := range r.Changes {
			s += " " + c.ID + "=" + c.RequestRef
		}
		got = append(got, s)
	}
	want := []string{
		"RITM0012345: RITM0012345 e-1=RITM0012345",
		"change:aws:111122223333/cloudtrail/e-2/" + iam + "user/eve: e-2=RITM0012345",
		"change:aws:111122223333/cloudtrail/e-3/" + iam + "user/cy: e-3=RITM0099999",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
