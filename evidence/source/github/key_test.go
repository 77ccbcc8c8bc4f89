package github_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// A key, and what ssh-keygen -lf and ssh-keygen -E md5 -lf say of it.
const (
	publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5YNee0MgU7GMsHLzOVcJLQHQ26h0hpB5FyPEieDnr3 ci@acme.example"
	publicSHA = "SHA256:6obDIPpuQQfXEdMWm8j7/lB07xjTXUg6ZQDawzcOd0Y"
	publicMD5 = "MD5:a9:cd:6c:73:63:cd:ce:42:72:79:81:56:e0:a1:cb:25"
)

// However a key is named, it is one subject.
func TestDeployKeys(t *testing.T) {
	const sha, md = "github:acme/deploy-key/" + publicSHA, "github:acme/deploy-key/MD5:a9cd6c7363cdce4272798156e0a1cb25"
	for _, c := range []struct {
		what, fingerprint, key, id string
		aliases                    []string
	}{
		{"the key", "-", `"` + publicKey + `"`, sha, []string{md}},
		{"the key and its fingerprint", `"` + publicSHA + `="`, `"` + publicKey + `"`, sha, []string{md}},
		{"the fingerprint", `"` + publicSHA + `"`, "-", sha, nil},
		{"the older fingerprint", `"` + publicMD5[len("MD5:"):] + `"`, "-", md, nil},
		{"the older fingerprint, as ssh-keygen has it", `"` + publicMD5 + `"`, `"ssh-ed25519 %%%"`, md, nil},
		{"something else", `"x:y"`, `"ssh-rsa"`, "github:acme/deploy-key/x:y", nil},
	} {
		facts, errs, _ := sourcetest.Read(t, reader(), logged("public_key.create", 0, edit{"repo": `"Acme/Till"`, "fingerprint": c.fingerprint, "key": c.key}))
		if len(facts) != 1 {
			t.Errorf("%s: %q", c.what, errs)
			continue
		}
		if s := facts[0].Subject; s.ID != c.id || !cmp.Equal(s.Aliases, c.aliases) {
			t.Errorf("%s: %s, %q; want %s, %q", c.what, s.ID, s.Aliases, c.id, c.aliases)
		}
	}
}
