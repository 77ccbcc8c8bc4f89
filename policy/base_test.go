package policy_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/counterfoil/counterfoil/evidence"
	embedded "github.com/counterfoil/counterfoil/rego"
)

// asOf is the instant at which the base records are governance-grade.
var asOf = time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)

// baseNames are the base records of rego/testing.
var baseNames = []string{"human_grant", "service_account_grant", "agent_grant", "revoke_request", "emergency_grant"}

var baseDocs = sync.OnceValue(func() map[string]json.RawMessage {
	source, err := fs.ReadFile(embedded.FS(), "testing/testing.rego")
	if err != nil {
		panic(err)
	}
	rs, err := rego.New(rego.Query("data.counterfoil.testing"), rego.Module("testing.rego", string(source))).Eval(context.Background())
	if err != nil {
		panic(err)
	}
	docs := map[string]json.RawMessage{}
	for name, value := range rs[0].Expressions[0].Value.(map[string]any) {
		if docs[name], err = json.Marshal(value); err != nil {
			panic(err)
		}
	}
	return docs
})

// base returns a base record, edited.
func base(t testing.TB, name string, edit ...func(*evidence.Record)) *evidence.Record {
	t.Helper()
	r, err := evidence.Decode(name, strings.NewReader(string(baseDocs()[name])))
	if err != nil {
		t.Fatalf("base record %s: %v", name, err)
	}
	for _, e := range edit {
		e(r)
	}
	return r
}
