package github_test

import (
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/github"
)

// Each reader's inputs are told apart from those of the others.
func TestShapes(t *testing.T) {
	var list []source.Shape
	var of []string
	add := func(reader string, shapes []source.Shape) {
		for _, s := range shapes {
			list, of = append(list, s), append(of, reader)
		}
	}
	add("log", github.Shapes())
	add("webhooks", github.WebhookShapes())
	add("state", github.StateShapes())
	for input, want := range map[string]string{
		logged("org.add_member", 0, nil):                                                                                                                  "log",
		"[" + logged("git.push", 0, edit{"_document_id": "-"}) + "]":                                                                                      "log",
		delivered("member", 0, payload("removed", `"member":`+ana, repoAt)):                                                                               "webhooks",
		`{"event":"member","delivered_at":"2026-03-02T12:00:00Z","payload":` + payload("removed", `"member":`+ana, repoAt) + `}`:                          "webhooks",
		payload("removed", `"member":`+ana, repoAt):                                                                                                       "webhooks",
		page("/orgs/acme/members", "", accounts("Ana")):                                                                                                   "state",
		page("/orgs/acme/teams", "", `[{"slug":"a","node_id":"x","privacy":"closed","permission":"pull"}]`):                                               "state",
		page("/orgs/acme/repos", "", `[{"full_name":"acme/a","node_id":"x","private":true,"owner":{}}]`):                                                  "state",
		page("/orgs/acme/installations", "", `{"installations":[{"app_id":1,"app_slug":"x","repository_selection":"all","target_type":"Organization"}]}`): "state",
		`{"url":"https://api.github.com/orgs/a/memberships/b","state":"active","role":"member","organization_url":"x","user":{}}`:                         "state",
	} {
		fit := source.Fits([]byte(input), list)
		if len(fit) == 0 || of[fit[0]] != want {
			t.Errorf("%.80s: fits %v, want %s first", input, fit, want)
		}
	}
}
