package okta_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/okta"
)

var tickets = regexp.MustCompile(`RITM[0-9]{7}`)

// agent is the client of a call with that user agent.
func agent(text string) string {
	return `{"userAgent":{"rawUserAgent":"` + text + `","os":"Unknown","browser":"UNKNOWN"},"zone":"null","device":"RITM0099999","id":null,"ipAddress":"192.0.2.1"}`
}

func TestTicket(t *testing.T) {
	const (
		found   = `{"found_in":"/client/userAgent/rawUserAgent"}`
		noToken = `{"type":"WEB","id":"t-1","detail":{}}`
		one     = `{"ip":"192.0.2.1","geographicalContext":null,"version":"V4","source":null}`
	)
	added := func(text string, edits edit) string {
		return logged("group.user_membership.add", ana+","+devs, with(edit{"client": agent(text)}, edits))
	}
	for _, c := range []struct{ what, input, want string }{
		{"with a token", added("Provisioner/1.1 (RITM0012345)", nil), "RITM0012345"},
		{"by an OAuth client", added("Provisioner/1.1 (RITM0012345)", edit{"transaction": noToken, "actor": robot}), "RITM0012345"},
		{"from one address", added("RITM0012345", edit{"request": `{"ipChain":[` + one + `]}`}), "RITM0012345"},
		{"a failed call", added("RITM0012345", edit{"outcome": `{"result":"FAILURE"}`}), "RITM0012345"},
		{"names in lower case", strings.NewReplacer("rawUserAgent", "rawuseragent", "userAgent", "useragent", "requestApiTokenId", "requestapitokenid").Replace(added("RITM0012345", nil)), "RITM0012345"},
		{"each of several roles", logged("user.account.privilege.grant", ana, with(roles("Super administrator,Application administrator"), edit{"client": agent("RITM0012345")})), "RITM0012345 RITM0012345"},

		{"two tickets", added("RITM0012345 RITM0012346", nil), "-"},
		{"no number", added("Provisioner/1.1", nil), "-"},
		{"no client", added("", edit{"client": "null"}), "-"},
		{"in a browser", added("Mozilla/5.0 RITM0012345", edit{"transaction": noToken}), "-"},
		{"by an application", added("RITM0012345", edit{"transaction": noToken, "actor": crm}), "-"},
		{"by Okta itself, as somebody signs in", added("RITM0012345", edit{"transaction": noToken, "actor": `{"id":"okta","type":"SystemPrincipal","alternateId":"system@okta.com","displayName":"Okta System"}`}), "-"},
		{"through a gateway", added("RITM0012345", edit{"request": `{"ipChain":[` + one + "," + one + `]}`}), "-"},
		{"of itself", added("RITM0012345", edit{"actor": ana}), "-"},
		{"nobody knows who", added("RITM0012345", edit{"actor": "null"}), "-"},
		{"the address called", added("x", edit{"debugContext": `{"debugData":{"url":"/api/v1/groups/00gDEV/users/00uANA?ticket=RITM0012345"}}`}), "-"},
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{Tickets: tickets}), c.input)
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
		facts, _, _ = sourcetest.Read(t, okta.Reader(okta.Options{}), c.input)
		for _, f := range facts {
			if ref := f.Value.(*evidence.Change).RequestRef; ref != "" {
				t.Errorf("%s, no pattern: %q", c.what, ref)
			}
		}
	}
	_, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{Tickets: tickets}), added("", edit{"client": `{"userAgent":{"rawUserAgent":7}}`}))
	if want := "log:1: e-1 /client/userAgent/rawUserAgent: a number"; len(errs) != 1 || !strings.HasPrefix(errs[0], want) {
		t.Errorf("%q, want %s", errs, want)
	}
}
