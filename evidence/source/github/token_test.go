package github_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source/github"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// pat is an event about a token in the shape of the log: "token=4 request=70".
func pat(what string, after int, short string, more edit) string {
	e := edit{"repository_selection": `"subset"`, "user_programmatic_access_name": `"ci"`}
	for _, s := range strings.Fields(short) {
		k, v, _ := strings.Cut(s, "=")
		e[map[string]string{"token": "user_programmatic_access_id", "request": "user_programmatic_access_request_id", "user": "user", "actor": "actor"}[k]] = v
	}
	for k, v := range more {
		e[k] = v
	}
	return logged("personal_access_token."+what, after, e)
}

func TestTokens(t *testing.T) {
	asked := pat("request_created", 0, `token=4 request=70 actor="Ana"`, nil)
	const held = ": tokens: organization fine-grained-token @subset"
	for _, c := range []struct {
		what string
		log  []string
		want []string
	}{
		{"approved", []string{asked, pat("access_granted", 60, "token=4", nil)}, []string{
			"approved by maria: token/4 for token-request/70", "grant token/4" + held + " for token-request/70 by github", "request token-request/70 closed_complete of token/4" + held + " closed 12:01:00 by ana"}},
		{"denied", []string{asked, pat("request_denied", 60, "request=70", nil)}, []string{
			"rejected by maria: token/4 for token-request/70", "request token-request/70 rejected of token/4" + held + " closed 12:01:00 by ana"}},
		{"cancelled", []string{asked, pat("request_cancelled", 60, `request=70 actor="Ana"`, nil)}, []string{"request token-request/70 cancelled of token/4" + held + " closed 12:01:00 by ana"}},
		{"open", []string{asked}, []string{"request token-request/70 open of token/4" + held + " by ana"}},
		{"without a request", []string{pat("access_granted", 0, `token=4 actor="Ana"`, nil)}, []string{"grant token/4" + held + " by ana"}},
		{"revoked", []string{asked, pat("access_granted", 60, "token=4", nil), pat("access_revoked", 90, "token=4", nil)}, []string{
			"approved by maria: token/4 for token-request/70", "grant token/4" + held + " for token-request/70 by github", "revoke token/4" + held, "request token-request/70 closed_complete of token/4" + held + " closed 12:01:00 by ana"}},
		{"asked again, for another selection", []string{asked, pat("access_granted", 60, "token=4", nil), pat("request_created", 70, `token=4 request=71 actor="Ana"`, edit{"repository_selection": `"all"`}), pat("access_granted", 80, "token=4", edit{"repository_selection": `"all"`})}, []string{
			"approved by maria: token/4 for token-request/70", "grant token/4" + held + " for token-request/70 by github",
			"approved by maria: token/4 for token-request/71", "grant token/4: tokens: organization fine-grained-token @all for token-request/71 by github",
			"request token-request/70 closed_complete of token/4" + held + " closed 12:01:00 by ana", "request token-request/71 closed_complete of token/4: tokens: organization fine-grained-token @all closed 12:01:20 by ana"}},
		{"another token", []string{asked, pat("access_granted", 60, "token=5", nil)}, []string{"grant token/5" + held, "request token-request/70 open of token/4" + held + " by ana"}},
		{"another organisation", []string{asked, strings.Replace(pat("access_granted", 60, "token=4", nil), "Acme", "Other", 1)}, []string{
			"grant github:other/token/4: github:other/tokens: organization fine-grained-token @subset by github:other/user/maria", "request token-request/70 open of token/4" + held + " by ana"}},
		{"granted once, before it was asked", []string{asked, pat("access_granted", -60, "token=4", nil)}, []string{"grant token/4" + held, "request token-request/70 open of token/4" + held + " by ana"}},
		{"granted twice", []string{asked, pat("access_granted", 60, "token=4", nil), pat("access_granted", 61, "token=4", nil)}, []string{
			"approved by maria: token/4 for token-request/70", "grant token/4" + held + " for token-request/70 by github", "grant token/4" + held, "request token-request/70 closed_complete of token/4" + held + " closed 12:01:00 by ana"}},
		{"asked twice, and denied once", []string{asked, pat("request_created", 10, `token=4 request=71 actor="Ana"`, nil), pat("request_denied", 20, "request=70", nil), pat("access_granted", 60, "token=4", nil)}, []string{
			"rejected by maria: token/4 for token-request/70", "approved by maria: token/4 for token-request/71", "grant token/4" + held + " for token-request/71 by github",
			"request token-request/70 rejected of token/4" + held + " closed 12:00:20 by ana", "request token-request/71 closed_complete of token/4" + held + " closed 12:01:00 by ana"}},
		{"approved, and by whom is not told", []string{asked, pat("access_granted", 60, "token=4", edit{"actor": "-"})}, []string{
			"grant token/4" + held + " for token-request/70 by github", "request token-request/70 closed_complete of token/4" + held + " closed 12:01:00 by ana"}},
		{"revoked, with the request told", []string{asked, pat("access_revoked", 90, "token=4 request=70", nil)}, []string{"revoke token/4" + held, "request token-request/70 open of token/4" + held + " by ana"}},
		{"decided, and nobody knows on what", []string{pat("request_denied", 60, "request=70", nil)}, []string{"rejected by maria: token-request/70 for token-request/70"}},
		{"cancelled, and nobody knows what", []string{pat("request_cancelled", 60, "request=70", nil)}, nil},
		{"the same event twice", []string{asked, asked}, []string{"request token-request/70 open of token/4" + held + " by ana"}},
	} {
		for range 4 { // in any order
			facts, errs, tally := sourcetest.Read(t, reader(), strings.Join(c.log, "\n"))
			if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 || tally.Used != len(c.log) {
				t.Fatalf("%s: %q %s\n(-want +got):\n%s", c.what, errs, tally, diff)
			}
			rand.Shuffle(len(c.log), func(a, b int) { c.log[a], c.log[b] = c.log[b], c.log[a] })
		}
	}
}

