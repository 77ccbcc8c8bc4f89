package vault_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/vault"
)

// The folder holds one audit entry, and a server log, which is none. With
//
//	jq -r '[.type, .request.operation, .request.path, .error] | @tsv' vault_audit.jsonl
//
// the entry is "request update sys/policies/acl/admin": an attempt, as long as
// nobody has its answer.
func TestRealFolder(t *testing.T) {
	folder := sourcetest.Folder(t, "vault-audit-datadog")
	var tally source.Tally
	var facts []evidence.Fact
	var errs []string
	for f, err := range source.Facts(vault.Reader(vault.Options{}), &tally, folder) {
		if err != nil {
			_, text, _ := strings.Cut(err.Error(), folder+"/")
			errs = append(errs, text)
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	want := sourcetest.Counts{
		Events: 1, Used: map[string]int{}, Facts: map[string]int{},
		Ignored: map[string]int{"request without an answer in this input, which did not happen as far as anybody knows: sys/policies/acl update": 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" || tally.Broken != 2 {
		t.Errorf("%s (-want +got):\n%s", &tally, diff)
	}
	const none = ": not a Vault audit log, which begins with { or [: leave this file out"
	if diff := cmp.Diff([]string{"PROVENANCE.txt" + none, "vault_server.log" + none}, errs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// With the answer that would have followed, the policy changed.
	b, err := os.ReadFile(filepath.Join(folder, "vault_audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	answer := strings.Replace(strings.TrimSpace(string(b)), `"type": "request"`, `"type": "response", "response": {}`, 1)
	facts, texts, counted := sourcetest.Read(t, vault.Reader(vault.Options{}), string(b)+answer)
	if diff := cmp.Diff([]string{"modify policies/acl/admin: policy-definition unknown"}, lines(facts)); diff != "" || len(texts) > 0 || counted.Ignored != 1 {
		t.Errorf("%q %s (-want +got):\n%s", texts, counted, diff)
	}
	if by := facts[0].Value.(*evidence.Change).Actor; by.Name != "root" {
		t.Errorf("by %v", by)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, vault.Reader(vault.Options{}))
}
