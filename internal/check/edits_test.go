package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"go.yaml.in/yaml/v3"

	"github.com/counterfoil/counterfoil/evidence"
)

// The base records, by their first letters.
var baseRecords = map[rune]string{
	'h': "human_grant", 's': "service_account_grant", 'a': "agent_grant", 'r': "revoke_request", 'e': "emergency_grant",
}

// Each edit of counterfoil.testing, with arguments, and the base records that
// have something for it to edit.
var edits = []struct{ name, arguments, bases string }{
	{"judged", ``, "hsare"},
	{"judged_at", `"2026-03-06T00:00:00Z"`, "hsare"},
	{"without", `"/request/justification"`, "hsare"},
	{"with_value", `"/request/justification", "CHG7"`, "hsare"},
	{"without_request", ``, "hsare"},
	{"without_requester", ``, "hsare"},
	{"without_basis", ``, "hsare"},
	{"without_approvals", ``, "hsar"},
	{"without_changes", ``, "hsare"},
	{"without_observations", ``, "hsare"},
	{"without_events", ``, "sa"},
	{"without_owner", ``, "sa"},
	{"without_emergency", ``, "e"},
	{"without_review", ``, "e"},
	{"without_source", `"/changes/0"`, "hsare"},
	{"without_sources", ``, "hsare"},

	{"by_subject", `"zoe"`, "hsare"},
	{"by_subject", `{"id": "bot", "kind": "agent"}`, "hsare"},
	{"owned_by", `"zoe"`, "sa"},
	{"requested_by", `"zoe"`, "hsare"},
	{"executed_by", `"zoe"`, "hsare"},
	{"approved_by", `"zoe"`, "hsar"},
	{"approved_as", `"ceo"`, "hsar"},
	{"also_approved_by", `"zoe", "risk"`, "hsar"},
	{"self_approved", ``, "hsar"},
	{"rejected", ``, "hsar"},
	{"delegated", `"zoe"`, "hsar"},

	{"with_permission", `"Owner"`, "hsare"},
	{"with_entitlement", `{"system": "payments", "scope": "eu"}`, "hsare"},
	{"expiring_at", `"2026-04-01T00:00:00Z"`, "hsare"},
	{"without_expiry", ``, "sae"},
	{"never_expiring", ``, "sae"},
	{"held_through", `"group/finance"`, "hsare"},
	{"with_excess", `{"permission": "Owner"}`, "hsare"},
	{"with_change_outside", `{}`, "hsae"},
	{"with_change_outside", `{"permission": "Owner"}`, "hsae"},
	{"outside_workflow", ``, "hsare"},
	{"standing_access", ``, "hsare"},
	{"failed", ``, "hsare"},
	{"turned_down", ``, "hsa"},
	{"never_revoked", ``, "sare"},

	{"shifted", `"P5D"`, "hsare"},
	{"shifted", `"-PT1H"`, "hsare"},
	{"as_it_stood", `"2026-03-02T10:30:00Z"`, "hs"}, // before the others began
	{"as_it_stood", `"2026-03-05T02:05:00Z"`, "hsare"},
	{"approved_at", `"2026-03-20T00:00:00Z"`, "hsar"},
	{"approved_late", ``, "hsar"},
	{"granted_at", `"2026-03-01T00:00:00.000000001Z"`, "hsae"},
	{"granted_late", ``, "hsa"},
	{"revoked_at", `"2026-03-20T00:00:00Z"`, "sare"},
	{"revoked_late", ``, "sare"},
	{"with_event", `"termination", "2026-03-06T00:00:00Z"`, "hsare"},
	{"seen_again", `"2026-03-06T00:00:00Z"`, "hsare"},
}

// An edited record is as valid as any other, and another one; an edit of what is
// not there makes none.
func TestEdits(t *testing.T) {
	evaluate := editor(t)
	for letter, base := range baseRecords {
		unedited := decodeEdited(t, base, evaluate("data.counterfoil.testing."+base))
		for _, e := range edits {
			call := fmt.Sprintf("data.counterfoil.testing.%s(data.counterfoil.testing.%s%s)", e.name, base, strings.TrimSuffix(", "+e.arguments, ", "))
			edited := evaluate(call)
			switch makes := strings.ContainsRune(e.bases, letter); {
			case makes && edited == nil:
				t.Errorf("%s is undefined", call)
				continue
			case !makes && edited != nil:
				t.Errorf("%s should be undefined: it has nothing to edit", call)
				continue
			case edited == nil:
				continue
			}
			if at, ok := edited["as_of"].(string); !ok || at == "" {
				t.Errorf("%s cannot be judged: it has no as_of", call)
			}
			delete(edited, "as_of")
			after := decodeEdited(t, call, edited)
			if bytes.Equal(after, unedited) && !slices.Contains([]string{"judged", "judged_at", "as_it_stood"}, e.name) {
				t.Errorf("%s changes nothing", call)
			}
		}
	}
}

// Every public function that takes a record is in the table.
func TestEditsAreAllTested(t *testing.T) {
	for name, m := range regoModules(t) {
		if m.Package.Path.String() != "data.counterfoil.testing" {
			continue
		}
		for _, rule := range m.Rules {
			function := rule.Head.Name.String()
			if len(rule.Head.Args) == 0 || strings.HasPrefix(function, "_") || !rule.Head.Args[0].Equal(ast.VarTerm("record")) {
				continue
			}
			if !slices.ContainsFunc(edits, func(e struct{ name, arguments, bases string }) bool { return e.name == function }) {
				t.Errorf("%s: %s is not in the table of edits", name, function)
			}
		}
	}
}

// editor evaluates a query beside the testing package and the default
// parameters; nil stands for undefined.
func editor(t *testing.T) func(query string) map[string]any {
	t.Helper()
	modules := regoModules(t)
	for name := range modules {
		if strings.HasSuffix(name, "_test.rego") || strings.HasPrefix(name, "rego/controls/") {
			delete(modules, name)
		}
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	store := parametersStore(t)
	return func(query string) map[string]any {
		rs, err := rego.New(rego.Query(query), rego.Compiler(compiler), rego.Store(store)).Eval(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if len(rs) == 0 {
			return nil
		}
		return rs[0].Expressions[0].Value.(map[string]any)
	}
}

func parametersStore(t *testing.T) storage.Store {
	t.Helper()
	var parameters map[string]any
	if err := yaml.Unmarshal([]byte(read(t, "rego/counterfoil/parameters/defaults.yaml")), &parameters); err != nil {
		t.Fatal(err)
	}
	return inmem.NewFromObject(map[string]any{"counterfoil": map[string]any{"parameters": parameters}})
}

// decodeEdited returns the canonical form of a record, which must be valid.
func decodeEdited(t *testing.T, name string, record map[string]any) []byte {
	t.Helper()
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.Decode(name, bytes.NewReader(text)); err != nil {
		t.Errorf("%s is not valid:\n%v", name, err)
	}
	return text
}