// The token is one subject under its own number and that of the request, and
// its owner is known in all facts.
func TestTokenSubject(t *testing.T) {
	input := pat("request_created", 0, `token=4 request=70 actor="Ana"`, edit{"user": "-"}) + "\n" + pat("access_granted", 60, "token=4", edit{"user": "-"})
	facts, _, _ := sourcetest.Read(t, reader(), input)
	for _, f := range facts {
		if f.Subject.ID != "github:acme/token/4" || !cmp.Equal(f.Subject.Aliases, []string{"github:acme/token-request/70"}) || f.Subject.Kind != "api_key" || f.Subject.Owner.ID != "github:acme/user/ana" {
			t.Errorf("%+v, owner %+v", f.Subject, f.Subject.Owner)
		}
	}
}

// Webhooks tell the request in each, and say the same.
func TestTokenWebhooks(t *testing.T) {
	hook := func(action, sender, at string) string {
		return `{"event":"personal_access_token_request","guid":"` + action + `","delivered_at":"2026-03-02T` + at + `Z","payload":{"action":"` + action + `","personal_access_token_request":` +
			`{"id":70,"owner":{"login":"Ana","id":8,"type":"User"},"token_id":4,"token_name":"ci","repository_selection":"subset"},"organization":{"login":"Acme"},"sender":{"login":"` + sender + `","type":"User"}}}`
	}
	const held = ": tokens: organization fine-grained-token @subset"
	for action, want := range map[string][]string{
		"approved": {"approved by maria: token/4 for token-request/70", "grant token/4" + held + " for token-request/70 by github", "request token-request/70 closed_complete of token/4" + held + " closed 12:01:00 by ana"},
		"denied":   {"rejected by maria: token/4 for token-request/70", "request token-request/70 rejected of token/4" + held + " closed 12:01:00 by ana"},
	} {
		facts, errs, _ := sourcetest.Read(t, github.Webhooks(github.Options{CollectedAt: collected}), hook("created", "Ana", "12:00:00")+"\n"+hook(action, "Maria", "12:01:00"))
		if diff := cmp.Diff(want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", action, errs, diff)
		}
	}
}
