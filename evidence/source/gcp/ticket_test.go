package gcp_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var tickets = regexp.MustCompile(`RITM[0-9]{7}`)

// reasoned is the requestMetadata of a call for which a reason was given.
func reasoned(reason string) string {
	return `{"callerIp":"192.0.2.1","callerSuppliedUserAgent":"google-cloud-sdk RITM0099999","requestAttributes":{"time":"2026-03-02T11:00:00Z","reason":` + fmt.Sprintf("%q", reason) + `,"auth":{}},"destinationAttributes":{}}`
}

func TestTicket(t *testing.T) {
	const found = `{"found_in":"/protoPayload/requestMetadata/requestAttributes/reason"}`
	set := func(reason string, edits edit, deltaList ...string) string {
		all := edit{"serviceData": deltas(deltaList...), "requestMetadata": reasoned(reason)}
		for k, v := range edits {
			all[k] = v
		}
		return entry(manager, "SetIamPolicy", all)
	}
	const ana = "+roles/viewer user:ana@acme.example"
	titled := strings.Replace(set("", nil, ana+" if x"), `"title":"t"`, `"title":"RITM0012345"`, 1)
	for _, c := range []struct{ what, input, want string }{
		{"a reason", set("RITM0012345", nil, ana), "RITM0012345"},
		{"in a reason", set("for RITM0012345, as asked", nil, ana), "RITM0012345"},
		{"for all whom the call is about", set("RITM0012345", nil, ana, "-roles/viewer user:cy@acme.example"), "RITM0012345 RITM0012345"},
		{"a failed call", set("RITM0012345", edit{"status": `{"code":7}`}, ana), "RITM0012345"},
		{"a key", entry("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccountKey", edit{"requestMetadata": reasoned("RITM0012345"), "resourceName": `"projects/-/serviceAccounts/robot@shop.iam.gserviceaccount.com"`}), "RITM0012345"},
		{"BigQuery's form", strings.Replace(set("RITM0012345", nil, ana), `"protoPayload"`, `"protopayload_auditlog"`, 1), "RITM0012345"},

		{"two tickets", set("RITM0012345 RITM0012346", nil, ana), "-"},
		{"no reason", set("", nil, ana), "-"},
		{"no metadata", set("", edit{"requestMetadata": "-"}, ana), "-"},
		{"null", set("", edit{"requestMetadata": `{"requestAttributes":null}`}, ana), "-"},
		{"a condition's title", titled, "-"},
		{"nobody knows who", set("RITM0012345", edit{"authenticationInfo": "{}"}, ana), "-"},
		{"the subject", set("RITM0012345", nil, "+roles/owner user:OPS@acme.example"), "-"},
		{"who impersonates", set("RITM0012345", edit{"authenticationInfo": `{"principalEmail":"flow@shop.iam.gserviceaccount.com","serviceAccountDelegationInfo":[{"firstPartyPrincipal":{"principalEmail":"ana@acme.example"}}]}`}, ana), "-"},
		{"the subject, and another", set("RITM0012345", nil, "+roles/owner user:ops@acme.example", ana), "RITM0012345 -"},
	} {
		facts, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{Tickets: tickets}), c.input)
		var got []string
		for _, f := range facts {
			change := f.Value.(*evidence.Change)
			ref, at := "-", ""
			if change.RequestRef != "" {
				ref, at = change.RequestRef, found
			}
			if got = append(got, ref); string(change.Extensions["request_ref"]) != at {
				t.Errorf("%s: found in %s", c.what, change.Extensions["request_ref"])
			}
		}
		if strings.Join(got, " ") != c.want || len(errs) > 0 {
			t.Errorf("%s: got %q, want %s; %q", c.what, got, c.want, errs)
		}
		// Without a pattern there is none.
		facts, _, _ = sourcetest.Read(t, gcp.Reader(gcp.Options{}), c.input)
		for _, f := range facts {
			if ref := f.Value.(*evidence.Change).RequestRef; ref != "" {
				t.Errorf("%s, no pattern: %q", c.what, ref)
			}
		}
	}
	_, errs, _ := sourcetest.Read(t, gcp.Reader(gcp.Options{Tickets: tickets}), set("", edit{"requestMetadata": `{"requestAttributes":{"reason":["RITM0012345"]}}`}, ana))
	if want := "log:1: i-1 /protoPayload/requestMetadata/requestAttributes/reason: an array"; len(errs) != 1 || !strings.HasPrefix(errs[0], want) {
		t.Errorf("%q, want %s", errs, want)
	}
}
