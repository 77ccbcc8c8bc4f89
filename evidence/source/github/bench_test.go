package github_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// push is an event that nobody asks about, which nearly all of a log is.
var push = logged("git.push", 0, edit{"repo": `"Acme/Till"`, "repository": `"Acme/Till"`, "repository_public": `false`, "transport_protocol_name": `"ssh"`, "user_agent": `"git/2.43.0"`,
	"actor_location": `{"country_code":"DE"}`, "hashed_token": `"Zm9vYmFyYmF6cXV4"`, "programmatic_access_type": `"OAuth access token"`, "token_scopes": `"repo,read:org"`, "business": `"acme"`, "business_id": `5`})

// next is event i of a log in which one in so many is about access: somebody is
// added to a repository and taken off it again.
func next(i, oneIn int) string {
	e := edit{"repo": fmt.Sprintf(`"Acme/repo-%d"`, i/oneIn/2%50), "user": fmt.Sprintf(`"user-%d"`, i/oneIn/2%50), "_document_id": fmt.Sprintf(`"d-%d"`, i)}
	switch {
	case i%oneIn != 0:
		return push + "\n"
	case i/oneIn%2 == 0:
		e["permission"] = `"write"`
		return logged("repo.add_member", i, e) + "\n"
	}
	return logged("repo.remove_member", i, e) + "\n"
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		in := func(what string) string { return fmt.Sprintf("%s/1-in-%d", what, oneIn) }
		sourcetest.Bench(b, in("log"), reader(), input.Bytes(), n, n/oneIn)
		sourcetest.BenchScan(b, in("bare-scan"), input.Bytes(), n)
	}
	var hooks bytes.Buffer
	for i := range n {
		if i%10 == 0 {
			hooks.WriteString(delivered("member", i%60, payload("removed", `"member":`+ana, repoAt)) + "\n")
			continue
		}
		hooks.WriteString(delivered("push", i%60, payload("", repoAt, orgAt, `"commits":[{"id":"abc","message":"Fix it","author":{"name":"Ana","email":"ana@acme.example"},"added":[],"modified":["a.go"]}]`)) + "\n")
	}
	sourcetest.Bench(b, "webhooks/1-in-10", webhooks(), hooks.Bytes(), n, n/10)
	sourcetest.BenchScan(b, "bare-scan/webhooks", hooks.Bytes(), n)

	var pages []string
	const listed = 500
	for i := range listed {
		var logins []string
		for j := range 30 {
			logins = append(logins, fmt.Sprintf(`user-%d: "role_name":"write","permissions":{"pull":true,"triage":true,"push":true,"maintain":false,"admin":false}`, (i*7+j)%997))
		}
		pages = append(pages, page(fmt.Sprintf("/repos/acme/repo-%d/collaborators?affiliation=direct&per_page=100", i), "", accounts(logins...)))
	}
	listing := []byte(strings.Join(pages, "\n"))
	sourcetest.Bench(b, "listing", state(), listing, listed, listed)
	sourcetest.BenchScan(b, "bare-scan/listing", listing, listed)
}

func TestMemoryIsFlat(t *testing.T) {
	t.Run("log", func(t *testing.T) {
		sourcetest.FlatMemory(t, reader(), 60_000, func(i int) string { return next(i, 2) })
	})
	t.Run("webhooks", func(t *testing.T) {
		sourcetest.FlatMemory(t, webhooks(), 30_000, func(i int) string {
			if i%2 == 0 {
				return delivered("member", i%60, payload("added", `"member":`+ana, `"changes":{"permission":{"to":"write"}}`, repoAt)) + "\n"
			}
			return delivered("member", i%60, payload("removed", `"member":`+ana, repoAt)) + "\n"
		})
	})
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{
		logged("org.add_member", 0, edit{"permission": `"admin"`}) + "\n" + logged("org.remove_member", 1, nil), "[" + logged("team.add_member", 0, edit{"data": `{"team":"acme/ops"}`}) + "]",
		logged("repo.update_member", 0, edit{"repo": `"acme/till"`, "new_repo_permission": `"write"`, "old_repo_permission": `"read"`}), logged("public_key.create", 0, edit{"repo": `"acme/till"`, "key": `"` + publicKey + `"`}),
		logged("integration_installation.repositories_added", 0, edit{"integration": `"x"`, "repositories_added_names": `["a"]`}),
		pat("request_created", 0, "token=4 request=70", nil) + "\n" + pat("access_granted", 1, "token=4", nil), logged("org.update_default_repository_permission", 0, edit{"permission": `"none"`, "old_permission": `"read"`}),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, reader(), input) })
}

func FuzzWebhooks(f *testing.F) {
	for _, seed := range []string{
		delivered("member", 0, payload("edited", `"member":`+ana, `"changes":{"permission":{"from":"read","to":"admin"}}`, repoAt)), `{"event":"team_add","delivered_at":"2026-03-02T12:00:00Z","payload":` + payload("", teamAt, repoAt) + "}",
		payload("created", `"installation":{"id":31,"account":{"login":"Acme"},"app_id":41,"created_at":1772452740}`, `"repositories":[{"name":"a"}]`),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, webhooks(), input) })
}

func FuzzListings(f *testing.F) {
	f.Add(strings.Join(acme(), "\n"))
	f.Add(page("/orgs/acme/installations", "", `{"installations":[{"app_id":1,"repository_selection":"all"}]}`) + page("/orgs/acme/personal-access-tokens", "", `[{"token_id":4}]`))
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, state(), input) })
}
