package vault_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/vault"
)

// Entries that nobody asks about, which nearly all of a log is, and a write with
// its answer.
var (
	secretAsked = entry("request", 1, "read", "secret/data/shop/db", edit{"/auth/policy_results": `{"allowed":true,"granting_policies":[{"name":"shop","namespace_id":"root","type":"acl"}]}`, "/request/mount_point": `"secret/"`, "/request/mount_type": `"kv"`}) + "\n"
	secretTold  = entry("response", 1, "read", "secret/data/shop/db", edit{"/response/data": `{"data":{"password":"` + h("1") + `","user":"` + h("2") + `"},"metadata":{"created_time":"` + h("3") + `","version":4}}`}) + "\n"
	userAsked   = entry("request", 2, "update", "auth/userpass/users/bob", edit{"/request/data": `{"token_policies":["a"]}`}) + "\n"
	userTold    = answer(2, "update", "auth/userpass/users/bob", `{"token_policies":["a"]}`) + "\n"
)

// next is entry i of a log in which one pair in so many is about access.
func next(i, oneIn int) string {
	pair := []string{secretAsked, secretTold}
	if i/2%oneIn == 0 {
		pair = []string{userAsked, userTold}
	}
	return strings.NewReplacer(`"c-2"`, fmt.Sprintf(`"c-%d"`, i/2), `["a"]`, fmt.Sprintf(`["a%d"]`, i/2)).Replace(pair[i%2])
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		sourcetest.Bench(b, fmt.Sprintf("lines/1-in-%d", oneIn), vault.Reader(vault.Options{}), input.Bytes(), n, n/2/oneIn)
		sourcetest.BenchScan(b, fmt.Sprintf("bare-scan/1-in-%d", oneIn), input.Bytes(), n)
	}
}

// Memory grows with the principals and with requests without an answer.
func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, vault.Reader(vault.Options{}), 40_000, func(i int) string { return next(i, 3) })
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{userAsked + userTold + answer(3, "delete", "auth/userpass/users/bob", `null`), answer(1, "create", "auth/approle/role/app", `{"policies":"a,b"}`),
		answer(1, "update", "identity/group/name/ops", `{"policies":["a"],"member_entity_ids":["e-1"]}`) + "\n" + answer(2, "update", "identity/group/name/ops", `{"member_entity_ids":[],"member_group_ids":[7]}`),
		answer(1, "update", "identity/entity/id/e", `{"disabled":true}`), entry("response", 1, "update", "auth/token/create", edit{"/response/auth": `{"accessor":"a","client_token":"b","policies":["x"]}`}),
		answer(1, "update", "auth/token/revoke-accessor", `{"accessor":"a"}`), answer(1, "update", "sys/leases/revoke/a/b", `{}`), answer(1, "update", "sys/policies/acl/x", `{}`), "[" + userAsked + "]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, vault.Reader(vault.Options{Tickets: tickets}), input)
	})
}
