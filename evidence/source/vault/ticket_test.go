package vault_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/vault"
)

var tickets = regexp.MustCompile(`[0-9]{7}`)

func TestTicket(t *testing.T) {
	sent := func(headers string, edits edit) string {
		return entry("response", 1, "update", "auth/userpass/users/bob", with(edit{"/request/data": `{"token_policies":["dev"]}`, "/request/headers": headers}, edits))
	}
	const named = `{"x-ticket":["RITM0012345"]}`
	for _, c := range []struct{ what, input, want, at string }{
		{"a header", sent(named, nil), "0012345", "x-ticket/0"},
		{"among others", sent(`{"a":["x"],"x-forwarded-for":["10.0.0.1, 0000001"],"user-agent":["curl/0000002"],"Forwarded":["for=0000003"],"x-ticket":["","RITM0012345"]}`, nil), "0012345", "x-ticket/1"},
		{"twice the same", sent(`{"b":["0012345"],"a":["0012345"]}`, nil), "0012345", "a/0"},
		{"it failed", sent(named, edit{"/error": `"permission denied"`}), "0012345", "x-ticket/0"},
		{"by a token without an entity", sent(named, edit{"/auth/entity_id": "null"}), "0012345", "x-ticket/0"},

		{"two tickets", sent(`{"x-ticket":["RITM0012345","RITM0012346"]}`, nil), "", ""},
		{"two headers", sent(`{"a":["RITM0012345"],"b":["RITM0012346"]}`, nil), "", ""},
		{"hashed", sent(`{"x-ticket":["`+h("0012")+`"]}`, nil), "", ""},
		{"of a proxy", sent(`{"User-Agent":["RITM0012345"],"X-Forwarded-User":["RITM0012345"]}`, nil), "", ""},
		{"no headers", sent("null", nil), "", ""},
		{"what is sent", sent("null", edit{"/request/data": `{"token_policies":["RITM0012345"],"metadata":{"ticket":"RITM0012345"}}`}), "", ""},
		{"of the answer", sent("null", edit{"/response/headers": named}), "", ""},
		{"nobody knows who", sent(named, edit{"/auth": "null"}), "", ""},
		{"the subject", entry("response", 1, "update", "identity/entity/id/e-maria", edit{"/request/data": `{"policies":["dev"]}`, "/request/headers": named}), "", ""},
	} {
		facts, errs, _ := sourcetest.Read(t, vault.Reader(vault.Options{Tickets: tickets}), c.input)
		if len(facts) == 0 || len(errs) > 0 {
			t.Errorf("%s: no facts, %q", c.what, errs)
		}
		at := ""
		if c.at != "" {
			at = fmt.Sprintf(`{"found_in":"/request/headers/%s"}`, c.at)
		}
		for _, f := range facts {
			change := f.Value.(*evidence.Change)
			if change.RequestRef != c.want || string(change.Extensions["request_ref"]) != at {
				t.Errorf("%s: %q, found in %s; want %q in %s", c.what, change.RequestRef, change.Extensions["request_ref"], c.want, at)
			}
		}
		// Without a pattern there is none.
		facts, _, _ = sourcetest.Read(t, vault.Reader(vault.Options{}), c.input)
		for _, f := range facts {
			if ref := f.Value.(*evidence.Change).RequestRef; ref != "" {
				t.Errorf("%s, no pattern: %q", c.what, ref)
			}
		}
	}
	_, errs, _ := sourcetest.Read(t, vault.Reader(vault.Options{Tickets: tickets}), sent(`{"x-ticket":"RITM0012345"}`, nil))
	if want := "log:1: c-1 /request/headers/x-ticket: a string"; len(errs) != 1 || !strings.HasPrefix(errs[0], want) {
		t.Errorf("%q, want %s", errs, want)
	}
}
