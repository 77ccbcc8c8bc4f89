package github

import (
	"cmp"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// deployKey is a deploy key, by its fingerprint and, where that is told, the
// key itself. It reports false where neither names it, or they name two.
func (p place) deployKey(fingerprint, key, title string) (evidence.Identity, bool) {
	sha, md := fingerprints(key)
	told := formOf(fingerprint)
	if sha == "" {
		sha = told
	} else if told != "" && told != sha && told != md {
		return evidence.Identity{}, false
	}
	k := evidence.Identity{ID: p.system + "/deploy-key/" + sha, Kind: evidence.KindAPIKey, Name: cmp.Or(title, sha)}
	if md != "" {
		k.Aliases = []string{p.system + "/deploy-key/" + md}
	}
	return k, sha != ""
}

// fingerprints are those of a public key in the form of OpenSSH, "TYPE BASE64
// COMMENT", as RFC 4253 and OpenSSH's ssh-keygen -l have them: a SHA-256 without
// padding, and an MD5 in hexadecimal. Anything else has none.
func fingerprints(key string) (sha, md string) {
	parts := strings.Fields(key)
	if len(parts) < 2 {
		return "", ""
	}
	blob, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil || len(blob) == 0 {
		return "", ""
	}
	s, m := sha256.Sum256(blob), md5.Sum(blob)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(s[:]), "MD5:" + hex.EncodeToString(m[:])
}

// formOf is a fingerprint in one form: "SHA256:…" without padding, or "MD5:…"
// without colons.
func formOf(fingerprint string) string {
	if rest, ok := strings.CutPrefix(fingerprint, "SHA256:"); ok {
		return "SHA256:" + strings.TrimRight(rest, "=")
	}
	hexed := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(fingerprint, "MD5:"), ":", ""))
	if b, err := hex.DecodeString(hexed); err == nil && len(b) == md5.Size {
		return "MD5:" + hexed
	}
	return fingerprint
}
